import { findFiles } from "../../corpus/findFiles.ts";
import { SkipLog } from "../../corpus/skipLog.ts";
import type { Axis } from "../../lexicon/axis.ts";
import { associationSentence, isShown } from "../../report/associationSentence.ts";
import { markdownTable } from "../../report/markdownTable.ts";
import { scannedAxes } from "../../report/measures.ts";
import { formatCount, formatDecimal, formatProbability } from "../../report/numberFormat.ts";
import { rangeText } from "../../report/scanWords.ts";
import { groupLabel, maskSlurs, slursOf } from "../../report/wording.ts";
import { checkText, readablePath } from "./toolContext.ts";
import type { ToolAnswer, ToolContext } from "./toolContext.ts";

export interface ScanCorpusInput {
  readonly paths: readonly string[];
  readonly field?: string;
  readonly axes?: readonly Axis[];
  readonly top?: number;
  readonly includeText?: boolean;
}

/** Counts first, then the strongest associations; nothing is kept on disk. */
export async function scanCorpus(input: ScanCorpusInput, context: ToolContext): Promise<ToolAnswer> {
  const withText = checkText(input.includeText, context);
  const { field, axes, top = 10 } = input;
  const paths = await Promise.all(input.paths.map((path) => readablePath(path, context)));
  // A scan follows links to files: each has to lead to where may be read.
  for (const { path } of await findFiles(paths, new SkipLog())) await readablePath(path, context);
  const report = await context.scan(
    {
      paths,
      top,
      noText: !withText,
      ...(field === undefined ? {} : { field }),
      ...(axes === undefined ? {} : { axes }),
    },
    context,
  );
  const { scan, corpus, warnings } = report;
  const slurs = slursOf(report);
  const rows = (scan?.associations ?? []).filter(isShown);
  const skipped = corpus?.skipped.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const groups = (scan?.groups ?? []).filter(({ mentions }) => mentions > 0);
  const text = [
    `${formatCount(corpus?.records ?? 0)} records, ${formatCount(scan?.totals.sentences ?? 0)} sentences, ${formatCount(skipped)} records skipped.`,
    ...scannedAxes(report).map((axis) => associationSentence(report, axis)),
    markdownTable(
      [{ head: "Group" }, { head: "Mentions", numeric: true }, { head: "Sentences", numeric: true }],
      groups.map(({ label, mentions, sentences }) => [label, formatCount(mentions), formatCount(sentences)]),
    ),
    markdownTable(
      [
        { head: "Group" },
        { head: "Word" },
        { head: "Sentences", numeric: true },
        { head: "nPMI", numeric: true },
        { head: "95% interval" },
        { head: "z", numeric: true },
        { head: "q", numeric: true },
        ...(withText ? [{ head: "Example" }] : []),
      ],
      rows.map((row) => [
        groupLabel(report, row.group),
        maskSlurs(row.word, slurs),
        formatCount(row.together),
        formatDecimal(row.npmi, 2),
        rangeText(row.npmiLow, row.npmiHigh),
        formatDecimal(row.z, 1),
        formatProbability(row.q),
        ...(withText ? [maskSlurs(row.places[0]?.text ?? "", slurs)] : []),
      ]),
    ),
    ...warnings.map((warning) => `Note: ${warning}`),
  ];
  return {
    text: text.filter((part) => part !== "").join("\n\n"),
    figures: {
      records: corpus?.records ?? 0,
      skipped,
      totals: scan?.totals,
      groups: groups.map(({ group, mentions, sentences, documents }) => ({ group, mentions, sentences, documents })),
      associations: rows.map(({ group, word, together, wordSentences, npmi, npmiLow, npmiHigh, z, q }) => ({
        group,
        word,
        together,
        wordSentences,
        npmi,
        npmiLow,
        npmiHigh,
        z,
        q,
      })),
    },
  };
}
