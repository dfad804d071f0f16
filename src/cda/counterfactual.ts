import type { SwapDirection } from "../lexicon/swapPairs.ts";
import { applyPlan } from "./applyPlan.ts";
import { planSwaps } from "./planSwaps.ts";
import type { SwapEdit } from "./swapPlan.ts";

/** A changed text and the edits that made it. */
export interface Counterfactual {
  readonly text: string;
  readonly edits: readonly SwapEdit[];
}

/** The gender counterfactual of a text, or null when nothing changes. */
export function counterfactualViews(text: string, direction: SwapDirection = "swap"): Counterfactual | null {
  const { edits } = planSwaps(text, { direction });
  return edits.length === 0 ? null : { text: applyPlan(text, edits), edits };
}
