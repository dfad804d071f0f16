import type { BiasReport } from "./biasReport.ts";
import { convergenceMarkdown } from "./markdownConvergence.ts";
import { dynamicsMarkdown } from "./markdownDynamics.ts";
import { codeSpan } from "./codeSpan.ts";
import { escapeMarkdown as escape, markdownTable } from "./markdownTable.ts";
import { clipWords } from "./clipWords.ts";
import { noiseWords } from "./noiseWords.ts";
import { countWords, fewWords, isFew, leftOutSentence, noIntervalWords } from "./fewItems.ts";
import {
  biasMeasures,
  decimalsOf,
  kindOf,
  metricsOfAxis,
  repeatSeeds,
  repeatedValue,
  resultOf,
  unitOf,
} from "./measures.ts";
import { repeatsReading } from "./repeatWords.ts";
import {
  adjustedText,
  amplificationReading,
  amplificationTable,
  correctionWords,
  differenceInterval,
  differenceText,
  ratioText,
} from "./amplification.ts";
import {
  formatCount,
  formatDecimal,
  formatDifference,
  formatDuration,
  formatEpsilon,
  formatInterval,
  formatProbability,
  formatQuantity,
  formatSmall,
} from "./numberFormat.ts";
import { otherRules, scoringPhrase } from "./scoringWords.ts";
import { attackSentence, formatMu, formatTruePositives, trainingsSentence } from "./privacyWords.ts";
import { opposedGroups, summarySentence } from "./summarySentence.ts";
import { trainedWords } from "./trainedWords.ts";
import { axisName, axisOrder, groupLabel, metricOrder, metricWords } from "./wording.ts";
import type { AxisName, Metric, MetricName } from "./wording.ts";

/** The arms by metric, one table for each metric and axis, and the comparisons. */
export function armsMarkdown(report: BiasReport): string {
  const arms = report.arms ?? [];
  if (arms.length === 0) return "";
  const legend = arms.map((arm) => `- ${codeSpan(arm.arm)}: ${escape(arm.label)}`).join("\n");
  const sections = metricOrder.flatMap((metric) => {
    const axes = ([undefined, ...axisOrder] as const).filter((axis) => metricsOfAxis(report, axis).includes(metric));
    if (axes.length === 0) return [];
    return [
      `### ${metricWords[metric].name}\n\n${metricWords[metric].reading}`,
      ...axes.map((axis) => metricTable(report, metric, axis)),
    ];
  });
  return ["## Arms", legend, amplificationMarkdown(report), ...sections, comparisonsTable(report), repeatsTable(report)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function metricTable(report: BiasReport, metric: MetricName, axis: AxisName | undefined): string {
  const results = (report.arms ?? []).flatMap((arm) => {
    const result = resultOf(arm, metric, axis);
    return result === undefined ? [] : [{ arm, result }];
  });
  const unit = unitOf(report, metric);
  const decimals = decimalsOf(report, metric);
  const groups = [...new Set(results.flatMap(({ result }) => (result.groups ?? []).map((value) => value.group)))];
  const table = markdownTable(
    [
      { head: "Arm" },
      { head: unit, numeric: true },
      { head: "95% interval", numeric: true },
      { head: "n", numeric: true },
      { head: "p against the ideal", numeric: true },
      ...groups.map((group) => ({ head: escape(groupLabel(report, group)), numeric: true })),
    ],
    results.map(({ arm, result }) => [
      escape(arm.arm),
      formatQuantity(result.value, unit, decimals),
      result.interval === undefined
        ? escape(noIntervalWords(report, result))
        : formatInterval(result.interval.low, result.interval.high, unit, decimals),
      withFew(countWords(result).replace("n ", ""), result),
      result.pValue === undefined ? "–" : formatProbability(result.pValue),
      ...groups.map((group) => {
        const value = result.groups?.find((candidate) => candidate.group === group);
        if (value === undefined) return "–";
        const range =
          value.interval === undefined
            ? ""
            : `${formatInterval(value.interval.low, value.interval.high, unit, decimals)}; `;
        return withFew(`${formatQuantity(value.value, unit, decimals)} (${range}${countWords(value)})`, value);
      }),
    ]),
  );
  const few = results.some(({ result }) => [result, ...(result.groups ?? [])].some(isFew));
  const leftOut = axis !== undefined && metric.endsWith("-gap") ? leftOutSentence(report, axis, [metric]) : undefined;
  const scorers = [...new Set(results.flatMap(({ result }) => result.scorer ?? []))];
  const scoring = scoringPhrase(report, metric);
  const notes = [
    ...scorers.map((scorer) => `Scored by ${escape(scorer)}.`),
    ...(scoring === undefined ? [] : [`S${escape(scoring).slice(1)}.`]),
    ...otherRulesTable(report, metric, axis),
    ...(few ? [`Figures in italics, ${fewWords}`] : []),
    ...(leftOut === undefined ? [] : [escape(leftOut)]),
  ].map((note) => `\n\n${note}`);
  if (axis === undefined) return [table, ...notes].join("");
  const opposed = opposedGroups(report, { metric, axis }).map((clause) => `\n- ${escape(clause)}.`);
  const words = metricWords[metric].ofBias
    ? `\n\n${escape(summarySentence(report, { metric, axis }))}${opposed.length === 0 ? "" : `\n${opposed.join("")}`}`
    : "";
  return [`**${axisName(axis)}**\n\n${table}`, ...notes, words].join("");
}

/** The same items by other scoring rules that are in use, where there are such. */
function otherRulesTable(report: BiasReport, metric: MetricName, axis: AxisName | undefined): string[] {
  const rules = otherRules(report, metric, axis);
  if (rules.length === 0) return [];
  const arms = [...new Set(rules.flatMap(({ figures }) => figures.map(({ arm }) => arm)))];
  const table = markdownTable(
    [{ head: "Arm" }, ...rules.map(({ name }) => ({ head: escape(name), numeric: true }))],
    arms.map((arm) => [
      escape(arm),
      ...rules.map(({ figures }) => figures.find((figure) => figure.arm === arm)?.text ?? "–"),
    ]),
  );
  return [`The same items by other scoring rules:\n\n${table}`];
}

/** Markdown has no grey. */
function withFew(text: string, behind: Pick<Metric, "n" | "units">): string {
  return isFew(behind) ? `*${text}, few*` : text;
}

function comparisonsTable(report: BiasReport): string {
  const comparisons = report.comparisons ?? [];
  if (comparisons.length === 0) return "";
  const table = markdownTable(
    [
      { head: "Measure" },
      { head: "Arms" },
      { head: "Difference", numeric: true },
      { head: "interval", numeric: true },
      { head: "p", numeric: true },
      { head: "p, corrected", numeric: true },
      { head: "n", numeric: true },
    ],
    comparisons.map((one) => {
      const unit = unitOf(report, one.metric);
      const decimals = decimalsOf(report, one.metric);
      const subject = one.axis === undefined ? "" : `${axisName(one.axis)}: `;
      return [
        `${subject}${metricWords[one.metric].phrase}`,
        `${escape(one.b)} − ${escape(one.a)}`,
        formatDifference(one.difference, unit, decimals),
        differenceInterval(report, one),
        formatProbability(one.pValue),
        adjustedText(one),
        formatCount(one.n),
      ];
    }),
  );
  const method = [...new Set(comparisons.map((one) => one.method))].join("; ");
  return `### Arms against each other\n\nItem by item: ${escape(method)}. ${correctionWords(report)} Shares differ in percentage points.\n\n${table}`;
}

/** The private arms against plain: as a difference, and as a ratio where that can be told. */
function amplificationMarkdown(report: BiasReport): string {
  const rows = amplificationTable(report);
  if (rows.length === 0) return "";
  const base = report.arms?.find((arm) => kindOf(arm) === "base");
  const table = markdownTable(
    [
      { head: "Measure" },
      { head: "Arm" },
      ...(base === undefined ? [] : [{ head: "base", numeric: true }]),
      { head: "plain", numeric: true },
      { head: "Arm's value", numeric: true },
      { head: "Difference", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "p", numeric: true },
      { head: "p, corrected", numeric: true },
      { head: "Ratio (95% interval)", numeric: true },
    ],
    rows.map(({ measure: { metric, axis }, arm, plain, result, comparison }) => {
      const [unit, decimals] = [unitOf(report, metric), decimalsOf(report, metric)];
      return [
        `${axisName(axis)}: ${metricWords[metric].phrase}`,
        escape(arm.arm),
        ...(base === undefined ? [] : [valueText(resultOf(base, metric, axis), decimals)]),
        formatQuantity(plain.value, unit, decimals),
        formatQuantity(result.value, unit, decimals),
        differenceText(report, comparison),
        differenceInterval(report, comparison),
        formatProbability(comparison.pValue),
        adjustedText(comparison),
        ratioText(comparison),
      ];
    }),
  );
  return `### Amplification\n\n${amplificationReading} ${correctionWords(report)}\n\n${table}`;
}

function valueText(result: Metric | undefined, decimals: number): string {
  return result === undefined ? "–" : formatQuantity(result.value, result.unit, decimals);
}

/** What each repeat came to, so that the spread over seeds can be seen beside the pooled figures. */
function repeatsTable(report: BiasReport): string {
  const repeated = (report.arms ?? []).filter(({ seeds }) => seeds !== undefined);
  if (repeated.length === 0) return "";
  const seeds = repeatSeeds(report);
  const measures = [...biasMeasures(report), { metric: "perplexity", axis: undefined } as const];
  const rows = measures.flatMap(({ metric, axis }) =>
    repeated.flatMap((arm) => {
      const values = seeds.map((seed) => repeatedValue(arm, seed, metric, axis));
      const pooled = resultOf(arm, metric, axis);
      if (values.every((value) => value === undefined) || pooled === undefined) return [];
      const show = (value: number | undefined): string =>
        value === undefined ? "–" : formatQuantity(value, pooled.unit, decimalsOf(report, metric));
      const subject = axis === undefined ? "" : `${axisName(axis)}: `;
      return [
        [`${subject}${metricWords[metric].phrase}`, escape(arm.arm), show(pooled.value), values.map(show).join(", ")],
      ];
    }),
  );
  const table = markdownTable(
    [
      { head: "Measure" },
      { head: "Arm" },
      { head: "Pooled", numeric: true },
      { head: `Seeds ${seeds.join(", ")}`, numeric: true },
    ],
    rows,
  );
  return `### Each repeat\n\n${repeatsReading}\n\n${table}`;
}

/** How each arm was trained, and what its epsilon covers. */
export function trainingMarkdown(report: BiasReport): string {
  const trained = (report.arms ?? []).filter((arm) => arm.training !== undefined);
  if (trained.length === 0) return "";
  const table = markdownTable(
    [
      { head: "Arm" },
      { head: "Steps", numeric: true },
      { head: "Expected lot", numeric: true },
      { head: "Units", numeric: true },
      { head: "Views a unit", numeric: true },
      { head: "Tokens at most", numeric: true },
      { head: "Learning rate", numeric: true },
      { head: "Optimizer" },
      { head: "Trained" },
      { head: "Time", numeric: true },
    ],
    trained.map(({ arm, training }) =>
      training === undefined
        ? []
        : [
            escape(arm),
            formatCount(training.steps),
            formatSmall(training.expectedLotSize),
            formatCount(training.records),
            formatSmall(training.viewsPerRecord),
            formatCount(training.maximumTokens),
            formatSmall(training.learningRate),
            escape(training.optimizer),
            escape(trainedWords(training)),
            formatDuration(training.durationMs),
          ],
    ),
  );
  const skipped = trained.flatMap(({ arm, training }) =>
    (training?.skipped ?? []).map((skip) => `- ${escape(arm)}: ${formatCount(skip.count)} ${escape(skip.reason)}`),
  );
  const passed = skipped.length > 0 ? `Passed over:\n\n${skipped.join("\n")}` : "";
  return ["## Training", table, passed, dynamicsMarkdown(report), convergenceMarkdown(report), privacyMarkdown(report)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function privacyMarkdown(report: BiasReport): string {
  const arms = (report.arms ?? []).flatMap(({ arm, privacy }) => (privacy === undefined ? [] : [{ arm, privacy }]));
  if (arms.length === 0) return "";
  const table = markdownTable(
    [
      { head: "Arm" },
      { head: "ε", numeric: true },
      { head: "δ", numeric: true },
      { head: "μ (GDP)", numeric: true },
      { head: "True positives at 1%", numeric: true },
      { head: "Unit" },
      { head: "Accountant" },
      { head: "Noise multiplier", numeric: true },
      { head: "Clip" },
      { head: "Sampling rate", numeric: true },
      { head: "Noise from" },
    ],
    arms.map(({ arm, privacy }) => [
      escape(arm),
      formatEpsilon(privacy.epsilon),
      formatSmall(privacy.delta),
      formatMu(privacy),
      formatTruePositives(privacy),
      escape(privacy.unit),
      escape(privacy.accountant),
      formatDecimal(privacy.noiseMultiplier, 3),
      escape(clipWords(privacy)),
      formatSmall(privacy.samplingRate),
      escape(noiseWords(privacy)),
    ]),
  );
  const notCovered = [...new Set(arms.flatMap(({ privacy }) => privacy.notCovered))].map((item) => `- ${escape(item)}`);
  const uncovered = notCovered.length > 0 ? `Epsilon does not cover:\n\n${notCovered.join("\n")}` : "";
  return [
    "### Privacy",
    `Adjacency: ${arms[0]?.privacy.adjacency}; ${arms[0]?.privacy.sampling} sampling.`,
    table,
    trainingsSentence(report.arms ?? []) ?? "",
    attackSentence,
    uncovered,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}
