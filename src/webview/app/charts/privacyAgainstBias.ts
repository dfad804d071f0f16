import { axisX, axisY, dot, gridY, ruleX, ruleY, text } from "@observablehq/plot";
import type { BiasReport } from "../../../report/biasReport.ts";
import { decimalsOf, epsilonOf, unitOf } from "../../../report/measures.ts";
import type { Measure } from "../../../report/measures.ts";
import { formatEpsilon, formatQuantity } from "../../../report/numberFormat.ts";
import type { Metric } from "../../../report/wording.ts";
import { axisName, metricWords } from "../../../report/wording.ts";
import { armStyle } from "../armStyle.ts";
import { pointsOf } from "./amplification.ts";
import { drawPlot } from "./drawPlot.ts";

interface Point {
  readonly arm: string;
  readonly position: number;
  readonly kind: string | undefined;
  readonly result: Metric;
  /** Place on x: the epsilons in order stand at 0, 1, 2; arms of equal epsilon beside each other. */
  readonly x: number;
  readonly epsilon: string;
}

/** Epsilon on x, the measure on y: what each level of privacy goes with. Distances on x mean order, not size. */
export function privacyAgainstBias(report: BiasReport, measure: Measure, width: number): Element {
  const points = placed(report, measure);
  const unit = unitOf(report, measure.metric);
  const ideal = points.find(({ result }) => result.ideal !== undefined)?.result.ideal;
  const places = [...new Set([...points].sort((a, b) => a.x - b.x).map(({ epsilon }) => epsilon))];
  const color = ({ arm, position, kind }: Point): string => armStyle(arm, position, kind).color;
  return drawPlot(
    {
      width,
      height: 196,
      marginLeft: 46,
      marginRight: 14,
      marginTop: 20,
      marginBottom: 36,
      x: { domain: [-0.6, places.length - 0.4], label: null },
      y: { nice: true, zero: ideal === 0, label: null },
      marks: [
        gridY({ ticks: 4 }),
        axisY({
          ticks: 4,
          tickSize: 0,
          tickFormat: (value: number) => formatQuantity(value, unit, unit === "share" ? 0 : 2),
        }),
        axisX({
          ticks: places.map((_, index) => index),
          tickSize: 0,
          label: null,
          tickFormat: (index: number) => placeLabel(places[index] ?? ""),
          lineWidth: 8,
        }),
        ...(ideal === undefined
          ? []
          : [ruleY([ideal], { stroke: "var(--ideal)", strokeWidth: 1.5, strokeDasharray: "4 3" })]),
        ruleX(
          points.filter(({ result }) => result.interval !== undefined),
          {
            x: "x",
            y1: ({ result }: Point) => result.interval?.low ?? result.value,
            y2: ({ result }: Point) => result.interval?.high ?? result.value,
            stroke: color,
            strokeWidth: 2,
          },
        ),
        ...points.map((point) => {
          const style = armStyle(point.arm, point.position, point.kind);
          return dot([point], {
            x: "x",
            y: ({ result }: Point) => result.value,
            r: 5.5,
            symbol: style.symbol,
            fill: style.hollow ? "var(--behind)" : style.color,
            stroke: style.color,
            strokeWidth: 2,
          });
        }),
        text(points, {
          x: "x",
          y: ({ result }: Point) => result.interval?.high ?? result.value,
          text: "arm",
          lineWidth: 7,
          textOverflow: "ellipsis-middle",
          dy: -9,
          fill: "var(--text)",
          stroke: "var(--behind)",
          strokeWidth: 3,
        }),
      ],
    },
    privacyAlternative(report, measure),
  );
}

/** The picture in words. */
function privacyAlternative(report: BiasReport, measure: Measure): string {
  const unit = unitOf(report, measure.metric);
  const decimals = decimalsOf(report, measure.metric);
  const rows = placed(report, measure).map(
    ({ arm, epsilon, result }) =>
      `${arm} at epsilon ${placeLabel(epsilon).replace("\n", ", ")}: ${formatQuantity(result.value, unit, decimals)}`,
  );
  return `${axisName(measure.axis)}, ${metricWords[measure.metric].phrase}, against epsilon: ${rows.join("; ")}.`;
}

/** The words for an arm's epsilon in tables. */
export function epsilonWords(epsilon: number | undefined): string {
  if (epsilon === undefined) return "not stated";
  if (epsilon === 0) return "0, never saw the corpus";
  return epsilon === Infinity ? "∞, no privacy" : formatEpsilon(epsilon);
}

function placed(report: BiasReport, measure: Measure): readonly Point[] {
  const points = pointsOf(report, measure).map((point) => {
    const arm = report.arms?.[point.position];
    return { ...point, value: arm === undefined ? undefined : epsilonOf(arm) };
  });
  const values = [...new Set(points.map(({ value }) => value))].sort((a, b) => (a ?? -1) - (b ?? -1));
  return points.map(({ value, ...point }) => {
    const same = points.filter((other) => other.value === value);
    const rank = same.findIndex((other) => other.arm === point.arm);
    const offset = (rank - (same.length - 1) / 2) * Math.min(0.5, 0.9 / same.length);
    return { ...point, x: values.indexOf(value) + offset, epsilon: value === undefined ? "" : String(value) };
  });
}

function placeLabel(epsilon: string): string {
  if (epsilon === "") return "ε not\nstated";
  if (epsilon === "0") return "ε 0\nnot trained";
  return epsilon === "Infinity" ? "ε ∞\nno privacy" : `ε ${formatEpsilon(Number(epsilon))}`;
}
