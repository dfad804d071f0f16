import { axisX, axisY, dot, gridY, line, ruleY, text } from "@observablehq/plot";
import { formatCount, formatSmall } from "../../../report/numberFormat.ts";
import { armStyle } from "../armStyle.ts";
import { drawPlot } from "./drawPlot.ts";

export interface StepSeries {
  readonly arm: string;
  /** Place of the arm in the report. */
  readonly position: number;
  /** What was done to the arm's model; decides colour and mark. */
  readonly kind?: string | undefined;
  readonly points: readonly { readonly step: number; readonly value: number }[];
}

/** One line an arm over the steps of training, each with its own dashes, and its name at the end. */
export function stepsChart(
  series: readonly StepSeries[],
  options: {
    readonly what: string;
    readonly zero: boolean;
    readonly limit?: number;
    /** Of the values on the axis and in words; three significant digits when absent. */
    readonly format?: (value: number) => string;
  },
  width: number,
): Element {
  const ends = series.flatMap(({ arm, position, kind, points }) => {
    const last = points.at(-1);
    return last === undefined ? [] : [{ arm, position, kind, ...last }];
  });
  const values = series.flatMap(({ points }) => points.map(({ value }) => value));
  const shown = options.zero ? [0, ...values] : values;
  const top = Math.max(...shown);
  const labels = spread(ends, (top - Math.min(...shown)) / 11, top);
  const format = options.format ?? formatSmall;
  const longest = Math.max(...series.map(({ arm }) => arm.length));
  const marginRight = Math.min(longest * 7.4 + 18, width * 0.4);
  return drawPlot(
    {
      width,
      height: 220,
      marginLeft: 46,
      marginRight,
      marginTop: 14,
      marginBottom: 34,
      x: { label: null },
      y: { nice: true, zero: options.zero, label: null },
      marks: [
        gridY({ ticks: 5 }),
        axisY({ ticks: 5, tickSize: 0, ...(options.format !== undefined && { tickFormat: options.format }) }),
        axisX({ ticks: 5, tickSize: 0, label: "step", tickFormat: (step: number) => formatCount(step) }),
        ...(options.limit === undefined
          ? []
          : [ruleY([options.limit], { stroke: "var(--ideal)", strokeWidth: 1.5, strokeDasharray: "4 3" })]),
        ...series.map(({ arm, position, kind, points }) => {
          const style = armStyle(arm, position, kind);
          return line(points, {
            x: "step",
            y: "value",
            stroke: style.color,
            strokeWidth: 2,
            ...(style.dash !== "none" && { strokeDasharray: style.dash }),
          });
        }),
        ...ends.map((end) => {
          const style = armStyle(end.arm, end.position, end.kind);
          return dot([end], {
            x: "step",
            y: "value",
            r: 4.5,
            symbol: style.symbol,
            fill: style.hollow ? "var(--behind)" : style.color,
            stroke: style.color,
          });
        }),
        text(labels, {
          x: "step",
          y: "place",
          text: "arm",
          lineWidth: (marginRight - 10) / 12,
          textOverflow: "ellipsis-middle",
          dx: 10,
          textAnchor: "start",
          fill: "var(--text)",
        }),
      ],
    },
    `${options.what} by step: ${series
      .map(({ arm, points }) => `${arm} from ${format(points[0]?.value ?? 0)} to ${format(points.at(-1)?.value ?? 0)}`)
      .join("; ")}.`,
  );
}

/**
 * Names of lines that end close together are moved apart, so that none covers another: upwards, and where the chart ends, down.
 *
 * @param top the chart's highest value
 */
export function spread<End extends { readonly value: number }>(
  ends: readonly End[],
  least: number,
  top = Infinity,
): readonly (End & { readonly place: number })[] {
  const placed: (End & { place: number })[] = [];
  for (const end of [...ends].sort((a, b) => a.value - b.value)) {
    const below = placed.at(-1);
    placed.push({ ...end, place: below === undefined ? end.value : Math.max(end.value, below.place + least) });
  }
  let highest = top;
  for (const end of placed.toReversed()) {
    end.place = Math.min(end.place, highest);
    highest = end.place - least;
  }
  return placed;
}
