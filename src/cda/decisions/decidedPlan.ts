import type { SwapEdit, SkippedTerm, SwapPlan } from "../swapPlan.ts";
import type { SwapDecision, Verdict } from "./swapDecision.ts";
import { swapKeys } from "./swapKey.ts";

/** The rule under which swaps are counted that somebody decided against. */
export const decisionRule = "decision";

const reasons = {
  swap: "rejected in review",
  word: "never swapped, by a decision about the word",
  rule: "not swapped, by a decision about the rule",
} as const;

/** The plan without what was decided against; that stands among what was skipped, with the kind of decision as reason. */
export function decidedPlan(text: string, plan: SwapPlan, decisions: readonly SwapDecision[] | undefined): SwapPlan {
  if (decisions === undefined || decisions.length === 0 || plan.edits.length === 0) return plan;
  const judge = judgeOf(decisions).on(text);
  const decided: string[] = [];
  const found = planWithout(plan, (edit) => {
    const decision = judge(edit);
    if (decision?.about === "swap") decided.push(decision.swap);
    return decision?.verdict === "reject" ? reasons[decision.about] : undefined;
  });
  return decided.length === 0 ? found : { ...found, decided };
}

/**
 * The decisions about single swaps that none of the plans met: the sentence has changed since, or its swap was not asked for.
 *
 * @param met the plans' `decided`
 */
export function unmetDecisions(
  decisions: readonly SwapDecision[],
  met: ReadonlySet<string>,
): readonly { readonly word: string; readonly after: string }[] {
  const unmet = decisions.flatMap((one) => ("swap" in one && !met.has(one.swap) ? [[one.swap, one] as const] : []));
  return [...new Map(unmet).values()];
}

/** What was decided about one swap itself; undefined where only wider decisions, or none, are about it. */
export function decisionOn(text: string, decisions: readonly SwapDecision[]): (edit: SwapEdit) => Verdict | undefined {
  const judge = judgeOf(decisions).on(text);
  return (edit) => {
    const found = judge(edit);
    return found?.about === "swap" ? found.verdict : undefined;
  };
}

/**
 * The plan without some swaps and without what only agreed with them.
 *
 * @param reasonToLeave why a swap is left; undefined for those that stay
 */
export function planWithout(plan: SwapPlan, reasonToLeave: (edit: SwapEdit) => string | undefined): SwapPlan {
  const left = new Map<number, SkippedTerm>();
  for (const edit of plan.edits) {
    if (edit.of !== undefined) continue;
    const reason = reasonToLeave(edit);
    if (reason === undefined) continue;
    const { start, end, before: surface } = edit;
    left.set(start, { start, end, surface, rule: decisionRule, reason, confidence: 1 });
  }
  if (left.size === 0) return plan;
  return {
    ...plan,
    edits: plan.edits.filter(({ start, of }) => !left.has(of ?? start)),
    skipped: [...plan.skipped, ...left.values()].sort((a, b) => a.start - b.start),
  };
}

type Found =
  | { readonly verdict: Verdict; readonly about: "swap"; readonly swap: string }
  | { readonly verdict: Verdict; readonly about: "word" | "rule" };

/** Decisions by what they are about; of two about the same, the later counts. */
class Judge {
  readonly #swaps = new Map<string, Verdict>();
  /** Words that single swaps were decided of: the sentences of others need no key. */
  readonly #wordsOfSwaps = new Set<string>();
  readonly #words = new Map<string, Verdict>();
  readonly #rules = new Map<string, Verdict>();

  constructor(decisions: readonly SwapDecision[]) {
    for (const decision of decisions) {
      const { decision: verdict } = decision;
      if ("swap" in decision) {
        this.#swaps.set(decision.swap, verdict);
        this.#wordsOfSwaps.add(decision.word);
      } else if ("rule" in decision) this.#rules.set(decision.rule, verdict);
      else this.#words.set(decision.word.toLowerCase(), verdict);
    }
  }

  on(text: string): (edit: SwapEdit) => Found | undefined {
    const keyOf = swapKeys(text);
    return (edit) => {
      if (this.#wordsOfSwaps.has(edit.before)) {
        const swap = keyOf(edit);
        const verdict = this.#swaps.get(swap);
        if (verdict !== undefined) return { verdict, about: "swap", swap };
      }
      const word = this.#words.get(edit.before.toLowerCase());
      if (word !== undefined) return { verdict: word, about: "word" };
      const rule = this.#rules.get(edit.rule);
      return rule === undefined ? undefined : { verdict: rule, about: "rule" };
    };
  }
}

const judges = new WeakMap<readonly SwapDecision[], Judge>();

/** Built once for a list of decisions. */
function judgeOf(decisions: readonly SwapDecision[]): Judge {
  let judge = judges.get(decisions);
  if (judge === undefined) {
    judge = new Judge(decisions);
    judges.set(decisions, judge);
  }
  return judge;
}
