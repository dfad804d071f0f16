import { reportFilesOf } from "../jobs/reportFiles.ts";
import type { RunFolder } from "../jobs/runFolder.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { shownPath } from "./shownPath.ts";
import { wrapText } from "./wrapText.ts";

/** What to read before anything is believed, with an empty line behind it. */
export function warningLines({ warnings }: BiasReport): string[] {
  return warnings.length === 0 ? [] : [...warnings.map((warning) => wrapText(`! ${warning}`)), ""];
}

/** Where a run left its ledger and its report. */
export function runPlaces({ ledgerPath, reportsDirectory }: RunFolder, reportName: string): string[] {
  const { json, markdown, html } = reportFilesOf(reportsDirectory, reportName);
  return [
    `Ledger    ${shownPath(ledgerPath)}`,
    `Figures   ${shownPath(json)}`,
    `Markdown  ${shownPath(markdown)}`,
    "",
    "Open the report in a browser:",
    shownPath(html),
    "",
  ];
}
