import type { BiasReport } from "./biasReport.ts";
import { clipCurves, keptAt, toldRatios } from "./clipCurve.ts";
import {
  boundPath,
  clippingReading,
  comparedLosses,
  disparityGroups,
  curveReading,
  disparityText,
  disparityWords,
  gapChanges,
  gapName,
  gapSentence,
  looksSentence,
  misalignmentReading,
  modesReading,
  noLosses,
  slopeText,
  testedTexts,
  testsReading,
  treatedArms,
} from "./clippingWords.ts";
import type { ClipComparison } from "./clippingSection.ts";
import { escapeMarkdown as escape, markdownTable } from "./markdownTable.ts";
import {
  formatCount,
  formatDecimal,
  formatPercent,
  formatProbability,
  formatRange,
  formatSigned,
  formatSmall,
} from "./numberFormat.ts";
import { axisName, groupLabel } from "./wording.ts";

/** What clipping did to each group, and what another clip mode would have done. */
export function clippingMarkdown(report: BiasReport): string {
  const moves = (report.arms ?? []).some(({ privacy }) => privacy?.clipBoundByStep !== undefined);
  if (treatedArms(report).length === 0 && report.clipping === undefined && !moves) return "";
  const parts = [
    treatmentMarkdown(report),
    ...(report.clipping?.comparisons ?? []).map((comparison) => comparisonMarkdown(report, comparison)),
    boundMarkdown(report),
    curveMarkdown(report),
  ].filter((part) => part !== "");
  return ["## Clipping", ...parts].join("\n\n");
}

function treatmentMarkdown(report: BiasReport): string {
  const treated = treatedArms(report);
  const [first] = treated;
  if (first === undefined) return "";
  const groups = markdownTable(
    [
      { head: "Arm" },
      { head: "Group" },
      { head: "Length kept", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Clipped", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Misalignment (unclipped)", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Slope in 10 steps", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "n", numeric: true },
    ],
    treated.flatMap(({ arm, treatment }) =>
      treatment.groups.map(({ group, n, retained, shareClipped, lossSlope, ...turned }) => [
        escape(arm.arm),
        escape(groupLabel(report, group)),
        formatPercent(retained.value),
        formatRange(retained.interval, formatPercent),
        formatPercent(shareClipped.value),
        formatRange(shareClipped.interval, formatPercent),
        turned.misalignment === undefined || turned.misalignmentUnclipped === undefined
          ? "–"
          : `${formatDecimal(turned.misalignment, 3)} (${formatDecimal(turned.misalignmentUnclipped, 3)})`,
        formatRange(turned.misalignmentInterval, (value) => formatDecimal(value, 3)),
        lossSlope === undefined ? "–" : slopeText(lossSlope.value),
        formatRange(lossSlope?.interval, slopeText),
        formatCount(n),
      ]),
    ),
  );
  const disparities = markdownTable(
    [
      { head: "Arm" },
      { head: "Axis" },
      { head: "Measure" },
      { head: "Largest − smallest", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Between" },
    ],
    treated.flatMap(({ arm, treatment }) =>
      treatment.disparities.map((one) => [
        escape(arm.arm),
        axisName(one.axis),
        disparityWords[one.measure],
        disparityText(one)(one.value),
        formatRange(one.interval, disparityText(one)),
        escape(disparityGroups(report, one)),
      ]),
    ),
  );
  return [
    clippingReading,
    misalignmentReading,
    looksSentence(first.treatment),
    groups,
    "### Disparity between groups",
    disparities,
  ].join("\n\n");
}

function comparisonMarkdown(report: BiasReport, comparison: ClipComparison): string {
  const compared = comparedLosses(report, comparison);
  const losses = markdownTable(
    [
      { head: "Arm" },
      { head: "Axis" },
      { head: "Gap", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Average gap", numeric: true },
      { head: "Mean loss", numeric: true },
      { head: "Worst group" },
      { head: "n", numeric: true },
    ],
    compared.flatMap(({ arm, losses: ofArm }) =>
      ofArm.map(({ axis, gap, interval, meanGap, mean, worst, n }) => [
        escape(arm.arm),
        axisName(axis),
        formatDecimal(gap, 3),
        formatRange(interval, (value) => formatDecimal(value, 3)),
        formatDecimal(meanGap, 3),
        formatDecimal(mean, 3),
        `${escape(groupLabel(report, worst.group))} (${formatDecimal(worst.value, 3)})`,
        formatCount(n),
      ]),
    ),
  );
  const gaps = markdownTable(
    [
      { head: "Arms" },
      { head: "Gap" },
      { head: "Change", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "p, corrected", numeric: true },
      { head: "n", numeric: true },
    ],
    gapChanges(report, comparison).map((change) => [
      `${escape(change.b)} − ${escape(change.a)}`,
      escape(gapName(change)),
      formatSigned(change.difference),
      formatRange(change.interval, formatSigned),
      formatProbability(change.adjustedP ?? change.pValue),
      formatCount(change.n),
    ]),
  );
  const tests = markdownTable(
    [
      { head: "Arms" },
      { head: "Texts" },
      { head: "Mean difference", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Rank correlation", numeric: true },
      { head: "p, corrected", numeric: true },
      { head: "n", numeric: true },
    ],
    comparison.tests.map((test) => [
      `${escape(test.b)} − ${escape(test.a)}`,
      escape(testedTexts(report, test)),
      formatSigned(test.difference),
      formatRange(test.interval, formatSigned),
      formatDecimal(test.rankBiserial, 2),
      formatProbability(test.adjustedP),
      formatCount(test.n),
    ]),
  );
  return [
    `### Between modes: ${comparison.arms.map(escape).join(", ")}`,
    modesReading,
    compared.some(({ losses: ofArm }) => ofArm.length > 0) ? losses : noLosses,
    escape(gapSentence(report, comparison)),
    gaps,
    testsReading,
    tests,
  ].join("\n\n");
}

function boundMarkdown(report: BiasReport): string {
  const rows = (report.arms ?? []).flatMap(({ arm, privacy }) => {
    if (privacy === undefined) return [];
    const values = boundPath(privacy).map(({ value }) => value);
    return [
      [
        escape(arm),
        escape(privacy.clipMode),
        ...[values[0], Math.min(...values), Math.max(...values), values.at(-1)].map((value) => formatSmall(value ?? 0)),
      ],
    ];
  });
  if (rows.length === 0) return "";
  const heads = ["First", "Least", "Largest", "Last"].map((head) => ({ head, numeric: true }));
  return `### Clipping bound\n\n${markdownTable([{ head: "Arm" }, { head: "Mode" }, ...heads], rows)}`;
}

function curveMarkdown({ arms = [] }: BiasReport): string {
  const curves = clipCurves(arms);
  if (curves.length === 0) return "";
  const table = markdownTable(
    [{ head: "Length, in bounds" }, ...curves.map(({ modes }) => ({ head: modes, numeric: true }))],
    toldRatios.map((ratio) => [formatSmall(ratio), ...curves.map((curve) => formatPercent(keptAt(curve, ratio)))]),
  );
  return `### What a mode leaves of a gradient\n\n${curveReading}\n\n${table}`;
}
