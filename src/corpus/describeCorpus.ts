import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { isCancelled, throwIfCancelled } from "../base/errors.ts";
import { findFiles, unreadable } from "./findFiles.ts";
import { SkipLog } from "./skipLog.ts";

/** What identifies a file of a corpus in a report. */
export interface CorpusFile {
  /** Base name, or the path below the folder that was given. */
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Name, size and hash of the files that `readCorpus` would read; streams, so that size does not matter. */
export async function describeCorpus(paths: readonly string[], signal?: AbortSignal): Promise<CorpusFile[]> {
  const described: CorpusFile[] = [];
  for (const file of await findFiles(paths, new SkipLog())) {
    try {
      const hash = createHash("sha256");
      let bytes = 0;
      for await (const chunk of createReadStream(file.path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
        throwIfCancelled(signal);
        hash.update(chunk);
        bytes += chunk.length;
      }
      described.push({ name: file.name, bytes, sha256: hash.digest("hex") });
    } catch (error) {
      if (isCancelled(error)) throw error;
      throw unreadable(file.path, error);
    }
  }
  return described;
}
