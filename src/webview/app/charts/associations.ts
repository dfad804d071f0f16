import { axisX, dot, gridX, ruleX, ruleY, text } from "@observablehq/plot";
import type { AssociationRow, BiasReport } from "../../../report/biasReport.ts";
import { formatDecimal } from "../../../report/numberFormat.ts";
import type { AxisName } from "../../../report/wording.ts";
import { groupLabel, maskedWord, slursOf } from "../../../report/wording.ts";
import { drawPlot } from "./drawPlot.ts";

interface Line {
  /** Place from the top. */
  readonly y: number;
  readonly label: string;
  /** Absent for a line that names a group. */
  readonly row?: AssociationRow;
}

/** The strongest words of each group of an axis: nPMI with its interval, one line a word, the groups one below the other. */
export function associationChart(report: BiasReport, axis: AxisName, showSlurs: boolean, width: number): Element {
  const lines = linesOf(report, axis, showSlurs);
  const rows = lines.flatMap(({ y, row }) => (row === undefined ? [] : [{ y, row }]));
  const heads = lines.filter(({ row }) => row === undefined);
  const lineHeight = 18;
  return drawPlot(
    {
      width,
      height: lines.length * lineHeight + 40,
      marginLeft: Math.min(124, width * 0.38),
      marginRight: 44,
      marginTop: 6,
      marginBottom: 30,
      x: { label: null, nice: true, zero: true },
      y: { type: "linear", domain: [-0.5, lines.length - 0.5], reverse: true, axis: null },
      marks: [
        gridX({ ticks: 4 }),
        axisX({ ticks: 4, tickSize: 0, label: "nPMI", tickFormat: (value: number) => formatDecimal(value, 2) }),
        ruleX([0], { stroke: "var(--ideal)", strokeWidth: 1.5, strokeDasharray: "4 3" }),
        text(heads, {
          y: "y",
          text: "label",
          frameAnchor: "left",
          dx: -(Math.min(124, width * 0.38) - 2),
          textAnchor: "start",
          fontWeight: 600,
          fill: "var(--text)",
          stroke: "var(--behind)",
          strokeWidth: 4,
        }),
        text(
          lines.filter(({ row }) => row !== undefined),
          { y: "y", text: "label", frameAnchor: "left", dx: -8, textAnchor: "end", fill: "var(--text)" },
        ),
        ruleY(rows, {
          y: "y",
          x1: ({ row }: { row: AssociationRow }) => row.npmiLow,
          x2: ({ row }: { row: AssociationRow }) => row.npmiHigh,
          stroke: "var(--arm-plain)",
          strokeWidth: 2,
        }),
        dot(rows, {
          y: "y",
          x: ({ row }: { row: AssociationRow }) => row.npmi,
          r: 4,
          fill: "var(--arm-plain)",
          stroke: "var(--behind)",
        }),
        text(rows, {
          y: "y",
          text: ({ row }: { row: AssociationRow }) => formatDecimal(row.npmi, 2),
          frameAnchor: "right",
          dx: 40,
          textAnchor: "end",
          fontVariant: "tabular-nums",
          fill: "var(--text)",
        }),
      ],
    },
    alternative(report, lines),
  );
}

/** The rows that the chart shows, for its table. */
export function chartedAssociations(report: BiasReport, axis: AxisName): readonly AssociationRow[] {
  return linesOf(report, axis, true).flatMap(({ row }) => (row === undefined ? [] : [row]));
}

function linesOf(report: BiasReport, axis: AxisName, showSlurs: boolean): readonly Line[] {
  const slurs = slursOf(report);
  const groups = (report.scan?.groups ?? [])
    .filter((group) => group.axis === axis)
    .map(({ group }) => ({ group, rows: (report.scan?.associations ?? []).filter((row) => row.group === group) }))
    .filter(({ rows }) => rows.length > 0);
  const perGroup = groups.length <= 2 ? 8 : groups.length <= 4 ? 4 : 3;
  const lines: Line[] = [];
  for (const { group, rows } of groups) {
    lines.push({ y: lines.length, label: groupLabel(report, group) });
    for (const row of rows.slice(0, perGroup)) {
      const masked = !showSlurs && slurs.has(row.word.toLowerCase());
      lines.push({ y: lines.length, label: shortened(masked ? maskedWord(row.word) : row.word), row });
    }
  }
  return lines;
}

function alternative(report: BiasReport, lines: readonly Line[]): string {
  const words = lines.flatMap(({ row, label }) =>
    row === undefined
      ? []
      : [
          `${groupLabel(report, row.group)} with ${label} ${formatDecimal(row.npmi, 2)}, interval ${formatDecimal(row.npmiLow, 2)} to ${formatDecimal(row.npmiHigh, 2)}`,
        ],
  );
  return `Strongest associations, nPMI: ${words.join("; ")}.`;
}

function shortened(word: string): string {
  const letters = Array.from(word);
  return letters.length <= 16 ? word : `${letters.slice(0, 15).join("")}…`;
}
