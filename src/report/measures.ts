import { standardArms } from "./biasReport.ts";
import type { ArmSection, BiasReport, StandardArm } from "./biasReport.ts";
import { decimalsFor } from "./numberFormat.ts";
import { axisOrder, metricOrder, metricWords } from "./wording.ts";
import type { AxisName, Metric, MetricName } from "./wording.ts";

/** One choice of what the comparison of arms shows. */
export interface Measure {
  readonly metric: MetricName;
  readonly axis: AxisName;
}

/** The measures of bias that at least one arm has, in reading order. */
export function biasMeasures(report: BiasReport): readonly Measure[] {
  const present = (report.arms ?? []).flatMap((arm) => arm.metrics);
  return axisOrder.flatMap((axis) =>
    metricOrder
      .filter((metric) => metricWords[metric].ofBias)
      .filter((metric) => present.some((result) => result.metric === metric && result.axis === axis))
      .map((metric) => ({ metric, axis })),
  );
}

/** The metrics of an axis (or of none, for perplexity) that at least one arm has, in reading order. */
export function metricsOfAxis(report: BiasReport, axis: AxisName | undefined): readonly MetricName[] {
  const present = (report.arms ?? []).flatMap((arm) => arm.metrics).filter((result) => result.axis === axis);
  return metricOrder.filter((metric) => present.some((result) => result.metric === metric));
}

/** An arm's result, or undefined when the arm was not measured this way. */
export function resultOf(arm: ArmSection, metric: MetricName, axis: AxisName | undefined): Metric | undefined {
  return arm.metrics.find((result) => result.metric === metric && result.axis === axis);
}

/** The axes with scan groups, in reading order. */
export function scannedAxes(report: BiasReport): readonly AxisName[] {
  return axisOrder.filter((axis) => report.scan?.groups.some((group) => group.axis === axis) === true);
}

/** The axes that a reader can choose among; none where there is one only. */
export function axisChoices(report: BiasReport): readonly AxisName[] {
  const found = new Set([...scannedAxes(report), ...biasMeasures(report).map((measure) => measure.axis)]);
  return found.size < 2 ? [] : axisOrder.filter((axis) => found.has(axis));
}

/** What was done to an arm's model; of an older report, and of checkpoints that are named so, by its name. */
export function kindOf({ arm, kind }: Pick<ArmSection, "arm" | "kind">): StandardArm | undefined {
  return kind ?? standardArms.find((known) => known === arm);
}

/** What each repeat of an arm's training came to, in the order of the seeds; nothing where it was trained once. */
export function repeatedValues(
  arm: Pick<ArmSection, "seeds">,
  metric: MetricName,
  axis: AxisName | undefined,
): readonly number[] {
  return (arm.seeds ?? []).flatMap(({ seed }) => repeatedValue(arm, seed, metric, axis) ?? []);
}

/** What an arm's training with a seed came to. */
export function repeatedValue(
  { seeds = [] }: Pick<ArmSection, "seeds">,
  seed: number,
  metric: MetricName,
  axis: AxisName | undefined,
): number | undefined {
  const own = seeds.find((one) => one.seed === seed);
  return own?.values.find((one) => one.metric === metric && one.axis === axis)?.value;
}

/** The seeds that arms were trained with several times: an arm lacks those whose training diverged. */
export function repeatSeeds({ arms = [] }: Pick<BiasReport, "arms">): readonly number[] {
  return [...new Set(arms.flatMap(({ seeds = [] }) => seeds.map(({ seed }) => seed)))].sort((a, b) => a - b);
}

/**
 * The privacy an arm was trained with, as a place on an axis: 0 for a base model that never saw the corpus,
 * Infinity for training without privacy, undefined where the report does not say.
 */
export function epsilonOf(arm: ArmSection): number | undefined {
  if (arm.privacy !== undefined) return arm.privacy.noiseSource === "operating system" ? arm.privacy.epsilon : Infinity;
  if (arm.training !== undefined) return Infinity;
  return kindOf(arm) === "base" ? 0 : undefined;
}

/** Decimals for every value and difference of a metric, so that tables, charts and sentences print the same figure alike. */
export function decimalsOf(report: BiasReport, metric: MetricName): number {
  const results = (report.arms ?? []).flatMap((arm) => arm.metrics).filter((result) => result.metric === metric);
  return decimalsFor(
    results[0]?.unit ?? "nats",
    results.map((result) => result.value),
  );
}

/** The unit of a metric in this report. */
export function unitOf(report: BiasReport, metric: MetricName): Metric["unit"] {
  const results = (report.arms ?? []).flatMap((arm) => arm.metrics);
  return results.find((result) => result.metric === metric)?.unit ?? "nats";
}
