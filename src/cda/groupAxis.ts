import type { AxisPlan, AxisPlanner, PlacedEdit } from "./axisPlan.ts";
import { GroupTermIndex, groupOf } from "./groups/readGroupTerms.ts";
import { decideTerm } from "./groups/decideTerm.ts";
import { adjectiveSlots } from "./groups/selectReading.ts";
import type { GroupContext, GroupDecision } from "./groups/decideTerm.ts";
import { groupWords } from "./groups/groupWords.ts";
import { FigureFacts } from "./groups/figureFacts.ts";
import { markFixedPhrases } from "./rules/fixedPhrases.ts";
import type { CompleteOptions, GroupSwap, SensitivePolicy } from "./swapOptions.ts";
import type { SkippedTerm } from "./swapPlan.ts";
import type { TokenView } from "./tokens.ts";

/** Plans race or religion: terms of one group become those of another. */
export function groupPlanner(swap: GroupSwap, { lexicon, sensitive }: CompleteOptions): AxisPlanner {
  const table = lexicon[swap.axis];
  const from = groupOf(table, swap.from);
  const to = groupOf(table, swap.to);
  const targets = new Map([[from.termsOf, to]]);
  if (swap.twoWay) targets.set(to.termsOf, from);
  const sources = [from.termsOf, to.termsOf].map((id) => groupOf(table, id));
  const terms = new GroupTermIndex(sources);
  const words = groupWords(lexicon);
  const context = (view: TokenView): GroupContext => ({
    view,
    axis: swap.axis,
    table,
    targets,
    isTwoWay: swap.twoWay,
    isGroupWord: (word) => words.has(word),
    fixed: markFixedPhrases(view, table),
  });
  const { triggers } = swap.twoWay ? terms : new GroupTermIndex(sources.slice(0, 1));
  return {
    axis: swap.axis,
    triggers,
    plan: (view) => planTerms(context(view), terms, sensitive),
  };
}

function planTerms(context: GroupContext, terms: GroupTermIndex, sensitive: SensitivePolicy): AxisPlan {
  const { view } = context;
  const decisions: GroupDecision[] = [];
  for (let index = 0; index < view.tokens.length;) {
    const term = terms.at(view, index);
    const decision = term && decideTerm(context, term);
    if (decision !== undefined) decisions.push(decision);
    index += term?.length ?? 1;
  }
  const edits: PlacedEdit[] = [];
  const skipped: SkippedTerm[] = [];
  const isChanged = decisions.some(({ outcome }) => outcome.kind === "swap");
  const figures = isChanged && sensitive !== "swap" ? new FigureFacts(view) : undefined;
  if (sensitive === "skip" && figures?.first !== undefined) {
    return { edits, skipped, skippedRecord: `names a public figure, ${figures.first}` };
  }
  const settled = withoutHalves(view, withoutMixedBranches(withoutPairs(view, withoutFacts(decisions, figures))));
  for (const { index, start, end, outcome } of settled) {
    const surface = view.text.slice(start, end);
    if (outcome.kind === "skip") {
      const { rule, reason, confidence } = outcome;
      skipped.push({ start, end, surface, rule, reason, confidence });
    } else {
      const { after, rule, reason, confidence } = outcome;
      edits.push({ start, end, before: surface, after, rule, reason, confidence, token: index });
    }
  }
  return { edits, skipped };
}

function withoutFacts(decisions: readonly GroupDecision[], figures: FigureFacts | undefined): readonly GroupDecision[] {
  if (figures?.first === undefined) return decisions;
  const reason = "said of a public figure";
  return decisions.map((decision) =>
    decision.outcome.kind === "swap" && figures.concerns(decision.index, decision.last)
      ? { ...decision, outcome: { kind: "skip", rule: "sensitive.figure", reason, confidence: 0.8 } }
      : decision,
  );
}

/** "Blacks and whites" one way would name one group twice; both stay. */
function withoutPairs(view: TokenView, decisions: readonly GroupDecision[]): GroupDecision[] {
  const isOther = (decision: GroupDecision | undefined): boolean =>
    decision?.outcome.kind === "skip" && decision.outcome.rule === "other-side";
  const reason = "both groups are named side by side";
  return decisions.map((decision, at) => {
    if (decision.outcome.kind !== "swap") return decision;
    const next = decisions[at + 1];
    const before = decisions[at - 1];
    const paired =
      (next !== undefined && isOther(next) && arePaired(view, decision, next)) ||
      (before !== undefined && isOther(before) && arePaired(view, before, decision));
    return paired
      ? { ...decision, outcome: { kind: "skip", rule: "balanced-pair", reason, confidence: 0.8 } }
      : decision;
  });
}

function arePaired(view: TokenView, left: GroupDecision, right: GroupDecision): boolean {
  if (left.slot !== right.slot) return false;
  if (right.index === left.last + 1) return /^(?:slash|hyphen)$/.test(view.at(right.index)?.gap ?? "");
  const between = view.at(left.last + 1);
  return (
    right.index === left.last + 2 &&
    between?.gap === "space" &&
    view.at(right.index)?.gap === "space" &&
    /^(?:and|or|nor|vs|versus)$/.test(between.lower)
  );
}

/**
 * An adjective stays when the noun that it stands before has no counterpart (no "Christian hijab"), and a noun when the
 * branch before it stays (no "Catholic imam").
 */
function withoutHalves(view: TokenView, decisions: readonly GroupDecision[]): GroupDecision[] {
  return decisions.map((decision, at) => {
    const next = decisions[at + 1];
    const before = decisions[at - 1];
    if (before?.outcome.kind === "skip" && before.outcome.rule === "branches" && before.last === decision.index - 1) {
      return { ...decision, outcome: before.outcome };
    }
    const noun = next?.outcome;
    if (decision.outcome.kind === "skip" || noun?.kind !== "skip" || noun.rule !== "no-counterpart") return decision;
    if (next?.index !== decision.last + 1 || !adjectiveSlots.has(decision.slot)) return decision;
    if (!/^(?:space|hyphen)$/.test(view.at(next.index)?.gap ?? "")) return decision;
    const reason = "the noun that it describes has no counterpart";
    return { ...decision, outcome: { kind: "skip", rule: "no-counterpart", reason, confidence: 0.8 } };
  });
}

/** Where a text tells branches of one religion apart (Sunni and Shia), making them one would lose what it says. */
function withoutMixedBranches(decisions: readonly GroupDecision[]): GroupDecision[] {
  const isBranch = ({ slot }: GroupDecision): boolean =>
    slot === "branch" || slot === "branchPerson" || slot === "branchFaith";
  const branches = new Set(decisions.filter(isBranch).map(({ stem }) => stem));
  if (branches.size < 2) return [...decisions];
  const reason = "the text tells branches of one religion apart";
  return decisions.map((decision) =>
    isBranch(decision) && decision.outcome.kind === "swap"
      ? { ...decision, outcome: { kind: "skip", rule: "branches", reason, confidence: 0.7 } }
      : decision,
  );
}
