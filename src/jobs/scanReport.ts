import type { Association, FurtherAssociations } from "../audit/associations.ts";
import type { AttributeResult } from "../audit/attributeAssociations.ts";
import type { Contrast } from "../audit/contrasts.ts";
import type { Counts, StratumTally } from "../audit/counts.ts";
import type { EmbeddingResult } from "../audit/embeddingAssociations.ts";
import type { Lexicon } from "../lexicon/lexicon.ts";
import type { AssociationRow, FurtherWords, GroupCount, KeywordInContext, ScanSection } from "../report/biasReport.ts";
import type {
  AttributeSection,
  ContrastSection,
  EmbeddingSection,
  StrataSection,
  Stratum,
} from "../report/scanFindings.ts";

/** What was counted and found in one corpus; parts that were not asked for are absent. */
export interface ScanFindings extends Pick<ScanSection, "dataProblems" | "termPrecision" | "reading" | "wordPlaces"> {
  readonly counts: Counts;
  readonly lexicon: Lexicon;
  readonly associations: readonly AssociationWithPlaces[];
  /** Words that were ranked below the associations. */
  readonly further?: readonly FurtherAssociations[];
  /** Tests behind the associations' q. */
  readonly tests: number;
  readonly contrasts?: readonly Contrast[];
  readonly attributes?: AttributeResult;
  readonly embedding?: EmbeddingResult;
}

export interface AssociationWithPlaces extends Association {
  /** At most a few places where both meet. */
  readonly places: readonly KeywordInContext[];
}

/** Counts and findings as the report has them: plain data, groups and terms in words. */
export function scanSection(findings: ScanFindings): ScanSection {
  const { counts, lexicon, associations, further = [], tests } = findings;
  const { contrasts, attributes, embedding, dataProblems, termPrecision, reading, wordPlaces } = findings;
  const { documents, sentences, tokens } = counts.totals;
  return {
    rule: counts.rule,
    lexiconHash: counts.lexiconHash,
    totals: { documents, sentences, tokens, types: counts.words.starts.length - 1 },
    groups: groupCounts(counts, lexicon, further),
    associations: associations.map(associationRow),
    tests,
    ...(wordPlaces !== undefined && { wordPlaces }),
    axes: counts.axes.map(({ axis, mentions, ambiguousMentions, sentences, documents }) => ({
      axis,
      mentions,
      ambiguousMentions,
      sentences,
      documents,
    })),
    ...(contrasts !== undefined && { contrasts: contrasts.map(contrastSection) }),
    ...(attributes !== undefined && { attributes: attributeSection(attributes) }),
    ...(embedding !== undefined && { embedding: embeddingSection(embedding, attributes) }),
    ...(dataProblems !== undefined && { dataProblems }),
    ...(counts.stratumField !== "" && {
      strata: strataSection(counts),
    }),
    ...(termPrecision !== undefined && { termPrecision }),
    ...(counts.undercountAtMost > 0 && { undercountAtMost: counts.undercountAtMost }),
    ...(reading !== undefined && { reading }),
  };
}

function groupCounts(counts: Counts, lexicon: Lexicon, further: readonly FurtherAssociations[]): GroupCount[] {
  return counts.groups.flatMap((tally) => {
    const group = lexicon.groups.find(({ id }) => id === tally.group);
    if (group === undefined) return [];
    const terms = new Map(group.terms.map((term) => [term.text, term]));
    const beyond = further.find((one) => one.group === group.id);
    return [
      {
        group: group.id,
        axis: group.axis,
        label: group.label,
        mentions: tally.mentions,
        sentences: tally.sentences,
        documents: tally.documents,
        ambiguousMentions: tally.ambiguousMentions,
        terms: counts.terms
          .filter((term) => term.group === group.id && term.mentions > 0)
          .map(({ term, mentions, sentences, documents }) => {
            const sense = terms.get(term)?.sense;
            const slur = terms.get(term)?.slur === true;
            return { term, mentions, slur, sentences, documents, ...(sense !== undefined && { sense }) };
          })
          .sort((a, b) => b.mentions - a.mentions || (a.term < b.term ? -1 : 1)),
        ...(beyond !== undefined && { further: furtherWords(beyond) }),
      },
    ];
  });
}

// Rows are picked field by field: what the audit adds for itself must not reach a report that forbids unknown fields.

function furtherWords({ words, z, npmi, npmiLow, npmiHigh }: FurtherAssociations): FurtherWords {
  return { words, z, npmi, npmiLow, npmiHigh };
}

function associationRow(one: AssociationWithPlaces): AssociationRow {
  const { fisherP, npmiHalves, sameDirectionInHalves, agreesInHalves } = one;
  return {
    group: one.group,
    word: one.word,
    together: one.together,
    wordSentences: one.wordSentences,
    npmi: one.npmi,
    npmiLow: one.npmiLow,
    npmiHigh: one.npmiHigh,
    logOdds: one.logOdds,
    z: one.z,
    q: one.q,
    pmi: one.pmi,
    pmiLow: one.pmiLow,
    pmiHigh: one.pmiHigh,
    logOddsRatio: one.logOddsRatio,
    logOddsRatioLow: one.logOddsRatioLow,
    logOddsRatioHigh: one.logOddsRatioHigh,
    g2: one.g2,
    ...(fisherP !== undefined && { fisherP }),
    ...(npmiHalves !== undefined && { npmiHalves }),
    ...(sameDirectionInHalves !== undefined && { sameDirectionInHalves }),
    ...(agreesInHalves !== undefined && { agreesInHalves }),
    drivingTerms: one.drivingTerms.map(({ term, together }) => ({ term, together })),
    places: one.places,
  };
}

function contrastSection(contrast: Contrast): ContrastSection {
  const { group, against, sentences, againstSentences, tokens, againstTokens, tests } = contrast;
  return {
    group,
    ...(against !== undefined && { against }),
    sentences,
    againstSentences,
    tokens,
    againstTokens,
    tests,
    rows: contrast.rows.map(({ word, count, againstCount, delta, deltaLow, deltaHigh, z, q }) => ({
      word,
      count,
      againstCount,
      delta,
      deltaLow,
      deltaHigh,
      z,
      q,
    })),
  };
}

function attributeSection({ lists, rows, tests, occupations }: AttributeResult): AttributeSection {
  return {
    lists: lists.map(({ list, label, masked, words, wordsFound, removed, origin, licence }) => ({
      list,
      label,
      masked,
      words,
      wordsFound,
      removed,
      origin,
      licence,
    })),
    rows: rows.map((row) => ({
      group: row.group,
      list: row.list,
      tokens: row.tokens,
      groupTokens: row.groupTokens,
      ratePerThousand: row.ratePerThousand,
      elsewherePerThousand: row.elsewherePerThousand,
      logOddsRatio: row.logOddsRatio,
      logOddsRatioLow: row.logOddsRatioLow,
      logOddsRatioHigh: row.logOddsRatioHigh,
      q: row.q,
      topWords: row.topWords,
    })),
    tests,
    ...(occupations !== undefined && {
      occupations: {
        group: occupations.group,
        against: occupations.against,
        source: occupations.source,
        baseShare: occupations.baseShare,
        rows: occupations.rows,
        tooRare: occupations.tooRare,
        ...(occupations.correlation !== undefined && {
          correlation: {
            value: occupations.correlation.value,
            low: occupations.correlation.low,
            high: occupations.correlation.high,
            n: occupations.correlation.n,
          },
        }),
      },
    }),
  };
}

/** With the labels of the lists in place of their ids. */
function embeddingSection(
  { words, dimensions, rows, notMeasured }: EmbeddingResult,
  attributes: AttributeResult | undefined,
): EmbeddingSection {
  const labels = new Map(attributes?.lists.map(({ list, label }) => [list, label]));
  const labelOf = (list: string): string => labels.get(list) ?? list;
  return {
    words,
    dimensions,
    rows: rows.map((row) => ({
      group: row.group,
      against: row.against,
      list: labelOf(row.list),
      ...(row.againstList !== undefined && { againstList: labelOf(row.againstList) }),
      effectSize: row.effectSize,
      pValue: row.pValue,
      permutations: row.permutations,
      q: row.q,
      groupWords: row.groupWords,
      againstWords: row.againstWords,
      listWords: row.listWords,
      againstListWords: row.againstListWords,
    })),
    notMeasured: notMeasured.length,
  };
}

/** Values of a field that a report lists: more would be addresses or numbers of records, and hundreds of megabytes. */
const mostStrata = 1000;

function strataSection(counts: Counts): StrataSection {
  const byDocuments = counts.strata.toSorted((a, b) => b.documents - a.documents);
  const kept = new Set(byDocuments.slice(0, mostStrata));
  const rest = byDocuments.slice(mostStrata);
  return {
    field: counts.stratumField,
    values: counts.strata.filter((stratum) => kept.has(stratum)).map((stratum) => stratumOf(stratum, counts)),
    ...(rest.length > 0 && {
      further: { values: rest.length, documents: rest.reduce((sum, { documents }) => sum + documents, 0) },
    }),
  };
}

function stratumOf(stratum: StratumTally, counts: Counts): Stratum {
  const { value, documents, sentences, tokens } = stratum;
  return {
    value,
    documents,
    sentences,
    tokens,
    groups: counts.groups.map(({ group }, index) => ({
      group,
      mentions: stratum.groupMentions[index] ?? 0,
      sentences: stratum.groupSentences[index] ?? 0,
      documents: stratum.groupDocuments[index] ?? 0,
    })),
  };
}
