import type { AssociationRow, BiasReport, GroupCount } from "../report/biasReport.ts";
import { formatCount, formatDecimal, formatProbability } from "../report/numberFormat.ts";
import { maskedWord, noAssociation, slursOf } from "../report/wording.ts";
import { textTable } from "./textTable.ts";

/** Words shown for each group; the report has more. */
const wordsShown = 8;

/** The figures of a scan for a terminal: a table for each question, at most 100 columns. */
export function scanTables(report: BiasReport): string {
  const { scan, corpus } = report;
  if (scan === undefined || corpus === undefined) return "";
  const { documents, sentences, tokens, types } = scan.totals;
  const from = corpus.textField === undefined ? "" : `, text from "${corpus.textField}"`;
  const parts = [
    `${corpus.name}: ${counted(documents, "document")}, ${counted(sentences, "sentence")}, ` +
      `${counted(tokens, "word")} (${formatCount(types)} different)${from}`,
    `Who is mentioned?\n${mentionsTable(scan.groups.filter(({ mentions }) => mentions > 0))}`,
  ];
  for (const group of scan.groups) {
    const rows = scan.associations.filter((row) => row.group === group.group);
    if (rows.length === 0) continue;
    parts.push(
      `Which words keep company with ${group.label}? n = ${counted(group.sentences, "sentence")}\n` +
        companyTable(rows.slice(0, wordsShown), slursOf(report)),
    );
  }
  if (scan.associations.length === 0) {
    parts.push(`${noAssociation.replace("no", "No").replace(" (", "\n(")}.`);
  } else {
    parts.push(
      "Ranked by the lower end of the nPMI interval (0 as chance has it, 1 never apart). z: log-odds with\n" +
        `an informative prior. q: false-discovery rate over ${formatCount(scan.tests)} tests; ranked up to 0.05.`,
    );
  }
  if (corpus.skipped.length > 0) parts.push(`Noted or passed over:\n${skippedTable(corpus.skipped)}`);
  return parts.join("\n\n");
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function mentionsTable(groups: readonly GroupCount[]): string {
  if (groups.length === 0) return "  No term of the lexicon is in this corpus.";
  return textTable(
    [
      { heading: "group", align: "left" },
      { heading: "mentions", align: "right" },
      { heading: "of them ambiguous", align: "right" },
      { heading: "sentences", align: "right" },
      { heading: "documents", align: "right" },
    ],
    groups.map((group) => [
      group.label,
      formatCount(group.mentions),
      formatCount(group.ambiguousMentions),
      formatCount(group.sentences),
      formatCount(group.documents),
    ]),
    44,
  );
}

function companyTable(rows: readonly AssociationRow[], slurs: ReadonlySet<string>): string {
  return textTable(
    [
      { heading: "word", align: "left" },
      { heading: "together", align: "right" },
      { heading: "of", align: "right" },
      { heading: "nPMI", align: "right" },
      { heading: "95% interval", align: "right" },
      { heading: "z", align: "right" },
      { heading: "q", align: "right" },
    ],
    rows.map((row) => [
      slurs.has(row.word) ? maskedWord(row.word) : row.word,
      formatCount(row.together),
      formatCount(row.wordSentences),
      formatDecimal(row.npmi, 2),
      `${formatDecimal(row.npmiLow, 2)} to ${formatDecimal(row.npmiHigh, 2)}`,
      formatDecimal(row.z, 1),
      formatProbability(row.q),
    ]),
  );
}

function skippedTable(skipped: NonNullable<BiasReport["corpus"]>["skipped"]): string {
  return skipped
    .map(({ reason, count, examples }) => {
      const line = `  ${formatCount(count)}  ${reason}, first: ${examples[0] ?? ""}`;
      return line.length > 100 ? `${line.slice(0, 99)}…` : line;
    })
    .join("\n");
}
