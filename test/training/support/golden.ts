import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe } from "vitest";

/** Reference vectors that live beside the repository and are not part of it. */
const folder = resolve(import.meta.dirname, "../../../../shared/golden");

const isPresent = existsSync(folder);

/** A group of tests on the reference vectors, skipped with a word where they are absent. */
export function describeGolden(name: string, tests: () => void): void {
  if (isPresent) describe(name, tests);
  else describe.skip(`${name} (skipped: no ../shared/golden beside the repository)`, tests);
}

export function goldenPath(name: string): string {
  return resolve(folder, name);
}

/** A JSON file of reference values; the caller states what it expects in it. */
export function readGolden(name: string): unknown {
  return JSON.parse(readFileSync(goldenPath(name), "utf8"));
}

export interface GoldenBatches {
  readonly batches: Readonly<
    Record<
      string,
      {
        readonly inputIds: readonly number[][];
        readonly attentionMask: readonly number[][];
        readonly labels: readonly number[][];
      }
    >
  >;
}

export interface Checksum {
  readonly norm: number;
  readonly dotSin: number;
}

/** Sum over k of v_k sin(k), k = 1, 2, ..., over the row-major values. */
export function dotSin(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k += 1) sum += (values[k] as number) * Math.sin(k + 1);
  return sum;
}
