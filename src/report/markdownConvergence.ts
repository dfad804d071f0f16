import type { BiasReport } from "./biasReport.ts";
import { dropRows, dropsName, dropsReading } from "./convergenceWords.ts";
import { escapeMarkdown as escape, markdownTable } from "./markdownTable.ts";
import { formatCount, formatDecimal, formatProbability, formatRange, formatSigned } from "./numberFormat.ts";
import { groupLabel } from "./wording.ts";

/** How far each arm's loss fell, by group, and private arms against their counterparts. */
export function convergenceMarkdown(report: BiasReport): string {
  const rows = dropRows(report);
  if (rows.length === 0) return "";
  const table = markdownTable(
    [
      { head: "Arm" },
      { head: "Group" },
      { head: "Loss fell by", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Against" },
      { head: "Difference", numeric: true },
      { head: "95% interval of the difference", numeric: true },
      { head: "p", numeric: true },
      { head: "p, corrected", numeric: true },
      { head: "n", numeric: true },
    ],
    rows.map(({ drop, comparison }) => [
      escape(drop.arm),
      escape(groupLabel(report, drop.group)),
      formatDecimal(drop.value, 3),
      formatRange(drop.interval, (value) => formatDecimal(value, 3)),
      comparison === undefined ? "–" : escape(comparison.a),
      comparison === undefined ? "–" : formatSigned(comparison.difference),
      formatRange(comparison?.interval, formatSigned),
      comparison === undefined ? "–" : formatProbability(comparison.pValue),
      comparison === undefined ? "–" : formatProbability(comparison.adjustedP),
      formatCount(drop.n),
    ]),
  );
  return `### ${dropsName}\n\n${dropsReading(report)}\n\n${table}`;
}
