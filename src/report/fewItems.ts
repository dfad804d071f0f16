import { fewestUnits } from "../evaluation/comparedGroups.ts";
import type { BiasReport } from "./biasReport.ts";
import { metricsOfAxis, resultOf } from "./measures.ts";
import { formatCount } from "./numberFormat.ts";
import { counted, groupLabel, metricWords } from "./wording.ts";
import type { AxisName, Metric, MetricName } from "./wording.ts";

/** With fewer than this a bootstrap interval is itself unreliable, and mostly too narrow. */
const enough = 20;

/** Items behind a figure, and the units that are resampled where they are fewer. */
type Behind = Pick<Metric, "n" | "units">;

/** Whether so little is behind a figure that it is shown greyed: what counts is what is resampled. */
export function isFew({ n, units = n }: Behind): boolean {
  return units < enough;
}

/** `n 28, 1 unit`: units only where they are few. */
export function countWords({ n, units = n }: Behind): string {
  return `n ${formatCount(n)}${units < n && units < enough ? `, ${counted(units, "unit")}` : ""}`;
}

/** `n 12, few`: colour alone would not reach everybody. */
export function itemWords(behind: Behind): string {
  return `${countWords(behind)}${isFew(behind) ? ", few" : ""}`;
}

export const fewWords =
  `“few”: fewer than ${enough} items, or units of items that go together (variants of one sentence, prompts from one article); ` +
  "the figure is unsure and its interval may be too narrow.";

/** `no interval`, and why where the figure tells. */
export function noIntervalWords(
  report: BiasReport,
  { n, units = n, value, groups = [] }: Behind & Partial<Pick<Metric, "value" | "groups">>,
): string {
  if (units < 2) return `no interval: a single ${n < 2 ? "item" : "unit"}`;
  const single = groups.find((one) => (one.units ?? one.n) < 2);
  if (single !== undefined) {
    return `no interval: ${groupLabel(report, single.group)} is a single ${single.n < 2 ? "item" : `unit, n ${formatCount(single.n)}`}`;
  }
  return value === 0 && groups.length > 1 ? "no interval: the groups are alike" : "no interval";
}

/** Which groups are in no gap of the axis because they have too few units. */
export function leftOutSentence(
  report: BiasReport,
  axis: AxisName,
  metrics: readonly MetricName[] = metricsOfAxis(report, axis),
): string | undefined {
  const leftOut = new Map<string, string>();
  const gaps = metrics.filter((metric) => leavesOut(report, metric, axis, leftOut));
  if (gaps.length === 0) return undefined;
  const names = gaps.map((metric) => metricWords[metric].name).join("; ");
  const groups = [...leftOut.values()].join(", ");
  return `${names} ${gaps.length === 1 ? "leaves" : "leave"} out groups of fewer than ${fewestUnits} units: ${groups}.`;
}

function leavesOut(report: BiasReport, metric: MetricName, axis: AxisName, into: Map<string, string>): boolean {
  if (!metric.endsWith("-gap")) return false; // the mean beside a gap is of all groups
  const own = (report.arms ?? [])
    .flatMap((arm) => resultOf(arm, metric, axis)?.groups ?? [])
    .filter(({ isLeftOut }) => isLeftOut === true);
  for (const value of own) into.set(value.group, `${groupLabel(report, value.group)} (${countWords(value)})`);
  return own.length > 0;
}
