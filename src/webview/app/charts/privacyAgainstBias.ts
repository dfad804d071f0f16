import { axisX, axisY, dot, gridY, line, ruleX, ruleY, text } from "@observablehq/plot";
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
  /** Arms that differ in epsilon alone are one line. */
  readonly series: string;
}

/**
 * Epsilon on x, the measure on y: what each level of privacy goes with; a line joins the arms that differ in epsilon alone.
 * Distances on x mean order, not size.
 */
export function privacyAgainstBias(report: BiasReport, measure: Measure, width: number): Element {
  const points = placed(report, measure);
  const unit = unitOf(report, measure.metric);
  const ideal = points.find(({ result }) => result.ideal !== undefined)?.result.ideal;
  const places = [...new Set([...points].sort((a, b) => a.x - b.x).map(({ epsilon }) => epsilon))];
  const lines = [...new Set(points.map(({ series }) => series))]
    .map((series) => points.filter((point) => point.series === series).sort((a, b) => a.x - b.x))
    .filter(({ length }) => length > 1);
  // A line is named once, where it ends; its epsilons stand on x.
  const named = points.map((point) => {
    const place = lines.findIndex(([first]) => first?.series === point.series);
    const own = lines[place];
    return {
      ...point,
      isSecond: place % 2 === 1,
      name: own === undefined ? point.arm : own.at(-1)?.arm === point.arm ? point.series : "",
    };
  });
  const color = ({ arm, position, kind }: Point): string => armStyle(arm, position, kind).color;
  return drawPlot(
    {
      width,
      height: 196,
      marginLeft: 46,
      marginRight: 14,
      marginTop: 20,
      marginBottom: 36,
      insetBottom: lines.length > 1 ? 14 : 0, // for names below
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
        ...lines.map((series) => {
          const [first] = series as [Point];
          const { dash } = armStyle(first.arm, first.position, first.kind);
          return line(series, {
            x: "x",
            y: ({ result }: Point) => result.value,
            stroke: color(first),
            strokeOpacity: 0.7,
            ...(dash !== "none" && { strokeDasharray: dash }),
          });
        }),
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
        // Lines end close together: every second one is named below its end.
        ...(["high", "low"] as const).map((end) =>
          text(
            named.filter(({ isSecond }) => isSecond === (end === "low")),
            {
              x: "x",
              y: ({ result }: Point) => result.interval?.[end] ?? result.value,
              text: "name",
              lineWidth: 9,
              textOverflow: "ellipsis-middle",
              dy: end === "high" ? -9 : 10,
              fill: "var(--text)",
              stroke: "var(--behind)",
              strokeWidth: 3,
            },
          ),
        ),
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
    return { ...point, value: arm === undefined ? undefined : epsilonOf(arm), series: seriesOf(report, point) };
  });
  const values = [...new Set(points.map(({ value }) => value))].sort((a, b) => (a ?? -1) - (b ?? -1));
  return points.map(({ value, ...point }) => {
    const same = points.filter((other) => other.value === value);
    const rank = same.findIndex((other) => other.arm === point.arm);
    const offset = (rank - (same.length - 1) / 2) * Math.min(0.5, 0.9 / same.length);
    return { ...point, x: values.indexOf(value) + offset, epsilon: value === undefined ? "" : String(value) };
  });
}

/** What an arm's line is called: its kind, with the clipping mode where private arms differ in it. */
function seriesOf(report: BiasReport, { arm, kind, position }: Pick<Point, "arm" | "kind" | "position">): string {
  const modes = new Set((report.arms ?? []).flatMap(({ privacy }) => privacy?.clipMode ?? []));
  const mode = report.arms?.[position]?.privacy?.clipMode;
  if (kind === undefined || mode === undefined) return arm;
  return modes.size > 1 ? `${kind} ${mode}` : kind;
}

function placeLabel(epsilon: string): string {
  if (epsilon === "") return "ε not\nstated";
  if (epsilon === "0") return "ε 0\nnot trained";
  return epsilon === "Infinity" ? "ε ∞\nno privacy" : `ε ${formatEpsilon(Number(epsilon))}`;
}
