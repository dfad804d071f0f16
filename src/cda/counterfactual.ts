import { applyPlan } from "./applyPlan.ts";
import { planSwaps } from "./planSwaps.ts";
import type { PlanOptions } from "./planSwaps.ts";
import type { SwapEdit } from "./swapPlan.ts";

/** A changed text and the edits that made it. */
export interface Counterfactual {
  readonly text: string;
  readonly edits: readonly SwapEdit[];
}

/** The counterfactual of a text, or null when nothing changes; gender both ways when no options are given. */
export function counterfactualViews(text: string, options?: PlanOptions): Counterfactual | null {
  const { edits } = planSwaps(text, options);
  return edits.length === 0 ? null : { text: applyPlan(text, edits), edits };
}
