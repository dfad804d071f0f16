import { createHash } from "node:crypto";
import { bundledRaceTable, bundledReligionTable } from "./bundledGroupTables.ts";
import type { GroupTable } from "./groupSwaps.ts";
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
  readonly race: GroupTable;
  readonly religion: GroupTable;
  readonly names: NameChoices;
  /** SHA-256 over all tables, hexadecimal. */
  readonly hash: string;
}

let bundled: SwapLexicon | undefined;

/** The pairs, slots and phrases that Evenhand comes with. */
export function bundledSwapLexicon(): SwapLexicon {
  bundled ??= swapLexicon({
    gender: genderSwapTable(),
    race: bundledRaceTable(),
    religion: bundledReligionTable(),
    names: { pairs: new Map(), kept: new Set() },
  });
  return bundled;
}

/** A lexicon of these tables, with its hash. */
export function swapLexicon(tables: Omit<SwapLexicon, "hash">): SwapLexicon {
  const { gender, race, religion, names } = tables;
  const parts = [gender.hash, race.hash, religion.hash, [...names.pairs], [...names.kept]];
  return { ...tables, hash: createHash("sha256").update(JSON.stringify(parts)).digest("hex") };
}
