import { resolve } from "node:path";
import { EvenhandError, isCancelled } from "../base/errors.ts";
import { trainedOften } from "../evaluation/comparisonWarnings.ts";
import { unmeasured } from "../evaluation/evaluateScorer.ts";
import type { MetricComparison } from "../evaluation/metricResult.ts";
import { readCheckpoint } from "../lm/checkpoint.ts";
import { createTokenizer } from "../lm/tokenizer.ts";
import { biasReportSchemaVersion } from "../report/biasReport.ts";
import type { ArmSection, BiasReport } from "../report/biasReport.ts";
import { withoutText } from "../report/withoutText.ts";
import { parametersHash } from "../training/parametersHash.ts";
import { spentOn } from "../training/privacy/corpusSpending.ts";
import { openLedger, readLedger } from "../training/privacy/ledger.ts";
import { openEngine } from "../training/runtime/openEngine.ts";
import { checkPromises } from "./armSections.ts";
import type { MeasuredModel } from "./armSections.ts";
import { readSwaps } from "./augment/swapSelection.ts";
import { budgetForecast, forecastWords } from "./budgetForecast.ts";
import { canaryUnits, drawCanaries } from "./canaries.ts";
import { clippingSection } from "./clippingSection.ts";
import { checkModelsDiffer, compareArms, compareAttacks } from "./compareArms.ts";
import type { JobContext } from "./context.ts";
import { prepareOutDirectory } from "./evenhandFolder.ts";
import { plannedArms } from "./experiment.ts";
import { findModel, modelSource } from "./hub/modelStore.ts";
import { forgetMeasures } from "./measuredModel.ts";
import { measuredTexts } from "./measuredTexts.ts";
import { ledgerNotes } from "./ledgerNotes.ts";
import type { TrainOptions } from "./options.ts";
import { packageFile, readVersion } from "./packageFiles.ts";
import { referenceUnits, withReference } from "./pastArm.ts";
import { poolRepeats } from "./poolRepeats.ts";
import { writeReportFiles } from "./reportFiles.ts";
import { resumeCommand } from "./resumeCommand.ts";
import { newRunId, readRun, runFolder, writeRun } from "./runFolder.ts";
import type { RunFolder, RunRecord } from "./runFolder.ts";
import { scan } from "./scan.ts";
import { toxicityScorer } from "./toxicityScorer.ts";
import type { ArmInputs, RunInputs } from "./trainArm.ts";
import { trainMethod } from "./trainMethod.ts";
import { allModels, plannedInputs, preparedRecords } from "./trainModels.ts";
import { checkTargets } from "./trainedPart.ts";
import { readTrainingCorpus } from "./trainingCorpus.ts";
import type { TrainingCorpus } from "./trainingCorpus.ts";
import { trainingDefaults } from "./trainingDefaults.ts";
import { cappedTo, chosenDelta, expectedLotSize, trainingSettings } from "./trainingSettings.ts";
import type { TrainingSettings } from "./trainingSettings.ts";
import { trainingUnits } from "./trainingUnits.ts";
import { trainingWarnings } from "./trainingWarnings.ts";
import { withSlurs } from "./withSlurs.ts";

/**
 * Fine-tunes the arms on one split of one corpus, evaluates them on the records that none of them saw, and reports.
 * Leaves the models and `run.json` in `.evenhand/runs/ID`, the report in `.evenhand/reports/ID.*`, and every private
 * step in `.evenhand/ledger.jsonl`. A cancelled run keeps its last step and goes on with `resume`.
 */
export async function train(asked: TrainOptions, context: JobContext): Promise<BiasReport> {
  const started = performance.now();
  const { folder, options, earlier } = await openRun(asked);
  await prepareOutDirectory(options.outDirectory);
  const chosen = trainingSettings(options);
  readSwaps(options.swaps); // a mistake there is told before anything is read
  const { threads } = options;
  const engine = await openEngine(chosen.engine, {
    folder: process.cwd(),
    ...(threads === undefined ? {} : { threads }),
  });
  const toxicity = await toxicityScorer(options, threads);
  const modelDirectory = options.model ?? packageFile(...trainingDefaults.model);
  const base = await readCheckpoint(modelDirectory);
  const source = await modelSource(modelDirectory);
  const settings = cappedTo(base.config.positions, chosen);
  checkTargets(settings.trainable, base.config);
  const baseHash = parametersHash(base.parameters);
  if (earlier !== undefined && earlier.baseHash !== baseHash) throw changedSince(earlier, "base model");
  const scanned = await scan(options, context);
  const read = await readTrainingCorpus(options, settings, context);
  const { corpus, reference } =
    settings.past === undefined ? { corpus: read, reference: [] } : withReference(read, settings.seed);
  if (earlier !== undefined && earlier.corpus !== corpus.contentHash) throw changedSince(earlier, "corpus");
  const tokenizer = createTokenizer(base.tokenizerJson, base.tokenizerConfigJson);
  const canaries = settings.canaries === undefined ? undefined : drawCanaries(settings.canaries, settings.seed);
  const training = [...corpus.training, ...(canaries === undefined ? [] : canaryUnits(canaries))];
  const units = trainingUnits({ training }, settings, tokenizer, options);
  const count = units.originals.length;
  if (units.section?.changed === 0) throw nothingSwapped();

  const ledger = await openLedger(folder.ledgerPath);
  try {
    const inputs: RunInputs = {
      settings,
      units: count,
      expectedLotSize: expectedLotSize(options, count),
      delta: chosenDelta(options, count, settings),
      folder,
      base,
      baseHash,
      contentHash: corpus.contentHash,
      corpus: corpus.identity,
      recordName: corpus.recordName,
      toxicity,
      threads,
      engine,
      ledger,
    };
    const run: RunRecord = earlier ?? {
      version: 1,
      id: folder.id,
      createdAt: new Date().toISOString(),
      generator: `evenhand ${readVersion()}`,
      corpus: corpus.contentHash,
      baseHash,
      options,
      finishedArms: {},
    };
    const models = plannedInputs(inputs);
    await checkBudget(inputs, models, context);
    await writeRun(folder, run);
    const records = preparedRecords(units, tokenizer, settings, () =>
      referenceUnits(reference, settings, tokenizer, options),
    );
    const measured = await allModels(run, inputs, models, records, { corpus, canaries }, context);
    checkModelsDiffer(measured);
    const arms = poolRepeats(measured, settings.seed);
    const comparisons = compareArms(arms, plannedArms(settings), settings.seed);
    const membershipComparisons = compareAttacks(measured, plannedArms(settings));
    const clipping = clippingSection(arms, settings.seed);
    const whole: BiasReport = {
      schemaVersion: biasReportSchemaVersion,
      generator: { name: "evenhand", version: readVersion() },
      createdAt: new Date().toISOString(),
      title: options.title ?? `Bias of ${scanned.corpus?.name ?? "the corpus"} before and after private fine-tuning`,
      ...(scanned.corpus === undefined ? {} : { corpus: scanned.corpus }),
      ...(scanned.scan === undefined ? {} : { scan: scanned.scan }),
      ...(units.section === undefined ? {} : { counterfactuals: units.section }),
      arms,
      comparisons,
      itemTexts: measuredTexts(arms, { documents: corpus.heldOut }),
      ...(membershipComparisons.length === 0 ? {} : { membershipComparisons }),
      ...(clipping === undefined ? {} : { clipping }),
      warnings: [
        ...scanned.warnings,
        ...cutAtPositions(chosen, settings),
        ...(await warnings(arms, measured, comparisons, corpus, inputs)),
      ],
      method: {
        seed: settings.seed,
        settings: {
          ...scanned.method.settings,
          ...trainMethod(inputs, modelDirectory, corpus),
          ...(source === undefined ? {} : { modelSource: source }),
        },
        versions: { ...scanned.method.versions, evenhand: readVersion(), node: process.version },
        durationMs: performance.now() - started,
      },
    };
    const report = options.noText === true ? withoutText(whole) : withSlurs(whole);
    await writeReportFiles(report, folder.reportsDirectory, folder.id);
    await forgetMeasures(folder);
    checkPromises(measured);
    return report;
  } catch (error) {
    throw isCancelled(error) ? stopped(folder.id, asked.outDirectory, error) : error;
  } finally {
    await ledger.close();
  }
}

/** Says what the run will add to what its corpus has spent, and stops it where that is too much. */
async function checkBudget(
  { folder, settings, corpus, delta }: RunInputs,
  models: readonly ArmInputs[],
  context: JobContext,
): Promise<void> {
  const paying = models.flatMap(({ model: { name }, cost }) => (cost === undefined ? [] : [{ name, cost }]));
  if (paying.length === 0 || settings.seededNoise) return;
  const { lines } = await readLedger(folder.ledgerPath);
  const { steps, accountant } = settings;
  const forecast = budgetForecast(lines, { corpus, run: folder.id, models: paying, steps, delta, accountant });
  context.onNotice?.(forecastWords(forecast));
}

function stopped(id: string, outDirectory: string | undefined, cause: unknown): EvenhandError {
  return new EvenhandError("cancelled", `Stopped run ${id}; the last finished step is kept.`, {
    hint: `Go on with: ${resumeCommand(id, outDirectory)}`,
    cause,
  });
}

/** Arms trained on different texts or from different weights cannot stand side by side in one report. */
function changedSince({ id }: RunRecord, what: "corpus" | "base model"): EvenhandError {
  return new EvenhandError("training.invalid", `The ${what} of run ${id} has changed since the run began.`, {
    hint: `Put the ${what} back as it was, or start a new run.`,
  });
}

/** Without a counterfactual dp+cda is dp once more, and its epsilon would be spent for nothing. */
function nothingSwapped(): EvenhandError {
  return new EvenhandError("training.invalid", "No record has a counterfactual: dp+cda would be the same as dp.", {
    hint: "Choose another --swap, or leave dp+cda out of --arms.",
  });
}

interface OpenedRun {
  readonly folder: RunFolder;
  readonly options: TrainOptions;
  /** Absent for a new run. */
  readonly earlier?: RunRecord;
}

async function openRun(asked: TrainOptions): Promise<OpenedRun> {
  if (asked.resume === undefined) {
    const paths = asked.paths.map((path) => resolve(path));
    const model = asked.model === undefined ? {} : { model: await findModel(asked.model) };
    const classifier = asked.classifier === undefined ? {} : { classifier: resolve(asked.classifier) };
    return {
      folder: runFolder(asked.outDirectory, newRunId(new Date())),
      options: { ...asked, ...model, ...classifier, paths },
    };
  }
  const folder = runFolder(asked.outDirectory, asked.resume);
  const earlier = await readRun(folder);
  const threads = asked.threads === undefined ? {} : { threads: asked.threads };
  return { folder, earlier, options: { ...earlier.options, ...threads } };
}

function cutAtPositions(chosen: TrainingSettings, { maximumTokens }: TrainingSettings): string[] {
  if (chosen.maximumTokens === maximumTokens) return [];
  return [`The model reads ${maximumTokens} tokens at most: records are cut there, not at ${chosen.maximumTokens}.`];
}

function plantedWarning({ count, repeats }: NonNullable<TrainingSettings["canaries"]>): string {
  const each = repeats === 1 ? "" : `, ${repeats} times each`;
  return `${count} made-up ${count === 1 ? "record was" : "records were"} planted in the training${each}, and N counts them: these models were trained to be tested, not to be used.`;
}

async function warnings(
  arms: readonly ArmSection[],
  trainings: readonly MeasuredModel[],
  comparisons: readonly MetricComparison[],
  corpus: TrainingCorpus,
  { folder, settings, corpus: { corpus: key }, units, delta }: RunInputs,
): Promise<string[]> {
  const { lines, damaged } = await readLedger(folder.ledgerPath);
  const own = trainingWarnings({
    arms,
    trainings,
    comparisons,
    units,
    withoutField: { field: settings.unit.kind === "field" ? settings.unit.field : "", records: corpus.withoutField },
    spending: spentOn(lines, key, delta, settings.accountant),
    damagedLedgerLines: damaged,
    seededNoise: settings.seededNoise,
  });
  return [
    ...(settings.canaries === undefined ? [] : [plantedWarning(settings.canaries)]),
    ...own,
    ...ledgerNotes(lines, key),
    ...unmeasured(arms[0]?.metrics ?? []),
    ...trainedOften(settings.seeds.length, comparisons),
  ];
}
