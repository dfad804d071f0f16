import { genderSwapTable } from "../lexicon/swapPairs.ts";
import type { SwapDirection, SwapTable } from "../lexicon/swapPairs.ts";
import { splitWords } from "../text/words.ts";
import { WordPrefilter } from "./prefilter.ts";
import { agreeArticle } from "./rules/articles.ts";
import { isInBalancedPair } from "./rules/balancedPairs.ts";
import { markFixedPhrases } from "./rules/fixedPhrases.ts";
import { swapNoun } from "./rules/nouns.ts";
import { pronouns, swapPronoun } from "./rules/pronouns.ts";
import { skip } from "./rules/rule.ts";
import type { Decision, RuleContext } from "./rules/rule.ts";
import { sexSpecificSentences } from "./rules/sexSpecific.ts";
import { swapTitle, titles } from "./rules/titles.ts";
import type { SkippedTerm, SwapEdit, SwapPlan } from "./swapPlan.ts";
import { readTokens, TokenView } from "./tokens.ts";
import type { Token } from "./tokens.ts";

export interface PlanOptions {
  /** `swap` changes both ways at once; one-way directions leave terms of the target gender. */
  readonly direction?: SwapDirection;
}

const emptyPlan: SwapPlan = { edits: [], skipped: [] };

let triggerWords: ReadonlySet<string> | undefined;
let prefilter: WordPrefilter | undefined;

/**
 * Plans the gender counterfactual of a text: which words change, to what and why, and which gendered words stay and why.
 * A pure function of the text; text without a gendered word costs one pass over its
 * characters.
 */
export function planSwaps(text: string, { direction = "swap" }: PlanOptions = {}): SwapPlan {
  const table = genderSwapTable();
  triggerWords ??= new Set([...table.terms.keys(), ...pronouns, ...titles]);
  prefilter ??= new WordPrefilter(triggerWords);
  if (!prefilter.mayContain(text)) return emptyPlan;
  const words = splitWords(text);
  const triggers = triggerWords;
  if (!words.some(({ canonical }) => triggers.has(canonical))) return emptyPlan;
  const view = new TokenView(text, readTokens(text, words));
  return planTokens({ view, table, direction }, triggers);
}

function planTokens(context: RuleContext, triggers: ReadonlySet<string>): SwapPlan {
  const { view, table } = context;
  const edits: SwapEdit[] = [];
  const skipped: SkippedTerm[] = [];
  const fixed = markFixedPhrases(view, table);
  const sexSpecific = sexSpecificSentences(view);
  for (let index = 0; index < view.tokens.length; index += 1) {
    const token = view.at(index) as Token;
    if (!triggers.has(token.lower)) continue;
    const reason = fixed.get(index);
    const decision =
      reason !== undefined && !pronouns.includes(token.lower)
        ? skip(reason)
        : sexSpecific.has(index)
          ? skip("the sentence states a fact about one sex")
          : decide(context, table, index);
    if (decision === undefined) continue;
    const end = token.start + token.head.length;
    if (decision.kind === "skip") {
      skipped.push({ start: token.start, end, surface: token.head, reason: decision.reason });
      continue;
    }
    const edit: SwapEdit = {
      start: token.start,
      end: decision.end ?? end,
      before: view.text.slice(token.start, decision.end ?? end),
      after: decision.after,
      rule: decision.rule,
      reason: decision.reason,
      confidence: decision.confidence,
    };
    const article = agreeArticle(view, index, edit);
    if (article !== undefined) edits.push(article);
    edits.push(edit);
  }
  return { edits, skipped };
}

function decide(context: RuleContext, table: SwapTable, index: number): Decision | undefined {
  if (isInBalancedPair(context.view, table, index)) return skip("both genders are named side by side");
  return swapPronoun(context, index) ?? swapTitle(context, index) ?? swapNoun(context, index);
}
