import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { throwIfCancelled } from "../../base/errors.ts";
import { seededRandom } from "../../base/random.ts";
import { unmetDecisions } from "../../cda/decisions/decidedPlan.ts";
import { AtomicFile } from "../../corpus/atomicFile.ts";
import type { CorpusFile } from "../../corpus/describeCorpus.ts";
import type { FoundFile } from "../../corpus/findFiles.ts";
import { readBatches } from "../../corpus/readCorpus.ts";
import { SkipLog } from "../../corpus/skipLog.ts";
import type { AugmentPaths } from "../augmentPaths.ts";
import type { JobContext } from "../context.ts";
import type { AugmentOptions } from "../options.ts";
import type { DecisionsFile } from "../swapDecisions.ts";
import { manifestText } from "./augmentSummary.ts";
import type { AugmentSummary } from "./augmentSummary.ts";
import { AugmentTally } from "./augmentTally.ts";
import { inlinePool, inOrder } from "./batchPool.ts";
import type { BatchPool } from "./batchPool.ts";
import type { OutputTarget } from "./outputTarget.ts";
import { privacyNotes } from "./privacyNotes.ts";
import { batchesOf } from "./readBatches.ts";
import type { BatchSettings } from "./recordBatch.ts";
import { lineField } from "./recordEncoders.ts";
import { directionText, isInvolutive } from "./swapSelection.ts";
import type { SwapSettings } from "./swapSettings.ts";
import { threadPool } from "./threadPool.ts";

/** The seed of `substitute` when the options do not say. */
export const defaultSeed = 1;

const unmetReason = "decision about a swap that is not in this corpus, or was not asked for: it had no effect";

/** For less text, starting another thread costs more than it helps. */
const bytesForWorker = 1 << 20;

/** One run: reads, hands batches to workers, writes in order, and names the files when all of them are whole. */
export class Generation {
  readonly #options: AugmentOptions;
  readonly #swap: SwapSettings;
  readonly #places: AugmentPaths;
  readonly #context: JobContext;
  readonly #tally = new AugmentTally();
  readonly #skips = new SkipLog();
  readonly #files: CorpusFile[] = [];
  readonly #hash = createHash("sha256");
  readonly #fields = new Map<string, string>();

  constructor(options: AugmentOptions, swap: SwapSettings, places: AugmentPaths, context: JobContext) {
    this.#options = options;
    this.#swap = swap;
    this.#places = places;
    this.#context = context;
  }

  /** @param decisions the file that the settings' decisions are from, for the manifest */
  async run(
    files: readonly FoundFile[],
    target: OutputTarget,
    decisions: DecisionsFile | undefined,
  ): Promise<AugmentSummary> {
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
      const summary = { ...this.#summary(), ...(decisions === undefined ? {} : { decisions }) };
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
      fileNames: new Map(files.map(({ path, name }) => [path, name])),
      mode: this.#swap.mode,
      random: seededRandom(this.#options.seed ?? defaultSeed),
      needsFields: target.form.kind === "jsonl",
    });
    const write = async (bytes: string | Uint8Array): Promise<void> => {
      this.#hash.update(bytes);
      await out.write(bytes);
    };
    try {
      await write(target.begin());
      for await (const result of inOrder(batches, pool)) {
        throwIfCancelled(signal);
        this.#tally.addBatch(result.counts);
        await write(await target.take(result));
        await provenance?.write(result.provenance);
      }
      await write(await target.end());
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
      onField: (file, field) => this.#fields.set(file, field),
      onFile: (file) => this.#files.push(file),
    });
  }

  #pool(files: readonly FoundFile[], settings: BatchSettings): BatchPool {
    const bytes = files.reduce((sum, file) => sum + file.bytes * (file.compression === "none" ? 1 : 4), 0);
    const useful = Math.ceil(bytes / bytesForWorker);
    const workers = Math.min(useful, this.#options.workers ?? availableParallelism());
    return workers <= 1 ? inlinePool(settings) : threadPool(settings, workers);
  }

  #textFields(): Pick<AugmentSummary, "textField" | "textFields"> {
    const [textField] = this.#fields.values();
    if (textField === undefined) return {};
    const textFields = this.#files.map(({ name }) => ({ file: name, field: this.#fields.get(name) ?? lineField }));
    return textFields.every(({ field }) => field === textField) ? { textField } : { textField, textFields };
  }

  #summary(): AugmentSummary {
    const { swaps, names, sensitive, lexicon, mode } = this.#swap;
    const { outPath, manifestPath, provenancePath } = this.#places;
    const { restored, measured, failures, notes, decided, ...counts } = this.#tally.counts();
    for (const { reason, count, examples } of notes) this.#skips.addCount(reason, count, examples);
    const unmet = unmetDecisions(this.#swap.decisions, new Set(decided)).map(({ word, after }) => `${word} → ${after}`);
    if (unmet.length > 0) this.#skips.addCount(unmetReason, unmet.length, unmet);
    const leadsBack = mode !== "neutralise" && isInvolutive(swaps);
    return {
      outPath,
      manifestPath,
      sha256: this.#hash.digest("hex"),
      ...(provenancePath === undefined ? {} : { provenancePath }),
      swaps: swaps.map((swap) => ({ axis: swap.axis, direction: directionText(swap) })),
      names,
      sensitive,
      mode,
      ...(mode === "substitute" ? { seed: this.#options.seed ?? defaultSeed } : {}),
      files: this.#files,
      ...this.#textFields(),
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
