import type { BiasReport } from "../../../report/biasReport.ts";
import { decimalsOf, resultOf } from "../../../report/measures.ts";
import { formatDecimal } from "../../../report/numberFormat.ts";
import { opposedGroupsSentence, summarySentence } from "../../../report/summarySentence.ts";
import { axisName, axisOrder, groupLabel, metricWords } from "../../../report/wording.ts";
import type { AxisName, Metric } from "../../../report/wording.ts";
import { armTable } from "../armTable.ts";
import { dotIntervals } from "../charts/dotIntervals.ts";
import type { DotHeading, DotLine } from "../charts/dotIntervals.ts";
import { chartFigure } from "../charts/figure.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { coverageMetrics } from "./ownMetrics.ts";
import { part, section } from "./section.ts";

/** What tuning cost the text about each group; absent where no tuned model was held against its base. */
export function coverageSection(report: BiasReport, host: Host): HTMLElement | undefined {
  const axes = axisOrder.filter((axis) => armsWith(report, axis).length > 0);
  if (axes.length === 0) return undefined;
  return section("coverage", "Coverage", ...axes.map((axis) => axisPart(report, host, axis)));
}

function armsWith(report: BiasReport, axis: AxisName): readonly { readonly label: string; readonly result: Metric }[] {
  return (report.arms ?? []).flatMap((arm) => {
    const result = resultOf(arm, "coverage", axis);
    return result === undefined ? [] : [{ label: arm.label, result }];
  });
}

function axisPart(report: BiasReport, host: Host, axis: AxisName): HTMLElement {
  const decimals = decimalsOf(report, "coverage");
  const arms = armsWith(report, axis);
  const lines = arms.flatMap(({ label, result }): (DotHeading | DotLine)[] => [
    { kind: "heading", label },
    ...(result.groups ?? []).map(({ group, value, interval }): DotLine => ({
      kind: "value",
      label: groupLabel(report, group),
      value,
      low: interval?.low ?? value,
      high: interval?.high ?? value,
      figure: formatDecimal(value, decimals),
    })),
  ]);
  const words = [
    summarySentence(report, { metric: "coverage-gap", axis }),
    opposedGroupsSentence(report, { metric: "coverage-gap", axis }),
  ].filter((sentence) => sentence !== undefined);
  return part(
    axisName(axis),
    chartFigure({
      title: `${axisName(axis)}: change of loss on neutral sentences by group, 95% intervals.`,
      reading: `${metricWords.coverage.reading} Ideal 0: tuning cost no group anything. Nats per token.`,
      draw: (width) =>
        dotIntervals(
          {
            lines,
            label: "Loss after tuning less loss of the base model, nats per token",
            tickFormat: (value) => formatDecimal(value, decimals),
            neutral: 0,
            alternative: `${axisName(axis)}, change of loss on neutral sentences: ${arms
              .map(
                ({ label, result }) =>
                  `${label}: ${(result.groups ?? []).map(({ group, value }) => `${groupLabel(report, group)} ${formatDecimal(value, decimals)}`).join(", ")}`,
              )
              .join("; ")}.`,
          },
          width,
        ),
      table: () =>
        armTable(report, host, axis, coverageMetrics, `Coverage, ${axis}: value, 95% interval, number of sentences`),
    }),
    ...words.map((sentence) => element("p", { class: "sentence" }, sentence)),
  );
}
