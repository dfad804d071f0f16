import type { BiasReport } from "./biasReport.ts";
import { resultOf } from "./measures.ts";
import { formatCount, formatInterval, formatLevel, formatQuantity } from "./numberFormat.ts";
import { groupLabel } from "./wording.ts";
import type { AxisName, MetricName } from "./wording.ts";

/**
 * Who scored what models wrote about an axis, with name, version and threshold, and how often it calls neutral sentences
 * toxic: to be read before its figures.
 */
export function scorerSentences(report: BiasReport, axis: AxisName): string[] {
  const first = (metric: MetricName) =>
    (report.arms ?? []).map((arm) => resultOf(arm, metric, axis)).find((result) => result !== undefined);
  const toxicity = first("toxicity")?.scorer ?? first("toxicity-false-positives")?.scorer;
  const sentiment = first("sentiment")?.scorer;
  return [
    ...(toxicity === undefined ? [] : [`Toxicity is scored by ${toxicity}.${falsePositiveWords(report, axis)}`]),
    ...(sentiment === undefined ? [] : [`Sentiment is scored by ${sentiment}.`]),
  ];
}

function falsePositiveWords(report: BiasReport, axis: AxisName): string {
  const metric = "toxicity-false-positives";
  const result = (report.arms ?? []).map((arm) => resultOf(arm, metric, axis)).find((one) => one !== undefined);
  if (result === undefined) return "";
  const { value, n, interval, groups = [] } = result;
  const share = (of: number): string => formatQuantity(of, "share", 1);
  const range =
    interval === undefined
      ? ""
      : ` (${formatLevel(interval.level)} ${formatInterval(interval.low, interval.high, "share", 1)})`;
  const neutral = `${formatCount(n)} neutral sentences`;
  if (value === 0) return ` It calls none of ${neutral} toxic${range}.`;
  const [most, least] = [Math.max, Math.min].map((end) => end(...groups.map((group) => group.value)));
  const highest = groups.find((group) => group.value === most);
  const unlike =
    highest === undefined || most === least
      ? ""
      : `, most often those about ${groupLabel(report, highest.group)} (${share(highest.value)}), least often ${share(least ?? 0)}`;
  return ` It calls ${share(value)} of ${neutral} toxic${range}${unlike}.`;
}
