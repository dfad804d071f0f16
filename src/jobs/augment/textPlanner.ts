import { applyPlan } from "../../cda/applyPlan.ts";
import { planNeutral } from "../../cda/neutralise/planNeutral.ts";
import { planInPieces } from "../../cda/planInPieces.ts";
import type { PiecewisePlan } from "../../cda/planInPieces.ts";
import { planSwaps } from "../../cda/planSwaps.ts";
import type { PlanOptions } from "../../cda/planSwaps.ts";
import { roundTripFailure } from "./roundTrip.ts";
import type { RoundTripFailure } from "./roundTrip.ts";
import { isInvolutive } from "./swapSelection.ts";
import type { SwapSettings } from "./swapSettings.ts";

/** What a text becomes. */
export interface PlannedText {
  readonly plan: PiecewisePlan;
  /** The text itself when nothing changes. */
  readonly after: string;
  readonly isChanged: boolean;
  /** Whether the plan of the changed text gives the text back, and why not; absent where no way leads back. */
  readonly roundTrip?: { readonly failure: RoundTripFailure | undefined };
}

/** The planner for one set of settings; what it needs is built once. */
export function textPlanner(settings: SwapSettings): (text: string) => PlannedText {
  const { swaps, names, sensitive, lexicon, mode } = settings;
  const options: PlanOptions = { swaps, names, sensitive, lexicon };
  const neutralOptions = { sensitive, lexicon };
  const isNeutral = mode === "neutralise";
  const plan = isNeutral
    ? (text: string) => planNeutral(text, neutralOptions)
    : (text: string) => planSwaps(text, options);
  const leadsBack = !isNeutral && isInvolutive(swaps);
  return (text) => {
    const found = planInPieces(text, plan);
    const after = applyPlan(text, found.edits);
    const isChanged = after !== text;
    if (!isChanged || !leadsBack) return { plan: found, after, isChanged };
    const back = planInPieces(after, plan);
    const failure = applyPlan(after, back.edits) === text ? undefined : roundTripFailure(found, back);
    return { plan: found, after, isChanged, roundTrip: { failure } };
  };
}
