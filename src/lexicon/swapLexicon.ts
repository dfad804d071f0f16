import { createHash } from "node:crypto";
import { genderSwapTable } from "./swapPairs.ts";
import type { SwapTable } from "./swapPairs.ts";

/** A team's wishes about first names, in lower case. */
export interface NameChoices {
  /** Names that trade places, in both directions, before any other choice. */
  readonly pairs: ReadonlyMap<string, string>;
  /** Words that are never taken for a name to be swapped. */
  readonly kept: ReadonlySet<string>;
}

/** All that the planner looks up, on every axis; immutable. */
export interface SwapLexicon {
  readonly gender: SwapTable;
  readonly names: NameChoices;
  /** SHA-256 over all tables, hexadecimal. */
  readonly hash: string;
}

let bundled: SwapLexicon | undefined;

/** The pairs, slots and phrases that Evenhand comes with. */
export function bundledSwapLexicon(): SwapLexicon {
  bundled ??= readBundled();
  return bundled;
}

function readBundled(): SwapLexicon {
  const gender = genderSwapTable();
  return {
    gender,
    names: { pairs: new Map(), kept: new Set() },
    hash: createHash("sha256")
      .update(JSON.stringify([gender.hash]))
      .digest("hex"),
  };
}
