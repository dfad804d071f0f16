import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Texts of the bundled sample. */
export function sampleRecords(count: number): string[] {
  const path = join(resolve(import.meta.dirname, "../../.."), "samples", "demo.jsonl");
  const lines = readFileSync(path, "utf8").split("\n").slice(0, count);
  return lines.map((line) => (JSON.parse(line) as { text: string }).text);
}
