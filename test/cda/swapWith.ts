import { applyPlan } from "../../src/cda/applyPlan.ts";
import { planSwaps, readSwap } from "../../src/cda/planSwaps.ts";

/** The counterfactual of a text on the axis race or religion. */
export function swapWith(axis: "race" | "religion", direction: string, text: string): string {
  return applyPlan(text, planSwaps(text, { swaps: [readSwap(axis, direction)] }).edits);
}

/** Reasons of the terms that stay, as `surface: reason`. */
export function staying(axis: "race" | "religion", direction: string, text: string): string[] {
  return planSwaps(text, { swaps: [readSwap(axis, direction)] }).skipped.map(
    ({ surface, reason }) => `${surface}: ${reason}`,
  );
}
