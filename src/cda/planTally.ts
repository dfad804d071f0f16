import { lowConfidence } from "./swapPlan.ts";
import type { SwapPlan } from "./swapPlan.ts";

/** Sums over the plans of many texts: edits by rule, terms left by reason, edits worth a look. */
export class PlanTally {
  readonly #edits = new Map<string, number>();
  readonly #skipped = new Map<string, number>();
  lowConfidenceEdits = 0;

  add({ edits, skipped }: SwapPlan): void {
    for (const { rule, confidence } of edits) {
      this.#edits.set(rule, (this.#edits.get(rule) ?? 0) + 1);
      if (confidence < lowConfidence) this.lowConfidenceEdits += 1;
    }
    for (const { reason } of skipped) this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
  }

  /** What another tally says. */
  addCounts(counts: {
    readonly editsByRule: readonly { readonly rule: string; readonly edits: number }[];
    readonly skippedByReason: readonly { readonly reason: string; readonly count: number }[];
    readonly lowConfidenceEdits: number;
  }): void {
    for (const { rule, edits } of counts.editsByRule) this.#edits.set(rule, (this.#edits.get(rule) ?? 0) + edits);
    for (const { reason, count } of counts.skippedByReason)
      this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + count);
    this.lowConfidenceEdits += counts.lowConfidenceEdits;
  }

  /** Most frequent first. */
  editsByRule(): { readonly rule: string; readonly edits: number }[] {
    return ranked(this.#edits).map(([rule, edits]) => ({ rule, edits }));
  }

  skippedByReason(): { readonly reason: string; readonly count: number }[] {
    return ranked(this.#skipped).map(([reason, count]) => ({ reason, count }));
  }
}

function ranked(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}
