import type { AssociationRow, BiasReport } from "./biasReport.ts";
import { formatCount, formatDecimal } from "./numberFormat.ts";
import { rangeText, shownWord } from "./scanWords.ts";
import { isStrong, silencedProblem, silencedRow } from "./strongAssociations.ts";
import { groupLabel, slursOf } from "./wording.ts";

/** A finding with its place, one line for an editor's problem matcher or a pipeline's log. */
export interface ProblemLine {
  /** As the report names it; absent where a finding is about the whole corpus. */
  readonly file?: string;
  /** From 1; absent where it is not known. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  readonly severity: "error" | "warning" | "info";
  /** One line. */
  readonly message: string;
  /** A section of docs/rules.md; absent where no rule names it, as for records that cannot be read. */
  readonly rule?: string;
}

/**
 * `FILE:LINE:COLUMN: SEVERITY: MESSAGE [RULE]`, as compilers write it: `$evenhand` and others match it. Without a place the
 * line begins with `evenhand: `.
 */
export function problemText({ file, line, column, severity, message, rule }: ProblemLine): string {
  const place = file === undefined ? "evenhand" : `${file}:${line ?? 1}:${column ?? 1}`;
  const flat = message.replaceAll(/\s+/gu, " ");
  return `${place}: ${severity}: ${flat}${rule === undefined ? "" : ` [${rule}]`}\n`;
}

/** A scan's findings that are not silenced: records passed over, data problems, then strong associations at their first place. */
export function scanProblems(report: BiasReport): ProblemLine[] {
  const { corpus, scan } = report;
  const skipped = (corpus?.skipped ?? []).map(({ reason, count, examples }): ProblemLine => {
    const message = count === 1 ? reason : `${reason}: ${formatCount(count)} times, first here`;
    return { ...placeOf(examples[0]), severity: "warning", message };
  });
  const problems = (scan?.dataProblems ?? [])
    .filter((problem) => silencedProblem(scan, problem) === undefined)
    .map(({ kind, sentence, examples }): ProblemLine => {
      const example = examples.find(({ line }) => line !== undefined);
      const place = example === undefined ? {} : { file: example.file, line: example.line as number };
      return { ...place, severity: "warning", message: sentence, rule: kind };
    });
  const slurs = slursOf(report);
  const associations = (scan?.associations ?? [])
    .filter((row) => isStrong(row) && silencedRow(scan, row) === undefined)
    .map((row): ProblemLine => {
      const [first] = row.places;
      const place = first === undefined ? {} : { file: first.file, line: first.line, column: first.column + 1 };
      return { ...place, severity: "info", message: associationWords(report, row, slurs), rule: "association" };
    });
  return [...skipped, ...problems, ...associations];
}

function associationWords(report: BiasReport, row: AssociationRow, slurs: ReadonlySet<string>): string {
  const { word, together, wordSentences, npmi, npmiLow, npmiHigh, z } = row;
  const interval = rangeText(npmiLow, npmiHigh);
  return (
    `"${shownWord(word, slurs)}" keeps company with ${groupLabel(report, row.group)}: in ${formatCount(together)} of its ` +
    `${formatCount(wordSentences)} sentences, nPMI ${formatDecimal(npmi, 2)} (${interval}), z ${formatDecimal(z, 1)}`
  );
}

/** Of `FILE:LINE`; a file that is no text has rows, which are written alike. */
function placeOf(example: string | undefined): Pick<ProblemLine, "file" | "line"> {
  const match = /^(.+):(\d+)$/u.exec(example ?? "");
  if (match !== null) return { file: match[1] as string, line: Number(match[2]) };
  return example === undefined ? {} : { file: example };
}
