import type { BiasReport } from "../../../report/biasReport.ts";
import { formatCount, formatDecimal, formatProbability } from "../../../report/numberFormat.ts";
import type { AttributeList, AttributeSection, OccupationSection } from "../../../report/scanFindings.ts";
import {
  attributeSentence,
  embeddingLists,
  embeddingSentence,
  sentenceCase,
  occupationsSentence,
  rangeText,
  rateText,
  removedSentence,
  shareRange,
  shareText,
  topWordsText,
  vectorsOfAllWords,
} from "../../../report/scanWords.ts";
import { counted, groupLabel, slursOf } from "../../../report/wording.ts";
import { behindWord, behindWords } from "../behindWord.ts";
import { attributeChart, occupationChart, rowsOfList } from "../charts/attributes.ts";
import { chartFigure } from "../charts/figure.ts";
import { dropdown } from "../controls.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { sortableTable } from "../sortableTable.ts";
import type { Store } from "../state.ts";
import type { Cell } from "../table.ts";
import { empty, paragraph, part, section } from "./section.ts";

/** Words of each list beside each group, occupations, word vectors; absent where the scan looked at none of them. */
export function wordListsSection(report: BiasReport, host: Host, store: Store): HTMLElement | undefined {
  const { attributes, embedding } = report.scan ?? {};
  if (attributes === undefined && embedding === undefined) return undefined;
  return section(
    "lists",
    "Lists of words",
    attributes === undefined ? undefined : listsPart(report, attributes, host, store),
    attributes?.occupations === undefined ? undefined : occupationsPart(report, attributes.occupations, host),
    embedding === undefined ? undefined : vectorsPart(report, host),
  );
}

function listsPart(report: BiasReport, attributes: AttributeSection, host: Host, store: Store): HTMLElement {
  const [first] = attributes.lists;
  if (first === undefined) return part("By group", empty("No list of words was looked for."));
  const chosen = (list: string): AttributeList =>
    attributes.lists.find((candidate) => candidate.list === list) ?? first;
  const listControl = dropdown({
    id: "choose-list",
    label: "List",
    choices: attributes.lists.map(({ list, label }) => ({ value: list, label })),
    value: chosen(store.state.attributeList).list,
    onChange: (attributeList) => store.update({ attributeList }),
  });
  const holder = element("div", { id: "list" });
  store.watch(["attributeList", "showSlurs"], ({ attributeList, showSlurs }) =>
    holder.replaceChildren(...listParts(report, host, chosen(attributeList), showSlurs)),
  );
  return part("By group", element("div", { class: "choices" }, listControl.element), holder);
}

function listParts(report: BiasReport, host: Host, list: AttributeList, showSlurs: boolean): readonly HTMLElement[] {
  const slurs = slursOf(report);
  const rows = rowsOfList(report, list.list);
  if (rows.length === 0) return [empty(`No group has enough sentences to look for this list: ${list.label}.`)];
  const tests = report.scan?.attributes?.tests ?? 0;
  return [
    chartFigure({
      title: `${sentenceCase(list.label)} by group, 95% intervals.`,
      reading: `Log odds ratio against all other sentences: above 0, more often beside the group. q over ${counted(tests, "test")}.`,
      draw: (width) => attributeChart(report, list, width),
      table: () =>
        sortableTable(host, {
          caption: `${sentenceCase(list.label)} by group`,
          columns: [
            { head: "Group" },
            { head: "Per 1,000", numeric: true, title: "words of the list in 1,000 words of the group's sentences" },
            { head: "Elsewhere", numeric: true, title: "the same in all other sentences" },
            { head: "log odds ratio", numeric: true },
            { head: "95% interval", numeric: true },
            { head: "q", numeric: true },
            { head: "n", numeric: true, title: "words of the list beside the group" },
            { head: "Most frequent" },
          ],
          rows: rows.map((row) => ({
            attributes: { "data-group": row.group },
            cells: [
              { text: groupLabel(report, row.group) },
              { text: rateText(row.ratePerThousand), value: row.ratePerThousand },
              { text: rateText(row.elsewherePerThousand), value: row.elsewherePerThousand },
              { text: formatDecimal(row.logOddsRatio, 2), value: row.logOddsRatio },
              { text: rangeText(row.logOddsRatioLow, row.logOddsRatioHigh), value: row.logOddsRatioLow },
              { text: formatProbability(row.q), value: row.q },
              {
                text: formatCount(row.tokens),
                value: row.tokens,
                open: behindWords(
                  report,
                  host,
                  {
                    group: row.group,
                    words: row.topWords.map(({ word }) => word),
                    title: `${sentenceCase(list.label)} beside ${groupLabel(report, row.group)}: ${counted(row.tokens, "word")}`,
                  },
                  showSlurs,
                ),
              },
              { text: topWordsText(report, row, { slurs, showSlurs }), attributes: { class: "terms" } },
            ],
          })),
        }),
    }),
    element("p", { class: "sentence" }, attributeSentence(report, list.list)),
    element(
      "p",
      { class: "note" },
      `${counted(list.words, "word")}, ${formatCount(list.wordsFound)} of them in the corpus; origin: ${list.origin}, ${list.licence}. ${removedSentence(list, { slurs, showSlurs })}`,
    ),
  ];
}

function occupationsPart(report: BiasReport, section: OccupationSection, host: Host): HTMLElement {
  const [first, second] = [groupLabel(report, section.group), groupLabel(report, section.against)];
  if (section.rows.length === 0) return part("Occupations", empty("No occupation stands beside either group."));
  const hasLabour = section.rows.some(({ labourShare }) => labourShare !== undefined);
  return part(
    "Occupations",
    chartFigure({
      title: `Share of ${first} in sentences with an occupation and ${first} or ${second}, 95% intervals.`,
      reading: `The dashed rule is their share over all sentences with either.${hasLabour ? ` The tick is their share in the labour force: ${section.source}.` : ""}`,
      draw: (width) => occupationChart(report, section, width),
      table: () =>
        sortableTable(host, {
          caption: "Occupations",
          attributes: { id: "occupations" },
          columns: [
            { head: "Occupation" },
            { head: `With ${first}`, numeric: true, title: "sentences" },
            { head: `With ${second}`, numeric: true, title: "sentences" },
            { head: "Share", numeric: true },
            { head: "95% interval", numeric: true },
            { head: "Labour force", numeric: true },
          ],
          rows: section.rows.map((row) => ({
            cells: [
              { text: row.word },
              occupationCell(report, host, section.group, row.word, row.together),
              occupationCell(report, host, section.against, row.word, row.againstTogether),
              { text: shareText(row.share), value: row.share },
              { text: shareRange(row), value: row.shareLow },
              { text: shareText(row.labourShare), ...(row.labourShare !== undefined && { value: row.labourShare }) },
            ],
          })),
        }),
    }),
    element("p", { class: "sentence" }, occupationsSentence(report, section)),
  );
}

function occupationCell(report: BiasReport, host: Host, group: string, word: string, sentences: number): Cell {
  const counts = counted(sentences, "sentence");
  return {
    text: formatCount(sentences),
    value: sentences,
    open: behindWord(report, host, { group, word, counts }, false),
  };
}

function vectorsPart(report: BiasReport, host: Host): HTMLElement {
  const embedding = report.scan?.embedding;
  if (embedding === undefined || embedding.rows.length === 0) {
    return part("Word vectors", empty("The corpus is too small to make word vectors from its counts."));
  }
  return part(
    "Word vectors",
    paragraph(`${embeddingSentence(embedding)} ${vectorsOfAllWords}`),
    sortableTable(host, {
      caption: "Which list is nearer to whom?",
      attributes: { id: "vectors" },
      columns: [
        { head: "Groups" },
        { head: "Lists" },
        { head: "Effect size", numeric: true },
        { head: "p", numeric: true, title: "two-sided, by permutation of the groups' words" },
        { head: "q", numeric: true, title: "Benjamini-Hochberg over all rows" },
        { head: "Permutations", numeric: true },
        { head: "Words of the groups", numeric: true },
        { head: "Words of the lists", numeric: true },
      ],
      rows: embedding.rows.map((row) => ({
        cells: [
          { text: `${groupLabel(report, row.group)} against ${groupLabel(report, row.against)}` },
          { text: embeddingLists(row) },
          { text: formatDecimal(row.effectSize, 2), value: row.effectSize },
          { text: formatProbability(row.pValue), value: row.pValue },
          { text: formatProbability(row.q), value: row.q },
          { text: formatCount(row.permutations), value: row.permutations },
          { text: `${formatCount(row.groupWords)} and ${formatCount(row.againstWords)}`, value: row.groupWords },
          { text: `${formatCount(row.listWords)} and ${formatCount(row.againstListWords)}`, value: row.listWords },
        ],
      })),
    }),
  );
}
