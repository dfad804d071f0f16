import type { BiasReport, ScanSection } from "../report/biasReport.ts";
import { formatCount, formatDecimal, formatProbability } from "../report/numberFormat.ts";
import type { AttributeRow, AttributeSection, StrataSection } from "../report/scanFindings.ts";
import {
  againstLabel,
  contrastName,
  embeddingLists,
  firstContrasts,
  furtherStrata,
  furthestFromLabour,
  mainContrasts,
  occupationsSentence,
  precisionText,
  problemName,
  rangeText,
  rateText,
  shareRange,
  shareText,
  shownWord,
  strongestOf,
  topWords,
} from "../report/scanWords.ts";
import { silencedProblem } from "../report/strongAssociations.ts";
import { counted, groupLabel, slursOf } from "../report/wording.ts";
import { textTable } from "./textTable.ts";
import { wrapText } from "./wrapText.ts";

/** What is shown unless `--detail` asks for all. */
const brief = { wordsPerSide: 4, attributes: 10, occupations: 8, vectors: 6, strata: 8 } as const;

/** Words of either side of a contrast with `--detail`. */
const detailedPerSide = 12;

/** Rows with a larger q are not shown unless `--detail` asks for all. */
const highestQ = 0.05;

/** Contrasts, lists of words, word vectors, ambiguous terms, sources and data problems, a table for each question. */
export function scanFindingTables(report: BiasReport, scan: ScanSection, detail: boolean): string[] {
  return [
    ...contrastTables(report, detail),
    ...(scan.attributes === undefined ? [] : attributeTables(report, scan.attributes, detail)),
    ...embeddingTable(report, scan, detail),
    ...(detail ? precisionTable(report, scan) : []),
    ...(scan.strata === undefined ? [] : [strataTable(scan, scan.strata, detail)]),
  ];
}

function contrastTables(report: BiasReport, detail: boolean): string[] {
  const slurs = slursOf(report);
  const chosen = detail ? mainContrasts(report) : firstContrasts(report);
  const perSide = detail ? detailedPerSide : brief.wordsPerSide;
  return chosen.flatMap((contrast) => {
    const rows = strongestOf(contrast, perSide);
    if (rows.length === 0) return [];
    const table = textTable(
      [
        { heading: "word", align: "left", maximumWidth: 24 },
        { heading: "log-odds", align: "right" },
        { heading: "95% interval", align: "right" },
        { heading: "z", align: "right" },
        { heading: "first", align: "right" },
        { heading: "second", align: "right" },
        { heading: "q", align: "right" },
      ],
      rows.map((row) => [
        shownWord(row.word, slurs),
        formatDecimal(row.delta, 2),
        rangeText(row.deltaLow, row.deltaHigh),
        formatDecimal(row.z, 1),
        formatCount(row.count),
        formatCount(row.againstCount),
        formatProbability(row.q),
      ]),
    );
    const n = `n = ${formatCount(contrast.sentences)} and ${counted(contrast.againstSentences, "sentence")}`;
    const question = wrapText(`Which words part ${contrastName(report, contrast)}? ${n}`);
    return [
      `${question}\n${table}\n${wrapText(`  Above 0: more beside ${groupLabel(report, contrast.group)}; below 0: more beside ${againstLabel(report, contrast)}.`)}`,
    ];
  });
}

function attributeTables(report: BiasReport, section: AttributeSection, detail: boolean): string[] {
  const slurs = slursOf(report);
  const labels = new Map(section.lists.map(({ list, label }) => [list, label]));
  const clear = section.rows.filter(({ q }) => q <= highestQ);
  const size = (row: AttributeRow): number => Math.min(Math.abs(row.logOddsRatioLow), Math.abs(row.logOddsRatioHigh));
  const rows = detail ? section.rows : clear.toSorted((a, b) => size(b) - size(a)).slice(0, brief.attributes);
  const tested = `${counted(section.rows.length, "pair")} of group and list tested, ${formatCount(clear.length)} with q up to 0.05`;
  if (rows.length === 0) return [`Which lists of words stand beside whom? ${tested}.`];
  const table = textTable(
    [
      { heading: "list", align: "left", maximumWidth: 40 },
      { heading: "beside", align: "left", maximumWidth: 40 },
      { heading: "per 1,000", align: "right" },
      { heading: "log odds", align: "right" },
      { heading: "95% interval", align: "right" },
      // The strongest rows are all below the limit of q; with all rows, the words are left to the report.
      detail ? { heading: "q", align: "right" } : { heading: "most frequent", align: "left", maximumWidth: 16 },
    ],
    rows.map((row) => [
      labels.get(row.list) ?? row.list,
      groupLabel(report, row.group),
      rateText(row.ratePerThousand),
      formatDecimal(row.logOddsRatio, 2),
      rangeText(row.logOddsRatioLow, row.logOddsRatioHigh),
      detail
        ? formatProbability(row.q)
        : topWords(report, row, { slurs }, 2)
            .map(({ word }) => word)
            .join(", "),
    ]),
  );
  return [
    `Which lists of words stand beside whom? ${tested}\n${table}\n  Log odds ratio against all other sentences. Words that name groups are left out of the lists.`,
    ...occupationTable(report, section, detail),
  ];
}

function occupationTable(report: BiasReport, { occupations }: AttributeSection, detail: boolean): string[] {
  if (occupations === undefined || occupations.rows.length === 0) return [];
  const rows = detail ? occupations.rows : furthestFromLabour(occupations.rows, brief.occupations);
  const [first, second] = [groupLabel(report, occupations.group), groupLabel(report, occupations.against)];
  const table = textTable(
    [
      { heading: "occupation", align: "left" },
      { heading: "first", align: "right" },
      { heading: "second", align: "right" },
      { heading: "share", align: "right" },
      { heading: "95% interval", align: "right" },
      { heading: "labour force", align: "right" },
    ],
    rows.map((row) => [
      row.word,
      formatCount(row.together),
      formatCount(row.againstTogether),
      shareText(row.share),
      shareRange(row),
      shareText(row.labourShare),
    ]),
  );
  return [
    `${wrapText(`Who has which occupation? Share of ${first} in sentences with ${first} or ${second}`)}\n${table}\n${wrapText(`  ${occupationsSentence(report, occupations)} Labour force: ${occupations.source}`)}`,
  ];
}

function embeddingTable(report: BiasReport, { embedding }: ScanSection, detail: boolean): string[] {
  if (embedding === undefined || embedding.rows.length === 0) return [];
  const strongest = embedding.rows.toSorted((a, b) => a.q - b.q || Math.abs(b.effectSize) - Math.abs(a.effectSize));
  const rows = detail ? embedding.rows : strongest.slice(0, brief.vectors);
  const table = textTable(
    [
      { heading: "groups", align: "left", maximumWidth: 36 },
      { heading: "lists", align: "left", maximumWidth: 30 },
      { heading: "effect", align: "right" },
      { heading: "p", align: "right" },
      { heading: "q", align: "right" },
    ],
    rows.map((row) => [
      `${groupLabel(report, row.group)} against ${groupLabel(report, row.against)}`,
      embeddingLists(row),
      formatDecimal(row.effectSize, 2),
      formatProbability(row.pValue),
      formatProbability(row.q),
    ]),
  );
  return [
    `Which list is nearer to whom? Vectors of ${counted(embedding.words, "word")}, made from the counts\n${table}\n  Above 0: the first group is nearer to the first list. p by permutation, q over ${counted(embedding.rows.length, "row")}.`,
  ];
}

function precisionTable(report: BiasReport, { termPrecision = [] }: ScanSection): string[] {
  if (termPrecision.length === 0) return [];
  const slurs = slursOf(report);
  const table = textTable(
    [
      { heading: "term", align: "left", maximumWidth: 20 },
      { heading: "group", align: "left", maximumWidth: 24 },
      { heading: "mentions", align: "right" },
      { heading: "decided", align: "right" },
      { heading: "about people", align: "right" },
    ],
    termPrecision.map((term) => [
      shownWord(term.term, slurs),
      groupLabel(report, term.group),
      formatCount(term.mentions),
      formatCount(term.decided),
      precisionText(term),
    ]),
  );
  return [`How many mentions of ambiguous terms are about people? Estimated from the words around them\n${table}`];
}

function strataTable(scan: ScanSection, strata: StrataSection, detail: boolean): string {
  const named = scan.groups.filter(({ mentions }) => mentions > 0);
  const groups = named.toSorted((a, b) => b.mentions - a.mentions).slice(0, 4);
  const values = detail ? strata.values : strata.values.slice(0, brief.strata);
  const rest = strata.values.length - values.length;
  const table = textTable(
    [
      { heading: strata.field, align: "left", maximumWidth: 24 },
      { heading: "documents", align: "right" },
      { heading: "sentences", align: "right" },
      ...groups.map(({ label }) => ({ heading: label, align: "right", maximumWidth: 11 }) as const),
    ],
    values.map(({ value, documents, sentences, groups: tallies }) => [
      value === "" ? "(none)" : value,
      formatCount(documents),
      formatCount(sentences),
      ...groups.map(({ group }) => formatCount(tallies.find((tally) => tally.group === group)?.mentions ?? 0)),
    ]),
  );
  const more = [
    ...(rest > 0 ? [counted(rest, "more value")] : []),
    ...(named.length > groups.length ? [counted(named.length - groups.length, "more group")] : []),
  ];
  const further = furtherStrata(strata);
  const notes = [
    ...(more.length === 0 ? [] : [`\n  In the report: ${more.join(", ")}.`]),
    ...(further === undefined ? [] : [`\n  ${further}.`]),
  ];
  return `Who is mentioned where? Mentions by ${strata.field}\n${table}${notes.join("")}`;
}

/** What would mislead who reads the tables: told before them. */
export function problemList(scan: ScanSection): string[] {
  if (scan.dataProblems === undefined) return [];
  const dataProblems = scan.dataProblems.filter((problem) => silencedProblem(scan, problem) === undefined);
  if (dataProblems.length < scan.dataProblems.length && dataProblems.length === 0) return [];
  if (dataProblems.length === 0) return ["What would mislead? No data problem of those that were looked for."];
  const parts = dataProblems.map(({ kind, sentence, hint, examples }) => {
    const [first] = examples;
    const place =
      first === undefined
        ? ""
        : ` First: ${first.file}${first.line === undefined ? `, byte ${formatCount(first.byte)}` : `:${first.line}`}.`;
    return wrapText(`  ${problemName(kind)}: ${sentence} ${hint}${place}`, "    ");
  });
  return [`What would mislead?\n${parts.join("\n")}`];
}
