import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import {
  fewestGroupSentences,
  fewestTogether,
  highestQ,
  lowestEffect,
  priorWords,
  rankAssociations,
} from "../audit/associations.ts";
import { CorpusCounter } from "../audit/corpusCounter.ts";
import type { Counts } from "../audit/counts.ts";
import { EvenhandError, reasonOf } from "../base/errors.ts";
import type { CorpusFile } from "../corpus/describeCorpus.ts";
import { readBatches } from "../corpus/readCorpus.ts";
import type { RecordFile } from "../corpus/readRecordAt.ts";
import { SkipLog } from "../corpus/skipLog.ts";
import { axes as allAxes } from "../lexicon/axis.ts";
import type { Axis } from "../lexicon/axis.ts";
import { bundledLexicon } from "../lexicon/bundledLexicon.ts";
import type { Lexicon } from "../lexicon/lexicon.ts";
import { parseLexicon } from "../lexicon/readLexicon.ts";
import { biasReportSchemaVersion } from "../report/biasReport.ts";
import type { AssociationRow, BiasReport, GroupCount } from "../report/biasReport.ts";
import type { JobContext } from "./context.ts";
import type { ScanOptions } from "./options.ts";
import { readVersion } from "./packageFiles.ts";
import { withPlaces } from "./scanPlaces.ts";

/** Counts a corpus under a lexicon and ranks the words that keep company with each group: one pass over the files. */
export async function scan(options: ScanOptions, context: JobContext): Promise<BiasReport> {
  const started = performance.now();
  const lexicon = await readLexicon(options.lexiconFile);
  const axes = options.axes ?? allAxes;
  const counted = await countCorpus(options, lexicon, axes, context);
  const counts = counted.counter.counts();
  const { associations, tests } = rankAssociations(counts, lexicon, { top: options.top ?? 30 });
  const rows = await withPlaces(associations, counted.counter, counted.recordFiles, {
    withText: options.noText !== true,
    signal: context.signal,
  });
  const groups = groupCounts(counts, lexicon);
  const name = options.paths.length === 1 ? basename(options.paths[0] as string) : `${options.paths.length} paths`;
  return {
    schemaVersion: biasReportSchemaVersion,
    generator: { name: "evenhand", version: readVersion() },
    createdAt: new Date().toISOString(),
    title: `Scan of ${name}`,
    corpus: {
      name,
      files: counted.files,
      ...(counted.fields.length === 0 ? {} : { textField: counted.fields.join(", ") }),
      records: counted.records,
      skipped: counted.skips.counts(),
    },
    scan: {
      rule: counts.rule,
      lexiconHash: counts.lexiconHash,
      totals: { ...counts.totals, types: counts.words.size },
      groups,
      associations: rows,
      tests,
    },
    warnings: warningsOf(groups, rows, counted.skips),
    method: {
      settings: {
        scanHyphens: counts.hyphens,
        scanUnicodeVersion: counts.unicodeVersion,
        scanPriorWords: priorWords(counts.totals.tokens),
        scanHighestQ: highestQ,
        scanLowestNpmi: lowestEffect,
        scanFewestTogether: fewestTogether,
        scanFewestGroupSentences: fewestGroupSentences,
      },
      versions: { evenhand: readVersion(), node: process.version },
      durationMs: performance.now() - started,
    },
  };
}

/** The bundled lexicon, or a team's file. */
export async function readLexicon(file: string | undefined): Promise<Lexicon> {
  if (file === undefined) return bundledLexicon();
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new EvenhandError("lexicon.invalid", `${file}: cannot be read (${reasonOf(cause)})`, {
      hint: "Check the path of the lexicon file.",
      cause,
    });
  });
  return parseLexicon(text, basename(file));
}

interface CountedCorpus {
  readonly counter: CorpusCounter;
  readonly files: readonly CorpusFile[];
  /** By the numbers that the counter knows. */
  readonly recordFiles: readonly RecordFile[];
  /** Different JSONL fields that texts were read from. */
  readonly fields: readonly string[];
  readonly records: number;
  readonly skips: SkipLog;
}

async function countCorpus(
  options: ScanOptions,
  lexicon: Lexicon,
  axes: readonly Axis[],
  context: JobContext,
): Promise<CountedCorpus> {
  const counter = new CorpusCounter(lexicon, { axes });
  const skips = new SkipLog();
  const files: CorpusFile[] = [];
  const recordFiles: RecordFile[] = [];
  const fields = new Set<string>();
  let records = 0;
  const batches = readBatches(options.paths, {
    ...(options.field === undefined ? {} : { field: options.field }),
    strict: options.strict === true,
    signal: context.signal,
    onProgress: context.onProgress,
    stage: "scan",
    skips,
    onField: (_, field) => fields.add(field),
    onFile: (file) => files.push(file),
  });
  for await (const batch of batches) {
    for (const { text, field, source } of batch) {
      if (recordFiles.at(-1)?.path !== source.path) {
        recordFiles.push({
          path: source.path,
          name: basename(source.path),
          format: field === undefined ? "text" : "jsonl",
          field: field ?? "",
        });
      }
      counter.add(text, { file: recordFiles.length - 1, line: source.line, byteStart: source.byteStart });
      records += 1;
    }
  }
  return { counter, files, recordFiles, fields: [...fields], records, skips };
}

function groupCounts(counts: Counts, lexicon: Lexicon): GroupCount[] {
  return lexicon.groups.flatMap(({ id, axis, label, terms }) => {
    const tally = counts.groups.get(id);
    if (tally === undefined) return [];
    const slurs = new Set(terms.filter((term) => term.slur === true).map((term) => term.text));
    return [
      {
        group: id,
        axis,
        label,
        mentions: tally.mentions,
        sentences: tally.sentences,
        documents: tally.documents,
        ambiguousMentions: tally.ambiguousMentions,
        terms: [...tally.terms]
          .map(([term, mentions]) => ({ term, mentions, slur: slurs.has(term) }))
          .sort((a, b) => b.mentions - a.mentions || (a.term < b.term ? -1 : 1)),
      },
    ];
  });
}

function warningsOf(groups: readonly GroupCount[], rows: readonly AssociationRow[], skips: SkipLog): string[] {
  const warnings: string[] = [];
  const listed = (chosen: readonly GroupCount[]): string => chosen.map(({ label }) => label).join(", ");
  const ambiguous = groups.filter((group) => group.mentions > 0 && group.ambiguousMentions * 2 > group.mentions);
  if (ambiguous.length > 0) {
    warnings.push(`Most mentions are of words that have other senses as well: ${listed(ambiguous)}.`);
  }
  const few = groups.filter((group) => group.sentences > 0 && group.sentences < fewestGroupSentences);
  if (few.length > 0)
    warnings.push(`Fewer than ${fewestGroupSentences} sentences, too few to rank words: ${listed(few)}.`);
  const absent = groups.filter((group) => group.mentions === 0);
  if (absent.length > 0) warnings.push(`Never mentioned: ${listed(absent)}.`);
  if (skips.total > 0)
    warnings.push(`Lines, records or files noted or passed over: ${skips.total}; the corpus lists why.`);
  if (rows.length > 0) {
    warnings.push(
      "Sentences of one document resemble each other: z and q are too sure where a word comes from few documents.",
    );
  }
  return warnings;
}
