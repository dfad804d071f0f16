import type { ArmSection, BiasReport } from "./biasReport.ts";
import { biasMeasures, decimalsOf, kindOf, resultOf, unitOf } from "./measures.ts";
import type { Measure } from "./measures.ts";
import { formatDecimal, formatDifference, formatProbability, formatRange } from "./numberFormat.ts";
import type { Metric } from "./wording.ts";

type Comparison = NonNullable<BiasReport["comparisons"]>[number];

/** A private arm against the arm without privacy, by one measure of bias. */
export interface AmplificationRow {
  readonly measure: Measure;
  readonly arm: ArmSection;
  readonly result: Metric;
  readonly plain: Metric;
  /** Arm less plain; has the ratio where it can be told. */
  readonly comparison: Comparison;
}

/** How far every private arm lies from plain, by this measure; nothing where the report does not compare them. */
export function amplificationOf(report: BiasReport, measure: Measure): readonly AmplificationRow[] {
  const plain = report.arms?.find((arm) => kindOf(arm) === "plain");
  const ofPlain = plain === undefined ? undefined : resultOf(plain, measure.metric, measure.axis);
  if (plain === undefined || ofPlain === undefined) return [];
  return (report.arms ?? []).flatMap((arm) => {
    const kind = kindOf(arm);
    const result = resultOf(arm, measure.metric, measure.axis);
    const comparison = report.comparisons?.find(
      (one) => one.metric === measure.metric && one.axis === measure.axis && one.a === plain.arm && one.b === arm.arm,
    );
    if ((kind !== "dp" && kind !== "dp+cda") || result === undefined || comparison === undefined) return [];
    return [{ measure, arm, result, plain: ofPlain, comparison }];
  });
}

/** The whole table: by axis and measure, then in the arms' order. */
export function amplificationTable(report: BiasReport): readonly AmplificationRow[] {
  return biasMeasures(report).flatMap((measure) => amplificationOf(report, measure));
}

export const amplificationReading =
  "Each private arm against the arm without privacy. Difference: ideal 0. Ratio of the distances from the ideal: 1 is as far as without privacy, above 1 amplified; " +
  "it is missing where the interval of plain reaches the ideal, because a distance that may be 0 is no unit. Look at base as well: private arms that lie near it were kept " +
  "where the model was before, and the difference from plain is then what training without privacy changed.";

/** How the comparisons' p values are corrected; reports of the first version are not. */
export function correctionWords({ comparisons = [] }: BiasReport): string {
  return comparisons.some(({ adjustedP }) => adjustedP !== undefined)
    ? "Corrected p: after Holm's correction over the comparisons of the same measure on the same axis; not corrected over measures. Intervals are not corrected."
    : "The p values are not corrected for the number of comparisons.";
}

/** `+0.036`, in the measure's unit. */
export function differenceText(report: BiasReport, { metric, difference }: Comparison): string {
  const unit = unitOf(report, metric);
  return `${difference > 0 ? "+" : ""}${formatDifference(difference, unit, decimalsOf(report, metric))}${unit === "share" ? " pp" : ""}`;
}

/** `0.012 to 0.060`; a dash where there is none. */
export function differenceInterval(report: BiasReport, { metric, interval }: Comparison): string {
  const unit = unitOf(report, metric);
  const decimals = decimalsOf(report, metric);
  return formatRange(interval, (value) => formatDifference(value, unit, decimals));
}

/** `3.2 (1.4 to 6.1)`; a dash where it cannot be told. */
export function ratioText({ ratio }: Comparison): string {
  if (ratio === undefined) return "–";
  const { value, interval } = ratio;
  return `${formatDecimal(value, 2)} (${formatDecimal(interval.low, 2)} to ${formatDecimal(interval.high, 2)})`;
}

/** The corrected p value; a dash in a report of an older version. */
export function adjustedText({ adjustedP }: Comparison): string {
  return adjustedP === undefined ? "–" : formatProbability(adjustedP);
}
