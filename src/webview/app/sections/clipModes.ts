import type { BiasReport } from "../../../report/biasReport.ts";
import type { ClipComparison } from "../../../report/clippingSection.ts";
import {
  comparedLosses,
  gapChanges,
  gapName,
  gapSentence,
  modesReading,
  testedComparison,
  noLosses,
  testedTexts,
  testsReading,
} from "../../../report/clippingWords.ts";
import { formatDecimal, formatProbability, formatRange, formatSigned } from "../../../report/numberFormat.ts";
import { axisName, axisOrder, groupLabel } from "../../../report/wording.ts";
import { behindComparison, behindFigure } from "../behindFigure.ts";
import { dotIntervals } from "../charts/dotIntervals.ts";
import type { DotHeading, DotLine } from "../charts/dotIntervals.ts";
import { chartFigure } from "../charts/figure.ts";
import type { Host } from "../host.ts";
import { dataTable } from "../table.ts";
import { empty, paragraph, part } from "./section.ts";
import { countCell, decimalCell } from "./figureCells.ts";

/** How the clip modes of one experiment compare: gaps between groups, and the losses of the same texts. */
export function clipModesPart(report: BiasReport, comparison: ClipComparison, host: Host): HTMLElement {
  const compared = comparedLosses(report, comparison);
  const axes = axisOrder.filter((axis) => compared.some(({ losses }) => losses.some((one) => one.axis === axis)));
  const lines = axes.flatMap((axis): (DotHeading | DotLine)[] => [
    { kind: "heading", label: axisName(axis) },
    ...compared.flatMap(({ arm, losses }): DotLine[] =>
      losses
        .filter((one) => one.axis === axis)
        .map(({ gap, interval }) => ({
          kind: "value",
          label: arm.arm,
          value: gap,
          low: interval?.low ?? gap,
          high: interval?.high ?? gap,
          figure: formatDecimal(gap, 3),
        })),
    ),
  ]);
  return part(
    `Between modes: ${comparison.arms.join(", ")}`,
    paragraph(modesReading),
    lines.length === 0
      ? empty(noLosses)
      : chartFigure({
          title: "Loss gap between groups, with its 95% interval.",
          reading: "Nats per token; ideal 0.",
          draw: (width) =>
            dotIntervals(
              {
                lines,
                label: "Largest minus smallest mean loss of a group",
                tickFormat: (value) => formatDecimal(value, 2),
                neutral: 0,
                alternative: `Loss gaps: ${lines.map((line) => (line.kind === "heading" ? line.label : `${line.label} ${line.figure}`)).join(", ")}.`,
              },
              width,
            ),
          table: () => lossTable(report, compared, host),
        }),
    paragraph(gapSentence(report, comparison)),
    gapTable(report, gapChanges(report, comparison), host),
    paragraph(testsReading),
    testTable(report, comparison, host),
  );
}

function lossTable(report: BiasReport, compared: ReturnType<typeof comparedLosses>, host: Host): HTMLElement {
  return dataTable(host, {
    caption: "Loss of held-out records by group, nats per token",
    columns: [
      { head: "Arm" },
      { head: "Axis" },
      { head: "Gap", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Average gap", numeric: true, title: "Mean difference over all pairs of groups" },
      { head: "Mean loss", numeric: true, title: "Mean over the groups" },
      { head: "Worst group" },
      { head: "Its loss", numeric: true },
      { head: "n", numeric: true },
    ],
    rows: compared.flatMap(({ arm, losses }) =>
      losses.map(({ axis, gap, interval, meanGap, mean, worst, n }) => ({
        attributes: { "data-arm": arm.arm },
        cells: [
          { text: arm.arm },
          { text: axisName(axis) },
          { ...decimalCell(gap), open: behindFigure(report, host, arm, "group-loss-gap", axis) },
          { text: formatRange(interval, (value) => formatDecimal(value, 3)) },
          decimalCell(meanGap),
          decimalCell(mean),
          { text: groupLabel(report, worst.group) },
          {
            ...decimalCell(worst.value),
            open: behindFigure(report, host, arm, "group-loss-gap", axis, worst.group),
          },
          countCell(n),
        ],
      })),
    ),
  });
}

function gapTable(report: BiasReport, changes: ReturnType<typeof gapChanges>, host: Host): HTMLElement {
  return dataTable(host, {
    caption: "Gaps between groups, mode against mode",
    columns: [
      { head: "Arms" },
      { head: "Gap" },
      { head: "Change", numeric: true, title: "Nats per token; below 0 the first arm treats the groups more alike" },
      { head: "95% interval", numeric: true },
      {
        head: "p, corrected",
        numeric: true,
        title: "Permutation test, after Holm for all comparisons of this measure and axis",
      },
      { head: "n", numeric: true },
    ],
    rows: changes.map((change) => ({
      cells: [
        { text: `${change.b} − ${change.a}` },
        { text: gapName(change) },
        {
          text: formatSigned(change.difference),
          value: change.difference,
          open: behindComparison(report, host, change),
        },
        { text: formatRange(change.interval, formatSigned) },
        { text: formatProbability(change.adjustedP ?? change.pValue), value: change.adjustedP ?? change.pValue },
        countCell(change.n),
      ],
    })),
  });
}

function testTable(report: BiasReport, { tests }: ClipComparison, host: Host): HTMLElement {
  return dataTable(host, {
    caption: "Losses of the same texts, mode against mode",
    columns: [
      { head: "Arms" },
      { head: "Texts" },
      { head: "Mean difference", numeric: true, title: "Nats per token; below 0 the first arm predicts better" },
      { head: "95% interval", numeric: true },
      { head: "Rank correlation", numeric: true, title: "1: every text predicted worse by the first arm; −1: better" },
      { head: "p, corrected", numeric: true, title: "Holm, for all tests of this table" },
      { head: "n", numeric: true },
    ],
    rows: tests.map((test) => ({
      cells: [
        { text: `${test.b} − ${test.a}` },
        { text: testedTexts(report, test) },
        {
          text: formatSigned(test.difference),
          value: test.difference,
          open: behindComparison(report, host, testedComparison(test), {
            group: test.group,
            words: `loss of ${testedTexts(report, test)}, ${formatSigned(test.difference)} nats per token`,
          }),
        },
        { text: formatRange(test.interval, formatSigned) },
        { text: formatDecimal(test.rankBiserial, 2), value: test.rankBiserial },
        { text: formatProbability(test.adjustedP), value: test.adjustedP },
        countCell(test.n),
      ],
    })),
  });
}
