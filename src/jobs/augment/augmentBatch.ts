import { decisionOn } from "../../cda/decisions/decidedPlan.ts";
import { lowConfidence } from "../../cda/swapPlan.ts";
import type { SwapEdit } from "../../cda/swapPlan.ts";
import type { Document } from "../../corpus/document.ts";
import { rawWithEdits } from "../../corpus/rawEdits.ts";
import type { ReviewedEdit } from "../../report/counterfactualSection.ts";
import { AugmentTally } from "./augmentTally.ts";
import { ByteParts } from "./byteParts.ts";
import type { Provenance, RecordView } from "./provenance.ts";
import { jsonLine, tableRow, textLine } from "./recordEncoders.ts";
import type { BatchResult, BatchSettings, OutputRow, RecordBatch } from "./recordBatch.ts";
import type { AugmentMode } from "./swapSettings.ts";
import { textPlanner } from "./textPlanner.ts";
import type { PlannedText } from "./textPlanner.ts";

/** Makes the records of a batch; the same result wherever it runs. Built once for its settings. */
export function batchMaker(settings: BatchSettings): (batch: RecordBatch) => BatchResult {
  const plan = textPlanner(settings.swap);
  return (batch) => {
    const work = new BatchWork(settings, batch);
    for (const { document, isChosen } of batch.records) work.add(document, plan(document.text), isChosen);
    return work.result();
  };
}

class BatchWork {
  readonly #settings: BatchSettings;
  readonly #path: string;
  readonly #source: string;
  readonly #lines = new ByteParts();
  readonly #provenance = new ByteParts();
  readonly #rows: OutputRow[] = [];
  readonly #tally = new AugmentTally();

  constructor(settings: BatchSettings, { path, source }: RecordBatch) {
    this.#settings = settings;
    this.#path = path;
    this.#source = source;
  }

  add(document: Document, planned: PlannedText, isChosen: boolean): void {
    const { plan, after, isChanged, roundTrip } = planned;
    const { mode } = this.#settings.swap;
    const tally = this.#tally;
    const place = `${this.#source}:${document.source.line}`;
    tally.records += 1;
    tally.addDecided(plan.decided);
    if (isChosen) {
      tally.plans.add(plan);
      tally.addReview(this.#uncertain(document.text, plan.edits, place));
    }
    if (plan.pieces > 1) tally.notes.add("record planned in pieces, because it is long", place);
    if (plan.skippedRecord !== undefined) tally.notes.add(`record left as it is: ${plan.skippedRecord}`, place);
    if (isChanged) {
      tally.changed += 1;
      if (roundTrip !== undefined) {
        tally.measured += 1;
        if (roundTrip.failure === undefined) tally.restored += 1;
        else tally.addFailure(roundTrip.failure, place);
      }
      tally.addExample({ id: document.id, before: excerpt(document.text), after: excerpt(after) });
    }
    const isReplaced = isChanged && isChosen;
    const keepsOriginal = mode === "augment" || (mode !== "counterfactual-only" && !isReplaced);
    if (!keepsOriginal && !isReplaced) return;
    if (document.blankBefore !== undefined && this.#settings.output.kind === "text") {
      this.#lines.push(document.blankBefore);
    }
    if (keepsOriginal) this.#write(document, [], "original");
    if (!isReplaced) return;
    tally.counterfactuals += 1;
    this.#write(document, plan.edits, viewOf[mode]);
  }

  result(): BatchResult {
    return {
      path: this.#path,
      lines: this.#lines.take(),
      provenance: this.#provenance.take(),
      rows: this.#rows,
      counts: this.#tally.counts(),
    };
  }

  #write(document: Document, edits: readonly SwapEdit[], view: RecordView): void {
    this.#tally.written += 1;
    const { record, line } = document.source;
    const source = this.#source;
    const rules = [...new Set(edits.map(({ rule }) => rule))];
    const provenance: Provenance = { source, record, line, view, pairId: `${source}#${record}`, rules };
    const { output } = this.#settings;
    switch (output.kind) {
      case "jsonl":
        return this.#lines.push(...jsonLine(document, edits, provenance));
      case "text":
        this.#provenance.push(`${JSON.stringify(provenance)}\n`);
        return this.#lines.push(...textLine(document, edits));
      case "table":
        return this.#lines.push(...tableRow(document, edits, provenance, output));
      case "rows":
        this.#rows.push({
          record,
          provenance,
          ...(edits.length === 0 ? {} : { text: rawWithEdits(document, edits), field: document.field ?? "" }),
        });
    }
  }

  #uncertain(text: string, edits: readonly SwapEdit[], place: string): readonly ReviewedEdit[] {
    const unsure = edits.filter(({ confidence }) => confidence < lowConfidence);
    if (unsure.length === 0) return [];
    // What somebody has looked at and taken needs no second look.
    const decided = decisionOn(text, this.#settings.swap.decisions);
    return unsure
      .filter((edit) => edit.of !== undefined || decided(edit) !== "accept")
      .map(({ start, end, before, after, rule, reason, confidence }) => {
        const around = `${start > aroundUnits ? "…" : ""}${text.slice(Math.max(0, start - aroundUnits), start)}⟦${before}→${after}⟧${text.slice(end, end + aroundUnits)}`;
        return { place, before, after, rule, reason, confidence, text: around.replaceAll(/\s+/g, " ") };
      });
  }
}

const viewOf: Readonly<Record<AugmentMode, RecordView>> = {
  augment: "counterfactual",
  substitute: "counterfactual",
  "counterfactual-only": "counterfactual",
  neutralise: "neutral",
};

const aroundUnits = 40;

/** Examples are for reading; a record of megabytes is not. */
const exampleUnits = 2000;

function excerpt(text: string): string {
  return text.length <= exampleUnits ? text : `${text.slice(0, exampleUnits)}…`;
}
