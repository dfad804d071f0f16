import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Counts } from "../audit/counts.ts";
import { countsFromArrow, countsToArrow } from "../audit/countsArrow.ts";
import type { PassedOver, TermNames } from "../audit/countsArrow.ts";
import { requireWhole } from "../audit/requireWhole.ts";
import { emptyCounts, lexiconOfAxes } from "../audit/emptyCounts.ts";
import { mergeCounts } from "../audit/mergeCounts.ts";
import { EvenhandError, messageOf, reasonOf, throwIfCancelled } from "../base/errors.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import type { Lexicon } from "../lexicon/lexicon.ts";
import { biasReportSchemaVersion } from "../report/biasReport.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { scanWarnings } from "../report/scanWarnings.ts";
import type { JobContext } from "./context.ts";
import { outputPlace } from "./outputPlace.ts";
import { readVersion } from "./packageFiles.ts";
import { readAttributes, readLexicon } from "./scan.ts";
import { findingsOf } from "./scanFindings.ts";
import { scanSection } from "./scanReport.ts";

export interface MergeOptions {
  /** Arrow files of counts. */
  readonly parts: readonly string[];
  /** Where the sum goes as an Arrow file; nowhere when absent. */
  readonly out?: string;
  /** Replace what is at `out` although it is no file of counts. */
  readonly force?: boolean;
  /** The lexicon that the parts were counted with; the bundled one when absent. */
  readonly lexiconFile?: string;
  readonly attributesFile?: string;
  /** Associations kept per group; 30 when absent. */
  readonly top?: number;
}

export interface MergeResult {
  readonly report: BiasReport;
  /** Files whose shards were all in others before. */
  readonly repeated: readonly string[];
  /** Shards that were added up. */
  readonly shards: number;
}

interface Part {
  readonly path: string;
  readonly counts: Counts;
  readonly shards: readonly string[];
  readonly skipped: readonly PassedOver[] | undefined;
}

/**
 * Adds up counts that were made apart, on other machines for example, and says what follows from the sum. The sum is the
 * same bytes in whatever order the parts come; a part that repeats is left out.
 *
 * @throws EvenhandError `corpus.unreadable`, `corpus.malformed`, `output.exists`; `arguments.invalid` for parts that do not match, and for
 *   one that repeats in part
 */
export async function mergeParts(options: MergeOptions, { signal }: JobContext): Promise<MergeResult> {
  const started = performance.now();
  const place =
    options.out === undefined ? undefined : { path: options.out, ...(await placeOfSum(options.out, options)) };
  const whole = await readLexicon(options.lexiconFile);
  const { chosen, repeated } = withoutRepeated(await readParts(options.parts, whole, signal));
  const [first] = chosen;
  if (first === undefined) {
    throw new EvenhandError("arguments.invalid", "There is nothing to merge.", { hint: "Name files of counts." });
  }
  for (const part of chosen) requireSame(first, part);
  const counts = mergeCounts(chosen.map((part) => part.counts));
  const shards = chosen.flatMap((part) => part.shards).sort();
  const skipped = allSkipped(chosen);
  if (place !== undefined) {
    const parts = { shards, ...(skipped === undefined ? {} : { skipped }) };
    await writeAtomically(place.path, countsToArrow(counts, parts), { ...place, signal });
  }
  const axes = counts.axes.map(({ axis }) => axis);
  const lexicon = lexiconOfAxes(whole, axes);
  const findings = findingsOf(counts, lexicon, await readAttributes(options.attributesFile), options.top);
  const section = scanSection({
    ...findings,
    counts,
    lexicon,
    associations: findings.associations.map((association) => ({ ...association, places: [] })),
  });
  const name = chosen.length === 1 ? basename(first.path) : `${chosen.length} parts`;
  const report: BiasReport = {
    schemaVersion: biasReportSchemaVersion,
    generator: { name: "evenhand", version: readVersion() },
    createdAt: new Date().toISOString(),
    title: `Merge of ${name}`,
    corpus: { name, files: [], records: counts.totals.documents, skipped: skipped ?? [] },
    scan: section,
    warnings: [...(skipped === undefined ? [skippedUnknown] : []), ...scanWarnings(section, skipped ?? [])],
    method: {
      settings: { scanHyphens: counts.hyphens, scanUnicodeVersion: counts.unicodeVersion, mergedShards: shards.length },
      versions: { evenhand: readVersion(), node: process.version },
      durationMs: performance.now() - started,
    },
  };
  return { report, repeated, shards: shards.length };
}

function placeOfSum(out: string, options: MergeOptions): Promise<{ readonly force: boolean }> {
  const { parts, lexiconFile, attributesFile, force = false } = options;
  return outputPlace(out, { kind: "counts", option: "--out", inputs: [...parts, lexiconFile, attributesFile], force });
}

async function readParts(paths: readonly string[], lexicon: Lexicon, signal: AbortSignal): Promise<Part[]> {
  const parts: Part[] = [];
  let isOther = false;
  const namesOf: TermNames = ({ lexiconHash, axes }) => {
    const counted = lexiconOfAxes(
      lexicon,
      axes.map(({ axis }) => axis),
    );
    isOther = counted.hash !== lexiconHash;
    return isOther ? undefined : emptyCounts(counted).terms;
  };
  for (const path of paths) {
    throwIfCancelled(signal);
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw new EvenhandError("corpus.unreadable", `${path}: cannot be read (${reasonOf(cause)})`, {
        hint: "Check the path.",
        cause,
      });
    });
    try {
      const { counts, parts: counted } = countsFromArrow(bytes, namesOf);
      requireWhole(counts, counted);
      parts.push({ path, counts, shards: counted.shards, skipped: counted.skipped });
    } catch (cause) {
      if (isOther) {
        throw new EvenhandError("arguments.invalid", `${path}: ${messageOf(cause)}`, {
          hint: "Name the lexicon that the parts were counted with: --lexicon FILE.",
          cause,
        });
      }
      const reason = cause instanceof RangeError ? messageOf(cause) : "damaged counts";
      throw new EvenhandError("corpus.malformed", `${path}: ${reason}`, {
        hint: "Name files that evenhand scan --counts or evenhand merge --out wrote, or parts in .evenhand/scans/parts.",
        cause,
      });
    }
  }
  return parts;
}

/** Each shard once. The order of the files decides only which of two equal ones is called the repeated one. */
function withoutRepeated(parts: readonly Part[]): { readonly chosen: Part[]; readonly repeated: string[] } {
  const owners = new Map<string, Part>();
  const readings = new Map<string, { readonly format: string; readonly path: string }>();
  const chosen: Part[] = [];
  const repeated: string[] = [];
  // Sums before what they are sums of, so that a part of a sum is the one to go.
  for (const part of [...parts].sort((a, b) => b.shards.length - a.shards.length)) {
    const known = part.shards.filter((shard) => owners.has(shard));
    if (part.shards.length === 0) {
      throw new EvenhandError("arguments.invalid", `${part.path}: counts of an unfinished scan`, {
        hint: "Let the scan finish first.",
      });
    }
    if (known.length === part.shards.length) {
      repeated.push(part.path);
      continue;
    }
    const owner = owners.get(known[0] ?? "");
    if (owner !== undefined) {
      const names = sharedFiles(owner, part);
      const which = names.length === 0 ? "what they share" : `what they share (by name: ${names.join(", ")})`;
      throw new EvenhandError(
        "arguments.invalid",
        `${part.path}: ${known.length} of its ${part.shards.length} shards are in ${owner.path} too`,
        {
          hint: `Sums cannot be taken apart again. Scan one of the two without ${which}: evenhand scan … --exclude FILE --counts OTHER.arrow, and merge that.`,
        },
      );
    }
    for (const shard of part.shards) {
      owners.set(shard, part);
      const [content = "", format = ""] = shard.split(".");
      const other = readings.get(content);
      if (other !== undefined && other.format !== format) {
        throw new EvenhandError(
          "arguments.invalid",
          `${part.path}: has text that ${other.path} has too, read as another format`,
          { hint: "Merge one of the two, or scan both with the same --format." },
        );
      }
      readings.set(content, { format, path: part.path });
    }
    chosen.push(part);
  }
  return { chosen, repeated };
}

const skippedUnknown = "Not every part says what was passed over while it was counted.";
const mostExamples = 5;

/** What was passed over in all parts, in an order that does not depend on theirs; undefined when one does not say. */
function allSkipped(parts: readonly Part[]): PassedOver[] | undefined {
  const reasons = new Map<string, PassedOver>();
  for (const { skipped } of parts) {
    if (skipped === undefined) return undefined;
    for (const { reason, count, examples } of skipped) {
      const known = reasons.get(reason);
      const all = [...(known?.examples ?? []), ...examples].sort().slice(0, mostExamples);
      reasons.set(reason, { reason, count: (known?.count ?? 0) + count, examples: all });
    }
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

const mostNames = 3;

/** Names of files that samples of both parts have documents of. */
function sharedFiles(one: Part, other: Part): string[] {
  const namesIn = ({ counts }: Part): Set<string> =>
    new Set(counts.observations.documents.entries.map(({ file }) => file));
  const names = namesIn(other);
  return [...namesIn(one)].filter((name) => names.has(name)).slice(0, mostNames);
}

const mustMatch = ["rule", "hyphens", "unicodeVersion", "lexiconHash", "stratumField"] as const;

function requireSame(first: Part, part: Part): void {
  const key = mustMatch.find((name) => first.counts[name] !== part.counts[name]);
  if (key === undefined) return;
  const shown = (value: string): string => (value === "" ? "none" : value.slice(0, 20));
  throw new EvenhandError(
    "arguments.invalid",
    `${part.path}: its ${key} is ${shown(part.counts[key])}, that of ${first.path} is ${shown(first.counts[key])}`,
    { hint: "Count all parts in the same way: same version, lexicon, axes, hyphens and --by." },
  );
}
