import { basename } from "node:path";
import { fewestGroupSentences, fewestTogether, highestQ, lowestEffect, priorWords } from "../audit/associations.ts";
import { countsToArrow } from "../audit/countsArrow.ts";
import { pause } from "../base/inTurn.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import { bundledAttributeLists } from "../lexicon/attributeLists.ts";
import type { AttributeList } from "../lexicon/attributeList.ts";
import { bundledLexicon } from "../lexicon/bundledLexicon.ts";
import type { Lexicon } from "../lexicon/lexicon.ts";
import { parseAttributeLists } from "../lexicon/readAttributeLists.ts";
import { parseLexicon } from "../lexicon/readLexicon.ts";
import { biasReportSchemaVersion } from "../report/biasReport.ts";
import type { BiasReport } from "../report/biasReport.ts";
import type { ScanReading } from "../report/scanFindings.ts";
import { scanWarnings } from "../report/scanWarnings.ts";
import type { JobContext } from "./context.ts";
import type { ScanOptions } from "./options.ts";
import { outputPlace } from "./outputPlace.ts";
import { readVersion } from "./packageFiles.ts";
import { countPaths } from "./scan/countPaths.ts";
import type { CountOverrides } from "./scan/countPaths.ts";
import type { CountedCorpus } from "./scan/countCorpus.ts";
import { findingsOf } from "./scanFindings.ts";
import { otherPairs, withPlaces } from "./scanPlaces.ts";
import { termPrecision } from "./scanPrecision.ts";
import { withTexts } from "./scanProblems.ts";
import { scanSection } from "./scanReport.ts";
import { readOwnFile } from "./ownLexicon.ts";
import { withTextFields } from "./textFields.ts";

/**
 * Counts a corpus under a lexicon, with every place, and says what follows from the counts: which words keep company
 * with each group, how groups differ, and what in the data itself would mislead.
 */
export async function scan(
  options: ScanOptions,
  context: JobContext,
  overrides: CountOverrides = {},
): Promise<BiasReport> {
  const started = performance.now();
  const countsPlace = await placeOfCounts(options);
  const lexicon = await readLexicon(options.lexiconFile);
  const lists = await readAttributes(options.attributesFile);
  const counted = await countPaths(options, lexicon, context, overrides);
  try {
    const { counts, index } = counted;
    const withText = options.noText !== true;
    if (countsPlace !== undefined) {
      const parts = { shards: [...counted.shards].sort(), skipped: counted.skipped };
      await writeAtomically(countsPlace.path, countsToArrow(counts, parts), { ...countsPlace, signal: context.signal });
    }
    const steps = stepsOf(context);
    await steps.next("ranking words");
    const findings = findingsOf(counts, lexicon, lists, options.top);
    const reading = { withText, signal: context.signal };
    await steps.next("looking up places");
    const places = await withPlaces(findings.associations, otherPairs(findings), index, { counts, lexicon }, reading);
    await steps.next("reading examples");
    const dataProblems = await withTexts(findings.dataProblems, index, reading);
    await steps.next("telling senses apart");
    const precision = await termPrecision(counts, lexicon, index, context.signal);
    const section = scanSection({
      ...findings,
      counts,
      lexicon,
      ...places,
      dataProblems,
      termPrecision: precision,
      reading: readingOf(counted),
    });
    const name = options.paths.length === 1 ? basename(options.paths[0] as string) : `${options.paths.length} paths`;
    return {
      schemaVersion: biasReportSchemaVersion,
      generator: { name: "evenhand", version: readVersion() },
      createdAt: new Date().toISOString(),
      title: `Scan of ${name}`,
      corpus: {
        name,
        ...withTextFields(
          counted.described,
          counted.files.map(({ field }) => field),
        ),
        records: counts.totals.documents,
        skipped: counted.skipped,
      },
      scan: section,
      warnings: scanWarnings(section, counted.skipped),
      method: {
        settings: {
          scanHyphens: counts.hyphens,
          scanUnicodeVersion: counts.unicodeVersion,
          scanPriorWords: priorWords(counts.totals.tokens),
          scanHighestQ: highestQ,
          scanLowestNpmi: lowestEffect,
          scanFewestTogether: fewestTogether,
          scanFewestGroupSentences: fewestGroupSentences,
          ...(options.by === undefined ? {} : { scanBy: options.by }),
          ...(counted.store.isLasting ? { scanIndex: counted.scanId } : {}),
        },
        versions: { evenhand: readVersion(), node: process.version },
        durationMs: performance.now() - started,
      },
    };
  } finally {
    await counted.store.close();
  }
}

/** Where the counts go, checked before any work. */
async function placeOfCounts({
  countsFile,
  paths,
  format,
  lexiconFile,
  attributesFile,
  force = false,
}: ScanOptions): Promise<{ readonly path: string; readonly force: boolean } | undefined> {
  if (countsFile === undefined) return undefined;
  const corpus = { paths, ...(format === undefined ? {} : { format }) };
  const inputs = [lexiconFile, attributesFile];
  return { path: countsFile, ...(await outputPlace(countsFile, { ...countsOutput, inputs, corpus, force })) };
}

const countsOutput = { kind: "counts", option: "--counts" } as const;

/** Steps after counting, so that somebody who waits sees for what. */
const stepsAfterCounting = 4;

function stepsOf({ signal, onProgress }: JobContext): { next(stage: string): Promise<void> } {
  let done = 0;
  return {
    async next(stage) {
      onProgress({ stage, done, total: stepsAfterCounting, unit: "steps" });
      done += 1;
      await pause(signal); // a step may keep the thread for seconds
    },
  };
}

/** The bundled lexicon, or a team's file. */
export async function readLexicon(file: string | undefined): Promise<Lexicon> {
  if (file === undefined) return bundledLexicon();
  return parseLexicon(await readOwnFile(file, "the lexicon file"), basename(file));
}

/** The bundled lists, and those of a team's file. */
export async function readAttributes(file: string | undefined): Promise<readonly AttributeList[]> {
  if (file === undefined) return bundledAttributeLists();
  const own = parseAttributeLists(await readOwnFile(file, "the file of word lists"), basename(file));
  const ids = new Set(own.map(({ id }) => id));
  return [...bundledAttributeLists().filter(({ id }) => !ids.has(id)), ...own];
}

function readingOf({ filesFromMemory, workers, bytesRead, durationMs, files }: CountedCorpus): ScanReading {
  return {
    filesFromMemory,
    workers,
    bytes: bytesRead,
    durationMs,
    fieldGuessed: files.some(({ isFieldGuessed }) => isFieldGuessed),
  };
}
