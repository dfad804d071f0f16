import type { Unit } from "../numberFormat.ts";
import {
  decimalsFor,
  formatDecimal,
  formatDifference,
  formatDifferenceWithUnit,
  formatInterval,
  formatLevel,
  formatQuantity,
} from "../numberFormat.ts";
import { axisName, coversZero, metricWords, noDifference } from "../wording.ts";
import type { AxisName } from "../wording.ts";
import type {
  ComparedAssociation,
  ComparedMeasure,
  ComparedScans,
  Estimate,
  MeasureName,
  ReportComparison,
} from "./reportComparison.ts";

/** The words of a comparison, shared by page and Markdown. */

export function measureWords(measure: MeasureName): {
  readonly name: string;
  readonly phrase: string;
  readonly reading: string;
} {
  if (measure !== "membership-area") return metricWords[measure];
  return {
    name: "Membership, area under the curve",
    phrase: "membership inference (area under the curve, ratio to base)",
    reading:
      "How well the attack that knows the base model tells members from others. Ideal 0.5: guessing; 1 is certainty.",
  };
}

/** `dp`, or `dp / dp ε3` where B calls it otherwise. */
export function armName({ arm, armB }: Pick<ComparedMeasure, "arm" | "armB">): string {
  return armB === undefined ? arm : `${arm} / ${armB}`;
}

/** The measures of an axis (of none for perplexity and membership), in reading order. */
export function measuresOf(comparison: ReportComparison, axis: AxisName | undefined): readonly MeasureName[] {
  return [...new Set(comparison.measures.filter((one) => one.axis === axis).map(({ measure }) => measure))];
}

/** The rows of one measure: one for each pair of arms. */
export function rowsOf(
  comparison: ReportComparison,
  measure: MeasureName,
  axis: AxisName | undefined,
): readonly ComparedMeasure[] {
  return comparison.measures.filter((one) => one.measure === measure && one.axis === axis);
}

/** One number of decimals for all figures of the rows, so that they align. */
export function rowDecimals(rows: readonly ComparedMeasure[]): number {
  return decimalsFor(
    rows[0]?.unit ?? "score",
    rows.flatMap(({ a, b }) => [a.value, b.value]),
  );
}

export function estimateText({ value, interval }: Estimate, unit: Unit, decimals: number): string {
  const range = interval === undefined ? "no interval" : formatInterval(interval.low, interval.high, unit, decimals);
  return `${formatQuantity(value, unit, decimals)} (${range})`;
}

/** `+0.012 (0.004 to 0.020)`; shares in percentage points. */
export function differenceText({ difference, unit }: ComparedMeasure, decimals: number): string {
  const show = (value: number): string => formatDifference(value, unit, decimals);
  const { value, interval } = difference;
  const range = interval === undefined ? "no interval" : `${show(interval.low)} to ${show(interval.high)}`;
  return `${value > 0 ? "+" : ""}${show(value)} (${range})`;
}

/** `paired`, or why not. */
export function pairingText({ difference }: ComparedMeasure): string {
  return difference.isPaired ? "paired" : `unpaired: ${difference.reason ?? ""}`;
}

/** One measure in words, as far as its interval goes. */
export function measureSentence(row: ComparedMeasure, decimals: number): string {
  const { difference, unit } = row;
  const { value, interval } = difference;
  const pairing = difference.isPaired ? "paired item by item" : "unpaired";
  const show = (of: number): string => formatDifference(of, unit, decimals);
  if (interval === undefined) {
    return `${armName(row)}: no interval, so no difference is claimed (${formatDifferenceWithUnit(value, unit, decimals)})`;
  }
  const range = `${formatLevel(interval.level)} ${show(interval.low)} to ${show(interval.high)}`;
  if (coversZero(interval)) {
    return `${armName(row)}: ${noDifference} (${formatDifferenceWithUnit(value, unit, decimals)}, ${range}, ${pairing})`;
  }
  const isHigher = value > 0;
  return `${armName(row)}: B is ${formatDifferenceWithUnit(Math.abs(value), unit, decimals)} ${isHigher ? "higher" : "lower"} than A (difference ${range}, ${pairing})`;
}

/** All arms of a measure in one sentence. */
export function measureSummary(comparison: ReportComparison, measure: MeasureName, axis: AxisName | undefined): string {
  const rows = rowsOf(comparison, measure, axis);
  const decimals = rowDecimals(rows);
  const subject = axis === undefined ? "" : `${axisName(axis)}, `;
  const phrase = measureWords(measure).phrase;
  const text = `${subject}${phrase}: ${rows.map((row) => measureSentence(row, decimals)).join("; ")}.`;
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** Said where a comparison has no items of its own. */
export const itemsInReportsWords = "What is behind a figure stands in the report that it comes from.";

/** What a reader must know of every interval of differences. */
export function intervalCaution({ measures }: ReportComparison): string {
  const { length } = measures.filter(({ difference }) => difference.interval !== undefined);
  const chance = Math.round(length * 0.05);
  return (
    "Differences are B less A. Paired: the same items measured in both, resampled together. Unpaired: from the two intervals, " +
    "as if the two measurements were independent; where both read the same texts this is too wide. The intervals cover the choice of items, " +
    `not chance in training. They are not corrected for their number${length < 10 ? "" : `: of ${length} such intervals about ${chance} leave out 0 by chance alone`}.`
  );
}

/** True for words whose association differs between the scans beyond what many comparisons bring by chance. */
export function hasChanged({ q }: Pick<ComparedAssociation, "q">): boolean {
  return q <= 0.05;
}

/** How the associations of one axis differ, in one sentence. */
export function associationSummary(scans: ComparedScans, axis: AxisName): string {
  const own = <Row extends { readonly axis: AxisName }>(rows: readonly Row[]): readonly Row[] =>
    rows.filter((row) => row.axis === axis);
  const both = own(scans.inBoth);
  const changed = both.filter(hasChanged);
  const stronger = changed.filter(({ difference }) => difference > 0).length;
  return (
    `${axisName(axis)}: of ${both.length} ${both.length === 1 ? "word" : "words"} that both scans list, ` +
    `${stronger} keep closer company in B and ${changed.length - stronger} looser (q at most 0.05); ` +
    `${own(scans.onlyB).length} stand in B's list only, ${own(scans.onlyA).length} in A's only.`
  );
}

export const associationReading =
  "nPMI: 0 means no more often together than chance, 1 always together. The change is B less A with its 95% interval, as if the two corpora " +
  "were independent (too wide where they share records); q is Benjamini-Hochberg's over the words in both lists. A scan lists the strongest words " +
  "only: a word in one list may stand just below the end of the other.";

export function nPmiText(low: number, high: number): string {
  return `${formatDecimal(low, 2)} to ${formatDecimal(high, 2)}`;
}
