import { EvenhandError } from "../base/errors.ts";
import { seededRandom } from "../base/random.ts";
import { clippingTreatment } from "../evaluation/clipping/groupTreatment.ts";
import { probeSentences } from "../evaluation/clipping/probeSentences.ts";
import { sentencePaths } from "../evaluation/clipping/sentencePaths.ts";
import type { SentencePaths } from "../evaluation/clipping/sentencePaths.ts";
import { readCheckpoint, writeCheckpoint } from "../lm/checkpoint.ts";
import type { Checkpoint } from "../lm/checkpoint.ts";
import type { ModelConfig } from "../lm/modelConfig.ts";
import { createTokenizer } from "../lm/tokenizer.ts";
import type { PrivacySection, TrainingSection } from "../report/biasReport.ts";
import type { ToxicityScorer } from "../evaluation/generations/toxicity.ts";
import { readTrainingCheckpoint, restoreParameters, writeTrainingCheckpoint } from "../training/checkpoint.ts";
import type { RunFingerprint } from "../training/checkpoint.ts";
import { groupProbe } from "../training/groupProbe.ts";
import type { ProbedStep } from "../training/groupProbe.ts";
import { defaultEngine } from "../training/engineNames.ts";
import type { StepEngine } from "../training/gradientSteps.ts";
import { trainLoop } from "../training/loop.ts";
import type { LoopState, Protection } from "../training/loop.ts";
import { chosenOptimizer } from "../training/optimizer/chosenOptimizer.ts";
import { parametersHash } from "../training/parametersHash.ts";
import type { PrivacyEntry } from "../training/privacy/accountant.ts";
import { epsilonSpent } from "../training/privacy/epsilonSpent.ts";
import { adaptiveDefaults, defaultCountDeviation, gradientNoiseMultiplier } from "../training/privacy/adaptiveBound.ts";
import type { AdaptiveBound } from "../training/privacy/adaptiveBound.ts";
import { clipFormulas } from "../training/privacy/clipModes.ts";
import { calibrateNoise } from "../training/privacy/calibrateNoise.ts";
import type { Ledger } from "../training/privacy/ledger.ts";
import type { CorpusIdentity } from "../training/privacy/ledgerLine.ts";
import { secureStreams, seededStreams } from "../training/privacy/randomStream.ts";
import { attackBounds } from "../training/privacy/tradeOff.ts";
import type { GradientEngine } from "../training/gradientEngine.ts";
import { createGradientEngine } from "../training/runtime/createGradientEngine.ts";
import { firstBrokenLayer } from "../training/runtime/firstBrokenLayer.ts";
import type { AskedBenchmarks } from "./askedBenchmarks.ts";
import type { JobContext } from "./context.ts";
import { notCovered } from "./notCovered.ts";
import type { PreparedUnits } from "./prepareUnits.ts";
import { unitWords } from "./privacyUnit.ts";
import { probeGroups, probeKeys } from "./probeGroups.ts";
import type { RunFolder } from "./runFolder.ts";
import { trainedPart } from "./trainedPart.ts";
import type { TrainedPart } from "./trainedPart.ts";
import type { RecordName } from "./trainingCorpus.ts";
import { trainingDefaults } from "./trainingDefaults.ts";
import { chargeOf, paidSteps, recordArm } from "./trainingLedger.ts";
import type { ModelSettings, TrainingSettings } from "./trainingSettings.ts";
import type { PlannedModel } from "./experiment.ts";
import { startUpdater } from "./update/startUpdater.ts";
import type { Updater } from "./update/startUpdater.ts";

/** What all models of one run share. */
export interface RunInputs {
  readonly folder: RunFolder;
  readonly settings: TrainingSettings;
  readonly base: Checkpoint;
  /** SHA-256 of the base model's parameters. */
  readonly baseHash: string;
  readonly contentHash: string;
  /** How the ledger knows the corpus. */
  readonly corpus: CorpusIdentity;
  readonly recordName: RecordName;
  /** N */
  readonly units: number;
  readonly expectedLotSize: number;
  readonly delta: number;
  /** Judges what the arms' models write. */
  readonly toxicity: ToxicityScorer;
  /** What the arms' models are measured by beside the corpus. */
  readonly benchmarks: AskedBenchmarks;
  readonly threads: number | undefined;
  readonly engine: StepEngine;
  readonly ledger: Ledger;
}

/** What one model of a run is made from. */
export interface ArmInputs extends RunInputs {
  readonly model: PlannedModel;
  readonly settings: ModelSettings;
  /** Of a step; absent for an arm without privacy. */
  readonly cost?: Omit<PrivacyEntry, "steps">;
}

/** What decides how much noise a model gets. */
export interface NoisePlan extends Pick<RunInputs, "units" | "expectedLotSize" | "delta"> {
  readonly settings: Pick<ModelSettings, "privacy" | "steps" | "accountant">;
}

export interface TrainedModel {
  readonly checkpoint: Checkpoint;
  readonly parametersSha256: string;
  readonly training: TrainingSection;
  readonly privacy?: PrivacySection;
  /** Only of an arm that clips: what its repeats are pooled from. */
  readonly sentences?: SentencePaths;
}

/** Fine-tunes one model from the base model, or goes on where it was stopped, and writes it as a Hugging Face folder. */
export async function trainArm(prepared: PreparedUnits, inputs: ArmInputs, context: JobContext): Promise<TrainedModel> {
  const { folder, settings, base, expectedLotSize, threads, model, cost: noise } = inputs;
  const started = performance.now();
  const part = trainedPart(settings.trainable, base, settings.trainingSeed);
  const engine = await armEngine(base.config, part, inputs);
  let updater: Updater | undefined;
  try {
    const optimizer = chosenOptimizer(settings.optimizer, engine.trainable);
    const fingerprint = {
      ...armFingerprint(prepared, inputs),
      ...part.fingerprint,
      optimizer: scheduleText(optimizer.description, settings),
    };
    const stateDirectory = folder.stateDirectory(model.name);
    const stored = await readTrainingCheckpoint(stateDirectory);
    if (stored !== undefined) restoreParameters(stored, fingerprint, engine.trainable);
    await recordArm(inputs);

    const isSeeded = noise === undefined || settings.seededNoise;
    const streams = isSeeded ? seededStreams(settings.trainingSeed) : secureStreams();
    updater = await startUpdater({
      noise: noise === undefined ? undefined : streams,
      coordinates: [...engine.trainable.values()].reduce((total, { length }) => total + length, 0),
      ...(threads === undefined ? {} : { threads }),
    });
    const state = await trainLoop({
      engine,
      update: updater.update,
      optimizer,
      records: prepared.records,
      expectedLotSize,
      steps: settings.steps,
      learningRate: { peak: settings.learningRate, warmUpSteps: settings.warmUpSteps, decay: settings.decay },
      streams,
      ...(noise === undefined ? {} : { protection: armProtection(noise.noiseMultiplier, inputs) }),
      ...(stored === undefined ? {} : { resume: stored.state }),
      firstBrokenLayer: (tokens) =>
        firstBrokenLayer(base.config, part.parameters, tokens, { ...part.engine, threads: 1 }),
      paidSteps: await paidSteps(model.name, folder),
      saveEvery: trainingDefaults.saveEvery,
      saveShare: trainingDefaults.saveShare,
      save: (current, begun) =>
        writeTrainingCheckpoint(stateDirectory, { fingerprint, state: current, parameters: engine.trainable }, begun),
      probe: groupProbe(
        probeGroups(createTokenizer(base.tokenizerJson, base.tokenizerConfigJson), settings.maximumTokens),
      ),
      signal: context.signal,
      onStep: ({ step, steps, epsilon, loss }) =>
        context.onProgress({
          stage: `${model.name}: fine-tuning${microbatchNote(engine)}`,
          done: step,
          total: steps,
          unit: "steps",
          figures: {
            ...(epsilon === undefined || settings.seededNoise ? {} : { epsilon }),
            ...(loss === undefined ? {} : { loss }),
          },
        }),
    });

    const parameters = await part.finish(folder.armDirectory(model.name));
    const checkpoint: Checkpoint = { ...base, parameters, directory: folder.armDirectory(model.name) };
    await writeCheckpoint(folder.armDirectory(model.name), checkpoint);
    const training = trainingSection(state, optimizer.description, prepared, inputs, performance.now() - started);
    const trainedParameters = [...engine.trainable.values()].reduce((sum, { length }) => sum + length, 0);
    const sentences = noise === undefined || state.probed === undefined ? undefined : sentencePaths(state.probed);
    return {
      checkpoint,
      parametersSha256: parametersHash(parameters),
      training: { ...training, trained: part.description, trainedParameters },
      ...(noise === undefined ? {} : { privacy: privacySection(state, noise.noiseMultiplier, prepared, inputs) }),
      ...(sentences === undefined ? {} : { sentences }),
    };
  } finally {
    await updater?.stop();
    await engine.dispose();
  }
}

/** The engine that trains a part of a model with the run's settings. */
export function armEngine(
  config: ModelConfig,
  part: TrainedPart,
  { settings, engine, threads }: Pick<ArmInputs, "settings" | "engine" | "threads">,
): Promise<GradientEngine> {
  return createGradientEngine(config, part.parameters, {
    ...part.engine,
    maximumTokens: settings.maximumTokens,
    engine,
    ...(threads === undefined ? {} : { threads }),
  });
}

/** Reads an arm that an earlier segment of the run has finished. */
export async function readFinishedArm(folder: RunFolder, name: string, sha256: string): Promise<Checkpoint> {
  const checkpoint = await readCheckpoint(folder.armDirectory(name));
  if (parametersHash(checkpoint.parameters) === sha256) return checkpoint;
  throw new EvenhandError("checkpoint.invalid", `${folder.armDirectory(name)} is not the model that the run made.`, {
    hint: "Start a new run, or put the folder back as it was.",
  });
}

/** What every step of a private model costs: the same for dp and dp+cda, because both draw from the same units. */
export function stepCost({ settings, units, expectedLotSize, delta }: NoisePlan): Omit<PrivacyEntry, "steps"> {
  const samplingRate = Math.min(1, expectedLotSize / units);
  const { privacy, steps, accountant } = settings;
  if ("noiseMultiplier" in privacy) return { samplingRate, noiseMultiplier: privacy.noiseMultiplier };
  const target = { targetEpsilon: privacy.epsilon, delta, samplingRate, steps, accountant };
  return { samplingRate, noiseMultiplier: calibrateNoise(target).noiseMultiplier };
}

/** The optimizer with its schedule, for the report: "Adam (0.9, 0.999), 5 steps of warm-up, linear decay". */
function scheduleText(optimizer: string, { warmUpSteps, decay }: TrainingSettings): string {
  const rise = warmUpSteps === 0 ? "no warm-up" : `${warmUpSteps} ${warmUpSteps === 1 ? "step" : "steps"} of warm-up`;
  return `${optimizer}, ${rise}, ${decay === "none" ? "no" : decay} decay`;
}

/** Says so where memory is short; of the numbers only the last bits depend on it, because sums are formed in another order. */
function microbatchNote({ microbatch }: GradientEngine): string {
  return microbatch?.isReduced === true ? `, ${microbatch.tokens} positions at a time because memory is short` : "";
}

/** Everything that decides an arm's numbers, so that no segment of a run can use other settings unnoticed. */
function armFingerprint(
  { records, viewsPerRecord }: PreparedUnits,
  { settings, contentHash, baseHash, expectedLotSize, delta, model, cost }: ArmInputs,
): RunFingerprint {
  const { steps, learningRate, maximumTokens, seed, trainingSeed, seededNoise } = settings;
  const { clip, clipNorm, adaptiveClip, privacy, unit, blocksPerUnit } = settings;
  return {
    arm: model.name,
    corpus: contentHash,
    model: baseHash,
    records: records.length,
    "views per record": viewsPerRecord,
    "lot size": expectedLotSize,
    steps,
    "learning rate": learningRate,
    "maximum tokens": maximumTokens,
    unit: unit.kind === "field" ? `field:${unit.field}` : unit.kind,
    "blocks per unit": blocksPerUnit,
    ...(settings.canaries === undefined
      ? {}
      : { canaries: settings.canaries.count, "canary repeats": settings.canaries.repeats }),
    ...(settings.engine === defaultEngine ? {} : { engine: settings.engine }),
    seed,
    ...(trainingSeed === seed ? {} : { "training seed": trainingSeed }),
    ...(cost === undefined
      ? {}
      : {
          ...("epsilon" in privacy ? { epsilon: privacy.epsilon } : {}),
          delta,
          clip,
          "clipping norm": clipNorm,
          ...(adaptiveClip === undefined
            ? {}
            : { "clipping quantile": adaptiveClip.quantile, "lowest clipping norm": adaptiveClip.lowerBound }),
          "noise multiplier": cost.noiseMultiplier,
          seededNoise,
        }),
  };
}

function armProtection(noiseMultiplier: number, inputs: ArmInputs): Protection {
  const { settings, expectedLotSize, delta } = inputs;
  const adaptive = movingBound(settings, noiseMultiplier, expectedLotSize);
  return {
    clip: { mode: clipFormulas[settings.clip], clipNorm: settings.clipNorm },
    ...(adaptive === undefined ? {} : { adaptive }),
    noiseMultiplier,
    delta,
    accountant: settings.accountant,
    charge: chargeOf(inputs),
  };
}

function movingBound(
  { adaptiveClip, clipNorm }: ModelSettings,
  noiseMultiplier: number,
  expectedLotSize: number,
): AdaptiveBound | undefined {
  if (adaptiveClip === undefined) return undefined;
  return {
    quantile: adaptiveClip.quantile,
    rate: adaptiveDefaults.rate,
    countDeviation: defaultCountDeviation(noiseMultiplier, expectedLotSize),
    lowest: adaptiveClip.lowerBound,
    highest: trainingDefaults.clipUpperBoundFactor * clipNorm,
  };
}

function trainingSection(
  state: LoopState,
  optimizer: string,
  { records, viewsPerRecord, skipped }: PreparedUnits,
  inputs: ArmInputs,
  durationMs: number,
): TrainingSection {
  const { settings, expectedLotSize, cost } = inputs;
  const losses = state.lossByStep.filter((loss) => loss !== null);
  return {
    steps: state.step,
    expectedLotSize,
    records: records.length,
    viewsPerRecord,
    maximumTokens: settings.maximumTokens,
    learningRate: settings.learningRate,
    optimizer: scheduleText(optimizer, settings),
    durationMs,
    ...(losses.length === state.step ? { lossByStep: losses } : {}),
    ...(state.probed === undefined
      ? {}
      : { probeLoss: state.probed.map(overallLoss), ...groupSections(state.probed, inputs) }),
    // Of a private arm the counts only: a name would say that the record was trained on.
    skipped: cost === undefined ? skipped : skipped.map((skip) => ({ ...skip, examples: [] })),
  };
}

/** The means of each look; what clipping did to each group is told once, with its intervals. */
function groupSections(
  probed: readonly ProbedStep[],
  { settings, cost }: ArmInputs,
): Pick<TrainingSection, "dynamics" | "treatment" | "probeSentences"> {
  const treatment =
    cost === undefined ? undefined : clippingTreatment([sentencePaths(probed)], seededRandom(settings.seed));
  return {
    dynamics: probed.map(({ step, groups }) => ({
      step,
      groups: groups.map(({ sentences: _sentences, ...means }) => means),
    })),
    ...(treatment === undefined ? {} : { treatment }),
    probeSentences: probeSentences(probed, probeKeys()),
  };
}

/** Mean over the groups, so that none weighs more for having more sentences. */
function overallLoss({ step, groups }: ProbedStep): { readonly step: number; readonly loss: number } {
  return { step, loss: groups.reduce((sum, { loss }) => sum + loss, 0) / groups.length };
}

function privacySection(
  state: LoopState,
  noiseMultiplier: number,
  { records }: PreparedUnits,
  { settings, recordName, expectedLotSize, delta }: ArmInputs,
): PrivacySection {
  const { epsilon, accountant } = epsilonSpent(state.entries, delta, settings.accountant);
  const { gdpMu, truePositives, truePositivesAtTenthPercent } = attackBounds(state.entries, delta, settings.accountant);
  const adaptive = movingBound(settings, noiseMultiplier, expectedLotSize);
  return {
    epsilon,
    delta,
    unit: unitWords(settings.unit, recordName, settings.maximumTokens),
    adjacency: "add or remove one unit",
    sampling: "Poisson",
    accountant,
    noiseMultiplier,
    clipNorm: settings.clipNorm,
    clipMode: settings.clip,
    samplingRate: expectedLotSize / records.length,
    steps: state.entries.reduce((sum, { steps }) => sum + steps, 0),
    noiseSource: settings.seededNoise ? "seeded, not private" : "operating system",
    noiseMechanism: "Gaussian, rounded with the sum to a public grid",
    epsilonByStep: state.epsilonByStep,
    ...(gdpMu === undefined ? {} : { gdpMu }),
    truePositivesAt1Percent: truePositives,
    truePositivesAtTenthPercent,
    ...(adaptive === undefined
      ? {}
      : {
          clipBoundByStep: state.clipBounds?.slice(0, state.step) ?? [],
          adaptiveClip: {
            quantile: adaptive.quantile,
            rate: adaptive.rate,
            lowerBound: adaptive.lowest,
            upperBound: adaptive.highest,
            countDeviation: adaptive.countDeviation,
            gradientNoiseMultiplier: gradientNoiseMultiplier(noiseMultiplier, adaptive.countDeviation),
          },
        }),
    notCovered: notCovered(settings, recordName),
  };
}
