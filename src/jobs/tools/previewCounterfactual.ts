import { existsSync } from "node:fs";
import { join } from "node:path";
import { applyPlan } from "../../cda/applyPlan.ts";
import { decisionsFileName } from "../../cda/decisions/decisionsFile.ts";
import { planInPieces } from "../../cda/planInPieces.ts";
import { planSwaps } from "../../cda/planSwaps.ts";
import type { NamePolicy, PlanOptions } from "../../cda/planSwaps.ts";
import { bundledSwapLexicon } from "../../lexicon/swapLexicon.ts";
import { directionText, readSwaps } from "../augment/swapSelection.ts";
import { readDecisionsFile } from "../swapDecisions.ts";
import { isOpen } from "./toolContext.ts";
import type { ToolAnswer, ToolContext } from "./toolContext.ts";

export interface PreviewCounterfactualInput {
  readonly text: string;
  readonly swaps?: readonly string[];
  readonly names?: NamePolicy;
}

/**
 * The counterfactual of a text that the asker brings along, each change with its reason. What was decided in a review of the
 * first folder is heeded.
 */
export async function previewCounterfactual(
  { text, swaps, names = "keep" }: PreviewCounterfactualInput,
  context: Pick<ToolContext, "folders">,
): Promise<ToolAnswer> {
  const lexicon = bundledSwapLexicon();
  const chosen = readSwaps(swaps, lexicon);
  const decisionsFile = join(context.folders[0], decisionsFileName);
  const isThere = existsSync(decisionsFile) && (await isOpen(decisionsFile, context));
  const { decisions } = await readDecisionsFile(isThere ? decisionsFile : undefined);
  const options: PlanOptions = { swaps: chosen, names, sensitive: "keep", lexicon, decisions };
  const { edits, skipped } = planInPieces(text, (piece) => planSwaps(piece, options));
  const output = applyPlan(text, edits);
  const lines = [
    edits.length === 0 ? "Nothing to swap: the text stays as it is." : output,
    ...(edits.length === 0
      ? []
      : [
          edits
            .map(
              ({ before, after, reason, confidence }) =>
                `- ${before} → ${after}: ${reason} (confidence ${confidence.toFixed(2)})`,
            )
            .join("\n"),
        ]),
    ...(skipped.length === 0
      ? []
      : [["Left as they are:", ...skipped.map(({ surface, reason }) => `- ${surface}: ${reason}`)].join("\n")]),
  ];
  return { text: lines.join("\n\n"), figures: { output, swaps: chosen.map(directionText), edits, skipped } };
}
