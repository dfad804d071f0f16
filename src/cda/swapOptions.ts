import type { SwapDecision } from "./decisions/swapDecision.ts";
import type { SwapDirection } from "../lexicon/swapPairs.ts";
import type { SwapLexicon } from "../lexicon/swapLexicon.ts";

/** `swap` changes both ways at once; one-way directions leave terms of the target gender. */
export interface GenderSwap {
  readonly axis: "gender";
  readonly direction: SwapDirection;
}

/** Groups by id without the axis (`black`, `muslim`), or by the label that a target is to get (`latino`). */
export interface GroupSwap {
  readonly axis: "race" | "religion";
  readonly from: string;
  readonly to: string;
  /** True for `A<->B`: terms of B become terms of A as well. */
  readonly twoWay: boolean;
}

export type AxisSwap = GenderSwap | GroupSwap;

/** What is done with first names. */
export type NamePolicy = "keep" | "swap";

/** For sentences of biology and named public figures: leave the whole record, keep the term, or swap it all the same. */
export type SensitivePolicy = "skip" | "keep" | "swap";

export interface PlanOptions {
  /** One entry an axis; gender both ways when left out. */
  readonly swaps?: readonly AxisSwap[];
  /** `keep` when left out. */
  readonly names?: NamePolicy;
  /** `keep` when left out. */
  readonly sensitive?: SensitivePolicy;
  /** The bundled one when left out. */
  readonly lexicon?: SwapLexicon;
  /** What people decided about single swaps, words and rules; none when left out. */
  readonly decisions?: readonly SwapDecision[];
}

export type CompleteOptions = Required<Omit<PlanOptions, "decisions">>;
