import type { BiasReport } from "../../../report/biasReport.ts";
import { dropRows, dropsName, dropsReading } from "../../../report/convergenceWords.ts";
import { formatDecimal, formatProbability, formatRange, formatSigned } from "../../../report/numberFormat.ts";
import { groupLabel } from "../../../report/wording.ts";
import type { Host } from "../host.ts";
import { dataTable } from "../table.ts";
import type { Cell } from "../table.ts";
import { countCell, decimalCell } from "./figureCells.ts";
import { paragraph, part } from "./section.ts";

/** How far each arm's loss fell, by group, and private arms against their counterparts; absent in older reports. */
export function convergencePart(report: BiasReport, host: Host): HTMLElement | undefined {
  const rows = dropRows(report);
  if (rows.length === 0) return undefined;
  const told = (value: number | undefined, format: (value: number) => string): Cell =>
    value === undefined ? { text: "–" } : { text: format(value), value };
  return part(
    dropsName,
    paragraph(dropsReading(report)),
    dataTable(host, {
      caption: dropsName,
      columns: [
        { head: "Arm" },
        { head: "Group" },
        { head: "Loss fell by", numeric: true, title: "First look less last, nats per token" },
        { head: "95% interval", numeric: true },
        { head: "Against" },
        { head: "Difference", numeric: true, title: "Below 0 the loss fell less than in the other arm" },
        { head: "95% interval of the difference", numeric: true },
        { head: "p", numeric: true, title: "Wilcoxon's signed-rank test, sentence by sentence" },
        { head: "p, corrected", numeric: true, title: "Holm, for all tests of this table" },
        { head: "n", numeric: true },
      ],
      rows: rows.map(({ drop, comparison }) => ({
        attributes: { "data-arm": drop.arm, "data-group": drop.group },
        cells: [
          { text: drop.arm },
          { text: groupLabel(report, drop.group) },
          decimalCell(drop.value),
          { text: formatRange(drop.interval, (value) => formatDecimal(value, 3)) },
          { text: comparison?.a ?? "–" },
          told(comparison?.difference, formatSigned),
          { text: formatRange(comparison?.interval, formatSigned) },
          told(comparison?.pValue, formatProbability),
          told(comparison?.adjustedP, formatProbability),
          countCell(drop.n),
        ],
      })),
    }),
  );
}
