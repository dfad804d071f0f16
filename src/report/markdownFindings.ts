import type { BiasReport } from "./biasReport.ts";
import { escapeMarkdown as escape, markdownTable } from "./markdownTable.ts";
import { formatCount, formatDecimal, formatProbability } from "./numberFormat.ts";
import type { ContrastSection } from "./scanFindings.ts";
import {
  againstLabel,
  attributeSentence,
  contrastName,
  contrastSentence,
  embeddingLists,
  embeddingSentence,
  emptyContrastsSentence,
  figureText,
  sentenceCase,
  mainContrasts,
  occupationsSentence,
  precisionText,
  problemName,
  rangeText,
  rateText,
  removedSentence,
  shareRange,
  shareText,
  shownWord,
  strongestOf,
  topWordsText,
  furtherStrata,
} from "./scanWords.ts";
import { counted, groupLabel, maskSlurs, slursOf } from "./wording.ts";

/** Words of either side of a contrast that the Markdown prints. */
const wordsPerSide = 8;

/** Ambiguous terms that the Markdown prints, the most frequent. */
const termsShown = 25;

/** Examples of a data problem that the Markdown prints. */
const examplesShown = 3;

/** What a scan found beyond associations: contrasts, lists of words, word vectors, ambiguity, sources, data problems. */
export function findingsMarkdown(report: BiasReport): string {
  return [
    contrastsMarkdown(report),
    attributesMarkdown(report),
    embeddingMarkdown(report),
    precisionMarkdown(report),
    strataMarkdown(report),
    problemsMarkdown(report),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function contrastsMarkdown(report: BiasReport): string {
  if ((report.scan?.contrasts ?? []).length === 0) return "";
  const contrasts = mainContrasts(report);
  const empty = emptyContrastsSentence(report);
  return [
    "## Contrasts",
    "Log-odds ratio with an informative Dirichlet prior; above 0, more of the word beside the first group.",
    ...contrasts.map((contrast) => contrastMarkdown(report, contrast)),
    ...(empty === undefined ? [] : [empty]),
  ].join("\n\n");
}

function contrastMarkdown(report: BiasReport, contrast: ContrastSection): string {
  const slurs = slursOf(report);
  const rows = strongestOf(contrast, wordsPerSide);
  const table = markdownTable(
    [
      { head: "Word" },
      { head: "log-odds", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "z", numeric: true },
      { head: `beside ${escape(groupLabel(report, contrast.group))}`, numeric: true },
      { head: `beside ${escape(againstLabel(report, contrast))}`, numeric: true },
      { head: "q", numeric: true },
    ],
    rows.map((row) => [
      escape(shownWord(row.word, slurs)),
      formatDecimal(row.delta, 2),
      rangeText(row.deltaLow, row.deltaHigh),
      formatDecimal(row.z, 1),
      formatCount(row.count),
      formatCount(row.againstCount),
      formatProbability(row.q),
    ]),
  );
  const n = `n = ${formatCount(contrast.sentences)} and ${counted(contrast.againstSentences, "sentence")}, ${counted(contrast.tests, "test")}.`;
  return [
    `### ${escape(contrastName(report, contrast))}`,
    escape(contrastSentence(report, contrast, slurs)),
    n,
    table,
  ].join("\n\n");
}

function attributesMarkdown(report: BiasReport): string {
  const section = report.scan?.attributes;
  if (section === undefined) return "";
  const slurs = slursOf(report);
  const lists = section.lists.map((entry) => {
    const { list, label, words, wordsFound, origin, licence } = entry;
    const left = escape(removedSentence(entry, { slurs }));
    const table = markdownTable(
      [
        { head: "Group" },
        { head: "per 1,000 words", numeric: true },
        { head: "elsewhere", numeric: true },
        { head: "log odds ratio", numeric: true },
        { head: "95% interval", numeric: true },
        { head: "q", numeric: true },
        { head: "n", numeric: true },
        { head: "Most frequent" },
      ],
      section.rows
        .filter((row) => row.list === list)
        .map((row) => [
          escape(groupLabel(report, row.group)),
          rateText(row.ratePerThousand),
          rateText(row.elsewherePerThousand),
          formatDecimal(row.logOddsRatio, 2),
          rangeText(row.logOddsRatioLow, row.logOddsRatioHigh),
          formatProbability(row.q),
          formatCount(row.tokens),
          escape(topWordsText(report, row, { slurs })),
        ]),
    );
    return `### ${escape(sentenceCase(label))}\n\n${escape(attributeSentence(report, list))}\n\n${counted(words, "word")}, ${formatCount(wordsFound)} of them in the corpus; origin: ${escape(origin)}, ${escape(licence)}. ${left}\n\n${table}`;
  });
  return [
    "## Lists of words by group",
    `In the group's sentences against all other sentences; q over ${counted(section.tests, "test")}.`,
    ...lists,
    occupationsMarkdown(report),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function occupationsMarkdown(report: BiasReport): string {
  const section = report.scan?.attributes?.occupations;
  if (section === undefined || section.rows.length === 0) return "";
  const [first, second] = [groupLabel(report, section.group), groupLabel(report, section.against)];
  const table = markdownTable(
    [
      { head: "Occupation" },
      { head: `with ${escape(first)}`, numeric: true },
      { head: `with ${escape(second)}`, numeric: true },
      { head: "share", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "in the labour force", numeric: true },
    ],
    section.rows.map((row) => [
      escape(row.word),
      formatCount(row.together),
      formatCount(row.againstTogether),
      shareText(row.share),
      shareRange(row),
      shareText(row.labourShare),
    ]),
  );
  return `### Occupations\n\nSentences with the occupation; the share is that of ${escape(first)} among both. ${escape(occupationsSentence(report, section))} Labour force: ${escape(section.source)}.\n\n${table}`;
}

function embeddingMarkdown(report: BiasReport): string {
  const section = report.scan?.embedding;
  if (section === undefined || section.rows.length === 0) return "";
  const table = markdownTable(
    [
      { head: "Groups" },
      { head: "Lists" },
      { head: "effect size", numeric: true },
      { head: "p", numeric: true },
      { head: "q", numeric: true },
      { head: "words (groups; lists)", numeric: true },
    ],
    section.rows.map((row) => [
      escape(`${groupLabel(report, row.group)} against ${groupLabel(report, row.against)}`),
      escape(embeddingLists(row)),
      formatDecimal(row.effectSize, 2),
      formatProbability(row.pValue),
      formatProbability(row.q),
      `${formatCount(row.groupWords)} and ${formatCount(row.againstWords)}; ${formatCount(row.listWords)} and ${formatCount(row.againstListWords)}`,
    ]),
  );
  return `## Word vectors\n\n${escape(embeddingSentence(section))}\n\n${table}`;
}

function precisionMarkdown(report: BiasReport): string {
  const all = (report.scan?.termPrecision ?? []).toSorted((a, b) => b.mentions - a.mentions);
  if (all.length === 0) return "";
  const terms = all.slice(0, termsShown);
  const more =
    all.length > terms.length ? `\n\n${counted(all.length - terms.length, "rarer term")} stand in the JSON.` : "";
  const slurs = slursOf(report);
  const table = markdownTable(
    [
      { head: "Term" },
      { head: "Group" },
      { head: "Mentions", numeric: true },
      { head: "decided", numeric: true },
      { head: "undecided", numeric: true },
      { head: "name the group (95% interval)", numeric: true },
      { head: "Senses" },
    ],
    terms.map((term) => [
      escape(shownWord(term.term, slurs)),
      escape(groupLabel(report, term.group)),
      formatCount(term.mentions),
      formatCount(term.decided),
      formatCount(term.undecided),
      precisionText(term),
      term.senses.map(({ sense, mentions }) => `${escape(sense)} ${formatCount(mentions)}`).join(", "),
    ]),
  );
  return `## Ambiguous terms\n\nHow many mentions are of people, estimated by rules on the words around them; a share is of the decided ones.\n\n${table}${more}`;
}

function strataMarkdown(report: BiasReport): string {
  const { strata, groups = [] } = report.scan ?? {};
  if (strata === undefined || strata.values.length === 0) return "";
  const named = groups.filter(({ mentions }) => mentions > 0);
  const table = markdownTable(
    [
      { head: escape(strata.field) },
      { head: "Documents", numeric: true },
      { head: "Sentences", numeric: true },
      ...named.map(({ label }) => ({ head: escape(label), numeric: true })),
    ],
    strata.values.map(({ value, documents, sentences, groups: tallies }) => [
      value === "" ? "(none)" : escape(value),
      formatCount(documents),
      formatCount(sentences),
      ...named.map(({ group }) => formatCount(tallies.find((tally) => tally.group === group)?.mentions ?? 0)),
    ]),
  );
  const further = furtherStrata(strata);
  const rest = further === undefined ? "" : ` ${further}.`;
  return `## By ${escape(strata.field)}\n\nMentions of each group by the value of the field.${rest}\n\n${table}`;
}

function problemsMarkdown(report: BiasReport): string {
  const problems = report.scan?.dataProblems;
  if (problems === undefined) return "";
  if (problems.length === 0) return "## Data problems\n\nNone of those that were looked for.";
  const slurs = slursOf(report);
  const parts = problems.map(({ kind, sentence, figures, examples, hint }) => {
    const shown = examples.slice(0, examplesShown).map((example) => {
      const place = `${escape(example.file)}${example.line === undefined ? `, byte ${formatCount(example.byte)}` : `:${example.line}`}`;
      const times = example.count === undefined ? "" : `, ${formatCount(example.count)} times`;
      const text = example.text === undefined ? "" : `: ${escape(maskSlurs(example.text, slurs))}`;
      return `- ${place}${times}${text}`;
    });
    const numbers = figures.map((figure) => escape(figureText(report, figure))).join(", ");
    return [`### ${escape(problemName(kind))}`, `${escape(sentence)} ${escape(hint)}`, numbers, shown.join("\n")]
      .filter((part) => part !== "")
      .join("\n\n");
  });
  return ["## Data problems", ...parts].join("\n\n");
}
