import type { ArmSection, BiasReport } from "../report/biasReport.ts";
import { decimalsOf, metricsOfAxis, resultOf, unitOf } from "../report/measures.ts";
import { formatEpsilon, formatInterval, formatQuantity } from "../report/numberFormat.ts";
import { axisOrder, metricWords } from "../report/wording.ts";
import type { AxisName, MetricName } from "../report/wording.ts";

const nameWidth = 34;
const armWidth = 16;

/**
 * The arms side by side for a terminal of 100 columns: epsilon, then every measure with its 95% interval under the
 * value. The measures of text and of gender come first, because the counterfactuals are about gender.
 */
export function trainTable(report: BiasReport): string {
  const arms = report.arms ?? [];
  const lines = [
    row(
      "",
      arms.map(({ arm }) => arm),
    ),
    row("epsilon", arms.map(epsilonText)),
  ];
  for (const axis of [undefined, ...axisOrder]) {
    for (const metric of metricsOfAxis(report, axis)) lines.push(...measureRows(report, arms, metric, axis));
  }
  return lines.join("\n");
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
  const name = `${axis === undefined ? "" : `${axis}: `}${metricWords[metric].phrase}`;
  const values = results.map((result) => (result === undefined ? "" : formatQuantity(result.value, unit, decimals)));
  const intervals = results.map((result) =>
    result?.interval === undefined ? "" : formatInterval(result.interval.low, result.interval.high, unit, decimals),
  );
  return [row(name, values), ...(intervals.some((text) => text !== "") ? [row("", intervals)] : [])];
}

function epsilonText({ arm, privacy }: ArmSection): string {
  if (privacy !== undefined) return formatEpsilon(privacy.epsilon);
  return arm === "base" ? "0" : "none";
}

function row(name: string, cells: readonly string[]): string {
  const label = name.length > nameWidth ? `${name.slice(0, nameWidth - 1)}…` : name.padEnd(nameWidth);
  return `  ${label}${cells.map((cell) => cell.padStart(armWidth)).join("")}`.trimEnd();
}
