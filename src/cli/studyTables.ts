import type { BiasReport } from "../report/biasReport.ts";
import { againstStandardTable, gapsTable, seedGapsTable, sizesTable } from "../report/robustnessWords.ts";
import type { StudyTable } from "../report/studyTable.ts";
import { againstNoneTable, runsTable, seedsTable, similarityTable } from "../report/tradeOffWords.ts";
import { textTable } from "./textTable.ts";

/** The figures of a study that fit a terminal; the report has the rest. */
export function studyTables({ tradeOff, robustness }: BiasReport): string {
  return [
    ...(tradeOff === undefined
      ? []
      : [
          runsTable(tradeOff),
          seedsTable(tradeOff),
          againstNoneTable(tradeOff),
          withoutReading(similarityTable(tradeOff)),
        ]),
    ...(robustness === undefined
      ? []
      : [
          shortened(gapsTable(robustness)),
          seedGapsTable(robustness),
          againstStandardTable(robustness),
          sizesTable(robustness),
        ]),
  ]
    .flatMap((table) => (table === undefined ? [] : asText(table)))
    .join("\n\n");
}

function asText({ caption, columns, rows }: StudyTable): string {
  const table = textTable(
    columns.map(({ head, numeric }) => ({ heading: head, align: numeric === true ? "right" : "left" })),
    rows.map((row) => row.map(({ text }) => text)),
    44,
  );
  return `${caption}\n${table}`;
}

/** Words would push the numbers out of the line. */
function withoutReading(table: StudyTable): StudyTable {
  return { ...table, columns: table.columns.slice(0, -1), rows: table.rows.map((row) => row.slice(0, -1)) };
}

/** Without the mean losses and the ratio attack: a terminal has 100 columns. */
function shortened({ caption, columns, rows }: StudyTable): StudyTable {
  const kept = [0, 1, 2, 5, 6, 7, 8];
  const only = <T>(all: readonly T[]): T[] => kept.map((place) => all[place] as T);
  return { caption, columns: only(columns), rows: rows.map(only) };
}
