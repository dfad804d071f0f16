import type { ArmSection, BiasReport } from "../../report/biasReport.ts";
import { isFew, itemWords, noIntervalWords } from "../../report/fewItems.ts";
import { decimalsOf, repeatedValues, resultOf, unitOf } from "../../report/measures.ts";
import { formatCount, formatInterval, formatPValue, formatQuantity } from "../../report/numberFormat.ts";
import type { AxisName, Metric, MetricName } from "../../report/wording.ts";
import { metricWords } from "../../report/wording.ts";
import { behindFigure } from "./behindFigure.ts";
import { element } from "./dom.ts";
import type { Host } from "./host.ts";
import { armMark } from "./armMark.ts";
import { dataTable } from "./table.ts";
import type { Cell, Column } from "./table.ts";

/** Arms below each other, metrics beside each other; every cell has value, interval and n. */
export function armTable(
  report: BiasReport,
  host: Host,
  axis: AxisName | undefined,
  metrics: readonly MetricName[],
  caption: string,
  epsilon?: (position: number) => string,
): HTMLElement {
  const arms = report.arms ?? [];
  return dataTable(host, {
    caption: caption === "" ? "Privacy and bias by arm" : caption,
    columns: [
      { head: "Arm" },
      ...(epsilon === undefined ? [] : [{ head: "ε" }]),
      ...metrics.map((metric) => metricHead(report, metric)),
    ],
    empty: "No model was measured.",
    rows: arms.map((arm, position) => ({
      attributes: { "data-arm": arm.arm },
      cells: [
        { text: arm.arm, node: element("span", { title: arm.label }, armMark(arm.arm, position, arm.kind), arm.arm) },
        ...(epsilon === undefined ? [] : [{ text: epsilon(position) }]),
        ...metrics.map((metric) => metricCell(report, host, arm, metric, axis)),
      ],
    })),
  });
}

/** The head of a metric's column, with its unit. */
export function metricHead(report: BiasReport, metric: MetricName): Column {
  return {
    head: `${metricWords[metric].name}${unitWords(unitOf(report, metric))}`,
    numeric: true,
    title: metricWords[metric].reading,
  };
}

/** An arm's value with interval and n, which opens what is behind it. */
export function metricCell(
  report: BiasReport,
  host: Host,
  arm: ArmSection,
  metric: MetricName,
  axis: AxisName | undefined,
): Cell {
  const result = resultOf(arm, metric, axis);
  const attributes = { "data-metric": metric, "data-axis": axis };
  if (result === undefined) return { text: "–", attributes: { ...attributes, title: "not measured" } };
  const decimals = decimalsOf(report, metric);
  const value = formatQuantity(result.value, result.unit, decimals);
  const interval =
    result.interval === undefined
      ? noIntervalWords(report, result)
      : formatInterval(result.interval.low, result.interval.high, result.unit, decimals);
  const n = itemWords(result);
  const repeats = repeatedValues(arm, metric, axis).map((repeat) => formatQuantity(repeat, result.unit, decimals));
  const title = [
    repeats.length === 0 ? undefined : `each training: ${repeats.join(", ")}`,
    result.interval?.method,
    result.pValue === undefined ? undefined : `${formatPValue(result.pValue)} against the ideal`,
    ...(result.skipped ?? []).map((skip) => `${formatCount(skip.count)} passed over: ${skip.reason}`),
  ].filter((part) => part !== undefined);
  return {
    text: `${value} (${interval}; ${n})`,
    value: result.value,
    node: element(
      "span",
      { class: isFew(result) ? "measured few" : "measured", ...(title.length > 0 && { title: title.join("; ") }) },
      element("span", { class: "value" }, value),
      element("span", { class: "interval" }, interval),
      element("span", { class: "n" }, n),
    ),
    attributes,
    open: behindFigure(report, host, arm, metric, axis),
  };
}

function unitWords(unit: Metric["unit"]): string {
  // Percent signs stand in the cells, and perplexity is its own unit.
  return unit === "nats" || unit === "nats per token" ? ` (${unit})` : "";
}
