/** Taken: swapped, whatever a wider decision says. Left: not swapped. */
export const verdicts = ["accept", "reject"] as const;

export type Verdict = (typeof verdicts)[number];

/**
 * What somebody decided about one swap, about a word wherever it stands, or about all swaps of a rule. A narrower decision
 * counts before a wider one; of two about the same, the later.
 */
export type SwapDecision =
  | {
      readonly decision: Verdict;
      /** The swap as `swapKey` names it. */
      readonly swap: string;
      /** The word and its counterpart, for people who read the file. */
      readonly word: string;
      readonly after: string;
    }
  | { readonly decision: Verdict; readonly word: string }
  | { readonly decision: Verdict; readonly rule: string };

/** What a decision is about: the same text for the same swap, word or rule. */
export function subjectOf(decision: SwapDecision): string {
  if ("swap" in decision) return `swap ${decision.swap}`;
  return "rule" in decision ? `rule ${decision.rule}` : `word ${decision.word.toLowerCase()}`;
}
