import type { BiasReport } from "../../../report/biasReport.ts";
import {
  formatCount,
  formatDecimal,
  formatDuration,
  formatEpsilon,
  formatSmall,
} from "../../../report/numberFormat.ts";
import { formatMu, formatTruePositives, trainingsSentence } from "../../../report/privacyWords.ts";
import { clipWords } from "../../../report/clipWords.ts";
import { noiseWords } from "../../../report/noiseWords.ts";
import { trainedWords } from "../../../report/trainedWords.ts";
import { chartFigure } from "../charts/figure.ts";
import { stepsChart } from "../charts/steps.ts";
import type { StepSeries } from "../charts/steps.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import type { Store } from "../state.ts";
import { dataTable } from "../table.ts";
import { convergencePart } from "./convergence.ts";
import { dynamicsPart } from "./dynamics.ts";
import { empty, paragraph, part, section } from "./section.ts";

/** How the arms were trained: loss on the public probe set where it was recorded, privacy spent by step, and the settings; absent where nothing was trained. */
export function trainingSection(report: BiasReport, host: Host, store: Store): HTMLElement | undefined {
  if ((report.arms ?? []).every(({ training }) => training === undefined)) return undefined;
  return section(
    "training",
    "Training dynamics",
    curves(report, host),
    dynamicsPart(report, host, store),
    convergencePart(report, host),
    runsPart(report, host),
    privacyPart(report, host),
  );
}

/** Both curves side by side; one alone takes the whole width. */
function curves(report: BiasReport, host: Host): HTMLElement {
  const probe = probePart(report, host);
  const epsilon = epsilonPart(report, host);
  return probe === undefined ? epsilon : element("div", { class: "columns" }, probe, epsilon);
}

function probePart(report: BiasReport, host: Host): HTMLElement | undefined {
  const series = seriesOf(report, (arm) => arm.training?.probeLoss?.map(({ step, loss }) => ({ step, value: loss })));
  if (series.length === 0) return undefined;
  return part(
    "Loss on the probe set",
    chartFigure({
      title: "Nats per token after each step.",
      reading: "The probe set is public text, so looking at it costs no privacy. Lower is better.",
      draw: (width) => stepsChart(series, { what: "Probe loss", zero: false }, width),
      table: () => stepTable(host, "Probe loss by step", series, 3),
    }),
  );
}

function epsilonPart(report: BiasReport, host: Host): HTMLElement {
  const series = seriesOf(report, (arm) =>
    arm.privacy?.epsilonByStep?.map((value, index) => ({ step: index + 1, value })),
  );
  if (series.length === 0) return part("Privacy spent", empty("No arm was trained with privacy."));
  const targets = (report.arms ?? []).flatMap((arm) => (arm.privacy === undefined ? [] : [arm.privacy.epsilon]));
  const limit = new Set(targets.map(formatEpsilon)).size === 1 ? targets[0] : undefined;
  return part(
    "Privacy spent",
    chartFigure({
      title: "ε after each step.",
      reading: "Never falls. The dashed line is the ε of the whole training; lower is more private.",
      draw: (width) =>
        stepsChart(series, { what: "Epsilon", zero: true, ...(limit !== undefined && { limit }) }, width),
      table: () => stepTable(host, "Epsilon by step", series, 2),
    }),
  );
}

function seriesOf(
  report: BiasReport,
  points: (arm: NonNullable<BiasReport["arms"]>[number]) => StepSeries["points"] | undefined,
): readonly StepSeries[] {
  return (report.arms ?? []).flatMap((arm, position) => {
    const found = points(arm);
    return found === undefined || found.length === 0 ? [] : [{ arm: arm.arm, position, kind: arm.kind, points: found }];
  });
}

/** At most about twenty steps; the JSON report has all. */
function stepTable(host: Host, caption: string, series: readonly StepSeries[], decimals: number): HTMLElement {
  const steps = [...new Set(series.flatMap(({ points }) => points.map(({ step }) => step)))].sort((a, b) => a - b);
  const stride = Math.max(1, Math.ceil(steps.length / 20));
  const chosen = steps.filter((_, index) => index % stride === 0 || index === steps.length - 1);
  return dataTable(host, {
    caption: stride > 1 ? `${caption}, every ${stride}th` : caption,
    columns: [{ head: "Step", numeric: true }, ...series.map(({ arm }) => ({ head: arm, numeric: true }))],
    rows: chosen.map((step) => ({
      cells: [
        { text: formatCount(step), value: step },
        ...series.map(({ points }) => {
          const point = points.find((candidate) => candidate.step === step);
          return point === undefined
            ? { text: "–" }
            : { text: formatDecimal(point.value, decimals), value: point.value };
        }),
      ],
    })),
  });
}

function runsPart(report: BiasReport, host: Host): HTMLElement {
  return part(
    "Runs",
    dataTable(host, {
      caption: "Settings of each run",
      columns: [
        { head: "Arm" },
        { head: "Steps", numeric: true },
        { head: "Expected lot", numeric: true, title: "Examples drawn for one step, on average" },
        { head: "Units", numeric: true },
        { head: "Views a unit", numeric: true },
        { head: "Tokens at most", numeric: true },
        { head: "Learning rate", numeric: true },
        { head: "Optimizer" },
        { head: "Trained", title: "How many numbers training may change, and which" },
        { head: "Time", numeric: true },
        { head: "Passed over" },
      ],
      rows: (report.arms ?? []).flatMap(({ arm, training }) =>
        training === undefined
          ? []
          : [
              {
                attributes: { "data-arm": arm },
                cells: [
                  { text: arm },
                  { text: formatCount(training.steps), value: training.steps },
                  { text: formatSmall(training.expectedLotSize), value: training.expectedLotSize },
                  { text: formatCount(training.records), value: training.records },
                  { text: formatSmall(training.viewsPerRecord), value: training.viewsPerRecord },
                  { text: formatCount(training.maximumTokens), value: training.maximumTokens },
                  { text: formatSmall(training.learningRate), value: training.learningRate },
                  { text: training.optimizer },
                  { text: trainedWords(training) },
                  { text: formatDuration(training.durationMs), value: training.durationMs },
                  {
                    text:
                      training.skipped.map((skip) => `${formatCount(skip.count)} ${skip.reason}`).join(", ") ||
                      "nothing",
                  },
                ],
              },
            ],
      ),
    }),
  );
}

function privacyPart(report: BiasReport, host: Host): HTMLElement | undefined {
  const arms = (report.arms ?? []).flatMap(({ arm, privacy }) => (privacy === undefined ? [] : [{ arm, privacy }]));
  if (arms.length === 0) return undefined;
  const notCovered = [...new Set(arms.flatMap(({ privacy }) => privacy.notCovered))];
  const trainings = trainingsSentence(report.arms ?? []);
  return part(
    "Privacy",
    trainings === undefined ? undefined : paragraph(trainings),
    dataTable(host, {
      caption: "The guarantee of each private run",
      columns: [
        { head: "Arm" },
        { head: "ε", numeric: true },
        { head: "δ", numeric: true },
        { head: "μ (GDP)", numeric: true },
        { head: "True positives at 1%", numeric: true },
        { head: "Unit" },
        { head: "Neighbours" },
        { head: "Accountant" },
        { head: "Noise multiplier", numeric: true },
        { head: "Clip" },
        { head: "Sampling" },
        { head: "Noise from" },
      ],
      rows: arms.map(({ arm, privacy }) => ({
        attributes: { "data-arm": arm },
        cells: [
          { text: arm },
          { text: formatEpsilon(privacy.epsilon), value: privacy.epsilon },
          { text: formatSmall(privacy.delta), value: privacy.delta },
          { text: formatMu(privacy), ...(privacy.gdpMu === undefined ? {} : { value: privacy.gdpMu }) },
          {
            text: formatTruePositives(privacy),
            ...(privacy.truePositivesAt1Percent === undefined ? {} : { value: privacy.truePositivesAt1Percent }),
          },
          { text: privacy.unit },
          { text: privacy.adjacency },
          { text: privacy.accountant },
          { text: formatDecimal(privacy.noiseMultiplier, 3), value: privacy.noiseMultiplier },
          { text: clipWords(privacy) },
          { text: `${privacy.sampling}, rate ${formatSmall(privacy.samplingRate)}` },
          { text: noiseWords(privacy) },
        ],
      })),
    }),
    notCovered.length === 0
      ? undefined
      : element(
          "div",
          { id: "not-covered" },
          element("h4", {}, "ε does not cover"),
          element("ul", {}, ...notCovered.map((item) => element("li", {}, item))),
        ),
  );
}
