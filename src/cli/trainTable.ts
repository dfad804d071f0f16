import { benchmarkNames } from "../evaluation/benchmarks/benchmark.ts";
import type { ArmSection, BiasReport } from "../report/biasReport.ts";
import {
  adjustedText,
  amplificationOf,
  amplificationTable,
  differenceInterval,
  differenceText,
} from "../report/amplification.ts";
import type { AmplificationRow } from "../report/amplification.ts";
import { biasMeasures, decimalsOf, kindOf, metricsOfAxis, resultOf, unitOf } from "../report/measures.ts";
import type { Measure } from "../report/measures.ts";
import { shownAttack } from "../report/membershipWords.ts";
import {
  formatDecimal,
  formatEpsilon,
  formatInterval,
  formatProbability,
  formatQuantity,
} from "../report/numberFormat.ts";
import { axisName, axisOrder, metricWords } from "../report/wording.ts";
import type { AxisName, MetricName } from "../report/wording.ts";

const nameWidth = 26;
const armWidth = 18;

/** Shown in the report only: the same questions answered group by group, by another divergence, or without groups. */
const leftOut: ReadonlySet<MetricName> = new Set([
  "group-loss",
  "occupation-kl",
  "occupation-between-kl",
  "coverage",
  "toxicity",
  "expected-maximum-toxicity",
  "toxicity-probability",
  "sentiment",
]);

/** As many arms stand side by side in 100 columns. */
const armsPerTable = 4;

/**
 * The arms side by side for a terminal of 100 columns: epsilon, perplexity, then the measures of each axis with the 95%
 * interval under the value. More than four arms are several tables below each other.
 */
export function trainTable(report: BiasReport): string {
  return inTables(report.arms ?? [])
    .map((arms) => armsTable(report, arms))
    .join("\n\n");
}

/**
 * Every private arm against plain: the difference, with the ratio where it can be told, its interval, and the p value with the
 * corrected one. Empty where the report does not compare them.
 */
export function amplificationTables(report: BiasReport): string {
  const rows = amplificationTable(report).filter(({ measure }) => !leftOut.has(measure.metric));
  const arms = (report.arms ?? []).filter((arm) => rows.some((one) => one.arm === arm));
  return inTables(arms)
    .map((some) =>
      [
        row(
          "",
          some.map(({ arm }) => arm),
        ),
        ...biasMeasures(report).flatMap((measure) => amplificationRows(report, measure, some)),
      ].join("\n"),
    )
    .join("\n\n");
}

function amplificationRows(report: BiasReport, measure: Measure, arms: readonly ArmSection[]): string[] {
  if (leftOut.has(measure.metric)) return [];
  const found = amplificationOf(report, measure);
  if (found.length === 0) return [];
  const cells = (text: (comparison: AmplificationRow["comparison"]) => string): string[] =>
    arms.map((arm) => {
      const own = found.find((one) => one.arm === arm);
      return own === undefined ? "" : text(own.comparison);
    });
  const name = shortName(measure.metric);
  const isBenchmark = benchmarkNames.some((one) => measure.metric.startsWith(one));
  return [
    row(
      `${axisName(measure.axis)}: ${isBenchmark ? name : `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`}`,
      cells(
        (one) =>
          `${differenceText(report, one)}${one.ratio === undefined ? "" : ` x${formatDecimal(one.ratio.value, 1)}`}`,
      ),
    ),
    row(
      "",
      cells((one) => differenceInterval(report, one)),
    ),
    row(
      "",
      cells((one) => `p ${formatProbability(one.pValue)} (${adjustedText(one)})`),
    ),
  ];
}

function inTables(arms: readonly ArmSection[]): (readonly ArmSection[])[] {
  const tables = Array.from({ length: Math.ceil(arms.length / armsPerTable) }, (_, table) => table * armsPerTable);
  return tables.map((first) => arms.slice(first, first + armsPerTable));
}

function armsTable(report: BiasReport, arms: readonly ArmSection[]): string {
  const lines = [
    row(
      "",
      arms.map(({ arm }) => arm),
    ),
    row("epsilon", arms.map(epsilonText)),
  ];
  for (const axis of [undefined, ...axisOrder]) {
    const metrics = metricsOfAxis(report, axis).filter((metric) => !leftOut.has(metric));
    if (axis !== undefined && metrics.length > 0) lines.push(axisName(axis));
    for (const metric of metrics) lines.push(...measureRows(report, arms, metric, axis));
  }
  return [...lines, ...membershipRows(arms)].join("\n");
}

/** The attack that knows the base model, under the name that the field uses for its figure. */
function membershipRows(arms: readonly ArmSection[]): string[] {
  const areas = arms.map((arm) => arm.membership?.attacks.find(({ attack }) => attack === shownAttack)?.area);
  if (areas.every((area) => area === undefined)) return [];
  const show = (number: number): string => formatDecimal(number, 3);
  return [
    "Membership",
    row(
      "Inference, area (AUC)",
      areas.map((area) => (area === undefined ? "" : show(area.value))),
    ),
    row(
      "",
      areas.map((area) => (area === undefined ? "" : `${show(area.interval.low)} to ${show(area.interval.high)}`)),
    ),
  ];
}

function measureRows(
  report: BiasReport,
  arms: readonly ArmSection[],
  metric: MetricName,
  axis: AxisName | undefined,
): string[] {
  const unit = unitOf(report, metric);
  const decimals = decimalsOf(report, metric);
  const results = arms.map((arm) => resultOf(arm, metric, axis));
  const name = shortName(metric);
  const values = results.map((result) => (result === undefined ? "" : formatQuantity(result.value, unit, decimals)));
  const intervals = results.map((result) =>
    result?.interval === undefined ? "" : formatInterval(result.interval.low, result.interval.high, unit, decimals),
  );
  return [row(name, values), ...(intervals.some((text) => text !== "") ? [row("", intervals)] : [])];
}

/** Within the width of the first column. */
function shortName(metric: MetricName): string {
  if (metric === "stereoset-ss") return "StereoSet, ss";
  if (metric === "stereoset-lms") return "StereoSet, lms";
  return metricWords[metric].name.replace(", Hellinger", "");
}

function epsilonText(arm: ArmSection): string {
  const { privacy } = arm;
  if (privacy !== undefined && privacy.noiseSource !== "operating system") return "not private";
  if (privacy !== undefined) return formatEpsilon(privacy.epsilon);
  return kindOf(arm) === "base" ? "0" : "none";
}

function row(name: string, cells: readonly string[]): string {
  const label = name.length > nameWidth ? `${name.slice(0, nameWidth - 1)}…` : name.padEnd(nameWidth);
  return `  ${label}${cells.map((cell) => ` ${cell}`.padStart(armWidth)).join("")}`.trimEnd();
}
