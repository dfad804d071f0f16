import { escapeMarkdown as escape, markdownTable } from "../markdownTable.ts";
import { formatCount, formatDecimal, formatProbability, formatTime } from "../numberFormat.ts";
import { axisName, axisOrder, maskedWord } from "../wording.ts";
import type { AxisName } from "../wording.ts";
import {
  armName,
  associationReading,
  associationSummary,
  differenceText,
  estimateText,
  hasChanged,
  intervalCaution,
  measuresOf,
  measureSummary,
  measureWords,
  nPmiText,
  pairingText,
  rowDecimals,
  rowsOf,
} from "./comparisonWords.ts";
import type {
  ComparedAssociation,
  ComparedReport,
  ComparedScans,
  IdentityFact,
  ListedAssociation,
  ReportComparison,
} from "./reportComparison.ts";

/** Rows of associations that Markdown shows of each kind and axis; the page and the JSON have all. */
const mostRows = 15;

/** Two reports side by side as Markdown: what differs about them first, then every figure that both have; slurs masked. */
export function renderComparisonMarkdown(comparison: ReportComparison): string {
  const { generator, createdAt } = comparison;
  const parts = [
    `# ${escape(comparison.title)}`,
    `Compared by evenhand ${escape(generator.version)} · ${formatTime(createdAt)}`,
    reportsTable(comparison),
    identityMarkdown(comparison),
    measuresMarkdown(comparison),
    comparison.scans === undefined ? "" : scansMarkdown(comparison.scans),
    notComparedMarkdown(comparison),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function reportsTable({ a, b }: ReportComparison): string {
  const row = (name: string, { title, file, corpus, version, createdAt }: ComparedReport): readonly string[] => [
    name,
    escape(title),
    escape(file),
    corpus === undefined ? "–" : `${escape(corpus.name)}, ${formatCount(corpus.records)} records`,
    `evenhand ${escape(version)}`,
    formatTime(createdAt),
  ];
  return markdownTable(
    ["", "Report", "File", "Corpus", "Made by", "On"].map((head) => ({ head })),
    [row("A", a), row("B", b)],
  );
}

function identityMarkdown({ identity }: ReportComparison): string {
  const cell = (value: string | undefined): string => (value === undefined ? "–" : escape(value));
  const rows = identity.differing.map(({ name, a, b }) => [escape(name), cell(a), cell(b)]);
  const differing =
    rows.length === 0
      ? "Nothing: corpus, models, settings and versions are the same."
      : markdownTable([{ head: "What" }, { head: "A" }, { head: "B" }], rows);
  const same = identity.same.map(({ name, a }: IdentityFact) => `${escape(name)}: ${cell(a)}`);
  return `## What differs\n\n${differing}${same.length === 0 ? "" : `\n\nThe same in both: ${same.join("; ")}.`}`;
}

function measuresMarkdown(comparison: ReportComparison): string {
  if (comparison.measures.length === 0) return "";
  const sections = [...axisOrder, undefined].flatMap((axis) =>
    measuresOf(comparison, axis).map((measure) => {
      const rows = rowsOf(comparison, measure, axis);
      const decimals = rowDecimals(rows);
      const words = measureWords(measure);
      const table = markdownTable(
        [
          { head: "Arm" },
          { head: "A (95% interval)", numeric: true },
          { head: "B (95% interval)", numeric: true },
          { head: "B − A (95% interval)", numeric: true },
          { head: "n", numeric: true },
          { head: "Compared" },
        ],
        rows.map((row) => [
          escape(armName(row)),
          estimateText(row.a, row.unit, decimals),
          estimateText(row.b, row.unit, decimals),
          differenceText(row, decimals),
          row.a.n === row.b.n ? formatCount(row.a.n) : `${formatCount(row.a.n)}, ${formatCount(row.b.n)}`,
          escape(pairingText(row)),
        ]),
      );
      const title = axis === undefined ? words.name : `${axisName(axis)}: ${words.phrase}`;
      return `### ${title}\n\n${words.reading}\n\n${table}\n\n${escape(measureSummary(comparison, measure, axis))}`;
    }),
  );
  return ["## Measures", intervalCaution(comparison), ...sections].join("\n\n");
}

function scansMarkdown(scans: ComparedScans): string {
  const mentions = markdownTable(
    [
      { head: "Group" },
      { head: "Axis" },
      { head: "Mentions, A", numeric: true },
      { head: "Mentions, B", numeric: true },
      { head: "per 1,000 words, A", numeric: true },
      { head: "per 1,000 words, B", numeric: true },
    ],
    scans.mentions.map(({ label, axis, a, b }) => [
      escape(label),
      axis,
      formatCount(a.mentions),
      formatCount(b.mentions),
      formatDecimal(a.perThousand, 2),
      formatDecimal(b.perThousand, 2),
    ]),
  );
  return [
    "## Who is named",
    mentions,
    "## Associations",
    associationReading,
    ...scans.axes.flatMap((axis) => associationsMarkdown(scans, axis)),
  ].join("\n\n");
}

function associationsMarkdown(scans: ComparedScans, axis: AxisName): readonly string[] {
  const slurs = new Set(scans.slurs);
  const word = (text: string): string => escape(slurs.has(text.toLowerCase()) ? maskedWord(text) : text);
  const own = <Row extends { readonly axis: AxisName }>(rows: readonly Row[]): readonly Row[] =>
    rows.filter((row) => row.axis === axis);
  const changed = own(scans.inBoth).filter(hasChanged);
  const changes = markdownTable(
    [
      { head: "Group" },
      { head: "Word" },
      { head: "nPMI, A", numeric: true },
      { head: "nPMI, B", numeric: true },
      { head: "B − A (95% interval)", numeric: true },
      { head: "q", numeric: true },
    ],
    changed
      .slice(0, mostRows)
      .map(({ label, word: text, a, b, difference, low, high, q }: ComparedAssociation) => [
        escape(label),
        word(text),
        formatDecimal(a.npmi, 2),
        formatDecimal(b.npmi, 2),
        `${formatDecimal(difference, 2)} (${nPmiText(low, high)})`,
        formatProbability(q),
      ]),
  );
  const listed = (name: string, rows: readonly ListedAssociation[]): string[] =>
    rows.length === 0
      ? []
      : [
          `**In ${name}'s list only${rows.length > mostRows ? `, the first ${mostRows} of ${formatCount(rows.length)}` : ""}:** ${rows
            .slice(0, mostRows)
            .map(
              (row) =>
                `${escape(row.label)} with “${word(row.word)}” (${formatDecimal(row.npmi, 2)}; ${nPmiText(row.low, row.high)})`,
            )
            .join(", ")}.`,
        ];
  return [
    `### ${axisName(axis)}`,
    escape(associationSummary(scans, axis)),
    ...(changed.length === 0 ? [] : [changes]),
    ...listed("B", own(scans.onlyB)),
    ...listed("A", own(scans.onlyA)),
  ];
}

function notComparedMarkdown({ notCompared }: ReportComparison): string {
  if (notCompared.length === 0) return "";
  return `## Not compared\n\n${notCompared.map(({ what, why }) => `- ${escape(what)}: ${escape(why)}.`).join("\n")}`;
}
