import { counterfactualSentences } from "../../report/counterfactualWords.ts";
import { associationSentence } from "../../report/associationSentence.ts";
import { standardArms } from "../../report/biasReport.ts";
import type { BiasReport } from "../../report/biasReport.ts";
import { biasMeasures, epsilonOf, scannedAxes } from "../../report/measures.ts";
import type { Measure } from "../../report/measures.ts";
import { hasAllArmsHidden } from "../../report/narrowedReport.ts";
import type { NarrowedReport } from "../../report/narrowedReport.ts";
import { formatCount, formatDecimal, formatProbability } from "../../report/numberFormat.ts";
import { robustnessSentences } from "../../report/robustnessWords.ts";
import { opposedGroups, summarySentence } from "../../report/summarySentence.ts";
import { tradeOffSentences } from "../../report/tradeOffWords.ts";
import { axisName, groupLabel, maskedWord, metricWords, noAssociation, slursOf } from "../../report/wording.ts";
import type { AxisName } from "../../report/wording.ts";
import { armTable } from "./armTable.ts";
import { amplificationChart } from "./charts/amplification.ts";
import { associationChart, chartedAssociations } from "./charts/associations.ts";
import { chartFigure } from "./charts/figure.ts";
import { mentionsChart } from "./charts/mentions.ts";
import { epsilonWords, privacyAgainstBias } from "./charts/privacyAgainstBias.ts";
import { dropdown } from "./controls.ts";
import { element } from "./dom.ts";
import { folded } from "./folded.ts";
import type { Host } from "./host.ts";
import { headlineTable } from "./headlineTable.ts";
import { howSureOfArms, howSureOfScan } from "./howSure.ts";
import type { Store } from "./state.ts";
import { dataTable } from "./table.ts";

/** Instead of figures, where a reader hides every arm. */
export const allArmsHidden = "All arms are hidden: choose some at the top of the page.";

/** The answer at a glance: one sentence, its figures and three cards; of the arms where there are any, of the associations otherwise. */
export function firstScreen(report: BiasReport, host: Host, store: Store): HTMLElement {
  const measures = biasMeasures(report);
  const [first] = measures;
  if (first !== undefined) return armsAtAGlance(report, host, store, measures, first);
  const [axis] = scannedAxes(report);
  if (axis !== undefined) return scanAtAGlance(report, host, store, axis);
  if (hasAllArmsHidden(report)) return sentencesAtAGlance([allArmsHidden]);
  const { counterfactuals, tradeOff, robustness } = report;
  if (counterfactuals !== undefined) return sentencesAtAGlance(counterfactualSentences(counterfactuals));
  if (tradeOff !== undefined) return sentencesAtAGlance(tradeOffSentences(report));
  if (robustness !== undefined) return sentencesAtAGlance(robustnessSentences(report));
  return element(
    "section",
    { id: "glance", "aria-label": "At a glance" },
    element(
      "p",
      { class: "empty" },
      "This report has neither a scan nor measured models. Run “evenhand scan” on a corpus, or “evenhand train” for the comparison of four arms.",
    ),
  );
}

/** Reports of a generated corpus and of studies have neither a scan nor arms. */
function sentencesAtAGlance(sentences: readonly string[]): HTMLElement {
  return element(
    "section",
    { id: "glance", "aria-label": "At a glance" },
    ...sentences.map((sentence) => element("p", {}, sentence)),
  );
}

function armsAtAGlance(
  report: BiasReport,
  host: Host,
  store: Store,
  measures: readonly Measure[],
  first: Measure,
): HTMLElement {
  const axes = new Set(measures.map(({ axis }) => axis));
  const idOf = ({ axis, metric }: Measure): string => `${axis} ${metric}`;
  const chosen = (): Measure =>
    measures.find(({ axis, metric }) => axis === store.state.measure?.axis && metric === store.state.measure.metric) ??
    measures.find(({ metric }) => metric === store.state.measure?.metric) ??
    first;
  const metricControl = dropdown({
    id: "choose-metric",
    label: "Measure",
    choices: measures.map((measure) => ({
      value: idOf(measure),
      label: `${axes.size > 1 ? `${axisName(measure.axis)}: ` : ""}${metricWords[measure.metric].name}`,
    })),
    value: idOf(chosen()),
    onChange: (id) => {
      const measure = measures.find((one) => idOf(one) === id);
      if (measure !== undefined) store.update({ measure });
    },
  });
  const amplification = element("div", { id: "amplification", class: "card wide" });
  const privacy = element("div", { id: "privacy-against-bias", class: "card" });
  const sure = element("div", { id: "how-sure", class: "card" });
  const headline = element("div", { id: "headline" });
  const sentence = element("p", { id: "sentence", "aria-live": "polite" });
  const opposed = element("div", { id: "opposed", class: "sentence", "aria-live": "polite" });
  const cards = element("div", { class: "cards" }, amplification, privacy, sure);
  store.watch(["measure"], () => {
    const measure = chosen();
    const words = metricWords[measure.metric];
    amplification.replaceChildren(
      element("h2", {}, "Amplification"),
      chartFigure({
        title: `${axisName(measure.axis)}: ${words.phrase}, 95% intervals.`,
        reading: words.reading,
        draw: (width) => amplificationChart(report, measure, width),
        table: () => armTable(report, host, measure.axis, [measure.metric], `${words.name}, ${measure.axis}`),
      }),
    );
    privacy.replaceChildren(element("h2", {}, "Privacy against bias"), privacyFigure(report, host, measure));
    sure.replaceChildren(element("h2", {}, "How sure"), ...howSureOfArms(report, measure));
    headline.replaceChildren(...headlineTable(report, host, measure));
    sentence.textContent = summarySentence(report, measure);
    opposed.replaceChildren(...opposedClauses(opposedGroups(report, measure)));
  });
  return element(
    "section",
    { id: "glance", "aria-label": "At a glance" },
    element("div", { class: "choices" }, metricControl.element),
    sentence,
    ...(hasManyArms(report) ? [headline, opposed, cards] : [opposed, cards, headline]),
  );
}

/** A few in a sentence; of more, how many there are. */
function opposedClauses(clauses: readonly string[]): Node[] {
  if (clauses.length === 0) return [];
  if (clauses.length <= 2) return [element("p", {}, `${clauses.join("; ")}.`)];
  const list = (): Node => element("ul", {}, ...clauses.map((clause) => element("li", {}, `${clause}.`)));
  return [
    folded(`In ${clauses.length} models groups lie on either side of the ideal, which the pooled figure hides`, list),
  ];
}

/**
 * Charts of more than the four standard arms fill the first screen, so that the figures go before them, as the answer in words always does.
 * Arms that the reader hides count: what they hide moves nothing else.
 */
function hasManyArms({ arms = [], hiddenArms = 0 }: NarrowedReport): boolean {
  return arms.length + hiddenArms > standardArms.length;
}

function privacyFigure(report: BiasReport, host: Host, measure: Measure): HTMLElement {
  const arms = report.arms ?? [];
  if (arms.every((arm) => epsilonOf(arm) === undefined)) {
    return element("p", { class: "empty" }, "These models do not say with how much privacy they were trained.");
  }
  return chartFigure({
    title: `ε on x, ${metricWords[measure.metric].phrase} on y.`,
    reading: "Further left is more private. Distances on x show order only.",
    draw: (width) => privacyAgainstBias(report, measure, width),
    table: () =>
      armTable(report, host, measure.axis, [measure.metric], "", (position) => {
        const arm = arms[position];
        return epsilonWords(arm === undefined ? undefined : epsilonOf(arm));
      }),
  });
}

function scanAtAGlance(report: BiasReport, host: Host, store: Store, axis: AxisName): HTMLElement {
  const company = element("div", { id: "company", class: "card wide" });
  const mentions = element("div", { id: "mentions", class: "card" });
  const sure = element("div", { id: "how-sure", class: "card" });
  const sentence = element("p", { id: "sentence", "aria-live": "polite" });
  store.watch(["showSlurs"], ({ showSlurs }) => {
    company.replaceChildren(element("h2", {}, "Associations"), associationFigure(report, host, axis, showSlurs));
    mentions.replaceChildren(
      element("h2", {}, "Who is named"),
      chartFigure({
        title: `${axisName(axis)}: mentions by group.`,
        reading: "How often each group's words occur. There is no ideal: it depends on what the corpus is about.",
        draw: (width) => mentionsChart(report, axis, width),
        table: () =>
          dataTable(host, {
            caption: `Mentions, ${axis}`,
            columns: [{ head: "Group" }, { head: "Mentions", numeric: true }],
            rows: (report.scan?.groups ?? [])
              .filter((group) => group.axis === axis)
              .map((group) => ({
                cells: [{ text: group.label }, { text: formatCount(group.mentions), value: group.mentions }],
              })),
          }),
      }),
    );
    sure.replaceChildren(element("h2", {}, "How sure"), ...howSureOfScan(report, axis));
    sentence.textContent = associationSentence(report, axis);
  });
  return element(
    "section",
    { id: "glance", "aria-label": "At a glance" },
    sentence,
    element("div", { class: "cards two" }, company, element("div", { class: "stack" }, mentions, sure)),
  );
}

/** The strongest associations of an axis as a chart with its table. */
export function associationFigure(report: BiasReport, host: Host, axis: AxisName, showSlurs: boolean): HTMLElement {
  const rows = chartedAssociations(report, axis);
  if (rows.length === 0) {
    return element("p", { class: "empty" }, `${axisName(axis)}: ${noAssociation}.`);
  }
  const slurs = slursOf(report);
  return chartFigure({
    title: `${axisName(axis)}: words that keep company with each group, 95% intervals.`,
    reading: "nPMI: 0 means no more often together than chance, 1 means always together.",
    draw: (width) => associationChart(report, axis, showSlurs, width),
    table: () =>
      dataTable(host, {
        caption: `Strongest associations, ${axis}`,
        columns: [
          { head: "Group" },
          { head: "Word" },
          { head: "nPMI", numeric: true },
          { head: "95% interval", numeric: true },
          { head: "Sentences", numeric: true },
          { head: "q", numeric: true },
        ],
        rows: rows.map((row) => ({
          cells: [
            { text: groupLabel(report, row.group) },
            { text: !showSlurs && slurs.has(row.word.toLowerCase()) ? maskedWord(row.word) : row.word },
            { text: formatDecimal(row.npmi, 2), value: row.npmi },
            { text: `${formatDecimal(row.npmiLow, 2)} to ${formatDecimal(row.npmiHigh, 2)}` },
            { text: formatCount(row.together), value: row.together },
            { text: formatProbability(row.q), value: row.q },
          ],
        })),
      }),
  });
}
