import { PlanTally } from "../../cda/planTally.ts";
import type { SkipCount } from "../../corpus/document.ts";
import { SkipLog } from "../../corpus/skipLog.ts";
import type { ReviewedEdit, RoundTripRow } from "../../report/counterfactualSection.ts";
import type { RoundTripFailure } from "./roundTrip.ts";

/** What was counted while records were made; plain data, so that it crosses a thread. */
export interface AugmentCounts {
  /** Records read. */
  readonly records: number;
  /** Records whose text the plan changes. */
  readonly changed: number;
  /** Changed texts in the output; fewer than `changed` for `substitute`. */
  readonly counterfactuals: number;
  /** Records of the output. */
  readonly written: number;
  /** Of the changed texts in the output. */
  readonly editsByRule: readonly { readonly rule: string; readonly edits: number }[];
  /** Terms that were seen and left, in all records that were looked at for the output. */
  readonly skippedByReason: readonly { readonly reason: string; readonly count: number }[];
  readonly lowConfidenceEdits: number;
  /** The least sure edits, at most 100; ties in the order of the corpus. */
  readonly review: readonly ReviewedEdit[];
  /** Changed records that a second swap turns back into the original, exactly; 0 of 0 where no way leads back. */
  readonly restored: number;
  readonly measured: number;
  readonly failures: readonly RoundTripRow[];
  /** Records that the policy for sensitive ones left, and what else is worth a note. */
  readonly notes: readonly SkipCount[];
  readonly examples: readonly { readonly id: string; readonly before: string; readonly after: string }[];
  /** Keys of the swaps that somebody had decided one by one, each once. */
  readonly decided: readonly string[];
}

const examplesKept = 12;
const reviewKept = 100;

/** Failing words beyond so many different ones are counted under `other words`. */
const failuresKept = 1000;

/** Adds up what batches of records say, in the order of the corpus, so that the sums do not depend on who did the work. */
export class AugmentTally {
  readonly plans = new PlanTally();
  readonly notes = new SkipLog();
  records = 0;
  changed = 0;
  counterfactuals = 0;
  written = 0;
  restored = 0;
  measured = 0;
  #review: ReviewedEdit[] = [];
  readonly #decided = new Set<string>();
  readonly #failures = new Map<string, RoundTripRow>();
  readonly #examples: { id: string; before: string; after: string }[] = [];

  addExample(example: { readonly id: string; readonly before: string; readonly after: string }): void {
    if (this.#examples.length < examplesKept) this.#examples.push(example);
  }

  addDecided(swaps: readonly string[] = []): void {
    for (const swap of swaps) this.#decided.add(swap);
  }

  addReview(edits: readonly ReviewedEdit[]): void {
    if (edits.length === 0) return;
    this.#review = [...this.#review, ...edits].sort((a, b) => a.confidence - b.confidence).slice(0, reviewKept);
  }

  addFailure(failure: RoundTripFailure, place: string): void {
    this.#countFailure({ ...failure, count: 1, example: place });
  }

  addBatch(counts: AugmentCounts): void {
    this.records += counts.records;
    this.changed += counts.changed;
    this.counterfactuals += counts.counterfactuals;
    this.written += counts.written;
    this.restored += counts.restored;
    this.measured += counts.measured;
    this.plans.addCounts(counts);
    for (const { reason, count, examples } of counts.notes) this.notes.addCount(reason, count, examples);
    this.addReview(counts.review);
    for (const row of counts.failures) this.#countFailure(row);
    for (const example of counts.examples) this.addExample(example);
    this.addDecided(counts.decided);
  }

  counts(): AugmentCounts {
    return {
      records: this.records,
      changed: this.changed,
      counterfactuals: this.counterfactuals,
      written: this.written,
      editsByRule: this.plans.editsByRule(),
      skippedByReason: this.plans.skippedByReason(),
      lowConfidenceEdits: this.plans.lowConfidenceEdits,
      review: this.#review,
      restored: this.restored,
      measured: this.measured,
      failures: [...this.#failures.values()].sort((a, b) => b.count - a.count),
      notes: this.notes.counts(),
      examples: this.#examples,
      decided: [...this.#decided],
    };
  }

  #countFailure(row: RoundTripRow): void {
    const { word, there, back, reason } = row;
    let key = JSON.stringify([word, there, back, reason]);
    let known = this.#failures.get(key);
    let kept = row;
    if (known === undefined && this.#failures.size >= failuresKept) {
      kept = { ...row, word: "other words", there: "", back: "" };
      key = JSON.stringify(["other words", "", "", reason]);
      known = this.#failures.get(key);
    }
    this.#failures.set(key, known === undefined ? kept : { ...known, count: known.count + row.count });
  }
}
