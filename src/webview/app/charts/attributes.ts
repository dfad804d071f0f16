import type { BiasReport } from "../../../report/biasReport.ts";
import { scannedAxes } from "../../../report/measures.ts";
import { formatDecimal } from "../../../report/numberFormat.ts";
import type { AttributeList, AttributeRow, OccupationSection } from "../../../report/scanFindings.ts";
import { furthestFromLabour, sentenceCase, rangeText, shareRange, shareText } from "../../../report/scanWords.ts";
import { axisName, groupLabel } from "../../../report/wording.ts";
import { dotIntervals } from "./dotIntervals.ts";
import type { DotHeading, DotLine } from "./dotIntervals.ts";

/** The rows of one list. */
export function rowsOfList(report: BiasReport, list: string): readonly AttributeRow[] {
  return (report.scan?.attributes?.rows ?? []).filter((row) => row.list === list);
}

/** One list of words beside each group: log odds ratio against all other sentences, with its interval. */
export function attributeChart(report: BiasReport, list: AttributeList, width: number): Element {
  const rows = rowsOfList(report, list.list);
  const axisOf = new Map(report.scan?.groups.map((group) => [group.group, group.axis]));
  const lines = scannedAxes(report).flatMap((one): readonly (DotHeading | DotLine)[] => {
    const own = rows.filter((row) => axisOf.get(row.group) === one);
    if (own.length === 0) return [];
    return [
      { kind: "heading", label: axisName(one) },
      ...own.map((row): DotLine => ({
        kind: "value",
        label: groupLabel(report, row.group),
        value: row.logOddsRatio,
        low: row.logOddsRatioLow,
        high: row.logOddsRatioHigh,
        figure: formatDecimal(row.logOddsRatio, 2),
      })),
    ];
  });
  const words = rows.map(
    (row) =>
      `${groupLabel(report, row.group)} ${formatDecimal(row.logOddsRatio, 2)}, interval ${rangeText(row.logOddsRatioLow, row.logOddsRatioHigh)}`,
  );
  return dotIntervals(
    {
      lines,
      label: "log odds ratio",
      tickFormat: (value) => formatDecimal(value, 1),
      neutral: 0,
      alternative: `${sentenceCase(list.label)} by group, log odds ratio: ${words.join("; ")}.`,
    },
    width,
  );
}

/** Occupations that the chart shows, those furthest from the labour force; the table has all. */
const occupationsShown = 24;

/**
 * The share of the first group beside each occupation with its interval, as a tick its share in the labour force, as a
 * dashed rule its share over all sentences.
 */
export function occupationChart(report: BiasReport, section: OccupationSection, width: number): Element {
  const rows = furthestFromLabour(section.rows, occupationsShown);
  const first = groupLabel(report, section.group);
  const lines = rows.map((row): DotLine => ({
    kind: "value",
    label: row.word,
    value: row.share,
    low: row.shareLow,
    high: row.shareHigh,
    figure: shareText(row.share),
    ...(row.labourShare !== undefined && { reference: row.labourShare }),
  }));
  const words = rows.map(
    (row) =>
      `${row.word} ${shareText(row.share)}, interval ${shareRange(row)}${row.labourShare === undefined ? "" : `, labour force ${shareText(row.labourShare)}`}`,
  );
  return dotIntervals(
    {
      lines,
      label: `share of ${first}`,
      tickFormat: shareText,
      neutral: section.baseShare,
      domain: [0, 1],
      alternative: `Share of ${first} beside occupations: ${words.join("; ")}.`,
    },
    width,
  );
}
