import {
  decimalsFor,
  formatCount,
  formatDecimal,
  formatDifference,
  formatInterval,
  formatProbability,
  formatRange,
  formatQuantity,
} from "../report/numberFormat.ts";
import type { Unit } from "../report/numberFormat.ts";
import type { ArmSection, BiasReport } from "../report/biasReport.ts";
import { leftOutSentence, noIntervalWords } from "../report/fewItems.ts";
import { metricsOfAxis, resultOf } from "../report/measures.ts";
import { benchmarkLicences, otherRules, scoringPhrase } from "../report/scoringWords.ts";
import { scorerSentences } from "../report/scorerWords.ts";
import { opposedGroupsSentence } from "../report/summarySentence.ts";
import { axisName, axisOrder, coversZero, groupLabel, metricWords, noDifference } from "../report/wording.ts";
import type { AxisName, Metric, MetricName } from "../report/wording.ts";

import { wrapText } from "./wrapText.ts";

const widestLine = 100;

/** The figures of an evaluation for a terminal: a table for each question, at most 100 columns. */
export function evaluationTables(report: BiasReport): string {
  const arms = report.arms ?? [];
  const parts = [perplexityTable(arms)];
  for (const axis of axisOrder) {
    const metrics = metricsOfAxis(report, axis);
    if (metrics.length === 0) continue;
    const opposed = opposedGroupsSentence(report, { metric: "stereotype-preference", axis });
    parts.push(
      `${axisName(axis)}: how far from even?\n${metricTable(arms, axis, metrics)}${lines([
        ...groupSentences(report, axis, metrics),
        ...scorerSentences(report, axis),
        ...scoringSentences(report, metrics, axis),
      ])}`,
      `${axisName(axis)}: which group?\n${groupTable(report, arms, axis)}${opposed === undefined ? "" : `\n${wrapText(`  ${opposed}`)}`}`,
    );
  }
  const whole = metricsOfAxis(report, undefined).filter((metric) => metric !== "perplexity");
  if (whole.length > 0) {
    const scored = scoringSentences(report, whole, undefined);
    parts.push(`All axes together\n${metricTable(arms, undefined, whole)}${lines(scored)}`);
  }
  if ((report.comparisons ?? []).length > 0) {
    parts.push(`Which models differ? Difference of the second from the first\n${comparisonTable(report)}`);
  }
  const licences = benchmarkLicences(report);
  if (licences.length > 0) parts.push(`Whose benchmarks?${lines(licences)}`);
  return parts.filter((part) => part !== "").join("\n\n");
}

/** Below a table, each on lines of its own. */
function lines(sentences: readonly string[]): string {
  return sentences.map((sentence) => `\n${wrapText(`  ${sentence}`)}`).join("");
}

/** By which rule a measure was scored, and what its items come to by others. */
function scoringSentences(report: BiasReport, metrics: readonly MetricName[], axis: AxisName | undefined): string[] {
  return metrics.flatMap((metric) => {
    const { name } = metricWords[metric];
    const scoring = scoringPhrase(report, metric);
    const others = otherRules(report, metric, axis).map(
      (rule) => `${name}, ${rule.name}: ${rule.figures.map(({ arm, text }) => `${arm} ${text}`).join(", ")}.`,
    );
    return [...(scoring === undefined ? [] : [`${name} is ${scoring}.`]), ...others];
  });
}

function perplexityTable(arms: readonly ArmSection[]): string {
  const rows = arms.flatMap((arm) => {
    const result = resultOf(arm, "perplexity", undefined);
    return result === undefined ? [] : [{ arm, result }];
  });
  if (rows.length === 0) return "";
  return `How well does the model predict held-out text? ${metricWords.perplexity.name}, lower is better\n${table(
    ["model", ">perplexity", ">95% interval", ">texts"],
    rows.map(({ arm, result }) => [arm.label, value(result), intervalOf(result), formatCount(result.n)]),
  )}`;
}

function metricTable(arms: readonly ArmSection[], axis: AxisName | undefined, metrics: readonly MetricName[]): string {
  const rows = metrics.flatMap((metric) =>
    arms.flatMap((arm, index) => {
      const result = resultOf(arm, metric, axis);
      if (result === undefined) return [];
      const name = index === 0 ? metricWords[metric].name : "";
      const p = result.pValue === undefined ? "" : formatProbability(result.pValue);
      return [[name, arm.label, value(result), intervalOf(result), ideal(result), formatCount(result.n), p]];
    }),
  );
  return table(["measure", "model", ">value", ">95% interval", ">ideal", ">n", ">p"], rows);
}

/** Which groups are in no gap, and why figures have no interval. */
function groupSentences(report: BiasReport, axis: AxisName, metrics: readonly MetricName[]): string[] {
  const without = metrics.flatMap((metric) => {
    const words = (report.arms ?? []).flatMap((arm) => {
      const result = resultOf(arm, metric, axis);
      return result === undefined || result.interval !== undefined ? [] : [noIntervalWords(report, result)];
    });
    return words.length === 0 ? [] : [`${metricWords[metric].name}: ${[...new Set(words)].join("; ")}.`];
  });
  return [leftOutSentence(report, axis) ?? [], without].flat();
}

function groupTable(report: BiasReport, arms: readonly ArmSection[], axis: AxisName): string {
  const columns = [
    { metric: "group-loss", count: true },
    { metric: "stereotype-preference", count: true },
    { metric: "occupation-kl", count: false },
  ] as const;
  const groups = [
    ...new Set(
      arms.flatMap((arm) =>
        columns.flatMap(({ metric }) => (resultOf(arm, metric, axis)?.groups ?? []).map(({ group }) => group)),
      ),
    ),
  ].sort();
  const rows = groups.flatMap((group) =>
    arms.map((arm, index) => {
      const cells = columns.flatMap(({ metric, count }) => {
        const found = resultOf(arm, metric, axis)?.groups?.find((one) => one.group === group);
        const unit: Unit = metric === "group-loss" ? "nats per token" : "share";
        const text = found === undefined ? "" : formatQuantity(found.value, unit, unit === "share" ? 1 : 3);
        return count ? [text, found === undefined ? "" : formatCount(found.n)] : [text];
      });
      return [index === 0 ? groupLabel(report, group) : "", arm.label, ...cells];
    }),
  );
  return table(["group", "model", ">loss", ">texts", ">stereotype", ">pairs", ">share after occupations"], rows);
}

function comparisonTable(report: BiasReport): string {
  const unitOf = (metric: MetricName): Unit =>
    report.arms?.flatMap((arm) => arm.metrics).find((result) => result.metric === metric)?.unit ?? "nats";
  const rows = (report.comparisons ?? []).map(({ metric, axis, a, b, difference, interval, pValue, adjustedP }) => {
    const unit = unitOf(metric);
    const decimals = decimalsFor(unit, [difference, ...(interval === undefined ? [] : [interval.low, interval.high])]);
    const show = (number: number): string => formatDifference(number, unit, decimals);
    return [
      axis ?? "",
      metricWords[metric].name,
      `${a}, ${b}`,
      show(difference),
      formatRange(interval, show),
      formatProbability(pValue),
      adjustedP === undefined ? "" : formatProbability(adjustedP),
    ];
  });
  const silent = (report.comparisons ?? []).filter(
    ({ interval }) => interval !== undefined && coversZero(interval),
  ).length;
  return `${table(["", "measure", "models", ">difference", ">95% interval", ">p", ">corrected"], rows)}\n${
    silent === 0
      ? ""
      : `In ${formatCount(silent)} of ${formatCount(rows.length)} rows the interval covers zero: ${noDifference}.\n`
  }Shares differ in percentage points. Corrected: Holm, over the rows of one measure and axis.`;
}

function value(result: Metric): string {
  return formatQuantity(result.value, result.unit, decimalsOf(result));
}

function intervalOf(result: Metric): string {
  const { interval, unit } = result;
  return interval === undefined ? "" : formatInterval(interval.low, interval.high, unit, decimalsOf(result));
}

function ideal({ ideal: even, unit }: Metric): string {
  if (even === undefined) return "";
  return unit === "share" ? `${formatDecimal(100 * even, 0)}%` : formatDecimal(even, 0);
}

function decimalsOf({ value: own, unit, interval }: Metric): number {
  return decimalsFor(unit, interval === undefined ? [own] : [own, interval.low, interval.high]);
}

/**
 * Aligned columns, two spaces apart; a heading that begins with `>` is set to the right, and a column without any text
 * is left out. Columns of names are shortened when the line would be too wide.
 */
function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = headings.flatMap((_, column) => (rows.some((row) => (row[column] ?? "") !== "") ? [column] : []));
  const heads = kept.map((column) => headings[column] as string);
  const cells = [
    heads.map((head) => head.replace(">", "")),
    ...rows.map((row) => kept.map((column) => row[column] ?? "")),
  ];
  const widths = heads.map((_, column) => Math.max(...cells.map((row) => (row[column] as string).length)));
  const isRight = heads.map((head) => head.startsWith(">"));
  let excess = 2 + widths.reduce((sum, width) => sum + width + 2, -2) - widestLine;
  while (excess > 0) {
    const widest = widths.reduce(
      (best, width, column) => (!isRight[column] && width > (widths[best] as number) ? column : best),
      0,
    );
    if ((widths[widest] as number) <= 12) break;
    widths[widest] = (widths[widest] as number) - 1;
    excess -= 1;
  }
  return cells
    .map((row) => {
      const fitted = row.map((cell, column) => {
        const width = widths[column] as number;
        const text = cell.length > width ? `${cell.slice(0, width - 1)}…` : cell;
        return isRight[column] ? text.padStart(width) : text.padEnd(width);
      });
      return `  ${fitted.join("  ")}`.trimEnd();
    })
    .join("\n");
}
