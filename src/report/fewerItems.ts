import type { BiasReport } from "./biasReport.ts";
import type { Metric } from "./wording.ts";

/** Items of one metric that a page is given. */
const mostItems = 1000;

/** The report with no more items of a metric than a page can carry: those furthest from the metric's mean item. */
export function withFewerItems(report: BiasReport): BiasReport {
  if (report.arms === undefined) return report;
  return { ...report, arms: report.arms.map((arm) => ({ ...arm, metrics: arm.metrics.map(fewer) })) };
}

function fewer(metric: Metric): Metric {
  const { items } = metric;
  if (items === undefined || items.length <= mostItems) return metric;
  const mean = items.reduce((sum, { value }) => sum + value, 0) / items.length;
  const distance = items.map(({ value }) => Math.abs(value - mean));
  const order = items.map((_, index) => index).sort((a, b) => (distance[b] as number) - (distance[a] as number));
  const chosen = new Set(order.slice(0, mostItems));
  const left = items.filter((_, index) => !chosen.has(index));
  return {
    ...metric,
    items: items.filter((_, index) => chosen.has(index)),
    itemsLeftOut: left.length + (metric.itemsLeftOut ?? 0),
    totalLeftOut: left.reduce((sum, { value, weight = 1 }) => sum + value * weight, metric.totalLeftOut ?? 0),
  };
}
