import { bundledSwapLexicon } from "../lexicon/swapLexicon.ts";
import { splitWords } from "../text/words.ts";
import type { AxisPlan, AxisPlanner, PlacedEdit } from "./axisPlan.ts";
import { decidedPlan } from "./decisions/decidedPlan.ts";
import { genderPlanner } from "./genderAxis.ts";
import { groupPlanner } from "./groupAxis.ts";
import { WordPrefilter } from "./prefilter.ts";
import { agreeArticle } from "./rules/articles.ts";
import { agreeBracketedPlural } from "./rules/bracketedPlural.ts";
import type { AxisSwap, CompleteOptions, PlanOptions } from "./swapOptions.ts";
import type { SkippedTerm, SwapEdit, SwapPlan } from "./swapPlan.ts";
import { readTokens, TokenView } from "./tokens.ts";

export { readSwap } from "./readSwap.ts";
export type { AxisSwap, GenderSwap, GroupSwap, NamePolicy, PlanOptions, SensitivePolicy } from "./swapOptions.ts";

/**
 * Plans the counterfactual of a text: which words change, to what and why, and which terms stay and why. Terms of axes
 * that are not asked for are not looked at. A pure function of its arguments; text without a term of the asked axes costs
 * one pass over its characters.
 *
 * @param options keep the object and pass it again: what it needs is built once for it
 * @throws EvenhandError `arguments.invalid` for a group that the lexicon lacks; RangeError for one axis given twice
 */
export function planSwaps(text: string, options: PlanOptions = defaults): SwapPlan {
  let planner = planners.get(options);
  if (planner === undefined) {
    planner = buildPlanner(options);
    planners.set(options, planner);
  }
  return decidedPlan(text, planWith(planner, text), options.decisions);
}

/** Tables and filter for one set of options. */
interface Planner {
  readonly axes: readonly AxisPlanner[];
  readonly triggers: ReadonlySet<string>;
  readonly prefilter: WordPrefilter;
}

const defaults: PlanOptions = {};
const planners = new WeakMap<PlanOptions, Planner>();
const emptyPlan: SwapPlan = { edits: [], skipped: [] };

function buildPlanner(options: PlanOptions): Planner {
  const complete: CompleteOptions = {
    swaps: options.swaps ?? [{ axis: "gender", direction: "swap" }],
    names: options.names ?? "keep",
    sensitive: options.sensitive ?? "keep",
    lexicon: options.lexicon ?? bundledSwapLexicon(),
  };
  const axes = complete.swaps.map((swap) => axisPlanner(swap, complete));
  if (new Set(axes.map(({ axis }) => axis)).size < axes.length) throw new RangeError("one axis is given twice");
  const triggers = new Set(axes.flatMap((planner) => [...planner.triggers]));
  return { axes, triggers, prefilter: new WordPrefilter(triggers) };
}

function axisPlanner(swap: AxisSwap, options: CompleteOptions): AxisPlanner {
  switch (swap.axis) {
    case "gender":
      return genderPlanner(swap, options);
    case "race":
    case "religion":
      return groupPlanner(swap, options);
  }
}

function planWith({ axes, triggers, prefilter }: Planner, text: string): SwapPlan {
  if (!prefilter.mayContain(text)) return emptyPlan;
  const words = splitWords(text);
  if (!words.some(({ canonical }) => triggers.has(canonical))) return emptyPlan;
  const view = new TokenView(text, readTokens(text, words));
  const plans = axes.map((planner) => planner.plan(view));
  const skippedRecord = plans.find((plan) => plan.skippedRecord !== undefined)?.skippedRecord;
  if (skippedRecord !== undefined)
    return { edits: [], skipped: plans.flatMap(({ skipped }) => skipped), skippedRecord };
  const { edits, skipped } = withoutOverlaps(plans, text.length);
  skipped.push(...plans.flatMap((plan) => plan.skipped));
  return { edits: withAgreement(view, edits), skipped: skipped.sort(byPosition) };
}

/** Where two axes want the same words ("Latina"), the axis that was asked for first gets them. */
function withoutOverlaps(
  plans: readonly AxisPlan[],
  length: number,
): { edits: readonly PlacedEdit[]; skipped: SkippedTerm[] } {
  const [only] = plans;
  if (plans.length === 1 && only !== undefined) return { edits: only.edits, skipped: [] };
  const edits: PlacedEdit[] = [];
  const skipped: SkippedTerm[] = [];
  const taken = new Uint8Array(length);
  for (const edit of plans.flatMap((plan) => plan.edits)) {
    const { start, end, before: surface } = edit;
    if (taken.subarray(start, end).includes(1)) {
      skipped.push({ start, end, surface, rule: "overlap", reason: "changed on another axis", confidence: 1 });
    } else {
      taken.fill(1, start, end);
      edits.push(edit);
    }
  }
  return { edits: edits.sort(byPosition), skipped };
}

function withAgreement(view: TokenView, edits: readonly PlacedEdit[]): SwapEdit[] {
  return edits.flatMap(({ token, ...edit }) => {
    const agreeing = [agreeArticle(view, token, edit), agreeBracketedPlural(view.text, edit)];
    return [...agreeing.flatMap((one) => (one === undefined ? [] : [{ ...one, of: edit.start }])), edit].sort(
      byPosition,
    );
  });
}

function byPosition(a: SwapEdit | SkippedTerm, b: SwapEdit | SkippedTerm): number {
  return a.start - b.start;
}
