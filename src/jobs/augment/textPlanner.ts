import { applyPlan } from "../../cda/applyPlan.ts";
import { decisionRule, planWithout } from "../../cda/decisions/decidedPlan.ts";
import { planNeutral } from "../../cda/neutralise/planNeutral.ts";
import { planInPieces } from "../../cda/planInPieces.ts";
import type { PiecewisePlan } from "../../cda/planInPieces.ts";
import { planSwaps } from "../../cda/planSwaps.ts";
import type { PlanOptions } from "../../cda/planSwaps.ts";
import type { SwapEdit, SwapPlan } from "../../cda/swapPlan.ts";
import { placedInResult, roundTripFailure } from "./roundTrip.ts";
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
  const { swaps, names, sensitive, lexicon, mode, decisions } = settings;
  const undecided: PlanOptions = { swaps, names, sensitive, lexicon };
  const options: PlanOptions = { ...undecided, decisions };
  const neutralOptions = { sensitive, lexicon, decisions };
  const isNeutral = mode === "neutralise";
  const plan = isNeutral
    ? (text: string) => planNeutral(text, neutralOptions)
    : (text: string) => planSwaps(text, options);
  const planBack = (text: string): SwapPlan => planSwaps(text, undecided);
  const leadsBack = !isNeutral && isInvolutive(swaps);
  return (text) => {
    const found = planInPieces(text, plan);
    const after = applyPlan(text, found.edits);
    const isChanged = after !== text;
    if (!isChanged || !leadsBack) return { plan: found, after, isChanged };
    const back = withoutDecided(planInPieces(after, planBack), found);
    const failure = applyPlan(after, back.edits) === text ? undefined : roundTripFailure(found, back);
    return { plan: found, after, isChanged, roundTrip: { failure } };
  };
}

/** The way back leaves the words that a decision left on the way there: they are where they were. */
function withoutDecided(back: SwapPlan, there: SwapPlan): SwapPlan {
  const left = there.skipped.filter(({ rule }) => rule === decisionRule);
  if (left.length === 0) return back;
  const placed = placedInResult(there.edits);
  const shiftAt = (offset: number): number => {
    const before = placed.findLast(({ edit }) => edit.end <= offset);
    return before === undefined ? 0 : before.end - before.edit.end;
  };
  const starts = new Set(left.map(({ start }) => start + shiftAt(start)));
  return planWithout(back, ({ start }: SwapEdit) => (starts.has(start) ? decisionRule : undefined));
}
