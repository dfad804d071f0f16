import { EvenhandError, isCancelled } from "../base/errors.ts";
import { pause } from "../base/inTurn.ts";
import { trainedOften } from "../evaluation/comparisonWarnings.ts";
import { unmeasured } from "../evaluation/unmeasured.ts";
import type { MetricComparison } from "../evaluation/metricResult.ts";
import { biasReportSchemaVersion } from "../report/biasReport.ts";
import type { ArmSection, BiasReport } from "../report/biasReport.ts";
import { withoutText } from "../report/withoutText.ts";
import { parametersHash } from "../training/parametersHash.ts";
import { spentOn } from "../training/privacy/corpusSpending.ts";
import { openLedger, readLedger } from "../training/privacy/ledger.ts";
import { checkPromises } from "./armSections.ts";
import { benchmarkWarnings } from "./askedBenchmarks.ts";
import { forecastWords, plannedRun } from "./budgetForecast.ts";
import { alikeRepeats, checkModelsDiffer, differenceWarnings } from "./checkModelsDiffer.ts";
import { clippingSection } from "./clippingSection.ts";
import { convergenceSection } from "./convergenceSection.ts";
import { compareArms, compareAttacks } from "./compareArms.ts";
import type { JobContext } from "./context.ts";
import { checkSomeFigures, divergenceWarnings } from "./divergedModels.ts";
import type { MadeModels } from "./divergedModels.ts";
import { drawFromUnits, drawnWarnings, mostMeasured } from "./documentDraw.ts";
import { prepareOutDirectory } from "./evenhandFolder.ts";
import { plannedArms } from "./experiment.ts";
import { holdRun } from "./heldRun.ts";
import type { HeldRun } from "./heldRun.ts";
import { modelSource } from "./hub/modelStore.ts";
import { forgetMeasures } from "./measuredModel.ts";
import { measuredTexts } from "./measuredTexts.ts";
import { ledgerNotes } from "./ledgerNotes.ts";
import type { TrainOptions } from "./options.ts";
import { readVersion } from "./packageFiles.ts";
import { poolRepeats } from "./poolRepeats.ts";
import { openModel, prepareCorpus } from "./preparedRun.ts";
import type { OpenedModel } from "./preparedRun.ts";
import { promiseWithinBudget } from "./promisedSteps.ts";
import { writeReportFiles } from "./reportFiles.ts";
import { resumeCommand } from "./resumeCommand.ts";
import { newRunId, readRun, runFolder, writeRun } from "./runFolder.ts";
import type { RunFolder, RunRecord } from "./runFolder.ts";
import { runOptions } from "./runOptions.ts";
import { scan } from "./scan.ts";
import type { ArmInputs, RunInputs } from "./trainArm.ts";
import { trainMethod } from "./trainMethod.ts";
import { allModels, plannedInputs } from "./trainModels.ts";
import type { TrainingCorpus } from "./trainingCorpus.ts";
import { sharedSentences } from "./sharedSentences.ts";
import type { DecisionsFile } from "./swapDecisions.ts";
import { chosenDelta, expectedLotSize } from "./trainingSettings.ts";
import type { TrainingSettings } from "./trainingSettings.ts";
import { swappedShareOf } from "./trainingUnits.ts";
import { trainingWarnings } from "./trainingWarnings.ts";
import { unprotectedBase } from "./unprotectedBase.ts";
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
  const opened = await openModel(options);
  try {
    return await holdRun(folder, { isNew: earlier === undefined, context }, async (held) => {
      // Read again: until the run was ours, another process may have finished a model of it.
      const run = earlier === undefined ? newRun(folder.id, options) : await readRun(folder);
      // Before anything is read, so that whatever ends this process leaves something to go on with.
      if (earlier === undefined) await writeRun(folder, run);
      return trainRun({ folder, options, run }, opened, held, started);
    });
  } catch (error) {
    throw isCancelled(error) ? stopped(folder.id, asked.outDirectory, error) : error;
  }
}

interface StartedRun {
  readonly folder: RunFolder;
  readonly options: TrainOptions;
  readonly run: RunRecord;
}

async function trainRun(
  { folder, options, run: begun }: StartedRun,
  opened: OpenedModel,
  { context, begin }: HeldRun,
  started: number,
): Promise<BiasReport> {
  const { chosen, settings, modelDirectory, base, engine, toxicity, benchmarks, lexicon } = opened;
  const source = await modelSource(modelDirectory);
  const baseHash = parametersHash(base.parameters);
  if (begun.baseHash !== undefined && begun.baseHash !== baseHash) throw changedSince(begun, "base model");
  const changed = benchmarks.all.find(({ name, sha256 }) => (begun.benchmarkHashes?.[name] ?? sha256) !== sha256);
  if (changed !== undefined) throw changedSince(begun, `benchmark ${changed.name}`);
  const lexiconHash = options.lexiconFile === undefined ? undefined : lexicon.hash;
  if (begun.corpus !== undefined && begun.lexiconHash !== lexiconHash) throw changedSince(begun, "lexicon");
  const scanned = await scan(options, context);
  const { corpus, decisions, canaries, units, count, records } = await prepareCorpus(options, opened, context);
  if (begun.corpus !== undefined && begun.corpus !== corpus.contentHash) throw changedSince(begun, "corpus");
  if (begun.corpus !== undefined && begun.decisionsHash !== decisions?.sha256) {
    throw changedSince(begun, "file of decisions");
  }

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
      benchmarks,
      threads: options.threads,
      engine,
      ledger,
    };
    const models = plannedInputs(inputs);
    // A training that broke is not tried again: it spends no more.
    const toMake = models.filter(({ model }) => begun.brokenArms?.[model.name] === undefined);
    await checkBudget(inputs, toMake, context);
    const hasPrivate = models.some(({ cost }) => cost !== undefined);
    const ofBase = hasPrivate ? await unprotectedBase(inputs, (await readLedger(folder.ledgerPath)).lines) : [];
    for (const warning of ofBase) context.onNotice?.(warning);
    const run: RunRecord = {
      ...begun,
      corpus: corpus.contentHash,
      baseHash,
      ...(decisions === undefined ? {} : { decisionsHash: decisions.sha256 }),
      ...(lexiconHash === undefined ? {} : { lexiconHash }),
      ...(benchmarks.all.length === 0
        ? {}
        : { benchmarkHashes: Object.fromEntries(benchmarks.all.map(({ name, sha256 }) => [name, sha256])) }),
    };
    await writeRun(folder, run);
    begin(models.length);
    const swappedShare = swappedShareOf(units);
    const heldOut = drawFromUnits(corpus.heldOut, mostMeasured, settings.seed);
    const texts = { corpus, heldOut, canaries, swappedShare };
    const made = await allModels(run, inputs, models, records, texts, context);
    checkSomeFigures(made);
    const { measured } = made;
    const arms = await poolRepeats(measured, settings.seed, context);
    const comparisons = await compareArms(arms, plannedArms(settings), settings.seed, context);
    const membershipComparisons = compareAttacks(measured, plannedArms(settings));
    await pause(context.signal);
    const clipping = clippingSection(arms, settings.seed);
    await pause(context.signal);
    const convergence = convergenceSection(arms, plannedArms(settings), settings.seed);
    await pause(context.signal);
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
      itemTexts: measuredTexts(arms, {
        documents: heldOut.flat(),
        fileNames: corpus.fileNames,
        benchmarks: benchmarks.scored,
        beginnings: benchmarks.beginnings,
      }),
      ...(membershipComparisons.length === 0 ? {} : { membershipComparisons }),
      ...(clipping === undefined ? {} : { clipping }),
      ...(convergence === undefined ? {} : { convergence }),
      warnings: [
        ...scanned.warnings,
        ...cutAtPositions(chosen, settings),
        ...drawnWarnings(heldOut.flat().length, corpus.heldOut.flat().length, "held-out records", settings.seed),
        ...ofBase,
        ...(await warnings(arms, made, comparisons, corpus, inputs)),
      ],
      method: {
        seed: settings.seed,
        settings: {
          ...scanned.method.settings,
          ...trainMethod(inputs, modelDirectory, corpus),
          ...(units.section === undefined ? {} : { counterfactualLexiconSha256: lexicon.hash }),
          ...(decisions === undefined ? {} : { decisions: decisionsWords(decisions) }),
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
    checkModelsDiffer(measured, inputs);
    return report;
  } finally {
    await ledger.close();
  }
}

/** Says what the run will add to what its corpus has spent, and stops it where that is too much. */
async function checkBudget(inputs: RunInputs, models: readonly ArmInputs[], { onNotice }: JobContext): Promise<void> {
  const planned = plannedRun(inputs, models);
  if (planned === undefined) return;
  onNotice?.(forecastWords(await promiseWithinBudget(inputs.folder, planned)));
}

function newRun(id: string, options: TrainOptions): RunRecord {
  return {
    version: 1,
    id,
    createdAt: new Date().toISOString(),
    generator: `evenhand ${readVersion()}`,
    options,
    finishedArms: {},
  };
}

function stopped(id: string, outDirectory: string | undefined, cause: unknown): EvenhandError {
  return new EvenhandError("cancelled", `Stopped run ${id}; the last finished step is kept.`, {
    hint: `Go on with: ${resumeCommand(id, outDirectory)}`,
    cause,
  });
}

/** Arms trained on different texts or from different weights cannot stand side by side in one report. */
function changedSince(
  { id }: RunRecord,
  what: "corpus" | "base model" | "lexicon" | "file of decisions" | `benchmark ${string}`,
): EvenhandError {
  return new EvenhandError("training.invalid", `The ${what} of run ${id} has changed since the run began.`, {
    hint: `Put the ${what} back as it was, or start a new run.`,
  });
}

function decisionsWords({ name, accepted, rejected, sha256 }: DecisionsFile): string {
  return `${name}, ${accepted} accepted, ${rejected} rejected, SHA-256 ${sha256}`;
}

interface OpenedRun {
  readonly folder: RunFolder;
  readonly options: TrainOptions;
  /** Absent for a new run. */
  readonly earlier?: RunRecord;
}

async function openRun(asked: TrainOptions): Promise<OpenedRun> {
  if (asked.resume === undefined) {
    return { folder: runFolder(asked.outDirectory, newRunId(new Date())), options: await runOptions(asked) };
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
  made: MadeModels,
  comparisons: readonly MetricComparison[],
  corpus: TrainingCorpus,
  inputs: RunInputs,
): Promise<string[]> {
  const { folder, settings, benchmarks, units, delta } = inputs;
  const key = inputs.corpus.corpus;
  const trainings = made.measured;
  const measuredArms = arms.filter(({ metrics }) => metrics.length > 0); // why others have no figure is told by itself
  const { lines, damaged } = await readLedger(folder.ledgerPath);
  const own = trainingWarnings({
    arms,
    trainings,
    comparisons,
    units,
    shared: sharedSentences(
      corpus.heldOut.flat().map(({ text }) => text),
      corpus.training.flat().map(({ text }) => text),
    ),
    isAttacked: arms.some(({ membership }) => membership !== undefined),
    withoutField: { field: settings.unit.kind === "field" ? settings.unit.field : "", records: corpus.withoutField },
    spending: spentOn(lines, key, delta, settings.accountant),
    damagedLedgerLines: damaged,
    seededNoise: settings.seededNoise,
  });
  return [
    ...divergenceWarnings(made),
    ...differenceWarnings(trainings, inputs),
    ...alikeRepeats(trainings, inputs),
    ...(settings.canaries === undefined ? [] : [plantedWarning(settings.canaries)]),
    ...own,
    ...ledgerNotes(lines, key),
    ...benchmarkWarnings(benchmarks, measuredArms),
    ...unmeasured(measuredArms),
    ...trainedOften(settings.seeds.length, comparisons),
  ];
}
