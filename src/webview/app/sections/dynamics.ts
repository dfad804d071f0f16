import type { BiasReport } from "../../../report/biasReport.ts";
import { dynamicsWords, groupSeries, recordedMeasures } from "../../../report/dynamicsMeasures.ts";
import type { DynamicsMeasure, GroupSeries } from "../../../report/dynamicsMeasures.ts";
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
import { sortableTable } from "../sortableTable.ts";
import type { Store } from "../state.ts";
import { dataTable } from "../table.ts";
import type { Cell } from "../table.ts";
import { paragraph, part } from "./section.ts";

/** Convergence by group: a chart an arm for the measure and the axis chosen, and a table of every arm and group. */
export function dynamicsPart(report: BiasReport, host: Host, store: Store): HTMLElement | undefined {
  const paths = groupPaths(report);
  const axes = axisOrder.filter((axis) => paths.some(({ group }) => group.startsWith(`${axis}.`)));
  const measures = recordedMeasures(report);
  const [[firstAxis], [firstMeasure]] = [axes, measures];
  if (firstAxis === undefined || firstMeasure === undefined) return undefined;
  let axis = firstAxis;
  const measure = (): DynamicsMeasure => measures.find((one) => one === store.state.dynamicsMeasure) ?? firstMeasure;
  const charts = element("div", { class: "dynamics" });
  const show = (): void => charts.replaceChildren(...armCharts(report, measure(), axis, host));
  const showAxis = (chosen: AxisName): void => {
    axis = chosen;
    show();
  };
  store.watch(["dynamicsMeasure"], show);
  return part(
    "Convergence by group",
    paragraph(dynamicsReading),
    element(
      "div",
      { class: "choices" },
      measureChoice(measures, measure(), store),
      ...(axes.length > 1 ? [axisChoice(axes, axis, showAxis)] : []),
    ),
    charts,
    groupTable(report, paths, host),
    paragraph(probeWords(report)),
  );
}

function measureChoice(measures: readonly DynamicsMeasure[], value: DynamicsMeasure, store: Store): HTMLElement {
  return dropdown({
    id: "dynamics-measure",
    label: "Measure",
    choices: measures.map((measure) => ({ value: measure, label: dynamicsWords(measure).name })),
    value,
    onChange: (dynamicsMeasure) => store.update({ dynamicsMeasure }),
  }).element;
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

function armCharts(report: BiasReport, measure: DynamicsMeasure, axis: AxisName, host: Host): readonly HTMLElement[] {
  const { phrase, reading, format, zero, ofClipping } = dynamicsWords(measure);
  const arms = (report.arms ?? [])
    .filter(({ training }) => (training?.dynamics ?? []).length > 0)
    .map((arm) => ({
      name: arm.arm,
      groups: groupSeries(report, arm, measure).filter(({ group }) => group.startsWith(`${axis}.`)),
    }));
  const missing = arms.filter(({ groups }) => groups.length === 0).map(({ name }) => name);
  const figures = arms
    .filter(({ groups }) => groups.length > 0)
    .map(({ name, groups }) => {
      const series = groups.map(({ label, points }, position) => ({ arm: label, position, points }));
      const title = `${name}: ${phrase}, ${axisName(axis).toLowerCase()}.`;
      return chartFigure({
        title,
        reading,
        draw: (width) => stepsChart(series, { what: title.slice(0, -1), zero, format }, width),
        table: () => pointsTable(groups, `${title.slice(0, -1)}, by step`, format, host),
      });
    });
  return [
    element("div", { class: "columns" }, ...figures),
    ...(missing.length === 0
      ? []
      : [element("p", { class: "note" }, `${ofClipping ? "No clipping" : "Not recorded"}: ${missing.join(", ")}.`)]),
  ];
}

/** The points of one chart: steps as rows, groups as columns. */
function pointsTable(
  groups: readonly GroupSeries[],
  caption: string,
  format: (value: number) => string,
  host: Host,
): HTMLElement {
  const steps = [...new Set(groups.flatMap(({ points }) => points.map(({ step }) => step)))].sort((a, b) => a - b);
  const columns = groups.map(({ points }) => new Map(points.map(({ step, value }) => [step, value])));
  return sortableTable(host, {
    caption,
    columns: [{ head: "Step", numeric: true }, ...groups.map(({ label }) => ({ head: label, numeric: true }))],
    rows: steps.map((step) => ({
      cells: [
        { text: formatCount(step), value: step },
        ...columns.map((values) => {
          const value = values.get(step);
          return value === undefined ? { text: "–" } : { text: format(value), value };
        }),
      ],
    })),
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
