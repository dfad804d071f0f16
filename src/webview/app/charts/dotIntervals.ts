import { axisX, dot, gridX, ruleX, ruleY, text } from "@observablehq/plot";
import { drawPlot } from "./drawPlot.ts";

/** A heading above the lines that follow it. */
export interface DotHeading {
  readonly kind: "heading";
  readonly label: string;
}

/** A value with its interval. */
export interface DotLine {
  readonly kind: "value";
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** The value as it is printed beside the line. */
  readonly figure: string;
  /** The second side of a contrast has its own colour and its own shape. */
  readonly isSecondSide?: boolean;
  /** Another source's value for the same thing, drawn as a tick. */
  readonly reference?: number;
}

export interface DotChart {
  readonly lines: readonly (DotHeading | DotLine)[];
  /** Words of the x axis. */
  readonly label: string;
  readonly tickFormat: (value: number) => string;
  /** The dashed rule: no difference, or no preference. */
  readonly neutral: number;
  readonly domain?: readonly [number, number];
  /** What the picture shows, in words. */
  readonly alternative: string;
}

interface Placed<Line> {
  /** Place from the top. */
  readonly y: number;
  readonly line: Line;
}

const lineHeight = 18;

/** One line a value: a mark with its interval and its figure, headings between; ordered from the top as given. */
export function dotIntervals(chart: DotChart, width: number): Element {
  const placed = chart.lines.map((line, y): Placed<DotHeading | DotLine> => ({ y, line }));
  const headings = placed.filter(({ line }) => line.kind === "heading");
  const values = placed.flatMap(({ y, line }) => (line.kind === "value" ? [{ y, line }] : []));
  const longest = Math.max(0, ...values.map(({ line }) => Array.from(line.label).length));
  const marginLeft = Math.min(Math.max(72, longest * 7.2 + 16), 190, width * 0.42);
  const letters = Math.max(6, Math.floor((marginLeft - 12) / 6.6));
  const first = values.filter(({ line }) => line.isSecondSide !== true);
  const second = values.filter(({ line }) => line.isSecondSide === true);
  const references = values.filter(({ line }) => line.reference !== undefined);
  return drawPlot(
    {
      width,
      height: chart.lines.length * lineHeight + 48,
      marginLeft,
      marginRight: 48,
      marginTop: 6,
      marginBottom: 38,
      x: chart.domain === undefined ? { label: null, nice: true, zero: true } : { label: null, domain: chart.domain },
      y: { type: "linear", domain: [-0.5, chart.lines.length - 0.5], reverse: true, axis: null },
      marks: [
        gridX({ ticks: 4 }),
        axisX({ ticks: 4, tickSize: 0, label: chart.label, tickFormat: chart.tickFormat }),
        ruleX([chart.neutral], { stroke: "var(--ideal)", strokeWidth: 1.5, strokeDasharray: "4 3" }),
        text(headings, {
          y: "y",
          text: ({ line }: Placed<DotHeading>) => shortened(line.label, Math.floor((width - 8) / 8)),
          frameAnchor: "left",
          dx: -(marginLeft - 2),
          textAnchor: "start",
          fontWeight: 600,
          fill: "var(--text)",
          stroke: "var(--behind)",
          strokeWidth: 4,
        }),
        text(values, {
          y: "y",
          text: ({ line }: Placed<DotLine>) => shortened(line.label, letters),
          frameAnchor: "left",
          dx: -8,
          textAnchor: "end",
          fill: "var(--text)",
        }),
        ...[
          { side: first, color: "var(--arm-plain)", symbol: "circle" } as const,
          { side: second, color: "var(--arm-dp)", symbol: "diamond" } as const,
        ].flatMap(({ side, color, symbol }) => [
          ruleY(side, {
            y: "y",
            x1: ({ line }: Placed<DotLine>) => line.low,
            x2: ({ line }: Placed<DotLine>) => line.high,
            stroke: color,
            strokeWidth: 2,
          }),
          dot(side, {
            y: "y",
            x: ({ line }: Placed<DotLine>) => line.value,
            r: 4,
            symbol,
            fill: color,
            stroke: "var(--behind)",
          }),
        ]),
        ruleX(references, {
          x: ({ line }: Placed<DotLine>) => line.reference ?? 0,
          y1: ({ y }: Placed<DotLine>) => y - 0.36,
          y2: ({ y }: Placed<DotLine>) => y + 0.36,
          stroke: "var(--text)",
          strokeWidth: 2,
        }),
        text(values, {
          y: "y",
          text: ({ line }: Placed<DotLine>) => line.figure,
          frameAnchor: "right",
          dx: 44,
          textAnchor: "end",
          fontVariant: "tabular-nums",
          fill: "var(--text)",
        }),
      ],
    },
    chart.alternative,
  );
}

function shortened(label: string, letters: number): string {
  const all = Array.from(label);
  return all.length <= letters ? label : `${all.slice(0, letters - 1).join("")}…`;
}
