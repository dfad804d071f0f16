import type { SwapTable } from "../lexicon/swapPairs.ts";
import type { AxisPlan, AxisPlanner, PlacedEdit } from "./axisPlan.ts";
import { isInBalancedPair } from "./rules/balancedPairs.ts";
import { markFixedPhrases } from "./rules/fixedPhrases.ts";
import { swapNoun } from "./rules/nouns.ts";
import { pronouns, swapPronoun } from "./rules/pronouns.ts";
import { skip } from "./rules/rule.ts";
import type { Decision, RuleContext } from "./rules/rule.ts";
import { sexSpecificSentences } from "./rules/sexSpecific.ts";
import { swapTitle, titles } from "./rules/titles.ts";
import type { CompleteOptions, GenderSwap, SensitivePolicy } from "./swapOptions.ts";
import type { SkippedTerm } from "./swapPlan.ts";
import type { Token, TokenView } from "./tokens.ts";

/** Plans gender: pronouns, titles, nouns. */
export function genderPlanner({ direction }: GenderSwap, { lexicon, sensitive }: CompleteOptions): AxisPlanner {
  const table = lexicon.gender;
  const triggers = new Set([...table.terms.keys(), ...pronouns, ...titles]);
  return { axis: "gender", triggers, plan: (view) => planTokens({ view, table, direction }, triggers, sensitive) };
}

const aboutOneSex = "the sentence states a fact about one sex";

function planTokens(context: RuleContext, triggers: ReadonlySet<string>, sensitive: SensitivePolicy): AxisPlan {
  const { view, table } = context;
  const edits: PlacedEdit[] = [];
  const skipped: SkippedTerm[] = [];
  const fixed = markFixedPhrases(view, table);
  const sexSpecific = sensitive === "swap" ? new Set<number>() : sexSpecificSentences(view);
  if (sensitive === "skip" && sexSpecific.size > 0) return { edits, skipped, skippedRecord: aboutOneSex };
  for (let index = 0; index < view.tokens.length; index += 1) {
    const token = view.at(index) as Token;
    if (!triggers.has(token.lower)) continue;
    const decision = decide(context, table, index, fixed.get(index), sexSpecific.has(index));
    if (decision !== undefined) place(view, index, decision, edits, skipped);
  }
  return { edits, skipped };
}

function place(view: TokenView, index: number, decision: Decision, edits: PlacedEdit[], skipped: SkippedTerm[]): void {
  const { start, head } = view.at(index) as Token;
  if (decision.kind === "skip") {
    const { reason, rule, confidence } = decision;
    skipped.push({ start, end: start + head.length, surface: head, reason, rule, confidence });
    return;
  }
  const { after, rule, reason, confidence } = decision;
  const end = decision.end ?? start + head.length;
  edits.push({ start, end, before: view.text.slice(start, end), after, rule, reason, confidence, token: index });
}

function decide(
  context: RuleContext,
  table: SwapTable,
  index: number,
  fixed: string | undefined,
  isSexSpecific: boolean,
): Decision | undefined {
  const { lower } = context.view.at(index) as Token;
  if (fixed !== undefined && !pronouns.includes(lower)) return skip(fixed, "fixed-phrase");
  if (isSexSpecific) return skip(aboutOneSex, "sensitive.biology");
  if (isInBalancedPair(context.view, table, index)) {
    return skip("both genders are named side by side", "balanced-pair");
  }
  return swapPronoun(context, index) ?? swapTitle(context, index) ?? swapNoun(context, index);
}
