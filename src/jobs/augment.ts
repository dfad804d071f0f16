import { basename } from "node:path";
import { availableParallelism } from "node:os";
import { EvenhandError, throwIfCancelled } from "../base/errors.ts";
import { seededRandom } from "../base/random.ts";
import { AtomicFile } from "../corpus/atomicFile.ts";
import type { CorpusFile } from "../corpus/describeCorpus.ts";
import type { SkipCount } from "../corpus/document.ts";
import { findFiles } from "../corpus/findFiles.ts";
import type { FoundFile } from "../corpus/findFiles.ts";
import { readBatches } from "../corpus/readCorpus.ts";
import { SkipLog } from "../corpus/skipLog.ts";
import type { Axis } from "../lexicon/axis.ts";
import type { SwapLexicon } from "../lexicon/swapLexicon.ts";
import type { AssociationShift, RoundTripSection } from "../report/counterfactualSection.ts";
import { augmentPaths } from "./augmentPaths.ts";
import type { AugmentPaths } from "./augmentPaths.ts";
import { AugmentTally } from "./augment/augmentTally.ts";
import type { AugmentCounts } from "./augment/augmentTally.ts";
import { inlinePool, inOrder } from "./augment/batchPool.ts";
import type { BatchPool } from "./augment/batchPool.ts";
import { outputTarget } from "./augment/outputTarget.ts";
import type { OutputTarget } from "./augment/outputTarget.ts";
import { privacyNotes } from "./augment/privacyNotes.ts";
import { batchesOf } from "./augment/readBatches.ts";
import type { BatchSettings } from "./augment/recordBatch.ts";
import { directionText, isInvolutive, readSwaps } from "./augment/swapSelection.ts";
import type { AugmentMode, SwapSettings } from "./augment/swapSettings.ts";
import { threadPool } from "./augment/threadPool.ts";
import { writeAugmentReport } from "./augmentReport.ts";
import type { JobContext } from "./context.ts";
import type { AugmentOptions } from "./options.ts";
import { readSwapLexicon } from "./ownLexicon.ts";
import { readVersion } from "./packageFiles.ts";
import type { CountOverrides } from "./scan/countPaths.ts";

/** Used when the options do not say. */
export const augmentDefaults = { mode: "augment", names: "keep", sensitive: "keep", seed: 1 } as const;

/** What a run of `augment` made; plain data. The manifest beside the corpus holds the same. */
export interface AugmentSummary extends Omit<AugmentCounts, "restored" | "measured" | "failures"> {
  readonly outPath: string;
  readonly manifestPath: string;
  /** Text output: a JSON line of provenance for each of its lines that is not blank. */
  readonly provenancePath?: string;
  /** The quality report, where one was asked for. */
  readonly reportPath?: string;
  /** Of the report: how associations moved from the source to the output. */
  readonly associations?: readonly AssociationShift[];
  readonly swaps: readonly { readonly axis: Axis; readonly direction: string }[];
  readonly names: "keep" | "swap";
  readonly sensitive: "skip" | "keep" | "swap";
  readonly mode: AugmentMode;
  /** Only for `substitute`. */
  readonly seed?: number;
  readonly files: readonly CorpusFile[];
  /** Field of the first file that has fields. */
  readonly textField?: string;
  readonly skippedRecords: readonly SkipCount[];
  /** Changed records that a second swap turns back into the original, exactly; absent where no way leads back. */
  readonly roundTrip?: RoundTripSection;
  /** SHA-256 of all tables that the planner looks things up in. */
  readonly lexiconHash: string;
  /** Name of the team's file that changed them. */
  readonly lexiconFile?: string;
  readonly privacyNote: string;
}

/**
 * Writes a counterfactual corpus beside its source, with a manifest; the source is only read. Documents stream, so that
 * memory does not grow with the corpus; planning uses all cores, and the output does not depend on how many there are.
 *
 * @throws EvenhandError `arguments.invalid` for settings or a place that cannot be meant, `output.exists`,
 *   `output.unwritable`, and what reading a corpus throws; after any of these, and after cancelling, no half-written
 *   file stays
 */
export async function augment(
  options: AugmentOptions,
  context: JobContext,
  overrides: CountOverrides = {},
): Promise<AugmentSummary> {
  throwIfCancelled(context.signal);
  const lexicon = await readSwapLexicon(options.lexiconFile);
  const swap = swapSettings(options, lexicon);
  const places = await augmentPaths(options);
  const files = await findFiles(options.paths, new SkipLog(), undefined, { strict: options.strict === true });
  const target = await outputTarget(places.kind, files, context.signal);
  const work = new Generation(options, swap, places, context);
  let summary: AugmentSummary;
  try {
    summary = await work.run(files, target);
  } finally {
    await target.close();
  }
  if (places.reportPath === undefined) return summary;
  const { counterfactuals } = await writeAugmentReport(summary, places.reportPath, options, context, overrides);
  return { ...summary, reportPath: places.reportPath, associations: counterfactuals?.associations ?? [] };
}

function swapSettings(options: AugmentOptions, lexicon: SwapLexicon): SwapSettings {
  const { mode = augmentDefaults.mode, names = augmentDefaults.names } = options;
  const swaps = readSwaps(options.swaps, lexicon);
  if (mode === "neutralise") refuseWhatHasNoNeutral(swaps, names);
  return { mode, swaps, names, sensitive: options.sensitive ?? augmentDefaults.sensitive, lexicon };
}

function refuseWhatHasNoNeutral(swaps: SwapSettings["swaps"], names: SwapSettings["names"]): void {
  const other = swaps.find((swap) => swap.axis !== "gender" || swap.direction !== "swap");
  if (other !== undefined) {
    const what = other.axis === "gender" ? `a direction (${directionText(other)})` : `the axis ${other.axis}`;
    throw new EvenhandError("arguments.invalid", `neutralise does not take ${what}.`, {
      hint:
        "It replaces the gendered words of both sides. A neutral word for a race or a religion would say something " +
        "else than the text does; swap groups instead.",
    });
  }
  if (names === "swap") {
    throw new EvenhandError("arguments.invalid", "neutralise keeps names; there is no neutral form of a first name.", {
      hint: "Leave out --names, or choose another mode.",
    });
  }
}

/** Below this, starting a thread costs more than it helps. */
const threadedBytes = 2 << 20;

class Generation {
  readonly #options: AugmentOptions;
  readonly #swap: SwapSettings;
  readonly #places: AugmentPaths;
  readonly #context: JobContext;
  readonly #tally = new AugmentTally();
  readonly #skips = new SkipLog();
  readonly #files: CorpusFile[] = [];
  #textField: string | undefined;

  constructor(options: AugmentOptions, swap: SwapSettings, places: AugmentPaths, context: JobContext) {
    this.#options = options;
    this.#swap = swap;
    this.#places = places;
    this.#context = context;
  }

  async run(files: readonly FoundFile[], target: OutputTarget): Promise<AugmentSummary> {
    const { outPath, provenancePath, manifestPath } = this.#places;
    const force = this.#options.force === true;
    const opened: AtomicFile[] = [];
    const open = async (path: string): Promise<AtomicFile> => {
      const file = await AtomicFile.open(path, force);
      opened.push(file);
      return file;
    };
    try {
      const out = await open(outPath);
      const provenance = provenancePath === undefined ? undefined : await open(provenancePath);
      await this.#generate(files, target, out, provenance);
      const manifest = await open(manifestPath);
      const summary = this.#summary();
      await manifest.write(manifestText(summary));
      for (const file of opened) await file.finish();
      throwIfCancelled(this.#context.signal);
      for (const file of opened) await file.commit();
      return summary;
    } catch (error) {
      for (const file of opened) await file.discard();
      throw error;
    }
  }

  async #generate(
    files: readonly FoundFile[],
    target: OutputTarget,
    out: AtomicFile,
    provenance: AtomicFile | undefined,
  ): Promise<void> {
    const { signal } = this.#context;
    const pool = this.#pool(files, { swap: this.#swap, output: target.form });
    const batches = batchesOf(this.#documents(target), {
      paths: this.#options.paths,
      outPath: this.#places.outPath,
      mode: this.#swap.mode,
      random: seededRandom(this.#options.seed ?? augmentDefaults.seed),
      needsFields: target.form.kind === "jsonl",
    });
    try {
      await out.write(target.begin());
      for await (const result of inOrder(batches, pool)) {
        throwIfCancelled(signal);
        this.#tally.addBatch(result.counts);
        await out.write(await target.take(result));
        await provenance?.write(result.provenance);
      }
      await out.write(await target.end());
    } finally {
      await pool.close();
    }
  }

  #documents(target: OutputTarget): ReturnType<typeof readBatches> {
    const { paths, field, strict } = this.#options;
    return readBatches(paths, {
      ...(field === undefined ? {} : { field }),
      ...(strict === undefined ? {} : { strict }),
      allFields: target.form.kind === "jsonl", // the output has them too
      blankLines: target.form.kind === "text",
      skips: this.#skips,
      signal: this.#context.signal,
      onProgress: this.#context.onProgress,
      stage: "augment",
      onField: (_, name) => {
        this.#textField ??= name;
      },
      onFile: (file) => this.#files.push(file),
    });
  }

  #pool(files: readonly FoundFile[], settings: BatchSettings): BatchPool {
    const workers = this.#options.workers ?? availableParallelism();
    const bytes = files.reduce((sum, file) => sum + file.bytes * (file.compression === "none" ? 1 : 4), 0);
    return workers === 1 || bytes < threadedBytes ? inlinePool(settings) : threadPool(settings, workers);
  }

  #summary(): AugmentSummary {
    const { swaps, names, sensitive, lexicon, mode } = this.#swap;
    const { outPath, manifestPath, provenancePath } = this.#places;
    const { restored, measured, failures, notes, ...counts } = this.#tally.counts();
    for (const { reason, count, examples } of notes) this.#skips.addCount(reason, count, examples);
    const leadsBack = mode !== "neutralise" && isInvolutive(swaps);
    return {
      outPath,
      manifestPath,
      ...(provenancePath === undefined ? {} : { provenancePath }),
      swaps: swaps.map((swap) => ({ axis: swap.axis, direction: directionText(swap) })),
      names,
      sensitive,
      mode,
      ...(mode === "substitute" ? { seed: this.#options.seed ?? augmentDefaults.seed } : {}),
      files: this.#files,
      ...(this.#textField === undefined ? {} : { textField: this.#textField }),
      ...counts,
      notes,
      ...(leadsBack ? { roundTrip: { restored, measured, failures } } : {}),
      skippedRecords: this.#skips.counts(),
      lexiconHash: lexicon.hash,
      ...(this.#options.lexiconFile === undefined ? {} : { lexiconFile: basename(this.#options.lexiconFile) }),
      privacyNote: privacyNotes[mode],
    };
  }
}

/** Everything of the summary except sentences of the corpus and folders of this machine. */
function manifestText(summary: AugmentSummary): string {
  const { outPath, manifestPath: _, provenancePath, examples: __, review, ...rest } = summary;
  const manifest = {
    manifest: "evenhand counterfactual corpus",
    version: readVersion(),
    file: basename(outPath),
    ...(provenancePath === undefined ? {} : { provenance: basename(provenancePath) }),
    ...rest,
    review: review.map(({ text: ___, ...edit }) => edit),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
