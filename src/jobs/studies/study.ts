import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { EvenhandError, isCancelled } from "../../base/errors.ts";
import { hashPlace } from "../../base/hashPlace.ts";
import { readCheckpoint } from "../../lm/checkpoint.ts";
import type { Checkpoint } from "../../lm/checkpoint.ts";
import { createTokenizer } from "../../lm/tokenizer.ts";
import type { Tokenizer } from "../../lm/tokenizer.ts";
import { biasReportSchemaVersion } from "../../report/biasReport.ts";
import type { BiasReport } from "../../report/biasReport.ts";
import { passedOverWarnings } from "../../report/scanWarnings.ts";
import { openLedger } from "../../training/privacy/ledger.ts";
import type { Ledger } from "../../training/privacy/ledger.ts";
import { parametersHash } from "../../training/parametersHash.ts";
import type { JobContext } from "../context.ts";
import { prepareOutDirectory } from "../evenhandFolder.ts";
import { holdRun } from "../heldRun.ts";
import type { HeldRun } from "../heldRun.ts";
import { findModel, modelSource } from "../hub/modelStore.ts";
import type { TrainOptions } from "../options.ts";
import { packageFile, readVersion } from "../packageFiles.ts";
import { writeReportFiles } from "../reportFiles.ts";
import { withSlurs } from "../withSlurs.ts";
import { resumeStudyCommand } from "../resumeCommand.ts";
import { newRunId } from "../runFolder.ts";
import type { RunFolder } from "../runFolder.ts";
import { scan } from "../scan.ts";
import { readTrainingCorpus } from "../trainingCorpus.ts";
import type { TrainingCorpus } from "../trainingCorpus.ts";
import { trainingDefaults } from "../trainingDefaults.ts";
import { recordArm } from "../trainingLedger.ts";
import { cappedTo, trainingSettings } from "../trainingSettings.ts";
import type { TrainingSettings } from "../trainingSettings.ts";
import { LiveModel } from "./liveModel.ts";
import { readTexts } from "./readTexts.ts";
import { studyDefaults } from "./studyOptions.ts";
import type { StudyName, StudyOptions, TradeOffOptions } from "./studyOptions.ts";
import { readStudy, studyFolder, StudyJournal } from "./studyRecord.ts";
import type { StudyRecord } from "./studyRecord.ts";

/** What a study has at hand. */
export interface Study {
  readonly id: string;
  readonly folder: RunFolder;
  readonly settings: TrainingSettings;
  readonly base: Checkpoint;
  readonly model: LiveModel;
  readonly tokenizer: Tokenizer;
  readonly corpus: TrainingCorpus;
  readonly ledger: Ledger;
  readonly journal: StudyJournal;
  /** L of every training as asked for; a training with fewer records has those. */
  readonly lotSize: number;
  /** Texts of each kind that are measured, at most. */
  readonly maximumTexts: number;
}

/** What a study adds to a report. */
export type StudyResult = Pick<BiasReport, "tradeOff" | "robustness" | "warnings"> & {
  readonly title: string;
  readonly settings: BiasReport["method"]["settings"];
};

/**
 * Reads corpus and model, runs a study and writes its report as `.evenhand/reports/NAME-ID.*`. The models stay in memory
 * and are gone afterwards; the ledger learns of every training all the same, because its figures are handed out. What is
 * measured is kept in `.evenhand/studies/ID` until the report is there, so that a stopped study goes on with `resume`.
 *
 * @throws EvenhandError `training.invalid` for settings that make no sense; what reading and training throw
 */
export async function runStudy(
  name: StudyName,
  options: StudyOptions,
  body: (study: Study, context: JobContext) => Promise<StudyResult>,
  context: JobContext,
): Promise<BiasReport> {
  const folder = studyFolder(options.outDirectory, options.resume ?? newRunId(new Date()));
  const earlier = options.resume === undefined ? undefined : await readStudy(folder);
  await prepareOutDirectory(options.outDirectory);
  let isKept = earlier !== undefined;
  try {
    const hold = { isNew: earlier === undefined, context };
    const report = await holdRun(folder, hold, async (held) => {
      const begin = (models: number): void => {
        isKept = true;
        held.begin(models);
      };
      // Read again: until the study was ours, another process may have gone on with it.
      const now = earlier === undefined ? undefined : await readStudy(folder);
      return heldStudy({ name, options, folder, earlier: now }, body, { ...held, begin });
    });
    await rm(folder.directory, { recursive: true, force: true });
    return report;
  } catch (error) {
    if (!isKept) await rm(folder.directory, { recursive: true, force: true });
    if (!isKept || !(error instanceof EvenhandError)) throw error;
    const goOn = `Go on with: ${resumeStudyCommand(folder.id, options.outDirectory)}`;
    if (isCancelled(error)) {
      const message = `Stopped study ${folder.id}; what it measured is kept.`;
      throw new EvenhandError("cancelled", message, { hint: goOn, cause: error });
    }
    throw new EvenhandError(error.code, error.message, {
      hint: `${error.hint} What study ${folder.id} measured is kept until its folder in .evenhand/studies is deleted. ${goOn}`,
      cause: error,
    });
  }
}

interface AskedStudy {
  readonly name: StudyName;
  readonly options: StudyOptions;
  readonly folder: RunFolder;
  readonly earlier: StudyRecord | undefined;
}

async function heldStudy(
  { name, options, folder, earlier }: AskedStudy,
  body: (study: Study, context: JobContext) => Promise<StudyResult>,
  { context, begin }: HeldRun,
): Promise<BiasReport> {
  const started = performance.now();
  const chosen = trainingSettings(trainOptionsOf(options));
  const directory =
    options.model === undefined ? packageFile(...trainingDefaults.model) : await findModel(options.model);
  const base = await readCheckpoint(directory);
  const source = await modelSource(directory);
  const settings = cappedTo(base.config.positions, chosen);
  const scanned = await scan(options, context);
  const corpus = await readTrainingCorpus(options, settings, context);
  const journal = await StudyJournal.begin(folder, {
    version: 1,
    study: name,
    generator: generator(),
    options: withWholePaths(options, directory),
    ...sameAsBefore(earlier, folder.id, {
      corpus: corpus.contentHash,
      baseHash: parametersHash(base.parameters),
      others: await hashOfOthers(options, context),
    }),
  });
  begin(settings.seeds.length);
  const ledger = await openLedger(folder.ledgerPath);
  try {
    const model = await LiveModel.open(base, settings, options.threads);
    try {
      const study: Study = {
        id: folder.id,
        folder,
        settings,
        base,
        model,
        tokenizer: createTokenizer(base.tokenizerJson, base.tokenizerConfigJson),
        corpus,
        ledger,
        journal,
        lotSize: options.lotSize ?? studyDefaults.lotSize,
        maximumTexts: options.maximumTexts ?? studyDefaults.maximumTexts,
      };
      const { title, settings: own, warnings, ...sections } = await body(study, context);
      const report = withSlurs({
        schemaVersion: biasReportSchemaVersion,
        generator: { name: "evenhand", version: readVersion() },
        createdAt: new Date().toISOString(),
        title: options.title ?? `${title} ${scanned.corpus?.name ?? "the corpus"}`,
        ...(scanned.corpus === undefined ? {} : { corpus: scanned.corpus }),
        ...sections,
        warnings: [...corpusWarnings(scanned), ...warnings],
        method: {
          seed: settings.seed,
          settings: {
            run: folder.id,
            model: basename(directory),
            ...(source === undefined ? {} : { modelSource: source }),
            trained: "all parameters",
            steps: settings.steps,
            lotSize: study.lotSize,
            learningRate: settings.learningRate,
            optimizer: settings.optimizer.name,
            warmUpSteps: settings.warmUpSteps,
            decay: settings.decay,
            maximumTokens: settings.maximumTokens,
            heldOut: settings.heldOut,
            ...(settings.seeds.length === 1 ? {} : { seeds: settings.seeds.join(", ") }),
            ...own,
          },
          versions: { evenhand: readVersion(), node: process.version },
          durationMs: performance.now() - started,
        },
      });
      await writeReportFiles(report, folder.reportsDirectory, reportName(name, folder.id));
      return report;
    } finally {
      await model.dispose();
    }
  } finally {
    await ledger.close();
  }
}

/** What the scan says of the data; its other warnings are about figures that no study shows. */
function corpusWarnings({ scan: section, corpus }: BiasReport): string[] {
  const problems = (section?.dataProblems ?? []).map(({ sentence }) => sentence);
  return [...problems, ...passedOverWarnings(corpus?.skipped ?? [])];
}

/** So that they hold in another working folder. */
function withWholePaths(options: StudyOptions & Partial<TradeOffOptions>, model: string): StudyRecord["options"] {
  const { guard, reference, resume: _, outDirectory: __, ...others } = options;
  return {
    ...others,
    paths: options.paths.map((path) => resolve(path)),
    ...(options.model === undefined ? {} : { model: resolve(model) }),
    ...(guard === undefined ? {} : { guard: resolve(guard) }),
    ...(reference === undefined ? {} : { reference: resolve(reference) }),
  };
}

function generator(): string {
  return `evenhand ${readVersion()}`;
}

/** One hash of all that is measured or trained on beside the corpus; the bundled guard set is the version's. */
async function hashOfOthers(
  { guard, reference, ...reading }: StudyOptions & Partial<TradeOffOptions>,
  context: JobContext,
): Promise<string> {
  const stage = "read guard and reference texts";
  const texts = [];
  for (const path of [guard, reference]) {
    texts.push(path === undefined ? [] : (await readTexts(path, stage, reading, context)).texts);
  }
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex");
}

/** Losses of other texts, or of models that grew from other weights, cannot stand beside those that are there. */
function sameAsBefore(
  earlier: StudyRecord | undefined,
  id: string,
  now: Pick<StudyRecord, "corpus" | "baseHash" | "others">,
): Pick<StudyRecord, "corpus" | "baseHash" | "others" | "measured"> {
  if (earlier === undefined) return { ...now, measured: [] };
  if (earlier.generator !== generator()) {
    throw invalidStudy(
      `Study ${id} was begun by ${earlier.generator}, this is ${generator()}: their figures do not belong side by side.`,
      "Go on with that version, or start a new study.",
    );
  }
  const changed = [
    earlier.corpus === now.corpus ? "" : "corpus",
    earlier.baseHash === now.baseHash ? "" : "base model",
    earlier.others === now.others ? "" : "guard or reference set",
  ].find((name) => name !== "");
  if (changed !== undefined) {
    throw invalidStudy(
      `The ${changed} of study ${id} has changed since it began.`,
      `Put the ${changed} back as it was, or start a new study.`,
    );
  }
  return { ...now, measured: earlier.measured };
}

/** Without folder and ending. */
export function reportName(study: StudyName, id: string): string {
  return `${study}-${id}`;
}

/** Says in the ledger that models were trained on the corpus without privacy, whose figures are handed out. */
export async function recordUnprotected({ folder, corpus, ledger }: Study, name: string): Promise<void> {
  const settings = { seededNoise: false };
  await recordArm({ folder, corpus: corpus.identity, ledger, model: { name }, settings });
}

/** Texts drawn by a hash of their content, so that the same are measured whatever else is in the corpus. */
export function drawnTexts(texts: readonly string[], maximum: number): string[] {
  if (texts.length <= maximum) return [...texts];
  return texts
    .map((text) => ({ text, place: hashPlace(text, "measured") }))
    .sort((a, b) => a.place - b.place)
    .slice(0, maximum)
    .map(({ text }) => text);
}

/**
 * The losses, when all of them are finite.
 *
 * @throws EvenhandError `training.diverged`
 */
export function finite(losses: Float64Array, label: string): Float64Array {
  if (losses.every((loss) => Number.isFinite(loss))) return losses;
  throw new EvenhandError(
    "training.diverged",
    `The training "${label}" diverged: its model gives texts no finite loss.`,
    {
      hint: "Start the study again with a lower learning rate: --lr.",
    },
  );
}

export function invalidStudy(message: string, hint: string): EvenhandError {
  return new EvenhandError("training.invalid", message, { hint });
}

function trainOptionsOf(options: StudyOptions): TrainOptions {
  const { paths, learningRate, maximumTokens, engine, seeds } = options;
  return {
    paths,
    steps: options.steps ?? studyDefaults.steps,
    heldOut: options.heldOut ?? studyDefaults.heldOut,
    seed: options.seed ?? studyDefaults.seed,
    trainable: "all",
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(maximumTokens === undefined ? {} : { maximumTokens }),
    ...(engine === undefined ? {} : { engine }),
    ...(seeds === undefined ? {} : { seeds }),
  };
}
