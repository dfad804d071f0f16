import { decidedPlan, decisionOn } from "../cda/decisions/decidedPlan.ts";
import type { SwapDecision, Verdict } from "../cda/decisions/swapDecision.ts";
import { swapKeys } from "../cda/decisions/swapKey.ts";
import type { SwapEdit, SwapPlan } from "../cda/swapPlan.ts";

/** The swaps of a record and what people decided about them. */
export interface SwapReview {
  /** What is swapped. */
  readonly plan: SwapPlan;
  /** What would be, had nobody decided anything. */
  readonly proposed: SwapPlan;
  keyOf(swap: SwapEdit): string;
  decisionOn(swap: SwapEdit): Verdict | undefined;
  wordDecision(swap: SwapEdit): Verdict | undefined;
}

export function reviewOf(text: string, proposed: SwapPlan, decisions: readonly SwapDecision[]): SwapReview {
  return {
    plan: decidedPlan(text, proposed, decisions),
    proposed,
    keyOf: swapKeys(text),
    decisionOn: decisionOn(text, decisions),
    wordDecision: ({ before }) =>
      decisions.findLast((one) => !("swap" in one) && "word" in one && one.word.toLowerCase() === before.toLowerCase())
        ?.decision,
  };
}
