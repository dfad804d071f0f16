import type { BiasReport } from "../../../report/biasReport.ts";
import { dynamicsReading, groupPaths } from "../../../report/dynamicsWords.ts";
import type { GroupPath } from "../../../report/dynamicsWords.ts";
import { formatCount, formatDecimal } from "../../../report/numberFormat.ts";
import { probeWords } from "../../../report/probeItems.ts";
import type { ProbeMeasure } from "../../../report/probeItems.ts";
import { axisName, axisOrder } from "../../../report/wording.ts";
import type { AxisName } from "../../../report/wording.ts";
import { behindProbe } from "../behindFigure.ts";
import { chartFigure } from "../charts/figure.ts";
import { stepsChart } from "../charts/steps.ts";
import { dropdown } from "../controls.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { dataTable } from "../table.ts";
import type { Cell } from "../table.ts";
import { paragraph, part } from "./section.ts";

/** Convergence by group: one chart an arm for the axis chosen, and a table of every arm and group. */
export function dynamicsPart(report: BiasReport, host: Host): HTMLElement | undefined {
  const paths = groupPaths(report);
  const axes = axisOrder.filter((axis) => paths.some(({ group }) => group.startsWith(`${axis}.`)));
  const [first] = axes;
  if (first === undefined) return undefined;
  const charts = element("div", { class: "columns" });
  const show = (axis: AxisName): void => charts.replaceChildren(...armCharts(report, paths, axis, host));
  show(first);
  return part(
    "Convergence by group",
    ...(axes.length > 1 ? [axisChoice(axes, first, show)] : []),
    charts,
    groupTable(report, paths, host),
    paragraph(probeWords(report)),
  );
}

function axisChoice(axes: readonly AxisName[], first: AxisName, show: (axis: AxisName) => void): HTMLElement {
  return dropdown({
    id: "dynamics-axis",
    label: "Axis",
    choices: axes.map((axis) => ({ value: axis, label: axisName(axis) })),
    value: first,
    onChange: (chosen) => show(axes.find((axis) => axis === chosen) ?? first),
  }).element;
}

function armCharts(report: BiasReport, paths: readonly GroupPath[], axis: AxisName, host: Host): HTMLElement[] {
  const arms = [...new Set(paths.map(({ arm }) => arm))];
  return arms.map((arm, place) => {
    const own = paths.filter((path) => path.arm === arm && path.group.startsWith(`${axis}.`));
    const series = own.map(({ label, losses }, position) => ({ arm: label, position, points: losses }));
    return chartFigure({
      title: `${arm}: loss of neutral sentences about each group, ${axisName(axis).toLowerCase()}.`,
      reading: place === 0 ? dynamicsReading : "Lower is better.",
      draw: (width) => stepsChart(series, { what: `Loss of ${arm}`, zero: false }, width),
      table: () => groupTable(report, own, host),
    });
  });
}

function groupTable(report: BiasReport, paths: readonly GroupPath[], host: Host): HTMLElement {
  const share = (value: number | undefined, open?: () => void): Cell =>
    value === undefined ? { text: "–" } : { text: `${formatDecimal(100 * value, 1)}%`, value, open };
  const decimal = (value: number, decimals: number, open?: () => void): Cell => ({
    text: formatDecimal(value, decimals),
    value,
    open,
  });
  return dataTable(host, {
    caption: "How training treated each group",
    columns: [
      { head: "Arm" },
      { head: "Group" },
      { head: "Loss, first step", numeric: true },
      { head: "Loss, last step", numeric: true },
      { head: "Gradient norm", numeric: true, title: "Mean length of a sentence's gradient before clipping" },
      { head: "Clipped", numeric: true, title: "Share of sentences whose gradient is longer than the bound" },
      { head: "Length kept", numeric: true, title: "Length after clipping over length before" },
      {
        head: "Cosine with the step",
        numeric: true,
        title: "1: the step did just what the group needs; 0: nothing for it",
      },
      { head: "n", numeric: true },
    ],
    rows: paths.map(({ arm, group, label, firstLoss, lastLoss, norm, shareClipped, retained, alignment, n }) => {
      const own = report.arms?.find((one) => one.arm === arm);
      const behind = (measure: ProbeMeasure) => behindProbe(report, host, own, measure, [group]);
      return {
        attributes: { "data-arm": arm, "data-group": group },
        cells: [
          { text: arm },
          { text: label },
          decimal(firstLoss, 3, behind("firstLoss")),
          decimal(lastLoss, 3, behind("lastLoss")),
          decimal(norm, 2, behind("norm")),
          share(shareClipped, behind("shareClipped")),
          share(retained, behind("retained")),
          decimal(alignment, 3),
          { text: formatCount(n), value: n },
        ],
      };
    }),
  });
}
