import type { AssociationRow, BiasReport, FurtherWords, ScanSection } from "./biasReport.ts";
import { figures, passedOver } from "./csvRow.ts";
import type { CsvRow } from "./csvRow.ts";
import type {
  AttributeSection,
  ContrastSection,
  EmbeddingSection,
  OccupationSection,
  StrataSection,
} from "./scanFindings.ts";

/** Every figure of a corpus and its scan. */
export function scanRows({ corpus, scan }: BiasReport): CsvRow[] {
  return [
    ...(corpus === undefined
      ? []
      : [
          ...figures({ section: "corpus", unit: "count" }, { records: corpus.records }),
          ...corpus.files.flatMap(({ name, bytes }) =>
            figures({ section: "corpus", item: name, unit: "bytes" }, { bytes }),
          ),
          ...passedOver({ section: "corpus" }, corpus.skipped),
        ]),
    ...(scan === undefined ? [] : rowsOf(scan)),
  ];
}

function rowsOf(scan: ScanSection): CsvRow[] {
  const axisOf = new Map(scan.groups.map(({ group, axis }) => [group, axis]));
  const { contrasts = [], attributes, embedding, strata, dataProblems = [], termPrecision = [] } = scan;
  return [
    ...countRows(scan),
    ...scan.associations.flatMap((row) => associationRows(row, axisOf.get(row.group))),
    ...contrasts.flatMap((contrast) => contrastRows(contrast, axisOf.get(contrast.group))),
    ...(attributes === undefined ? [] : attributeRows(attributes)),
    ...(embedding === undefined ? [] : embeddingRows(embedding)),
    ...termPrecision.flatMap(({ group, term, mentions, decided, undecided, senses, ...rest }): CsvRow[] => {
      const shared = { section: "term precision", axis: axisOf.get(group), group, item: term };
      const { precision, precisionLow, precisionHigh } = rest;
      return [
        ...figures({ ...shared, unit: "count" }, { mentions, undecided }),
        {
          ...shared,
          measure: "precision",
          unit: "share",
          value: precision,
          low: precisionLow,
          high: precisionHigh,
          n: decided,
        },
        ...senses.map((one) => ({
          ...shared,
          measure: `mentions of ${one.sense}`,
          unit: "count",
          value: one.mentions,
        })),
      ];
    }),
    ...(strata === undefined ? [] : strataRows(strata)),
    ...dataProblems.flatMap(({ kind, figures: found }) =>
      found.map(({ name, value }) => ({ section: "data problem", item: kind, measure: name, value })),
    ),
  ];
}

function countRows({ totals, tests, undercountAtMost, axes = [], groups }: ScanSection): CsvRow[] {
  const shared = { section: "scan", unit: "count" };
  return [
    ...figures(shared, { ...totals, tests, "undercount at most": undercountAtMost }),
    ...axes.flatMap(({ axis, mentions, ambiguousMentions, sentences, documents }) =>
      figures({ ...shared, axis }, { mentions, "ambiguous mentions": ambiguousMentions, sentences, documents }),
    ),
    ...groups.flatMap(({ axis, group, mentions, ambiguousMentions, sentences, documents, terms, further }) => [
      ...figures(
        { ...shared, axis, group },
        { mentions, sentences, documents, "ambiguous mentions": ambiguousMentions },
      ),
      ...(further === undefined ? [] : furtherRows(further, { axis, group })),
      ...terms.flatMap((term) =>
        figures(
          { ...shared, axis, group, item: term.term },
          { mentions: term.mentions, sentences: term.sentences, documents: term.documents },
        ),
      ),
    ]),
  ];
}

function furtherRows(
  { words, z, npmi, npmiLow, npmiHigh }: FurtherWords,
  of: { axis: string; group: string },
): CsvRow[] {
  const shared = { section: "scan", ...of };
  return [
    { ...shared, measure: "further words", unit: "count", value: words },
    { ...shared, measure: "further words, largest z", value: z },
    { ...shared, measure: "further words, largest npmi", value: npmi, low: npmiLow, high: npmiHigh },
  ];
}

function associationRows(row: AssociationRow, axis: string | undefined): CsvRow[] {
  const { group, word, together, q, npmiHalves, drivingTerms = [] } = row;
  const shared = { section: "association", axis, group, item: word, n: together };
  return [
    { ...shared, measure: "npmi", value: row.npmi, low: row.npmiLow, high: row.npmiHigh, q },
    { ...shared, measure: "log-odds", value: row.logOdds, q },
    { ...shared, measure: "z", value: row.z, q },
    ...(row.pmi === undefined
      ? []
      : [{ ...shared, measure: "pmi", unit: "nats", value: row.pmi, low: row.pmiLow, high: row.pmiHigh, q }]),
    ...(row.logOddsRatio === undefined
      ? []
      : [
          {
            ...shared,
            measure: "log odds ratio",
            value: row.logOddsRatio,
            low: row.logOddsRatioLow,
            high: row.logOddsRatioHigh,
            q,
          },
        ]),
    ...figures(shared, {
      "G-squared": row.g2,
      "Fisher's p": row.fisherP,
      "npmi, first half": npmiHalves?.[0],
      "npmi, second half": npmiHalves?.[1],
      "sentences with the word": row.wordSentences,
    }),
    ...drivingTerms.map((one) => ({
      ...shared,
      measure: `sentences with the term ${one.term}`,
      value: one.together,
    })),
  ];
}

function contrastRows(contrast: ContrastSection, axis: string | undefined): CsvRow[] {
  const { group, against = "all other sentences", rows } = contrast;
  const shared = { section: "contrast", axis, group };
  return [
    ...figures(
      { ...shared, unit: "count" },
      {
        [`sentences, against ${against}`]: contrast.sentences,
        [`sentences of ${against}`]: contrast.againstSentences,
        [`words, against ${against}`]: contrast.tokens,
        [`words of ${against}`]: contrast.againstTokens,
        [`tests against ${against}`]: contrast.tests,
      },
    ),
    ...rows.flatMap(({ word, count, againstCount, delta, deltaLow, deltaHigh, z, q }): CsvRow[] => [
      {
        ...shared,
        item: word,
        measure: `log-odds against ${against}`,
        value: delta,
        low: deltaLow,
        high: deltaHigh,
        n: count + againstCount,
        q,
      },
      { ...shared, item: word, measure: `z against ${against}`, value: z, q },
      ...figures(
        { ...shared, item: word, unit: "count" },
        { [`times, against ${against}`]: count, [`times beside ${against}`]: againstCount },
      ),
    ]),
  ];
}

function attributeRows({ lists, rows, tests, occupations }: AttributeSection): CsvRow[] {
  const section = "word list";
  return [
    { section, measure: "tests", unit: "count", value: tests },
    ...lists.flatMap(({ list, words, wordsFound }) =>
      figures({ section, item: list, unit: "count" }, { words, "words found": wordsFound }),
    ),
    ...rows.flatMap((row): CsvRow[] => {
      const shared = { section, group: row.group, item: row.list };
      return [
        {
          ...shared,
          measure: "log odds ratio",
          value: row.logOddsRatio,
          low: row.logOddsRatioLow,
          high: row.logOddsRatioHigh,
          n: row.tokens,
          q: row.q,
        },
        ...figures(shared, {
          "words of the group": row.groupTokens,
          "per thousand words": row.ratePerThousand,
          "per thousand words elsewhere": row.elsewherePerThousand,
        }),
        ...row.topWords.flatMap(({ word, tokens, expected }) =>
          figures(
            { ...shared, item: `${row.list}: ${word}`, unit: "count" },
            { times: tokens, "times by chance": expected },
          ),
        ),
      ];
    }),
    ...(occupations === undefined ? [] : occupationRows(occupations)),
  ];
}

function occupationRows({ group, against, baseShare, rows, tooRare, correlation }: OccupationSection): CsvRow[] {
  const shared = { section: "occupation", group };
  return [
    { ...shared, measure: `share against ${against}, all sentences`, unit: "share", value: baseShare },
    { ...shared, measure: "occupations too rare", unit: "count", value: tooRare },
    ...(correlation === undefined
      ? []
      : [{ ...shared, measure: "correlation with labour shares", unit: "correlation", ...correlation }]),
    ...rows.flatMap((row): CsvRow[] => {
      const own = { ...shared, item: row.word };
      return [
        {
          ...own,
          measure: `share against ${against}`,
          unit: "share",
          value: row.share,
          low: row.shareLow,
          high: row.shareHigh,
        },
        ...figures(
          { ...own, unit: "count" },
          { sentences: row.together, [`sentences of ${against}`]: row.againstTogether },
        ),
        ...figures(
          { ...own, unit: "share" },
          { [`share in the labour force, ${row.year ?? "year unknown"}`]: row.labourShare },
        ),
      ];
    }),
  ];
}

function embeddingRows({ words, dimensions, notMeasured, rows }: EmbeddingSection): CsvRow[] {
  const section = "word vectors";
  return [
    ...figures({ section, unit: "count" }, { words, dimensions, "comparisons not measured": notMeasured }),
    ...rows.flatMap((row): CsvRow[] => {
      const { group, against, list, againstList } = row;
      const shared = { section, group, item: againstList === undefined ? list : `${list} against ${againstList}` };
      return [
        {
          ...shared,
          measure: `effect size against ${against}`,
          value: row.effectSize,
          p: row.pValue,
          q: row.q,
          n: row.permutations,
        },
        ...figures(
          { ...shared, unit: "count" },
          {
            "words of the group": row.groupWords,
            [`words of ${against}`]: row.againstWords,
            "words of the list": row.listWords,
            "words of the other list": row.againstListWords,
          },
        ),
      ];
    }),
  ];
}

function strataRows({ field, values, further }: StrataSection): CsvRow[] {
  const rest = { section: "stratum", item: `${field}, values that are not listed`, unit: "count" };
  const listed = values.flatMap(({ value, documents, sentences, tokens, groups }) => {
    const shared = { section: "stratum", item: `${field}: ${value}`, unit: "count" };
    return [
      ...figures(shared, { documents, sentences, tokens }),
      ...groups.flatMap((one) =>
        figures(
          { ...shared, group: one.group },
          { mentions: one.mentions, sentences: one.sentences, documents: one.documents },
        ),
      ),
    ];
  });
  return [...listed, ...(further === undefined ? [] : figures(rest, { ...further }))];
}
