import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import type { Document } from "./document.ts";
import type { CorpusFormat } from "./findFiles.ts";
import { readRecord } from "./readRecord.ts";

/** A record that was read before. */
export interface RecordAddress {
  readonly byteStart: number;
  readonly line: number;
}

export interface RecordFile {
  readonly path: string;
  readonly name: string;
  readonly format: CorpusFormat;
  /** JSONL only. */
  readonly field: string;
}

const firstRead = 1 << 14;

/**
 * Reads single records of a file again, by their addresses; undefined for those that are no documents any more.
 *
 * @returns in the order of the addresses
 */
export async function readRecordsAt(
  file: RecordFile,
  addresses: readonly RecordAddress[],
): Promise<(Document | undefined)[]> {
  const handle = await open(file.path, "r");
  try {
    const documents: (Document | undefined)[] = [];
    for (const { byteStart, line } of addresses) {
      const bytes = await lineAt(handle, byteStart);
      const result = readRecord({ bytes, line, byteStart }, { ...file, record: 0 });
      documents.push(result.kind === "document" ? result.document : undefined);
    }
    return documents;
  } finally {
    await handle.close();
  }
}

async function lineAt(handle: FileHandle, byteStart: number): Promise<Buffer> {
  for (let size = firstRead; ; size *= 8) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(size), 0, size, byteStart);
    const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
    if (end !== -1) return buffer.subarray(0, end);
    if (bytesRead < size) return buffer.subarray(0, bytesRead);
  }
}
