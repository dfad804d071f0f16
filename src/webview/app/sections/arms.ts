import type { BiasReport } from "../../../report/biasReport.ts";
import { fewWords, isFew, itemWords, leftOutSentence, noIntervalWords } from "../../../report/fewItems.ts";
import { amplificationReading, amplificationTable, correctionWords } from "../../../report/amplification.ts";
import { repeatItemsReading, repeatsReading } from "../../../report/repeatWords.ts";
import {
  biasMeasures,
  decimalsOf,
  metricsOfAxis,
  repeatSeeds,
  repeatedValue,
  resultOf,
  unitOf,
} from "../../../report/measures.ts";
import { formatCount, formatInterval, formatQuantity } from "../../../report/numberFormat.ts";
import { scorerSentences } from "../../../report/scorerWords.ts";
import { opposedGroupsSentence, summarySentence } from "../../../report/summarySentence.ts";
import { scoringPhrase, variantTexts } from "../../../report/scoringWords.ts";
import type { AxisName, Metric, MetricName } from "../../../report/wording.ts";
import { axisName, axisOrder, groupLabel, metricWords } from "../../../report/wording.ts";
import { armMark } from "../armMark.ts";
import { armTable } from "../armTable.ts";
import { behindFigure } from "../behindFigure.ts";
import { comparisonTable } from "../comparisonTable.ts";
import { element } from "../dom.ts";
import { folded } from "../folded.ts";
import type { Host } from "../host.ts";
import { hash } from "../identity.ts";
import { dataTable } from "../table.ts";
import { hasOwnSection } from "./ownMetrics.ts";
import { empty, paragraph, part, section } from "./section.ts";

/** Every metric of every arm, with n and interval, and the arms against each other; absent where no model was measured. */
export function armsSection(report: BiasReport, host: Host): HTMLElement | undefined {
  if ((report.arms ?? []).length === 0) return undefined;
  const axes = ([undefined, ...axisOrder] as const).filter((axis) => ownMetrics(report, axis).length > 0);
  return section(
    "arms",
    "Arms",
    modelTable(report, host),
    paragraph("Choose a figure to see the records, sentences or generations that it was computed from."),
    amplificationPart(report, host),
    ...axes.map((axis) => axisPart(report, host, axis)),
    repeatsPart(report, host),
    comparisonsPart(report, host),
  );
}

/** All but those that have a section of their own. */
function ownMetrics(report: BiasReport, axis: AxisName | undefined): readonly MetricName[] {
  return metricsOfAxis(report, axis).filter((metric) => !hasOwnSection(metric));
}

function modelTable(report: BiasReport, host: Host): HTMLElement {
  return dataTable(host, {
    caption: "The models",
    columns: [
      { head: "Arm" },
      { head: "What it is" },
      { head: "Model" },
      { head: "Parameters", numeric: true },
      { head: "sha256" },
    ],
    rows: (report.arms ?? []).map((arm, position) => ({
      attributes: { "data-arm": arm.arm },
      cells: [
        { text: arm.arm, node: element("span", {}, armMark(arm.arm, position, arm.kind), arm.arm) },
        { text: arm.label },
        { text: arm.model.name },
        { text: formatCount(arm.model.parameters), value: arm.model.parameters },
        { text: arm.model.sha256, node: hash(arm.model.sha256) },
      ],
    })),
  });
}

function axisPart(report: BiasReport, host: Host, axis: AxisName | undefined): HTMLElement {
  const metrics = ownMetrics(report, axis);
  const title = axis === undefined ? "All text" : axisName(axis);
  const leftOut = axis === undefined ? undefined : leftOutSentence(report, axis);
  const words =
    axis === undefined
      ? []
      : metrics
          .filter((metric) => metricWords[metric].ofBias)
          .flatMap((metric) => [
            summarySentence(report, { metric, axis }),
            opposedGroupsSentence(report, { metric, axis }),
          ])
          .filter((sentence) => sentence !== undefined);
  return part(
    title,
    ...(axis === undefined ? [] : scorerSentences(report, axis).map((sentence) => paragraph(sentence))),
    armTable(report, host, axis, metrics, `${title}: value, 95% interval, number of items`),
    hasFew(report, axis) ? paragraph(fewWords) : undefined,
    leftOut === undefined ? undefined : paragraph(leftOut),
    words.length === 0
      ? undefined
      : folded("These figures in words", () =>
          element("div", {}, ...words.map((sentence) => element("p", { class: "sentence" }, sentence))),
        ),
    folded("How to read these figures", () =>
      element(
        "dl",
        { class: "readings" },
        ...metrics.flatMap((metric) => [
          element("dt", {}, metricWords[metric].name),
          element("dd", {}, readingOf(report, metric)),
        ]),
      ),
    ),
    axis === undefined ? undefined : groupValues(report, host, axis),
    variants(report, host, (result) => result.axis === axis && !hasOwnSection(result.metric)),
  );
}

function readingOf(report: BiasReport, metric: MetricName): string {
  const scoring = scoringPhrase(report, metric);
  return `${metricWords[metric].reading}${scoring === undefined ? "" : ` Here it is ${scoring}.`}`;
}

/** Whether anything of an axis, a group's own value included, rests on few items. */
function hasFew(report: BiasReport, axis: AxisName | undefined): boolean {
  return (report.arms ?? []).some(({ metrics }) =>
    metrics.some((result) => result.axis === axis && [result, ...(result.groups ?? [])].some(isFew)),
  );
}

/** The groups' own values behind the measures, folded away. */
function groupValues(report: BiasReport, host: Host, axis: AxisName): HTMLElement | undefined {
  const results = (report.arms ?? []).flatMap((arm) =>
    ownMetrics(report, axis).flatMap((metric) => {
      const result = resultOf(arm, metric, axis);
      return result?.groups === undefined ? [] : [{ arm, metric, groups: result.groups }];
    }),
  );
  const groups = [...new Set(results.flatMap((result) => result.groups.map(({ group }) => group)))];
  if (groups.length === 0) return undefined;
  return folded("Each group's own values", () =>
    dataTable(host, {
      caption: `${axisName(axis)}: values by group`,
      columns: [
        { head: "Arm" },
        { head: "Measure" },
        ...groups.map((group) => ({ head: groupLabel(report, group), numeric: true })),
      ],
      rows: results.map((result) => ({
        attributes: { "data-arm": result.arm.arm },
        cells: [
          { text: result.arm.arm },
          { text: metricWords[result.metric].name },
          ...groups.map((group) => {
            const value = result.groups.find((candidate) => candidate.group === group);
            if (value === undefined) return { text: "–" };
            const shown = formatQuantity(value.value, unitOf(report, result.metric), decimalsOf(report, result.metric));
            const interval =
              value.interval === undefined
                ? noIntervalWords(report, value)
                : formatInterval(
                    value.interval.low,
                    value.interval.high,
                    unitOf(report, result.metric),
                    decimalsOf(report, result.metric),
                  );
            return {
              text: `${shown} (${interval}; ${itemWords(value)})`,
              value: value.value,
              node: element(
                "span",
                { class: isFew(value) ? "measured few" : "measured" },
                element("span", { class: "value" }, shown),
                element("span", { class: "interval" }, interval),
                element("span", { class: "n" }, itemWords(value)),
              ),
              attributes: { "data-group": group },
              open: behindFigure(report, host, result.arm, result.metric, axis, group),
            };
          }),
        ],
      })),
    }),
  );
}

/** The same items by other scoring rules that are in use, folded away. */
export function variants(
  report: BiasReport,
  host: Host,
  isWanted: (result: Metric) => boolean,
): HTMLElement | undefined {
  const rows = (report.arms ?? []).flatMap((arm) =>
    arm.metrics
      .filter(isWanted)
      .flatMap((result) => (result.variants ?? []).map((variant) => ({ arm: arm.arm, result, variant }))),
  );
  if (rows.length === 0) return undefined;
  return folded("The same items by other scoring rules", () =>
    dataTable(host, {
      caption: "Other scoring rules",
      columns: [
        { head: "Arm" },
        { head: "Measure" },
        { head: "Rule" },
        { head: "Value", numeric: true },
        { head: "95% interval", numeric: true },
        { head: "n", numeric: true },
      ],
      rows: rows.map(({ arm, result, variant }) => {
        const { figure, interval } = variantTexts(report, result, variant);
        const { n = result.n } = variant;
        return {
          cells: [
            { text: arm },
            { text: `${metricWords[result.metric].name}${result.axis === undefined ? "" : `, ${result.axis}`}` },
            { text: variant.name },
            { text: figure, value: variant.value },
            { text: interval },
            { text: formatCount(n), value: n },
          ],
        };
      }),
    }),
  );
}

/** Every measure of bias, the private arms against plain. */
function amplificationPart(report: BiasReport, host: Host): HTMLElement | undefined {
  const comparisons = amplificationTable(report).map(({ comparison }) => comparison);
  if (comparisons.length === 0) return undefined;
  return part(
    "Amplification",
    paragraph(`${amplificationReading} ${correctionWords(report)}`),
    comparisonTable(report, host, "amplified", "Private arms less plain, by every measure of bias", comparisons),
  );
}

/** What each training came to, folded away; undefined where each arm was trained once. */
function repeatsPart(report: BiasReport, host: Host): HTMLElement | undefined {
  const repeated = (report.arms ?? []).filter(({ seeds }) => seeds !== undefined);
  if (repeated.length === 0) return undefined;
  const seeds = repeatSeeds(report);
  const measures = [...biasMeasures(report), { metric: "perplexity", axis: undefined } as const];
  return part(
    "Each training",
    paragraph(`${repeatsReading} ${repeatItemsReading}`),
    folded(`The figures of ${seeds.length} trainings of each arm`, () =>
      dataTable(host, {
        caption: "Each training's own figures",
        columns: [
          { head: "Arm" },
          { head: "Measure" },
          { head: "Pooled", numeric: true },
          ...seeds.map((seed) => ({ head: `Seed ${seed}`, numeric: true })),
        ],
        rows: measures.flatMap(({ metric, axis }) =>
          repeated.flatMap((arm) => {
            const pooled = resultOf(arm, metric, axis);
            const values = seeds.map((seed) => repeatedValue(arm, seed, metric, axis));
            if (pooled === undefined || values.every((value) => value === undefined)) return [];
            const cell = (value: number | undefined) =>
              value === undefined
                ? { text: "–" }
                : { text: formatQuantity(value, pooled.unit, decimalsOf(report, metric)), value };
            const subject = axis === undefined ? "" : `${axisName(axis)}: `;
            return [
              {
                attributes: { "data-arm": arm.arm },
                cells: [
                  { text: arm.arm },
                  { text: `${subject}${metricWords[metric].name}` },
                  ...[pooled.value, ...values].map(cell),
                ],
              },
            ];
          }),
        ),
      }),
    ),
  );
}

function comparisonsPart(report: BiasReport, host: Host): HTMLElement | undefined {
  const comparisons = report.comparisons ?? [];
  if ((report.arms ?? []).length < 2) return undefined;
  if (comparisons.length === 0) {
    return part("Arms against each other", empty("The arms were not compared item by item in this report."));
  }
  const methods = [...new Set(comparisons.map((one) => one.method))].join("; ");
  return part(
    "Arms against each other",
    paragraph(`Item by item: ${methods}. ${correctionWords(report)}`),
    comparisonTable(report, host, "comparisons", "Differences between arms", comparisons),
  );
}
