import { slursOf } from "./wording.ts";
import type { BiasReport } from "./biasReport.ts";
import { escapeMarkdown as escape, markdownTable } from "./markdownTable.ts";
import {
  againstStandardTable,
  examplesTable,
  gapsTable,
  robustnessCurves,
  robustnessSentences,
  sizesTable,
} from "./robustnessWords.ts";
import type { StudyTable } from "./studyTable.ts";
import {
  againstNoneTable,
  ballTable,
  lineReading,
  lineTable,
  runsTable,
  similarityTable,
  tradeOffReading,
  tradeOffSentences,
} from "./tradeOffWords.ts";

/** The study of constraints. */
export function tradeOffMarkdown(report: BiasReport): string {
  const { tradeOff } = report;
  if (tradeOff === undefined) return "";
  return [
    "## What constraints keep and cost",
    ...tradeOffSentences(report).map(escape),
    tradeOffReading,
    captioned(runsTable(tradeOff)),
    captioned(againstNoneTable(tradeOff)),
    captioned(similarityTable(tradeOff)),
    lineReading,
    captioned(lineTable(tradeOff)),
    captioned(ballTable(tradeOff)),
  ].join("\n\n");
}

/** The study of training size. */
export function robustnessMarkdown(report: BiasReport): string {
  const { robustness } = report;
  if (robustness === undefined) return "";
  const examples = examplesTable(robustness, slursOf(report));
  return [
    "## Private against robust",
    ...robustnessSentences(report).map(escape),
    robustnessCurves.map(({ title, reading }) => `- ${title}: ${reading}`).join("\n"),
    captioned(gapsTable(robustness)),
    captioned(againstStandardTable(robustness)),
    captioned(sizesTable(robustness)),
    ...(examples === undefined ? [] : [captioned(examples)]),
  ].join("\n\n");
}

function captioned({ caption, columns, rows }: StudyTable): string {
  const table = markdownTable(
    columns,
    rows.map((row) => row.map(({ text }) => escape(text))),
  );
  return `### ${caption}\n\n${table}`;
}
