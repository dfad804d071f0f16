import { axisX, dot, gridX, ruleX, ruleY, text, tickX } from "@observablehq/plot";
import type { BiasReport } from "../../../report/biasReport.ts";
import { decimalsOf, resultOf, unitOf } from "../../../report/measures.ts";
import type { Measure } from "../../../report/measures.ts";
import { formatInterval, formatQuantity } from "../../../report/numberFormat.ts";
import type { Metric } from "../../../report/wording.ts";
import { axisName, metricWords } from "../../../report/wording.ts";
import { armStyle } from "../armStyle.ts";
import { drawPlot } from "./drawPlot.ts";

interface Point {
  readonly arm: string;
  readonly position: number;
  readonly kind: string | undefined;
  readonly result: Metric;
}

/** One row an arm: the value as a mark, its interval as a line, the ideal as a dashed rule. */
export function amplificationChart(report: BiasReport, measure: Measure, width: number): Element {
  const points = pointsOf(report, measure);
  const unit = unitOf(report, measure.metric);
  const decimals = decimalsOf(report, measure.metric);
  const ideal = points.find(({ result }) => result.ideal !== undefined)?.result.ideal;
  const show = (value: number): string => formatQuantity(value, unit, decimals);
  // Fifteen arms at the height of four would fill a screen.
  const lineHeight = points.length <= 6 ? 38 : 24;
  const longest = Math.max(...points.map(({ arm }) => arm.length));
  const marginLeft = Math.min(Math.max(52, longest * 7.4 + 14), width * 0.35);
  const color = ({ arm, position, kind }: Point): string => armStyle(arm, position, kind).color;
  return drawPlot(
    {
      width,
      height: 44 + points.length * lineHeight,
      marginLeft,
      marginRight: 58,
      marginTop: 20,
      marginBottom: 24,
      x: { label: null, nice: true },
      y: { type: "band", domain: points.map(({ arm }) => arm), axis: null, padding: 0 },
      marks: [
        gridX({ ticks: 4 }),
        axisX({
          ticks: 4,
          tickSize: 0,
          label: null,
          tickFormat: (value: number) => formatQuantity(value, unit, unit === "share" ? 0 : 2),
        }),
        ...(ideal === undefined
          ? []
          : [
              ruleX([ideal], { stroke: "var(--ideal)", strokeWidth: 1.5, strokeDasharray: "4 3" }),
              text([ideal], {
                x: (value: number) => value,
                text: (value: number) => `ideal ${formatQuantity(value, unit, 0)}`,
                frameAnchor: "top",
                dy: -13,
                fill: "var(--muted)",
              }),
            ]),
        text(points, {
          y: "arm",
          text: "arm",
          lineWidth: (marginLeft - 8) / 12,
          textOverflow: "ellipsis-middle",
          frameAnchor: "left",
          dx: -8,
          textAnchor: "end",
          fill: "var(--text)",
        }),
        ruleY(
          points.filter(({ result }) => result.interval !== undefined),
          {
            y: "arm",
            x1: ({ result }: Point) => result.interval?.low ?? result.value,
            x2: ({ result }: Point) => result.interval?.high ?? result.value,
            stroke: color,
            strokeWidth: 2,
          },
        ),
        ...(["low", "high"] as const).map((end) =>
          tickX(
            points.filter(({ result }) => result.interval !== undefined),
            {
              y: "arm",
              x: ({ result }: Point) => result.interval?.[end] ?? result.value,
              stroke: color,
              strokeWidth: 2,
              insetTop: lineHeight / 2 - 5,
              insetBottom: lineHeight / 2 - 5,
            },
          ),
        ),
        ...points.map((point) => {
          const style = armStyle(point.arm, point.position, point.kind);
          return dot([point], {
            y: "arm",
            x: ({ result }: Point) => result.value,
            r: 5.5,
            symbol: style.symbol,
            fill: style.hollow ? "var(--behind)" : style.color,
            stroke: style.color,
            strokeWidth: 2,
          });
        }),
        text(points, {
          y: "arm",
          text: ({ result }: Point) => show(result.value),
          frameAnchor: "right",
          dx: 54,
          textAnchor: "end",
          fill: "var(--text)",
          fontVariant: "tabular-nums",
          fontWeight: 600,
        }),
      ],
    },
    amplificationAlternative(report, measure),
  );
}

/** The picture in words. */
export function amplificationAlternative(report: BiasReport, measure: Measure): string {
  const unit = unitOf(report, measure.metric);
  const decimals = decimalsOf(report, measure.metric);
  const rows = pointsOf(report, measure).map(({ arm, result }) => {
    const interval =
      result.interval === undefined
        ? ""
        : `, interval ${formatInterval(result.interval.low, result.interval.high, unit, decimals)}`;
    return `${arm} ${formatQuantity(result.value, unit, decimals)}${interval}`;
  });
  return `${axisName(measure.axis)}, ${metricWords[measure.metric].phrase}, by arm: ${rows.join("; ")}.`;
}

export function pointsOf(report: BiasReport, { metric, axis }: Measure): readonly Point[] {
  return (report.arms ?? []).flatMap((arm, position) => {
    const result = resultOf(arm, metric, axis);
    return result === undefined ? [] : [{ arm: arm.arm, position, kind: arm.kind, result }];
  });
}
