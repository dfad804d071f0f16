import type { BiasReport } from "../../../report/biasReport.ts";
import { decimalsOf, resultOf, unitOf } from "../../../report/measures.ts";
import { formatQuantity } from "../../../report/numberFormat.ts";
import { benchmarkLicences, scoringPhrase } from "../../../report/scoringWords.ts";
import { axisName, axisOrder, metricWords } from "../../../report/wording.ts";
import type { AxisName, Metric, MetricName } from "../../../report/wording.ts";
import { armTable } from "../armTable.ts";
import { dotIntervals } from "../charts/dotIntervals.ts";
import type { DotHeading, DotLine } from "../charts/dotIntervals.ts";
import { chartFigure } from "../charts/figure.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { variants } from "./arms.ts";
import { benchmarkMetrics } from "./ownMetrics.ts";
import { part, section } from "./section.ts";

/** Public benchmarks, from the user's copies; absent where none was scored. */
export function benchmarksSection(report: BiasReport, host: Host): HTMLElement | undefined {
  const measured = benchmarkMetrics.filter((metric) => scopesOf(report, metric).length > 0);
  if (measured.length === 0) return undefined;
  const licences = benchmarkLicences(report);
  return section(
    "benchmarks",
    "Benchmarks",
    licences.length === 0
      ? undefined
      : element("ul", { class: "note" }, ...licences.map((one) => element("li", {}, one))),
    ...measured.map((metric) => benchmarkPart(report, host, metric)),
  );
}

/** The whole benchmark, where it has a figure of its own, and each axis. */
function scopesOf(report: BiasReport, metric: MetricName): readonly (AxisName | undefined)[] {
  return ([undefined, ...axisOrder] as const).filter((axis) =>
    (report.arms ?? []).some((arm) => resultOf(arm, metric, axis) !== undefined),
  );
}

function benchmarkPart(report: BiasReport, host: Host, metric: MetricName): HTMLElement {
  const scopes = scopesOf(report, metric);
  const unit = unitOf(report, metric);
  const decimals = decimalsOf(report, metric);
  const show = (value: number): string => formatQuantity(value, unit, decimals);
  const found = scopes.map((axis) => ({
    name: axis === undefined ? "All of it" : axisName(axis),
    arms: (report.arms ?? []).flatMap((arm) => {
      const result = resultOf(arm, metric, axis);
      return result === undefined ? [] : [{ arm: arm.arm, result }];
    }),
  }));
  const ideal = found[0]?.arms[0]?.result.ideal ?? 0;
  const { name, phrase, reading } = metricWords[metric];
  const scoring = scoringPhrase(report, metric);
  const scored = scoring === undefined ? "" : `, ${scoring}`;
  return part(
    name,
    chartFigure({
      title: `${phrase.slice(0, 1).toUpperCase()}${phrase.slice(1)}${scored}, 95% intervals.`,
      reading,
      draw: (width) =>
        dotIntervals(
          {
            lines: found.flatMap((scope): (DotHeading | DotLine)[] => [
              { kind: "heading", label: scope.name },
              ...scope.arms.map(({ arm, result }) => lineOf(arm, result, show)),
            ]),
            label: `The dashed line is the ideal, ${show(ideal)}`,
            tickFormat: (value) => formatQuantity(value, unit, unit === "share" ? 0 : 2),
            neutral: ideal,
            alternative: `${phrase}${scored}: ${found
              .map(
                (scope) =>
                  `${scope.name}: ${scope.arms.map(({ arm, result }) => `${arm} ${show(result.value)}`).join(", ")}`,
              )
              .join("; ")}.`,
          },
          width,
        ),
      table: () =>
        element(
          "div",
          {},
          ...scopes.map((axis, index) =>
            armTable(
              report,
              host,
              axis,
              [metric],
              `${name}, ${found[index]?.name.toLowerCase() ?? ""}${scored}: value, 95% interval, n`,
            ),
          ),
        ),
    }),
    variants(report, host, (result) => result.metric === metric),
  );
}

function lineOf(arm: string, { value, interval }: Metric, show: (value: number) => string): DotLine {
  return {
    kind: "value",
    label: arm,
    value,
    low: interval?.low ?? value,
    high: interval?.high ?? value,
    figure: show(value),
  };
}
