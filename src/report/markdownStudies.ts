import { slursOf } from "./wording.ts";
import type { BiasReport } from "./biasReport.ts";
import { escapeMarkdown as escape, markdownTable } from "./markdownTable.ts";
import {
  againstStandardTable,
  examplesTable,
  gapsTable,
  robustnessCurves,
  robustnessSentences,
  seedGapsTable,
  sizesTable,
} from "./robustnessWords.ts";
import type { StudyTable } from "./studyTable.ts";
import {
  againstNoneTable,
  ballTable,
  lineReading,
  lineTable,
  runsTable,
  seedsTable,
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
    ...captionedIf(seedsTable(tradeOff)),
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
  return [
    "## Private against robust",
    ...robustnessSentences(report).map(escape),
    robustnessCurves.map(({ title, reading }) => `- ${title}: ${reading}`).join("\n"),
    captioned(gapsTable(robustness)),
    ...captionedIf(seedGapsTable(robustness)),
    captioned(againstStandardTable(robustness)),
    captioned(sizesTable(robustness)),
    ...captionedIf(examplesTable(robustness, slursOf(report))),
  ].join("\n\n");
}

function captionedIf(table: StudyTable | undefined): string[] {
  return table === undefined ? [] : [captioned(table)];
}

function captioned({ caption, columns, rows }: StudyTable): string {
  const table = markdownTable(
    columns,
    rows.map((row) => row.map(({ text }) => escape(text))),
  );
  return `### ${caption}\n\n${table}`;
}
