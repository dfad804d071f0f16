import type { BiasReport } from "./biasReport.ts";
import { biasMeasures, decimalsOf, kindOf, resultOf, unitOf } from "./measures.ts";
import type { Measure } from "./measures.ts";
import { formatQuantity } from "./numberFormat.ts";
import { askedComparisons, summarySentence } from "./summarySentence.ts";
import { axisName, axisOrder, isClear, metricWords, noDifference } from "./wording.ts";

/**
 * What a report of arms comes to: for each axis the measures by which arms differ, then those by which they do not, and what
 * training cost in how well the models predict text. Without paired comparisons the first measure of each axis stands for it.
 */
export function headlineSentences(report: BiasReport): string[] {
  const measures = biasMeasures(report);
  const ofAxes = axisOrder.flatMap((axis) => {
    const own = measures.filter((measure) => measure.axis === axis);
    const [first] = own;
    if (first === undefined) return [];
    const compared = own.filter((measure) => askedComparisons(report, measure).length > 0);
    if (compared.length === 0) return [summarySentence(report, first)];
    const telling = compared.filter((measure) => askedComparisons(report, measure).some(isClear));
    const others = compared.filter((measure) => !telling.includes(measure));
    return [...tellingSentences(report, telling), ...silentSentence(report, others)];
  });
  return [...ofAxes, ...perplexitySentence(report)];
}

/** Measures of an axis that are told in full; a reader who wants more has the tables. */
const toldInFull = 2;

/** The first measures in full, with what they were without training and without privacy; the others by their names. */
function tellingSentences(report: BiasReport, measures: readonly Measure[]): string[] {
  // Two distances between the same distributions say the same.
  const own = measures.filter(
    ({ metric }, index) => measures.findIndex((one) => sameFigure(one.metric) === sameFigure(metric)) === index,
  );
  const [first] = own;
  if (first === undefined) return [];
  const names = own.slice(toldInFull).map(({ metric }) => metricWords[metric].phrase);
  return [
    ...own.slice(0, toldInFull).map((measure) => `${summarySentence(report, measure)}${startText(report, measure)}`),
    ...(names.length === 0 ? [] : [`${axisName(first.axis)}, also different between arms: ${names.join("; ")}.`]),
  ];
}

function sameFigure(metric: Measure["metric"]): string {
  return metric.replace(/-(?:kl|hellinger)$/u, "");
}

/** ` To compare: base 0.682, plain 0.401.` */
function startText(report: BiasReport, { metric, axis }: Measure): string {
  const decimals = decimalsOf(report, metric);
  const values = (report.arms ?? []).flatMap((arm) => {
    const kind = kindOf(arm);
    const result = kind === "base" || kind === "plain" ? resultOf(arm, metric, axis) : undefined;
    return result === undefined ? [] : [`${arm.arm} ${formatQuantity(result.value, result.unit, decimals)}`];
  });
  return values.length < 2 ? "" : ` To compare: ${values.join(", ")}.`;
}

/** One measure in full, several by their names. */
function silentSentence(report: BiasReport, measures: readonly Measure[]): string[] {
  const [first, ...others] = measures;
  if (first === undefined) return [];
  if (others.length === 0) return [summarySentence(report, first)];
  const names = measures.map(({ metric }) => metricWords[metric].phrase);
  return [`${axisName(first.axis)}, ${names.join("; ")}: ${noDifference}.`];
}

function perplexitySentence(report: BiasReport): string[] {
  const decimals = decimalsOf(report, "perplexity");
  const unit = unitOf(report, "perplexity");
  const values = (report.arms ?? []).flatMap((arm) => {
    const result = resultOf(arm, "perplexity", undefined);
    return result === undefined ? [] : [`${arm.arm} ${formatQuantity(result.value, unit, decimals)}`];
  });
  return values.length === 0 ? [] : [`Perplexity of held-out text, lower is better: ${values.join(", ")}.`];
}
