import { spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { scan } from "../src/jobs/scan.ts";
import type { BenchRow } from "./benchRow.ts";

const corpusBytes = 32e6;

/** How fast is a scan? MB of file per second, all three axes, company and places, against `wc -w` on the same file. */
export async function benchScan(): Promise<BenchRow[]> {
  const root = process.env["EVENHAND_ROOT"] ?? process.cwd();
  const folder = await mkdtemp(join(tmpdir(), "evenhand-bench-"));
  try {
    const rows: BenchRow[] = [];
    const sources = [
      { name: "bundled sample", path: join(root, "samples", "demo.jsonl"), out: "sample.jsonl" },
      {
        name: "WikiText-2 validation",
        path: join(root, "..", "shared", "data", "wikitext2-valid.txt"),
        out: "wiki.txt",
      },
      { name: "film reviews", path: join(root, "..", "shared", "data", "movie-reviews.jsonl"), out: "films.jsonl" },
    ];
    for (const { name, path, out } of sources) {
      const source = await readFile(path).catch(() => undefined);
      if (source === undefined) continue; // the two larger texts are not part of the project
      const file = join(folder, out);
      await repeat(source, file);
      rows.push(await scanRow(name, file));
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function repeat(source: Buffer, file: string): Promise<void> {
  const stream = createWriteStream(file);
  for (let written = 0; written < corpusBytes; written += source.length) stream.write(source);
  stream.end();
  await finished(stream);
}

async function scanRow(name: string, file: string): Promise<BenchRow> {
  const { size } = await stat(file);
  const wordCount = megabytesPerSecond(size, () => {
    const result = spawnSync("wc", ["-w", file], { env: { ...process.env, LC_ALL: "C" } });
    return result.status === 0;
  });
  const started = performance.now();
  await scan({ paths: [file] }, { signal: new AbortController().signal, onProgress: () => {} });
  const figure = size / 1e3 / (performance.now() - started);
  return {
    question: `scan, ${name} repeated to ${Math.round(size / 1e6)} MB`,
    figure,
    unit: "MB/s",
    ...(wordCount === undefined
      ? {}
      : { comparedWith: `wc -w: ${wordCount.toPrecision(3)} MB/s`, ratio: figure / wordCount }),
  };
}

/** Undefined where the program is missing. */
function megabytesPerSecond(bytes: number, work: () => boolean): number | undefined {
  const started = performance.now();
  return work() ? bytes / 1e3 / (performance.now() - started) : undefined;
}
