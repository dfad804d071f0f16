import { rm } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { EvenhandError, isCancelled } from "../base/errors.ts";
import { oneSeed, severalComparisons } from "../evaluation/comparisonWarnings.ts";
import { neutralLosses, unmeasured } from "../evaluation/evaluateScorer.ts";
import type { MetricComparison } from "../evaluation/metricResult.ts";
import { readCheckpoint } from "../lm/checkpoint.ts";
import type { Checkpoint } from "../lm/checkpoint.ts";
import { createTokenizer } from "../lm/tokenizer.ts";
import type { Tokenizer } from "../lm/tokenizer.ts";
import { biasReportSchemaVersion } from "../report/biasReport.ts";
import type { ArmSection, BiasReport, StandardArm } from "../report/biasReport.ts";
import { openEngine } from "../training/runtime/openEngine.ts";
import { parametersHash } from "../training/parametersHash.ts";
import { spentOn } from "../training/privacy/corpusSpending.ts";
import { createTokenScorer } from "../training/runtime/createTokenScorer.ts";
import { openLedger, readLedger } from "../training/privacy/ledger.ts";
import { checkArmsDiffer, checkPromises, compareArms, evaluateArm } from "./armSections.ts";
import type { BaseScores } from "./armSections.ts";
import { budgetForecast, forecastWords } from "./budgetForecast.ts";
import { clippingSection } from "./clippingSection.ts";
import type { JobContext } from "./context.ts";
import { generationMethod } from "./generations.ts";
import { groupedTexts } from "./groupedTexts.ts";
import { prepareOutDirectory } from "./evenhandFolder.ts";
import { readSwaps } from "./augment/swapSelection.ts";
import { membershipTexts, scoreForAttack } from "./membership.ts";
import type { MembershipTexts } from "./membership.ts";
import { measuredTexts } from "./measuredTexts.ts";
import { ledgerNotes } from "./ledgerNotes.ts";
import type { TrainOptions } from "./options.ts";
import { findModel, modelSource } from "./hub/modelStore.ts";
import { packageFile, readVersion } from "./packageFiles.ts";
import { referenceUnits, tunePastArm, withReference } from "./pastArm.ts";
import { prepareUnits } from "./prepareUnits.ts";
import type { PreparedUnits } from "./prepareUnits.ts";
import { unitWords } from "./privacyUnit.ts";
import { writeReportFiles } from "./reportFiles.ts";
import { resumeCommand } from "./resumeCommand.ts";
import { newRunId, readRun, runFolder, writeRun } from "./runFolder.ts";
import type { FinishedArm, RunFolder, RunRecord } from "./runFolder.ts";
import { scan } from "./scan.ts";
import { readFinishedArm, stepCost, trainArm } from "./trainArm.ts";
import type { ArmInputs, TrainedArm } from "./trainArm.ts";
import { toxicityScorer } from "./toxicityScorer.ts";
import { checkTargets } from "./trainedPart.ts";
import { readTrainingCorpus } from "./trainingCorpus.ts";
import type { TrainingCorpus } from "./trainingCorpus.ts";
import { trainingDefaults } from "./trainingDefaults.ts";
import { cappedTo, chosenDelta, expectedLotSize, isPrivate, trainingSettings } from "./trainingSettings.ts";
import type { TrainingSettings } from "./trainingSettings.ts";
import { trainingUnits } from "./trainingUnits.ts";
import type { TrainingUnits } from "./trainingUnits.ts";
import { trainingWarnings } from "./trainingWarnings.ts";

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
  const units = trainingUnits(corpus, settings, tokenizer, options);
  const count = units.originals.length;

  const ledger = await openLedger(folder.ledgerPath);
  try {
    const plan = {
      settings,
      units: count,
      expectedLotSize: expectedLotSize(options, count),
      delta: chosenDelta(options, count, settings),
    };
    const inputs: ArmInputs = {
      ...plan,
      folder,
      base,
      baseHash,
      contentHash: corpus.contentHash,
      corpus: corpus.identity,
      recordName: corpus.recordName,
      ...(isPrivate(settings) ? { cost: stepCost(plan) } : {}),
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
    await checkBudget(inputs, context);
    await writeRun(folder, run);
    const records = {
      ...recordsByArm(units, tokenizer, settings),
      reference: () => prepareUnits(referenceUnits(reference, settings, tokenizer, options), tokenizer, settings),
    };
    const arms = await allArms(run, inputs, records, corpus, context);
    checkArmsDiffer(arms);
    const comparisons = compareArms(arms, settings.seed);
    const clipping = clippingSection(arms, settings.seed);
    const report: BiasReport = {
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
      ...(clipping === undefined ? {} : { clipping }),
      warnings: [
        ...scanned.warnings,
        ...cutAtPositions(chosen, settings),
        ...(await warnings(arms, comparisons, corpus, inputs)),
      ],
      method: {
        seed: settings.seed,
        settings: {
          ...scanned.method.settings,
          ...methodSettings(inputs, modelDirectory, corpus),
          ...(source === undefined ? {} : { modelSource: source }),
        },
        versions: { ...scanned.method.versions, evenhand: readVersion(), node: process.version },
        durationMs: performance.now() - started,
      },
    };
    await writeReportFiles(report, folder.reportsDirectory, folder.id);
    checkPromises(arms);
    return report;
  } catch (error) {
    throw isCancelled(error) ? stopped(folder.id, asked.outDirectory, error) : error;
  } finally {
    await ledger.close();
  }
}

/** Says what the run will add to what its corpus has spent, and stops it where that is too much. */
async function checkBudget({ folder, settings, corpus, cost, delta }: ArmInputs, context: JobContext): Promise<void> {
  if (cost === undefined || settings.seededNoise) return;
  const { lines } = await readLedger(folder.ledgerPath);
  const arms = settings.arms.filter((arm) => arm === "dp" || arm === "dp+cda");
  const { steps, accountant } = settings;
  const forecast = budgetForecast(lines, { corpus, run: folder.id, arms, cost, steps, delta, accountant });
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

/** What each arm is trained on; `reference` is what PAST knows of beside. */
type RecordsByArm = Readonly<Record<TrainedArm | "reference", () => PreparedUnits>>;

function recordsByArm(
  { originals, withCounterfactuals = originals }: TrainingUnits,
  tokenizer: Tokenizer,
  settings: TrainingSettings,
): Omit<RecordsByArm, "reference"> {
  const plain = (): PreparedUnits => prepareUnits(originals, tokenizer, settings);
  return { plain, dp: plain, "dp+cda": () => prepareUnits(withCounterfactuals, tokenizer, settings) };
}

async function allArms(
  run: RunRecord,
  inputs: ArmInputs,
  records: RecordsByArm,
  corpus: TrainingCorpus,
  context: JobContext,
): Promise<ArmSection[]> {
  const texts = groupedTexts(corpus.heldOut);
  const attacked = membershipTexts(corpus, inputs.settings.maximumTokens);
  const base = await baseScores(inputs, attacked, context);
  const sections: ArmSection[] = [];
  let finishedArms = run.finishedArms;
  for (const arm of inputs.settings.arms) {
    const { checkpoint, finished } = await modelOfArm(arm, finishedArms, inputs, records, context);
    if (finishedArms[arm] === undefined) {
      finishedArms = { ...finishedArms, [arm]: finished };
      await writeRun(inputs.folder, { ...run, finishedArms });
    }
    // Only now: a crash before would leave an arm that has neither a state nor an end.
    if (arm !== "base") await rm(inputs.folder.stateDirectory(arm), { recursive: true, force: true });
    sections.push(await evaluateArm(arm, checkpoint, finished, { texts, attacked, base }, inputs, context));
  }
  return sections;
}

/** What an attacker knows beforehand, and what tuning is held against. */
async function baseScores(
  { base, threads }: ArmInputs,
  attacked: MembershipTexts,
  context: JobContext,
): Promise<BaseScores> {
  const scorer = await createTokenScorer(base, threads === undefined ? {} : { threads });
  try {
    return {
      attacked: await scoreForAttack("base", scorer, attacked, context),
      neutral: await neutralLosses(scorer, { ...context, label: "base" }),
    };
  } finally {
    await scorer.dispose();
  }
}

async function modelOfArm(
  arm: StandardArm,
  finishedArms: RunRecord["finishedArms"],
  inputs: ArmInputs,
  records: RecordsByArm,
  context: JobContext,
): Promise<{ checkpoint: Checkpoint; finished: FinishedArm }> {
  if (arm === "base") return { checkpoint: inputs.base, finished: { parametersSha256: inputs.baseHash } };
  const finished = finishedArms[arm];
  if (finished !== undefined) {
    return { checkpoint: await readFinishedArm(inputs.folder, arm, finished.parametersSha256), finished };
  }
  if (arm === "plain+past") {
    if (finishedArms.plain === undefined) throw new RangeError("the arm plain comes first");
    return tunePastArm(finishedArms.plain, records.plain(), records.reference(), inputs, context);
  }
  const { checkpoint, ...rest } = await trainArm(arm, records[arm](), inputs, context);
  return { checkpoint, finished: rest };
}

function cutAtPositions(chosen: TrainingSettings, { maximumTokens }: TrainingSettings): string[] {
  if (chosen.maximumTokens === maximumTokens) return [];
  return [`The model reads ${maximumTokens} tokens at most: records are cut there, not at ${chosen.maximumTokens}.`];
}

async function warnings(
  arms: readonly ArmSection[],
  comparisons: readonly MetricComparison[],
  corpus: TrainingCorpus,
  { folder, settings, corpus: { corpus: key }, units, delta }: ArmInputs,
): Promise<string[]> {
  const { lines, damaged } = await readLedger(folder.ledgerPath);
  const own = trainingWarnings({
    arms,
    comparisons,
    units,
    withoutField: { field: settings.unit.kind === "field" ? settings.unit.field : "", records: corpus.withoutField },
    spending: spentOn(lines, key, delta, settings.accountant),
    damagedLedgerLines: damaged,
    seededNoise: settings.seededNoise,
  });
  return [
    ...own,
    ...ledgerNotes(lines, key),
    ...unmeasured(arms[0]?.metrics ?? []),
    ...severalComparisons(comparisons),
    ...oneSeed(comparisons),
  ];
}

function methodSettings(
  { folder, settings, recordName, units, expectedLotSize: lotSize, delta, engine, toxicity }: ArmInputs,
  modelDirectory: string,
  { training, heldOut }: TrainingCorpus,
): Record<string, string | number | boolean> {
  return {
    run: folder.id,
    model: basename(modelDirectory),
    arms: settings.arms.join(","),
    trainingRecords: training.flat().length,
    units,
    heldOutRecords: heldOut.length,
    unit: unitWords(settings.unit, recordName, settings.maximumTokens),
    blocksPerUnit: settings.blocksPerUnit,
    ...settings.privacy,
    delta,
    clip: settings.clip,
    clipNorm: settings.clipNorm,
    ...(settings.adaptiveClip === undefined
      ? {}
      : { clipQuantile: settings.adaptiveClip.quantile, clipLowerBound: settings.adaptiveClip.lowerBound }),
    steps: settings.steps,
    lotSize,
    learningRate: settings.learningRate,
    optimizer: settings.optimizer.name,
    ...(settings.optimizer.name === "sgd" ? { momentum: settings.optimizer.momentum } : {}),
    ...(settings.optimizer.name === "adamw" ? { weightDecay: settings.optimizer.weightDecay } : {}),
    warmUpSteps: settings.warmUpSteps,
    decay: settings.decay,
    ...(settings.past === undefined
      ? {}
      : {
          pastEpochs: settings.past.epochs,
          pastStrength: settings.past.strength,
          pastTarget: settings.past.target,
        }),
    maximumTokens: settings.maximumTokens,
    ...generationMethod({ continuations: settings.continuations, toxicity }),
    seededNoise: settings.seededNoise,
    trainable: settings.trainable.kind,
    engine: engine.description,
  };
}
