import { associationSentence } from "./associationSentence.ts";
import type { AssociationRow, BiasReport, ScanSection } from "./biasReport.ts";
import { escapeMarkdown as escape, markdownTable } from "./markdownTable.ts";
import type { MarkdownColumn } from "./markdownTable.ts";
import { scannedAxes } from "./measures.ts";
import { formatCount, formatDecimal, formatProbability } from "./numberFormat.ts";
import {
  agreementText,
  drivingText,
  halvesText,
  readingText,
  sentenceCase,
  shownWord,
  associationReading,
  rankedSentences,
  differentText,
} from "./scanWords.ts";
import { silencedName } from "./strongAssociations.ts";
import { axisName, counted, groupLabel, slursOf } from "./wording.ts";
import type { AxisName } from "./wording.ts";

/** Associations of one group that the Markdown prints; the JSON has all that the scan kept. */
const rowsPerGroup = 10;

/** Who is named, and which words keep company with whom. */
export function scanMarkdown(report: BiasReport): string {
  const { scan } = report;
  if (scan === undefined) return "";
  const { documents, sentences, tokens } = scan.totals;
  const ranked = rankedSentences(report);
  const undercount = scan.undercountAtMost ?? 0;
  return [
    "## Words and groups",
    `${counted(documents, "document")}, ${counted(sentences, "sentence")}, ${counted(tokens, "word")}, ${differentText(scan)} ones. Lexicon \`${scan.lexiconHash}\`, rule ${scan.rule}. The q values come from ${counted(scan.tests, "test")}.`,
    scan.reading === undefined ? "" : `${sentenceCase(readingText(scan.reading))}.`,
    undercount === 0 ? "" : `Counts of words are too low by at most ${formatCount(undercount)}.`,
    groupTable(scan),
    ranked ?? "",
    scan.associations.length === 0 ? "" : associationReading,
    ...scannedAxes(report).map((axis) => axisAssociations(report, scan, axis)),
    silencedMarkdown(report, scan),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** What the team has silenced stays in the tables; here is what and why. */
function silencedMarkdown(report: BiasReport, { silenced = [] }: ScanSection): string {
  if (silenced.length === 0) return "";
  const slurs = slursOf(report);
  const lines = silenced.map((finding) => {
    const why = finding.reason === undefined ? "" : `: ${escape(finding.reason)}`;
    return `- ${escape(silencedName(report, finding, slurs))}${why}`;
  });
  return `### Silenced\n\n${counted(silenced.length, "finding")} of the above silenced in evenhand.json.\n\n${lines.join("\n")}`;
}

function groupTable(scan: ScanSection): string {
  const axisRows = new Map((scan.axes ?? []).map((count) => [count.axis, count]));
  const rows = scan.groups.map((group) => [
    group.axis,
    escape(group.label),
    formatCount(group.mentions),
    formatCount(group.sentences),
    formatCount(group.documents),
    formatCount(group.ambiguousMentions),
  ]);
  // An axis has fewer sentences than its groups together: some sentences name several.
  const wholes = [...axisRows.values()].map((count) => [
    count.axis,
    "any group",
    formatCount(count.mentions),
    formatCount(count.sentences),
    formatCount(count.documents),
    formatCount(count.ambiguousMentions),
  ]);
  return markdownTable(
    [
      { head: "Axis" },
      { head: "Group" },
      { head: "Mentions", numeric: true },
      { head: "Sentences", numeric: true },
      { head: "Documents", numeric: true },
      { head: "Ambiguous", numeric: true },
    ],
    [...rows, ...wholes],
  );
}

interface AssociationColumn extends MarkdownColumn {
  readonly cell: (row: AssociationRow) => string;
}

function axisAssociations(report: BiasReport, scan: ScanSection, axis: AxisName): string {
  const rows = scan.groups
    .filter((group) => group.axis === axis)
    .flatMap((group) => scan.associations.filter((row) => row.group === group.group).slice(0, rowsPerGroup));
  const columns = columnsFor(report, rows);
  const table = markdownTable(
    columns,
    rows.map((row) => columns.map(({ cell }) => cell(row))),
  );
  return `### ${axisName(axis)}\n\n${escape(associationSentence(report, axis))}\n\n${rows.length > 0 ? table : "No associations were kept."}`;
}

/** Stability and driving terms only where the scan looked at them. */
function columnsFor(report: BiasReport, rows: readonly AssociationRow[]): readonly AssociationColumn[] {
  const slurs = slursOf(report);
  const halves: readonly AssociationColumn[] = [
    { head: "nPMI in halves", numeric: true, cell: halvesText },
    { head: "agree", cell: agreementText },
  ];
  const driving: readonly AssociationColumn[] = [{ head: "Mostly by", cell: (row) => escape(drivingText(row, slurs)) }];
  return [
    { head: "Group", cell: (row) => escape(groupLabel(report, row.group)) },
    { head: "Word", cell: (row) => escape(shownWord(row.word, slurs)) },
    { head: "z", numeric: true, cell: (row) => formatDecimal(row.z, 1) },
    { head: "nPMI", numeric: true, cell: (row) => formatDecimal(row.npmi, 2) },
    {
      head: "95% interval",
      numeric: true,
      cell: (row) => `${formatDecimal(row.npmiLow, 2)} to ${formatDecimal(row.npmiHigh, 2)}`,
    },
    { head: "Sentences with both", numeric: true, cell: (row) => formatCount(row.together) },
    { head: "with the word", numeric: true, cell: (row) => formatCount(row.wordSentences) },
    { head: "q", numeric: true, cell: (row) => formatProbability(row.q) },
    ...(rows.some(({ npmiHalves }) => npmiHalves !== undefined) ? halves : []),
    ...(rows.some(({ drivingTerms }) => drivingTerms !== undefined) ? driving : []),
  ];
}
