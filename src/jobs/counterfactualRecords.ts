import { applyPlan } from "../cda/applyPlan.ts";
import { planSwaps } from "../cda/planSwaps.ts";
import { PlanTally } from "../cda/planTally.ts";
import type { Document } from "../corpus/document.ts";
import type { CounterfactualSection } from "../report/biasReport.ts";
import type { RecordTexts } from "./prepareRecords.ts";

/** Records with their gender counterfactuals as second views, and the report's section about them. */
export interface CounterfactualRecords {
  readonly texts: readonly RecordTexts[];
  readonly section: CounterfactualSection;
}

const examplesKept = 12;

/**
 * Adds to each record that has a counterfactual that text as a second view. The number of records stays the same: a
 * counterfactual is no record of its own, or one person's text would count twice against epsilon.
 */
export function counterfactualRecords(documents: readonly Document[], withExamples: boolean): CounterfactualRecords {
  const tally = new PlanTally();
  const examples: { id: string; before: string; after: string }[] = [];
  let changed = 0;
  const texts = documents.map(({ id, text }): RecordTexts => {
    const plan = planSwaps(text);
    tally.add(plan);
    const after = applyPlan(text, plan.edits);
    if (after === text) return { id, views: [text] };
    changed += 1;
    if (examples.length < examplesKept) examples.push({ id, before: text, after });
    return { id, views: [text, after] };
  });
  return {
    texts,
    section: {
      axis: "gender",
      direction: "swap",
      mode: "second view of the same record",
      records: documents.length,
      changed,
      editsByRule: tally.editsByRule(),
      skippedByReason: tally.skippedByReason(),
      lowConfidenceEdits: tally.lowConfidenceEdits,
      ...(withExamples ? { examples } : {}),
      privacyNote:
        "A record and its counterfactual are drawn together, averaged and clipped once, so that epsilon holds for the " +
        "whole record. As two records they would be a group of 2.",
    },
  };
}
