import type { SwapDirection, SwapTable, Gender } from "../../lexicon/swapPairs.ts";
import type { TokenView } from "../tokens.ts";

/** What every rule may look at. */
export interface RuleContext {
  readonly view: TokenView;
  readonly table: SwapTable;
  readonly direction: SwapDirection;
}

/** What a rule says about one word: change it, or leave it and say why. */
export type Decision =
  | {
      readonly kind: "swap";
      readonly after: string;
      readonly rule: string;
      readonly reason: string;
      readonly confidence: number;
      /** UTF-16 offset where the replaced text begins, when it is not the beginning of the word. */
      readonly start?: number;
      /** UTF-16 offset where the replaced text ends, when it is not the end of the word's head. */
      readonly end?: number;
    }
  | { readonly kind: "skip"; readonly reason: string; readonly rule: string; readonly confidence: number };

/** @param rule stable id for counts, such as `sense` or `proper-name` */
export const skip = (reason: string, rule: string, confidence = 0.9): Decision => ({
  kind: "skip",
  reason,
  rule,
  confidence,
});

/** True when terms of `gender` are to be changed. */
export function isSource(direction: SwapDirection, gender: Gender): boolean {
  return direction === "swap" || (direction === "m2f") === (gender === "masculine");
}

/** The reason for leaving a term that already has the wanted gender. */
export function alreadyTarget(gender: Gender): Decision {
  return skip(`already ${gender}`, "other-side", 1);
}
