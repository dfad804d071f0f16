import type { AxisPlan, AxisPlanner, PlacedEdit } from "./axisPlan.ts";
import { figurePronouns } from "./names/figurePronouns.ts";
import { namedReferent } from "./names/namedReferent.ts";
import { nameTable } from "./names/nameTable.ts";
import type { NameTable } from "./names/nameTable.ts";
import { publicFigures } from "./names/publicFigures.ts";
import type { PublicFigure } from "./names/publicFigures.ts";
import { nameDecisions } from "./names/swapNames.ts";
import { isInBalancedPair } from "./rules/balancedPairs.ts";
import { markFixedPhrases } from "./rules/fixedPhrases.ts";
import { swapNoun } from "./rules/nouns.ts";
import { partOfWork } from "./rules/works.ts";
import type { NamedRule } from "./rules/works.ts";
import { phraseTriggers, swapPhrase } from "./rules/phrasePairs.ts";
import { pronouns, swapPronoun } from "./rules/pronouns.ts";
import { skip } from "./rules/rule.ts";
import type { Decision, RuleContext } from "./rules/rule.ts";
import { quotedTitles } from "./rules/quotedTitles.ts";
import { sexSpecificSentences } from "./rules/sexSpecific.ts";
import { swapTitle, titles } from "./rules/titles.ts";
import type { CompleteOptions, GenderSwap } from "./swapOptions.ts";
import type { SkippedTerm } from "./swapPlan.ts";
import type { Token, TokenView } from "./tokens.ts";

/** Plans gender: pronouns, titles, nouns, and first names when they are asked for. */
export function genderPlanner({ direction }: GenderSwap, options: CompleteOptions): AxisPlanner {
  const { lexicon } = options;
  const table = lexicon.gender;
  const names = nameTable(lexicon.names);
  const triggers = new Set([...table.terms.keys(), ...pronouns, ...titles, ...phraseTriggers]);
  if (options.names === "swap") for (const name of [...names.names.keys(), ...names.unisex]) triggers.add(name);
  const plan = (view: TokenView): AxisPlan => planTokens({ view, table, direction }, names, triggers, options);
  return { axis: "gender", triggers, plan };
}

const aboutOneSex = "the sentence states a fact about one sex";

function planTokens(
  context: RuleContext,
  names: NameTable,
  triggers: ReadonlySet<string>,
  { names: namePolicy, sensitive }: CompleteOptions,
): AxisPlan {
  const { view, table, direction } = context;
  const edits: PlacedEdit[] = [];
  const skipped: SkippedTerm[] = [];
  const fixed = markFixedPhrases(view, table);
  const titlesOfWorks = quotedTitles(view);
  const sexSpecific = sensitive === "swap" ? new Set<number>() : sexSpecificSentences(view, table);
  if (sensitive === "skip" && sexSpecific.size > 0) return { edits, skipped, skippedRecord: aboutOneSex };
  const figures = sensitive === "swap" ? [] : publicFigures(view);
  const nameOf = ({ start, end }: PublicFigure): string => {
    const last = view.at(end - 1) as Token;
    return view.text.slice(view.at(start)?.start, last.start + last.head.length);
  };
  if (sensitive === "skip" && figures[0] !== undefined) {
    return { edits, skipped, skippedRecord: `names a public figure, ${nameOf(figures[0])}` };
  }
  const taken = new Set<number>(figures.flatMap(({ start, end }) => range(start, end)));
  const keepsFigures = namePolicy === "swap" && figures.length > 0;
  const ofFigures = keepsFigures ? figurePronouns(view, figures, table, names) : new Set<number>();
  const nameChanges =
    namePolicy === "swap" ? nameDecisions(view, names, direction, new Set([...taken, ...sexSpecific])) : undefined;
  for (const figure of figures) {
    const { start } = view.at(figure.start) as Token;
    const surface = nameOf(figure);
    const reason = "a public figure, whose name stays";
    skipped.push({ start, end: start + surface.length, surface, reason, rule: "sensitive.figure", confidence: 0.9 });
  }
  for (let index = 0; index < view.tokens.length; index += 1) {
    const token = view.at(index) as Token;
    if (!triggers.has(token.lower) || taken.has(index)) continue;
    const decision = titlesOfWorks.has(index)
      ? skip("in the title of a work", "quoted-title", 0.8)
      : ofFigures.has(index)
        ? skip("stands for a public figure, whose name stays", "sensitive.figure", 0.75)
        : decide(context, index, fixed.get(index), sexSpecific.has(index), nameChanges?.get(index));
    if (decision === undefined) continue;
    place(
      view,
      index,
      namePolicy === "keep" ? withReferent(context, names, index, decision) : decision,
      edits,
      skipped,
    );
  }
  return { edits, skipped };
}

/** Says of a pronoun that it stands for somebody whose name is kept, where that can be told. */
function withReferent({ view, table }: RuleContext, names: NameTable, index: number, decision: Decision): Decision {
  if (decision.kind === "skip" || !decision.rule.startsWith("pronoun.")) return decision;
  const name = namedReferent(view, index, table, names);
  return name === undefined ? decision : { ...decision, reason: `${decision.reason}; ${name}, whose name is kept` };
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, at) => start + at);
}

function place(view: TokenView, index: number, decision: Decision, edits: PlacedEdit[], skipped: SkippedTerm[]): void {
  const { start, head } = view.at(index) as Token;
  if (decision.kind === "skip") {
    const { reason, rule, confidence } = decision;
    skipped.push({ start, end: start + head.length, surface: head, reason, rule, confidence });
    return;
  }
  const { after, rule, reason, confidence } = decision;
  const from = decision.start ?? start;
  const end = decision.end ?? start + head.length;
  edits.push({ start: from, end, before: view.text.slice(from, end), after, rule, reason, confidence, token: index });
}

function decide(
  context: RuleContext,
  index: number,
  fixed: string | undefined,
  isSexSpecific: boolean,
  nameChange: Decision | undefined,
): Decision | undefined {
  const { view, table } = context;
  const { lower } = view.at(index) as Token;
  if (fixed !== undefined) return skip(fixed, "fixed-phrase");
  const isFirstName = nameChange !== undefined && !table.terms.has(lower);
  const work = isFirstName ? undefined : partOfWork(view, index, ruleOf(context, lower));
  if (work !== undefined) return skip(work, "proper-name");
  if (isSexSpecific) return skip(aboutOneSex, "sensitive.biology");
  if (isFirstName) return nameChange;
  if (isInBalancedPair(view, table, index)) {
    return skip("both genders are named side by side", "balanced-pair");
  }
  return (
    swapPhrase(context, index) ?? swapPronoun(context, index) ?? swapTitle(context, index) ?? swapNoun(context, index)
  );
}

function ruleOf({ table }: RuleContext, word: string): NamedRule {
  return table.terms.get(word)?.rule ?? (pronouns.includes(word) ? "pronoun" : "title");
}
