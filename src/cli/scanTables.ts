import type { AssociationRow, BiasReport, GroupCount, ScanSection } from "../report/biasReport.ts";
import { formatCount, formatDecimal, formatProbability } from "../report/numberFormat.ts";
import {
  agreementText,
  differentText,
  rangeText,
  readingText,
  sentenceCase,
  shareText,
  shownWord,
  rankedSentences,
} from "../report/scanWords.ts";
import { silencedName, silencedRow } from "../report/strongAssociations.ts";
import { counted, noAssociation, slursOf } from "../report/wording.ts";
import { problemList, scanFindingTables } from "./scanFindingTables.ts";
import { textTable } from "./textTable.ts";
import { wrapText } from "./wrapText.ts";

/** Words shown for each group: on a few screens, and with `--detail`; the report has more. */
const wordsShown = { brief: 5, detailed: 15 } as const;

export interface ScanTableOptions {
  /** Every question with all that the report kept, instead of the strongest on a few screens. */
  readonly detail?: boolean;
}

/** The figures of a scan for a terminal: a table for each question, at most 100 columns. */
export function scanTables(report: BiasReport, { detail = false }: ScanTableOptions = {}): string {
  const { scan, corpus } = report;
  if (scan === undefined || corpus === undefined) return "";
  const { documents, sentences, tokens } = scan.totals;
  const from = corpus.textField === undefined ? "" : `, text from "${corpus.textField}"`;
  const summary = [
    wrapText(
      `${corpus.name}: ${counted(documents, "document")}, ${counted(sentences, "sentence")}, ` +
        `${counted(tokens, "word")} (${differentText(scan)})${from}`,
    ),
    ...(scan.reading === undefined ? [] : [sentenceCase(readingText(scan.reading))]),
    ...((scan.undercountAtMost ?? 0) === 0
      ? []
      : [`Counts of words are too low by at most ${formatCount(scan.undercountAtMost ?? 0)}`]),
  ];
  return [
    summary.join("\n"),
    `Who is mentioned?\n${mentionsTable(report, scan)}`,
    ...problemList(scan),
    ...companyTables(report, scan, detail),
    ...scanFindingTables(report, scan, detail),
    ...silencedList(report, scan),
    ...(corpus.skipped.length > 0 ? [`Noted or passed over:\n${skippedTable(corpus.skipped)}`] : []),
    ...(detail ? [] : hiddenNote(scan)),
  ].join("\n\n");
}

function mentionsTable(report: BiasReport, scan: ScanSection): string {
  const groups = scan.groups.filter(({ mentions }) => mentions > 0);
  if (groups.length === 0) return "  No term of the lexicon is in this corpus.";
  const hasPrecision = (scan.termPrecision ?? []).length > 0;
  return textTable(
    [
      { heading: "group", align: "left", maximumWidth: 30 },
      { heading: "mentions", align: "right" },
      { heading: "ambiguous", align: "right" },
      { heading: "sentences", align: "right" },
      { heading: "documents", align: "right" },
      ...(hasPrecision ? [{ heading: "about people", align: "left", maximumWidth: 28 } as const] : []),
    ],
    groups.map((group) => [
      group.label,
      formatCount(group.mentions),
      formatCount(group.ambiguousMentions),
      formatCount(group.sentences),
      formatCount(group.documents),
      ...(hasPrecision ? [precisionOf(report, group)] : []),
    ]),
  );
}

/** Fewer decided mentions make no figure without an interval; `--detail` has them all. */
const fewestDecided = 10;

/** The group's most frequent ambiguous terms with the estimated share of their mentions that is about people. */
function precisionOf(report: BiasReport, { group }: GroupCount): string {
  const slurs = slursOf(report);
  return (report.scan?.termPrecision ?? [])
    .filter((term) => term.group === group && term.decided >= fewestDecided)
    .toSorted((a, b) => b.mentions - a.mentions)
    .slice(0, 2)
    .map((term) => `${shownWord(term.term, slurs)} ${shareText(term.precision)}`)
    .join(", ");
}

function companyTables(report: BiasReport, scan: ScanSection, detail: boolean): string[] {
  if (scan.associations.length === 0) return [`${noAssociation.replace("no", "No").replace(" (", "\n(")}.`];
  const slurs = slursOf(report);
  const tables = scan.groups.flatMap((group) => {
    const rows = scan.associations.filter((row) => row.group === group.group);
    if (rows.length === 0) return [];
    const told = rows.filter((row) => silencedRow(scan, row) === undefined);
    const shown = told.slice(0, detail ? wordsShown.detailed : wordsShown.brief);
    if (shown.length === 0) return [];
    return [
      `${wrapText(`Which words keep company with ${group.label}? n = ${counted(group.sentences, "sentence")}`)}\n${companyTable(shown, slurs)}`,
    ];
  });
  const ranked = rankedSentences(report);
  return [
    ...tables,
    "Ranked by the lower end of the nPMI interval (0 as chance has it, 1 never apart). z: log-odds with\n" +
      `an informative prior. q: false-discovery rate over ${counted(scan.tests, "test")}; ranked up to 0.05.` +
      (ranked === undefined ? "" : `\n${wrapText(ranked)}`),
  ];
}

function companyTable(rows: readonly AssociationRow[], slurs: ReadonlySet<string>): string {
  const halved = rows.some(({ agreesInHalves }) => agreesInHalves !== undefined);
  return textTable(
    [
      { heading: "word", align: "left" },
      { heading: "together", align: "right" },
      { heading: "of", align: "right" },
      { heading: "nPMI", align: "right" },
      { heading: "95% interval", align: "right" },
      { heading: "z", align: "right" },
      { heading: "q", align: "right" },
      ...(halved ? [{ heading: "halves agree", align: "right" } as const] : []),
    ],
    rows.map((row) => [
      shownWord(row.word, slurs),
      formatCount(row.together),
      formatCount(row.wordSentences),
      formatDecimal(row.npmi, 2),
      rangeText(row.npmiLow, row.npmiHigh),
      formatDecimal(row.z, 1),
      formatProbability(row.q),
      ...(halved ? [agreementText(row)] : []),
    ]),
  );
}

/** Silenced findings by name; with a reason where the team gave one. */
const silencedShown = 10;

function silencedList(report: BiasReport, { silenced = [] }: ScanSection): string[] {
  if (silenced.length === 0) return [];
  const slurs = slursOf(report);
  const lines = silenced.slice(0, silencedShown).map((finding) => {
    const why = finding.reason === undefined ? "" : `: ${finding.reason}`;
    return wrapText(`  ${silencedName(report, finding, slurs)}${why}`, "    ");
  });
  const more = silenced.length > silencedShown ? [`  … and ${formatCount(silenced.length - silencedShown)} more`] : [];
  return [[`${formatCount(silenced.length)} silenced (evenhand.json)`, ...lines, ...more].join("\n")];
}

function skippedTable(skipped: NonNullable<BiasReport["corpus"]>["skipped"]): string {
  return skipped
    .map(({ reason, count, examples }) => {
      // The place must not be cut off: it is what somebody looks for.
      const first = examples[0] === undefined ? "" : `, first: ${examples[0]}`;
      return wrapText(`  ${formatCount(count)}  ${reason}${first}`, "     ");
    })
    .join("\n");
}

/** Says that there is more, where there is. */
function hiddenNote(scan: ScanSection): string[] {
  const byGroup = new Map<string, number>();
  for (const { group } of scan.associations) byGroup.set(group, (byGroup.get(group) ?? 0) + 1);
  const hasMore = [...byGroup.values()].some((rows) => rows > wordsShown.brief);
  const hasFindings = scan.contrasts !== undefined || scan.attributes !== undefined;
  return hasMore || hasFindings ? ["With --detail: more words, every contrast and list."] : [];
}
