import {
  associationReading,
  associationSummary,
  hasChanged,
  nPmiText,
} from "../../../report/comparison/comparisonWords.ts";
import type {
  ComparedScans,
  ListedAssociation,
  ReportComparison,
} from "../../../report/comparison/reportComparison.ts";
import { formatCount, formatDecimal, formatProbability } from "../../../report/numberFormat.ts";
import { axisName, maskedWord } from "../../../report/wording.ts";
import type { AxisName } from "../../../report/wording.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { paragraph, part, section } from "../sections/section.ts";
import { sortableTable } from "../sortableTable.ts";
import type { Row } from "../table.ts";

/** How often each group is named in either corpus. */
export function mentionsSection({ scans }: ReportComparison, host: Host): HTMLElement | undefined {
  if (scans === undefined) return undefined;
  return section(
    "mentions",
    "Who is named",
    paragraph("Counts of the whole corpora, not estimates. There is no ideal: it depends on what a corpus is about."),
    sortableTable(host, {
      caption: "Mentions of each group, and per thousand words",
      columns: [
        { head: "Group" },
        { head: "Axis" },
        { head: "Mentions, A", numeric: true },
        { head: "Mentions, B", numeric: true },
        { head: "Per 1,000, A", numeric: true },
        { head: "Per 1,000, B", numeric: true },
      ],
      rows: scans.mentions.map(({ group, label, axis, a, b }) => ({
        attributes: { "data-group": group },
        cells: [
          { text: label },
          { text: axis },
          ...[a.mentions, b.mentions].map((value) => ({ text: formatCount(value), value })),
          ...[a.perThousand, b.perThousand].map((value) => ({ text: formatDecimal(value, 2), value })),
        ],
      })),
    }),
  );
}

/** Words whose company changed, came or went. */
export function associationsSection({ scans }: ReportComparison, host: Host): HTMLElement | undefined {
  if (scans === undefined) return undefined;
  return section(
    "words",
    "Associations",
    paragraph(associationReading),
    ...scans.axes.map((axis) =>
      part(
        axisName(axis),
        paragraph(associationSummary(scans, axis)),
        bothTable(host, scans, axis),
        ...(["B", "A"] as const).map((side) => listedTable(host, scans, axis, side)),
      ),
    ),
  );
}

function shownWord({ slurs }: ComparedScans, word: string): string {
  return slurs.includes(word.toLowerCase()) ? maskedWord(word) : word;
}

function bothTable(host: Host, scans: ComparedScans, axis: AxisName): HTMLElement | undefined {
  const rows = scans.inBoth.filter((row) => row.axis === axis);
  if (rows.length === 0) return undefined;
  const table = (of: typeof rows, caption: string): HTMLElement =>
    sortableTable(host, {
      caption,
      columns: [
        { head: "Word" },
        { head: "Group" },
        { head: "nPMI, A", numeric: true },
        { head: "nPMI, B", numeric: true },
        { head: "B − A", numeric: true },
        { head: "95% interval", numeric: true },
        { head: "q", numeric: true },
      ],
      rows: of.map((row): Row => ({
        attributes: { "data-group": row.group, "data-word": row.word },
        cells: [
          { text: shownWord(scans, row.word) },
          { text: row.label },
          {
            text: formatDecimal(row.a.npmi, 2),
            value: row.a.npmi,
            attributes: { title: nPmiText(row.a.low, row.a.high) },
          },
          {
            text: formatDecimal(row.b.npmi, 2),
            value: row.b.npmi,
            attributes: { title: nPmiText(row.b.low, row.b.high) },
          },
          { text: `${row.difference > 0 ? "+" : ""}${formatDecimal(row.difference, 2)}`, value: row.difference },
          { text: nPmiText(row.low, row.high) },
          { text: formatProbability(row.q), value: row.q },
        ],
      })),
    });
  const changed = rows.filter(hasChanged);
  const rest = rows.filter((row) => !hasChanged(row));
  return element(
    "div",
    {},
    changed.length === 0 ? undefined : table(changed, `${axisName(axis)}: words in both lists whose company changed`),
    rest.length === 0
      ? undefined
      : element(
          "details",
          {},
          element(
            "summary",
            {},
            `${formatCount(rest.length)} in both lists without a change that these data could show`,
          ),
          table(rest, `${axisName(axis)}: words in both lists without a clear change`),
        ),
  );
}

function listedTable(host: Host, scans: ComparedScans, axis: AxisName, side: "A" | "B"): HTMLElement | undefined {
  const rows = (side === "A" ? scans.onlyA : scans.onlyB).filter((row) => row.axis === axis);
  if (rows.length === 0) return undefined;
  return element(
    "details",
    { "data-only": side },
    element("summary", {}, `${formatCount(rows.length)} in ${side}'s list only`),
    sortableTable(host, {
      caption: `${axisName(axis)}: words in ${side}'s list only`,
      columns: [
        { head: "Word" },
        { head: "Group" },
        { head: "nPMI", numeric: true },
        { head: "95% interval", numeric: true },
        { head: "Sentences", numeric: true },
      ],
      rows: rows.map((row: ListedAssociation): Row => ({
        attributes: { "data-group": row.group, "data-word": row.word },
        cells: [
          { text: shownWord(scans, row.word) },
          { text: row.label },
          { text: formatDecimal(row.npmi, 2), value: row.npmi },
          { text: nPmiText(row.low, row.high) },
          { text: formatCount(row.together), value: row.together },
        ],
      })),
    }),
  );
}
