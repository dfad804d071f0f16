import { axisX, axisY, gridY, line, ruleX, text } from "@observablehq/plot";
import type { ClipCurve } from "../../../report/clipCurve.ts";
import { keptAt } from "../../../report/clipCurve.ts";
import { formatDecimal } from "../../../report/numberFormat.ts";
import { drawPlot } from "./drawPlot.ts";

const styles = [
  { color: "var(--arm-dp)", dash: undefined },
  { color: "var(--arm-plain)", dash: "6 3" },
  { color: "var(--arm-dp-cda)", dash: "2 3" },
] as const;

/** Share of a gradient's length that each clip factor keeps, by the length in units of the bound. */
export function clipCurveChart(curves: readonly ClipCurve[], width: number): Element {
  const percent = (share: number): string => `${formatDecimal(100 * share, 0)}%`;
  const labels = curves.flatMap(({ modes, points }, index) => {
    // Where the curves are apart, each label at a place of its own.
    const point = points.find(({ ratio }) => ratio >= 0.5 + 0.75 * index);
    return point === undefined ? [] : [{ modes, index, ...point }];
  });
  return drawPlot(
    {
      width,
      height: 220,
      marginLeft: 46,
      marginRight: 24,
      marginTop: 18,
      marginBottom: 38,
      x: { label: null, domain: [0, 4] },
      y: { label: null, zero: true },
      marks: [
        gridY({ ticks: 5 }),
        axisY({ ticks: 5, tickSize: 0, tickFormat: percent }),
        axisX({ ticks: 4, tickSize: 0, label: "length before clipping, in bounds" }),
        ruleX([1], { stroke: "var(--ideal)", strokeWidth: 1.5, strokeDasharray: "4 3" }),
        ...curves.map(({ points }, index) => {
          const { color, dash } = styles[index % styles.length] as (typeof styles)[number];
          return line(points, {
            x: "ratio",
            y: "kept",
            stroke: color,
            strokeWidth: 2,
            ...(dash !== undefined && { strokeDasharray: dash }),
          });
        }),
        ...labels.map((label) =>
          text([label], {
            x: "ratio",
            y: "kept",
            text: "modes",
            dx: 8,
            dy: label.index === 0 ? -10 : 12, // the other curves lie below the first
            textAnchor: "start",
            fill: "var(--text)",
            stroke: "var(--behind)",
            strokeWidth: 4,
          }),
        ),
      ],
    },
    `Share of a gradient's length kept, at the bound and at twice the bound: ${curves
      .map((curve) => `${curve.modes} ${percent(keptAt(curve, 1))} and ${percent(keptAt(curve, 2))}`)
      .join("; ")}.`,
  );
}
