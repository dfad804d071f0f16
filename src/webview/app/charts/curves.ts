import { axisX, axisY, dot, gridY, line, ruleX, ruleY, text } from "@observablehq/plot";
import { formatSmall } from "../../../report/numberFormat.ts";
import { armStyle } from "../armStyle.ts";
import { drawPlot } from "./drawPlot.ts";
import { spread } from "./steps.ts";

export interface Curve {
  readonly name: string;
  /** Of the arms' styles, whose colour and mark it takes. */
  readonly style: string;
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly x: number;
  readonly value: number;
  readonly interval?: { readonly low: number; readonly high: number };
}

export interface CurveOptions {
  /** What y is, in words. */
  readonly what: string;
  /** What x is, in words. */
  readonly xLabel: string;
  readonly xFormat: (value: number) => string;
  /** Equal factors are equally far apart. */
  readonly isLogarithmic: boolean;
  /** The dashed rule. */
  readonly ideal?: number;
}

/** A line a curve with the 95% interval of every point; points of several curves at one place stand beside each other. */
export function curvesChart(curves: readonly Curve[], options: CurveOptions, width: number): Element {
  const places = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const all = curves.flatMap(({ points }) => points);
  const values = all.flatMap(({ value, interval }) => [value, interval?.low ?? value, interval?.high ?? value]);
  const { ideal } = options;
  const range = Math.max(...values, ideal ?? -Infinity) - Math.min(...values, ideal ?? Infinity);
  const longest = Math.max(...curves.map(({ name }) => name.length));
  const ends = curves.flatMap(({ name, points }) => {
    const last = points.at(-1);
    return last === undefined ? [] : [{ name, x: last.x, value: last.value }];
  });
  return drawPlot(
    {
      width,
      height: 240,
      marginLeft: 50,
      marginRight: Math.min(longest * 7.4 + 26, width * 0.36),
      marginTop: 14,
      marginBottom: 38,
      x: { type: options.isLogarithmic ? "log" : "linear", label: null, insetLeft: 14, insetRight: 14 },
      y: { nice: true, label: null },
      marks: [
        gridY({ ticks: 5 }),
        axisY({ ticks: 5, tickSize: 0 }),
        axisX({ ticks: places, tickSize: 0, label: options.xLabel, tickFormat: options.xFormat }),
        ...(ideal === undefined
          ? []
          : [ruleY([ideal], { stroke: "var(--ideal)", strokeWidth: 1.5, strokeDasharray: "4 3" })]),
        ...curves.flatMap(({ name, style: kind, points }, position) => {
          const style = armStyle(name, position, kind);
          const dx = (position - (curves.length - 1) / 2) * 7;
          return [
            line(points, {
              x: "x",
              y: "value",
              dx,
              stroke: style.color,
              strokeWidth: 2,
              ...(style.dash !== "none" && { strokeDasharray: style.dash }),
            }),
            ruleX(
              points.filter(({ interval }) => interval !== undefined),
              {
                x: "x",
                y1: ({ interval }: CurvePoint) => interval?.low ?? 0,
                y2: ({ interval }: CurvePoint) => interval?.high ?? 0,
                dx,
                stroke: style.color,
                strokeWidth: 1.5,
              },
            ),
            dot(points, {
              x: "x",
              y: "value",
              dx,
              r: 4,
              symbol: style.symbol,
              fill: style.hollow ? "var(--behind)" : style.color,
              stroke: style.hollow ? style.color : "var(--behind)",
            }),
          ];
        }),
        text(spread(ends, range / 12), {
          x: "x",
          y: "place",
          text: "name",
          dx: 20,
          textAnchor: "start",
          fill: "var(--text)",
        }),
      ],
    },
    `${options.what}: ${curves
      .map(
        ({ name, points }) =>
          `${name} ${points.map(({ x, value }) => `${formatSmall(value)} at ${options.xFormat(x)}`).join(", ")}`,
      )
      .join("; ")}.`,
  );
}
