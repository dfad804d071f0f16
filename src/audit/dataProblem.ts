import type { HashEntry } from "./hashSample.ts";

export const dataProblemKinds = [
  "dominance",
  "duplicates",
  "near-duplicates",
  "boilerplate",
  "encoding",
  "languages",
  "tiny-groups",
] as const;

export type DataProblemKind = (typeof dataProblemKinds)[number];

/** Something in the data that would mislead who reads the figures of an audit. No verdict: what it means is the reader's. */
export interface DataProblem {
  readonly kind: DataProblemKind;
  /** What was found, with its figures, in one sentence. */
  readonly sentence: string;
  /** Shares from 0 to 1; `n` is what they are shares of. */
  readonly figures: readonly { readonly name: string; readonly value: number }[];
  readonly examples: readonly ProblemExample[];
  /** What to do about it. */
  readonly hint: string;
}

/** The first place of something that repeats. */
export interface ProblemExample {
  readonly file: string;
  /** First byte of the document. */
  readonly byte: number;
  readonly count: number;
}

const examplesShown = 5;

/** The most frequent entries that come more than once, most frequent first, then by place. */
export function exampleEntries(entries: readonly HashEntry[]): ProblemExample[] {
  return entries
    .filter(({ count }) => count > 1)
    .sort((a, b) => b.count - a.count || (a.file < b.file ? -1 : a.file > b.file ? 1 : a.byte - b.byte))
    .slice(0, examplesShown)
    .map(({ file, byte, count }) => ({ file, byte, count }));
}

/** A share as people read it: `12.3%`, `less than 0.1%`. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return "less than 0.1%";
  return `${(100 * share).toFixed(1)}%`;
}

/** A whole number with separators of thousands. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
