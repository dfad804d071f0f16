import type { BiasReport } from "./biasReport.ts";
import { biasMeasures, decimalsOf, resultOf, unitOf } from "./measures.ts";
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
    return [...telling.map((measure) => summarySentence(report, measure)), ...silentSentence(report, others)];
  });
  return [...ofAxes, ...perplexitySentence(report)];
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
