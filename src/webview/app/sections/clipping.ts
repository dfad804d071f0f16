import type { BiasReport } from "../../../report/biasReport.ts";
import { clipCurves, keptAt, toldRatios } from "../../../report/clipCurve.ts";
import {
  boundPath,
  clippingReading,
  disparityGroups,
  curveReading,
  disparityText,
  disparityWords,
  looksSentence,
  misalignmentReading,
  slopeText,
  treatedArms,
} from "../../../report/clippingWords.ts";
import type { TreatedArm } from "../../../report/clippingWords.ts";
import { formatDecimal, formatPercent, formatRange, formatSmall } from "../../../report/numberFormat.ts";
import { probeWords } from "../../../report/probeItems.ts";
import { axisName, axisOrder, groupLabel } from "../../../report/wording.ts";
import type { AxisName } from "../../../report/wording.ts";
import { behindProbe } from "../behindFigure.ts";
import { clipCurveChart } from "../charts/clipCurve.ts";
import { dotIntervals } from "../charts/dotIntervals.ts";
import type { DotHeading, DotLine } from "../charts/dotIntervals.ts";
import { chartFigure } from "../charts/figure.ts";
import { stepsChart } from "../charts/steps.ts";
import { dropdown } from "../controls.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { dataTable } from "../table.ts";
import type { Cell } from "../table.ts";
import { paragraph, part, section } from "./section.ts";
import { countCell, decimalCell } from "./figureCells.ts";
import { clipModesPart } from "./clipModes.ts";

/** What clipping did to each group's gradients, and how the clip modes of one experiment compare. */
export function clippingSection(report: BiasReport, host: Host): HTMLElement | undefined {
  const treated = treatedArms(report);
  const comparisons = report.clipping?.comparisons ?? [];
  const moves = (report.arms ?? []).some(({ privacy }) => privacy?.clipBoundByStep !== undefined);
  if (treated.length === 0 && comparisons.length === 0 && !moves) return undefined;
  return section(
    "clipping",
    "Clipping",
    paragraph(clippingReading),
    ...comparisons.map((comparison) => clipModesPart(report, comparison, host)),
    keptPart(report, treated, host),
    disparityPart(report, treated, host),
    boundPart(report, host),
    curvePart(report, host),
  );
}

function keptPart(report: BiasReport, treated: readonly TreatedArm[], host: Host): HTMLElement | undefined {
  const [first] = treated;
  const axes = axisOrder.filter((axis) => first?.treatment.groups.some(({ group }) => isOf(group, axis)));
  const [firstAxis] = axes;
  if (first === undefined || firstAxis === undefined) return undefined;
  const place = element("div", {});
  const show = (axis: AxisName): void => {
    const own = ofAxis(treated, axis);
    place.replaceChildren(keptFigure(report, own, axis, host), groupTable(report, own, host));
  };
  show(firstAxis);
  return part(
    "What clipping leaves of each group",
    axes.length < 2
      ? undefined
      : dropdown({
          id: "clipping-axis",
          label: "Axis",
          choices: axes.map((axis) => ({ value: axis, label: axisName(axis) })),
          value: firstAxis,
          onChange: (chosen) => show(axes.find((axis) => axis === chosen) ?? firstAxis),
        }).element,
    place,
    paragraph(misalignmentReading),
    paragraph(`${looksSentence(first.treatment)} ${probeWords(report)}`),
  );
}

function ofAxis(treated: readonly TreatedArm[], axis: AxisName): readonly TreatedArm[] {
  return treated.map((one) => ({
    ...one,
    treatment: { ...one.treatment, groups: one.treatment.groups.filter(({ group }) => isOf(group, axis)) },
  }));
}

function keptFigure(report: BiasReport, treated: readonly TreatedArm[], axis: AxisName, host: Host): HTMLElement {
  const lines = treated.flatMap(({ arm, treatment }): (DotHeading | DotLine)[] => [
    { kind: "heading", label: arm.label },
    ...treatment.groups.map(({ group, retained: { value, interval } }): DotLine => ({
      kind: "value",
      label: groupLabel(report, group),
      value,
      low: interval?.low ?? value,
      high: interval?.high ?? value,
      figure: formatPercent(value),
    })),
  ]);
  const most = Math.max(...lines.map((line) => (line.kind === "value" ? line.high : 0)));
  return chartFigure({
    title: `Length of gradients that clipping keeps, ${axisName(axis).toLowerCase()}, with its 95% interval.`,
    reading:
      "Sum of the lengths after clipping over the sum before. 100% is nothing clipped; what matters is whether groups keep the same share.",
    draw: (width) =>
      dotIntervals(
        {
          lines,
          label: "Length kept",
          tickFormat: (value) => formatPercent(value),
          neutral: 1,
          domain: [0, Math.max(1, most)],
          alternative: `Length kept: ${lines.map((line) => (line.kind === "heading" ? line.label : `${line.label} ${line.figure}`)).join(", ")}.`,
        },
        width,
      ),
    table: () => keptTable(report, treated, host),
  });
}

function keptTable(report: BiasReport, treated: readonly TreatedArm[], host: Host): HTMLElement {
  return dataTable(host, {
    caption: "Length of gradients kept, by group",
    columns: [
      { head: "Arm" },
      { head: "Group" },
      { head: "Length kept", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "n", numeric: true },
    ],
    rows: treated.flatMap(({ arm, treatment }) =>
      treatment.groups.map(({ group, n, retained: { value, interval } }) => ({
        attributes: { "data-arm": arm.arm },
        cells: [
          { text: arm.arm },
          { text: groupLabel(report, group) },
          { text: formatPercent(value), value, open: behindProbe(report, host, arm, "retained", [group]) },
          { text: formatRange(interval, formatPercent) },
          countCell(n),
        ],
      })),
    ),
  });
}

function groupTable(report: BiasReport, treated: readonly TreatedArm[], host: Host): HTMLElement {
  return dataTable(host, {
    caption: "What clipping did to the gradients of public sentences about each group",
    columns: [
      { head: "Arm" },
      { head: "Group" },
      { head: "Clipped", numeric: true, title: "Share of gradients longer than the bound" },
      { head: "95% interval", numeric: true },
      { head: "Misalignment", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Unclipped", numeric: true, title: "The misalignment that there would be with nobody clipped" },
      { head: "Slope", numeric: true, title: "Change of the loss in ten steps, nats per token, over the last looks" },
      { head: "95% interval", numeric: true },
      { head: "n", numeric: true },
    ],
    rows: treated.flatMap(({ arm, treatment }) =>
      treatment.groups.map(
        ({ group, n, shareClipped, misalignment, misalignmentInterval, misalignmentUnclipped, lossSlope }) => ({
          attributes: { "data-arm": arm.arm },
          cells: [
            { text: arm.arm },
            { text: groupLabel(report, group) },
            {
              text: formatPercent(shareClipped.value),
              value: shareClipped.value,
              open: behindProbe(report, host, arm, "shareClipped", [group]),
            },
            { text: formatRange(shareClipped.interval, formatPercent) },
            decimalCell(misalignment),
            { text: formatRange(misalignmentInterval, (value) => formatDecimal(value, 3)) },
            decimalCell(misalignmentUnclipped),
            lossSlope === undefined ? { text: "–" } : { text: slopeText(lossSlope.value), value: 10 * lossSlope.value },
            { text: formatRange(lossSlope?.interval, slopeText) },
            countCell(n),
          ],
        }),
      ),
    ),
  });
}

function disparityPart(report: BiasReport, treated: readonly TreatedArm[], host: Host): HTMLElement | undefined {
  if (treated.length === 0) return undefined;
  return part(
    "Disparity between groups",
    paragraph("Ideal 0. An interval that covers 0 leaves it open whether the two groups were treated differently."),
    dataTable(host, {
      caption: "Largest minus smallest value of the groups of an axis",
      columns: [
        { head: "Arm" },
        { head: "Axis" },
        { head: "Measure" },
        { head: "Difference", numeric: true },
        { head: "95% interval", numeric: true },
        { head: "Largest and smallest" },
      ],
      rows: treated.flatMap(({ arm, treatment }) =>
        treatment.disparities.map((one) => ({
          attributes: { "data-arm": arm.arm },
          cells: [
            { text: arm.arm },
            { text: axisName(one.axis) },
            { text: disparityWords[one.measure] },
            {
              text: disparityText(one)(one.value),
              value: one.value,
              open:
                one.measure === "retained" || one.measure === "shareClipped"
                  ? behindProbe(report, host, arm, one.measure, [one.highest, one.lowest])
                  : undefined,
            },
            { text: formatRange(one.interval, disparityText(one)) },
            { text: disparityGroups(report, one) },
          ],
        })),
      ),
    }),
  );
}

function boundPart(report: BiasReport, host: Host): HTMLElement | undefined {
  const series = (report.arms ?? []).flatMap(({ arm, kind, privacy }, position) =>
    privacy === undefined ? [] : [{ arm, kind, position, mode: privacy.clipMode, points: boundPath(privacy) }],
  );
  if (series.length === 0) return undefined;
  return part(
    "Clipping bound",
    chartFigure({
      title: "Longest gradient of a record, step by step.",
      reading:
        "Where it moves it follows a noisy count of short gradients, so ε covers it. A falling bound shortens the longest gradients most.",
      draw: (width) => stepsChart(series, { what: "Clipping bound", zero: true }, width),
      table: () =>
        dataTable(host, {
          caption: "Clipping bound over the training",
          columns: [
            { head: "Arm" },
            { head: "Mode" },
            ...["First", "Least", "Largest", "Last"].map((head) => ({ head, numeric: true })),
          ],
          rows: series.map(({ arm, mode, points }) => {
            const values = points.map(({ value }) => value);
            return {
              attributes: { "data-arm": arm },
              cells: [
                { text: arm },
                { text: mode },
                ...[values[0] ?? 0, Math.min(...values), Math.max(...values), values.at(-1) ?? 0].map((value) => ({
                  text: formatSmall(value),
                  value,
                })),
              ],
            };
          }),
        }),
    }),
  );
}

function curvePart(report: BiasReport, host: Host): HTMLElement | undefined {
  const curves = clipCurves(report.arms ?? []);
  if (curves.length === 0) return undefined;
  return part(
    "What a mode leaves of a gradient",
    chartFigure({
      title: "Share of the length kept.",
      reading: curveReading,
      draw: (width) => clipCurveChart(curves, width),
      table: () =>
        dataTable(host, {
          caption: "Share of the length kept, by the length before in units of the bound",
          columns: [{ head: "Length", numeric: true }, ...curves.map(({ modes }) => ({ head: modes, numeric: true }))],
          rows: toldRatios.map((ratio) => ({
            cells: [
              { text: formatSmall(ratio), value: ratio },
              ...curves.map((curve): Cell => {
                const kept = keptAt(curve, ratio);
                return { text: formatPercent(kept), value: kept };
              }),
            ],
          })),
        }),
    }),
  );
}

function isOf(group: string, axis: AxisName): boolean {
  return group.startsWith(`${axis}.`);
}
