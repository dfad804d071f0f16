import { applyPlan } from "../cda/applyPlan.ts";
import { planInPieces } from "../cda/planInPieces.ts";
import { planSwaps } from "../cda/planSwaps.ts";
import type { SwapDecision } from "../cda/decisions/swapDecision.ts";
import type { PlanOptions } from "../cda/planSwaps.ts";
import { PlanTally } from "../cda/planTally.ts";
import { bundledSwapLexicon } from "../lexicon/swapLexicon.ts";
import type { SwapLexicon } from "../lexicon/swapLexicon.ts";
import type { Document } from "../corpus/document.ts";
import type { CounterfactualSection } from "../report/biasReport.ts";
import { directionText, readSwaps } from "./augment/swapSelection.ts";
import type { TrainOptions } from "./options.ts";
import type { TextViews } from "./prepareUnits.ts";

/** Records with their counterfactuals as second views, and the report's section about them. */
export interface CounterfactualRecords {
  readonly texts: readonly TextViews[];
  readonly section: CounterfactualSection;
}

const examplesKept = 12;

/** What counterfactuals are made by beside the options. */
export interface SwapSources {
  /** The bundled one when absent. */
  readonly lexicon?: SwapLexicon;
  /** Of a review; none when absent. */
  readonly decisions?: readonly SwapDecision[];
}

/**
 * Adds to each record that has a counterfactual that text as a second view; swaps on several axes make one view together.
 * The number of records stays the same: a counterfactual is no record of its own, or one person's text would count twice
 * against epsilon.
 *
 * @throws EvenhandError `arguments.invalid` for swaps that are not known
 */
export function counterfactualRecords(
  documents: readonly Pick<Document, "id" | "text">[],
  { swaps: texts, names = "keep", sensitive = "keep", noText }: SwapChoice,
  { lexicon = bundledSwapLexicon(), decisions = [] }: SwapSources = {},
): CounterfactualRecords {
  const swaps = readSwaps(texts, lexicon);
  const options: PlanOptions = { swaps, names, sensitive, decisions, lexicon };
  const tally = new PlanTally();
  const examples: { id: string; before: string; after: string }[] = [];
  let changed = 0;
  const records = documents.map(({ id, text }): TextViews => {
    const plan = planInPieces(text, (piece) => planSwaps(piece, options));
    tally.add(plan);
    const after = applyPlan(text, plan.edits);
    if (after === text) return { id, views: [text] };
    changed += 1;
    if (examples.length < examplesKept) examples.push({ id, before: text, after });
    return { id, views: [text, after] };
  });
  const shown = swaps.map((swap) => ({ axis: swap.axis, direction: directionText(swap) }));
  const [first = { axis: "gender", direction: "swap" }] = shown;
  return {
    texts: records,
    section: {
      axis: first.axis,
      direction:
        shown.length === 1 ? first.direction : shown.map(({ axis, direction }) => `${axis}:${direction}`).join(", "),
      mode: "second view of the same record",
      records: documents.length,
      changed,
      editsByRule: tally.editsByRule(),
      skippedByReason: tally.skippedByReason(),
      lowConfidenceEdits: tally.lowConfidenceEdits,
      ...(noText === true ? {} : { examples }),
      privacyNote:
        "A record and its counterfactual are drawn together, averaged and clipped once, so that epsilon holds for the " +
        "whole record. As two records they would be a group of 2.",
      swaps: shown,
      names,
      sensitive,
    },
  };
}

type SwapChoice = Pick<TrainOptions, "swaps" | "names" | "sensitive" | "noText">;
