import type { AssociationRow, BiasReport, ScanSection } from "./biasReport.ts";
import { formatCount, formatDecimal, formatDuration } from "./numberFormat.ts";
import type {
  AttributeList,
  AttributeRow,
  ContrastRow,
  ContrastSection,
  EmbeddingRow,
  EmbeddingSection,
  OccupationRow,
  OccupationSection,
  ScanReading,
  StrataSection,
  TermPrecision,
} from "./scanFindings.ts";
import { axisOrder, counted, coversZero, groupLabel, maskedWord, noDifference } from "./wording.ts";

// The words of a scan's findings, shared by page, Markdown and terminal.

/** Findings with a larger q are not told in words. */
const highestQ = 0.05;

/** What stands for the other side of a contrast with no other group. */
export const restWords = "all other sentences";

/** Why figures of word vectors lead nowhere. */
export const vectorsOfAllWords =
  "The vectors are made of all sentences together: no sentence has a share of its own, so these figures lead nowhere.";

/** How counts of words lead to places, and which do not. */
export const placesOfCountsWords =
  "A count leads to places that the scan kept of it. Log-odds, intervals and q are of all sentences together; counts of several groups together have no places of their own.";

/** A word as it is shown: slurs masked unless they are asked for. */
export function shownWord(word: string, slurs: ReadonlySet<string>, showSlurs = false): string {
  return !showSlurs && slurs.has(word.toLowerCase()) ? maskedWord(word) : word;
}

/** `0.21 to 0.44`. */
export function rangeText(low: number, high: number, decimals = 2): string {
  return `${formatDecimal(low, decimals)} to ${formatDecimal(high, decimals)}`;
}

/** The label of a contrast's second side. */
export function againstLabel(report: BiasReport, { against }: Pick<ContrastSection, "against">): string {
  if (against === undefined) return restWords;
  return axisOrder.some((axis) => axis === against) ? `other groups of ${against}` : groupLabel(report, against);
}

/** The same contrast seen from its other side; undefined where that is no group. */
export function turnedContrast(report: BiasReport, contrast: ContrastSection): ContrastSection | undefined {
  const { group, against } = contrast;
  if (against === undefined || report.scan?.groups.some((count) => count.group === against) !== true) return undefined;
  const turned = contrast.rows.map((row): ContrastRow => ({
    ...row,
    count: row.againstCount,
    againstCount: row.count,
    delta: -row.delta,
    deltaLow: -row.deltaHigh,
    deltaHigh: -row.deltaLow,
    z: -row.z,
  }));
  return {
    ...contrast,
    group: against,
    against: group,
    sentences: contrast.againstSentences,
    againstSentences: contrast.sentences,
    tokens: contrast.againstTokens,
    againstTokens: contrast.tokens,
    rows: [...turned.filter(({ delta }) => delta > 0), ...turned.filter(({ delta }) => delta <= 0)],
  };
}

/** The contrasts in which any word was kept. */
export function contrastsWithWords(report: BiasReport): readonly ContrastSection[] {
  return (report.scan?.contrasts ?? []).filter(({ rows }) => rows.length > 0);
}

/** How many contrasts have no word to show, in one sentence; undefined when all have. */
export function emptyContrastsSentence(report: BiasReport): string | undefined {
  const empty = (report.scan?.contrasts ?? []).filter(({ rows }) => rows.length === 0).length;
  return empty === 0 ? undefined : `For ${counted(empty, "other pair")} of sides, ${noDifference}.`;
}

/** Up to so many pairs of an axis are told pair by pair. */
const fewPairs = 3;

/**
 * The contrasts with words that are told where there is no choice: pair by pair for an axis of few pairs, each group against the
 * others of its axis where there are many.
 */
export function mainContrasts(report: BiasReport): readonly ContrastSection[] {
  const contrasts = contrastsWithWords(report);
  const axisOf = new Map(report.scan?.groups.map(({ group, axis }) => [group, axis]));
  return axisOrder.flatMap((axis) => {
    const own = contrasts.filter(({ group }) => axisOf.get(group) === axis);
    const pairs = own.filter(({ against }) => against !== undefined && against !== axis);
    const others = own.filter(({ against }) => against === undefined || against === axis);
    return pairs.length > 0 && (pairs.length <= fewPairs || others.length === 0) ? pairs : others;
  });
}

/** Of each axis the contrast with the most sentences on its smaller side. */
export function firstContrasts(report: BiasReport): readonly ContrastSection[] {
  const axisOf = new Map(report.scan?.groups.map(({ group, axis }) => [group, axis]));
  const support = ({ sentences, againstSentences }: ContrastSection): number => Math.min(sentences, againstSentences);
  return axisOrder.flatMap((axis) =>
    mainContrasts(report)
      .filter(({ group }) => axisOf.get(group) === axis)
      .toSorted((a, b) => support(b) - support(a))
      .slice(0, 1),
  );
}

/** `women and girls against men and boys`. */
export function contrastName(report: BiasReport, contrast: ContrastSection): string {
  return `${groupLabel(report, contrast.group)} against ${againstLabel(report, contrast)}`;
}

/** The strongest words of either side, the first side's first; at most `perSide` of each. */
export function strongestOf(contrast: ContrastSection, perSide: number): readonly ContrastRow[] {
  const here = contrast.rows.filter(({ delta }) => delta > 0).slice(0, perSide);
  const there = contrast.rows.filter(({ delta }) => delta <= 0).slice(0, perSide);
  return [...here, ...there];
}

/** What a contrast shows, in one sentence: each side's strongest word that survives the correction. */
export function contrastSentence(report: BiasReport, contrast: ContrastSection, slurs: ReadonlySet<string>): string {
  const name = contrastName(report, contrast);
  const clear = contrast.rows.filter((row) => row.q <= highestQ && !coversZero(intervalOf(row)));
  const here = clear.find(({ delta }) => delta > 0);
  const there = clear.find(({ delta }) => delta < 0);
  const clause = (row: ContrastRow, side: string): string =>
    `“${shownWord(row.word, slurs)}” leans most to ${side} (log-odds ${formatDecimal(row.delta, 2)}, 95% interval ${rangeText(row.deltaLow, row.deltaHigh)})`;
  const clauses = [
    ...(here === undefined ? [] : [clause(here, groupLabel(report, contrast.group))]),
    ...(there === undefined ? [] : [clause(there, againstLabel(report, contrast))]),
  ];
  return clauses.length === 0 ? `${name}: ${noDifference}.` : `${name}: ${clauses.join("; ")}.`;
}

function intervalOf({ deltaLow, deltaHigh }: ContrastRow): { readonly low: number; readonly high: number } {
  return { low: deltaLow, high: deltaHigh };
}

/** What one list of words shows: the groups whose interval leaves out zero, each with its direction. */
export function attributeSentence(report: BiasReport, list: string): string {
  const section = report.scan?.attributes;
  const label = section?.lists.find((candidate) => candidate.list === list)?.label ?? list;
  const rows = section?.rows.filter((row) => row.list === list) ?? [];
  const clear = rows.filter((row) => row.q <= highestQ && (row.logOddsRatioLow > 0 || row.logOddsRatioHigh < 0));
  const name = sentenceCase(label);
  if (clear.length === 0) return `${name}: ${noDifference}.`;
  const told = (more: boolean): string => {
    const chosen = clear
      .filter((row) => row.logOddsRatio > 0 === more)
      .sort((a, b) => Math.abs(b.logOddsRatio) - Math.abs(a.logOddsRatio));
    if (chosen.length === 0) return "";
    const named = chosen
      .slice(0, 3)
      .map(
        (row) =>
          `${groupLabel(report, row.group)} (${formatDecimal(row.logOddsRatio, 2)}, ${rangeText(row.logOddsRatioLow, row.logOddsRatioHigh)})`,
      );
    const others = chosen.length > 3 ? `, and ${formatCount(chosen.length - 3)} more` : "";
    return `${more ? "more" : "less"} often beside ${named.join(", ")}${others}`;
  };
  const parts = [told(true), told(false)].filter((part) => part !== "");
  const unclear = rows.length - clear.length;
  const rest =
    unclear === 0
      ? ""
      : `; for ${formatCount(unclear)} other ${unclear === 1 ? "group" : "groups"}, no difference that is clear by interval and q alike`;
  return `${name}, log odds ratio against all other sentences with 95% interval: ${parts.join("; ")}${rest}.`;
}

/** A text as it begins a sentence or stands as a title: `Negative words`. */
export function sentenceCase(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** A rate per thousand words. */
export function rateText(perThousand: number): string {
  return formatDecimal(perThousand, perThousand < 1 ? 2 : 1);
}

/**
 * The words of a list most frequent beside a group, `lead 31, run 12`; masked where the whole list is (`masked`) and where
 * a word is a slur.
 */
export function topWordsText(report: BiasReport, row: AttributeRow, masking: Masking, most = 5): string {
  return topWords(report, row, masking, most)
    .map(({ word, tokens }) => `${word} ${formatCount(tokens)}`)
    .join(", ");
}

interface Masking {
  readonly slurs: ReadonlySet<string>;
  readonly showSlurs?: boolean;
}

/** The same as words with their counts. */
export function topWords(
  report: BiasReport,
  row: AttributeRow,
  { slurs, showSlurs = false }: Masking,
  most: number,
): readonly { readonly word: string; readonly tokens: number }[] {
  const masked = report.scan?.attributes?.lists.find(({ list }) => list === row.list)?.masked === true;
  return row.topWords.slice(0, most).map(({ word, tokens }) => ({
    word: masked && !showSlurs ? maskedWord(word) : shownWord(word, slurs, showSlurs),
    tokens,
  }));
}

/** Longer lists of removed words are cut where people read them; the JSON has all. */
const removedShown = 20;

/** Which words of a list were left out, in one sentence. */
export function removedSentence(list: AttributeList, { slurs, showSlurs = false }: Masking): string {
  const { removed, masked } = list;
  if (removed.length === 0) return "No word of it names a group.";
  const words = removed
    .slice(0, removedShown)
    .map((word) => (masked && !showSlurs ? maskedWord(word) : shownWord(word, slurs, showSlurs)));
  const more = removed.length > removedShown ? " …" : "";
  return `Left out because they name groups (${formatCount(removed.length)}): ${words.join(", ")}${more}.`;
}

/** What the rows of occupations are to be read against, and how far they go along with the labour force. */
export function occupationsSentence(report: BiasReport, section: OccupationSection): string {
  const { baseShare, tooRare, correlation, group } = section;
  const parts = [
    `Over all sentences with either, the share of ${groupLabel(report, group)} is ${shareText(baseShare)}`,
    ...(correlation === undefined
      ? []
      : [
          `the shares go along with the labour force at r ${formatDecimal(correlation.value, 2)} (95% interval ${rangeText(correlation.low, correlation.high)}, n ${formatCount(correlation.n)})`,
        ]),
    ...(tooRare === 0 ? [] : [`${counted(tooRare, "occupation")} in too few sentences to compare`]),
  ];
  return `${parts.join("; ")}.`;
}

/** `82%`, or a dash where the source has none. */
export function shareText(share: number | undefined): string {
  return share === undefined ? "–" : `${formatDecimal(100 * share, 0)}%`;
}

export function shareRange({ shareLow, shareHigh }: Pick<OccupationRow, "shareLow" | "shareHigh">): string {
  return `${shareText(shareLow)} to ${shareText(shareHigh)}`;
}

/** The occupations whose interval is furthest from the labour force, in the section's order. */
export function furthestFromLabour(rows: readonly OccupationRow[], most: number): readonly OccupationRow[] {
  const distance = ({ shareLow, shareHigh, labourShare }: OccupationRow): number =>
    labourShare === undefined ? 0 : Math.max(0, shareLow - labourShare, labourShare - shareHigh);
  const furthest = new Set(rows.toSorted((a, b) => distance(b) - distance(a)).slice(0, most));
  return rows.filter((row) => furthest.has(row));
}

/** What was compared in a row of the embedding view: `women and girls, men and boys · family, career`. */
export function embeddingLists({ list, againstList }: EmbeddingRow): string {
  return againstList === undefined ? list : `${list} against ${againstList}`;
}

/** How the vectors were made and what was compared, for the text above their table. */
export function embeddingSentence({ words, dimensions, rows, notMeasured }: EmbeddingSection): string {
  const permutations = [...new Set(rows.map((row) => formatCount(row.permutations)))].join(", ");
  const unmeasured =
    notMeasured === 0
      ? ""
      : ` ${counted(notMeasured, "comparison")} without a figure: too few words have a vector, or all are alike.`;
  return `Vectors of ${counted(words, "word")} with ${counted(dimensions, "dimension")}, made from the counts alone (PPMI, truncated SVD). Effect size as in WEAT: above 0, the first group is nearer to the first list. p two-sided from ${permutations} permutations, q over all ${formatCount(rows.length)} rows.${unmeasured}`;
}

/** Estimated precision of an ambiguous term with its interval: `82% (75% to 88%)`; a dash where nothing was decided. */
export function precisionText({ precision, precisionLow, precisionHigh }: TermPrecision): string {
  if (precision === undefined) return "–";
  const range =
    precisionLow === undefined || precisionHigh === undefined
      ? ""
      : ` (${shareText(precisionLow)} to ${shareText(precisionHigh)})`;
  return `${shareText(precision)}${range}`;
}

/** How to read the figures of words beside a group, below the tables of a text without tooltips. */
export const associationReading =
  "z: how many standard errors the log odds of the word beside the group lie from 0, shrunk by how common the word is anyway, so that of a rare word it is careful. " +
  "nPMI: normalised pointwise mutual information, 0 as often together as chance has it, 1 always together. q: Benjamini-Hochberg over the G² tests of all words and groups, " +
  "Fisher's exact test for rare ones; it can be small where z is not, because it is not shrunk.";

/** nPMI in either half and whether they agree: `0.31, 0.29`; a dash where the scan did not look. */
export function halvesText({ npmiHalves }: AssociationRow): string {
  return npmiHalves === undefined ? "–" : npmiHalves.map((value) => formatDecimal(value, 2)).join(", ");
}

export function agreementText({ agreesInHalves }: AssociationRow): string {
  if (agreesInHalves === undefined) return "–";
  return agreesInHalves ? "yes" : "no";
}

/** Driving terms that are shown; the JSON has more. */
const drivingShown = 3;

/** `she 40, her 21`. */
export function drivingText(row: AssociationRow, slurs: ReadonlySet<string>, showSlurs = false): string {
  return (row.drivingTerms ?? [])
    .slice(0, drivingShown)
    .map(({ term, together }) => `${shownWord(term, slurs, showSlurs)} ${formatCount(together)}`)
    .join(", ");
}

/** How many ranked words are not listed, and how many of those listed keep their strength in either random half of the documents. */
export function rankedSentences(report: BiasReport): string | undefined {
  const sentences = [furtherSentence(report), stabilitySentence(report)].filter((sentence) => sentence !== undefined);
  return sentences.length === 0 ? undefined : sentences.join(" ");
}

function furtherSentence({ scan }: BiasReport): string | undefined {
  const beyond = (scan?.groups ?? []).flatMap(({ label, further }) =>
    further === undefined ? [] : [`${label} ${formatCount(further.words)}`],
  );
  return beyond.length === 0
    ? undefined
    : `Further words are associated and not listed: ${beyond.join(", ")}; --top lists more.`;
}

function stabilitySentence(report: BiasReport): string | undefined {
  const rows = (report.scan?.associations ?? []).filter(({ agreesInHalves }) => agreesInHalves !== undefined);
  if (rows.length === 0) return undefined;
  const agree = rows.filter(({ agreesInHalves }) => agreesInHalves === true).length;
  return `In two random halves of the documents, ${formatCount(agree)} of ${formatCount(rows.length)} ranked words agree: their nPMI differs no more than it would by chance in 95 of 100 cases.`;
}

/** The rate of fewer bytes is that of starting up. */
const fewestForRate = 1e6;

/** `59,000 more values with 59,100 documents are not listed`; nothing where all are. */
export function furtherStrata({ further }: StrataSection): string | undefined {
  if (further === undefined) return undefined;
  const are = further.values === 1 ? "is" : "are";
  return `${counted(further.values, "more value")} with ${counted(further.documents, "document")} ${are} not listed`;
}

/** How many words are different: `39,468 different`, `at least …` where rare words were let go. */
export function differentText({ totals, undercountAtMost = 0 }: ScanSection): string {
  return `${undercountAtMost > 0 ? "at least " : ""}${formatCount(totals.types)} different`;
}

/** How the corpus was read, in one line: `read by 2 workers, 148 MB/s over 1.0 s; 3 files remembered from an earlier scan`. */
export function readingText({ workers, bytes, durationMs, filesFromMemory, fieldGuessed }: ScanReading): string {
  const rate = durationMs > 0 && bytes >= fewestForRate ? bytes / 1e6 / (durationMs / 1000) : undefined;
  const speed =
    rate === undefined ? "" : `, ${formatDecimal(rate, rate < 10 ? 1 : 0)} MB/s over ${formatDuration(durationMs)}`;
  return [
    workers === 0 ? "nothing read again" : `read by ${counted(workers, "worker")}${speed}`,
    ...(filesFromMemory === 0 ? [] : [`${counted(filesFromMemory, "file")} remembered from an earlier scan`]),
    ...(fieldGuessed ? ["text field guessed"] : []),
  ].join("; ");
}

const problemNames: Readonly<Record<string, string>> = {
  dominance: "One group dominates",
  duplicates: "Duplicates",
  "near-duplicates": "Near-duplicates",
  boilerplate: "Boilerplate",
  encoding: "Encoding damage",
  languages: "Mixed languages",
  "tiny-groups": "Tiny groups",
};

/** A heading for a kind of data problem; the kind itself where it has none. */
export function problemName(kind: string): string {
  return problemNames[kind] ?? `${kind.slice(0, 1).toUpperCase()}${kind.slice(1).replaceAll("-", " ")}`;
}

/** A figure of a data problem as it is printed: shares as percent, counts grouped, and its name as words. */
export function figureText(
  report: BiasReport,
  { name, value }: { readonly name: string; readonly value: number },
): string {
  const group = report.scan?.groups.find((count) => count.group === name)?.label;
  if (group !== undefined) return `${group} ${formatCount(value)}`;
  const words = name.replaceAll(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  if (Number.isInteger(value) && !/share/i.test(name)) return `${words} ${formatCount(value)}`;
  const percent = value > 0 && value < 0.001 ? "< 0.1%" : `${formatDecimal(100 * value, 1)}%`;
  return `${words} ${percent}`;
}
