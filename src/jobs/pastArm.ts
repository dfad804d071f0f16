import { createHash } from "node:crypto";
import { EvenhandError } from "../base/errors.ts";
import { seededRandom, shuffle } from "../base/random.ts";
import type { Random } from "../base/random.ts";
import { writeCheckpoint } from "../lm/checkpoint.ts";
import type { Checkpoint } from "../lm/checkpoint.ts";
import { blockJackknife, within } from "../evaluation/blockJackknife.ts";
import type { PastSection, SensitivitySection } from "../report/biasReport.ts";
import type { Interval } from "../evaluation/metricResult.ts";
import { mean } from "../evaluation/poolEstimates.ts";
import { gapBetween, gapChange } from "../evaluation/robustness/lossGap.ts";
import type { SplitLosses } from "../evaluation/robustness/lossGap.ts";
import type { SensitivityShares } from "../training/past/sensitivityShares.ts";
import type { TrainingRecord } from "../training/gradientEngine.ts";
import { chosenOptimizer } from "../training/optimizer/chosenOptimizer.ts";
import { parametersHash } from "../training/parametersHash.ts";
import { controlOf } from "../training/past/pastWeights.ts";
import { pastTuning } from "../training/past/pastTuning.ts";
import type { PastResult } from "../training/past/pastTuning.ts";
import { seededStreams } from "../training/privacy/randomStream.ts";
import { firstBrokenLayer } from "../training/runtime/firstBrokenLayer.ts";
import type { JobContext } from "./context.ts";
import type { TrainOptions } from "./options.ts";
import type { PreparedUnits, UnitTexts } from "./prepareUnits.ts";
import type { FinishedArm } from "./runFolder.ts";
import { armEngine, readFinishedArm } from "./trainArm.ts";
import type { ArmInputs } from "./trainArm.ts";
import { trainedPart } from "./trainedPart.ts";
import type { TrainingCorpus } from "./trainingCorpus.ts";
import { recordArm } from "./trainingLedger.ts";
import type { PastSettings, TrainingSettings } from "./trainingSettings.ts";
import { trainingUnits } from "./trainingUnits.ts";
import { startUpdater } from "./update/startUpdater.ts";
import type { Updater } from "./update/startUpdater.ts";

/** Share of the training side that PAST's non-members are. */
const referenceShare = 0.1;

/** Records of either kind that the gap is measured on. */
const mostGapRecords = 512;

/**
 * Sets records aside that no arm is trained on and nothing is evaluated on: PAST tunes the gap to them away, so that held-out
 * records must not be among them. Which ones follows from the seed and their text, as for the held-out ones.
 *
 * @throws EvenhandError `training.invalid` where none is left on one side
 */
export function withReference(
  corpus: TrainingCorpus,
  seed: number,
): { readonly corpus: TrainingCorpus; readonly reference: TrainingCorpus["training"] } {
  const reference = corpus.training.filter((unit) => isReference(unit, seed));
  const training = corpus.training.filter((unit) => !isReference(unit, seed));
  if (reference.length > 0 && training.length > 0) return { corpus: { ...corpus, training }, reference };
  throw new EvenhandError("training.invalid", `Of ${corpus.training.length} records none can be set aside for PAST.`, {
    hint: "Choose a larger corpus, or leave out --past.",
  });
}

function isReference(unit: TrainingCorpus["training"][number], seed: number): boolean {
  const digest = createHash("sha256").update(`PAST ${seed}\n${unit[0]?.text}`).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48 < referenceShare;
}

/** The texts that were set aside, in the same units as those trained on. */
export function referenceUnits(
  training: TrainingCorpus["training"],
  settings: TrainingSettings,
  tokenizer: Parameters<typeof trainingUnits>[2],
  options: TrainOptions,
): readonly UnitTexts[] {
  return trainingUnits({ training }, { ...settings, arms: ["plain"] }, tokenizer, options).originals;
}

/** Goes on from the finished arm `plain` and writes the tuned model as an arm of its own. */
export async function tunePastArm(
  plain: FinishedArm & { readonly name: string },
  prepared: PreparedUnits,
  nonMembers: PreparedUnits,
  inputs: ArmInputs,
  context: JobContext,
): Promise<{ readonly checkpoint: Checkpoint; readonly finished: FinishedArm }> {
  const { folder, settings, expectedLotSize, threads, model } = inputs;
  const past = pastOf(inputs);
  if (past === undefined || plain.training === undefined) throw new RangeError("PAST was not asked for");
  const started = performance.now();
  const trained = await readFinishedArm(folder, plain.name, plain.parametersSha256);
  const part = trainedPart(settings.trainable, trained, settings.trainingSeed);
  const engine = await armEngine(trained.config, part, inputs);
  let updater: Updater | undefined;
  try {
    updater = await startUpdater({
      noise: undefined,
      coordinates: [...engine.trainable.values()].reduce((total, { length }) => total + length, 0),
      ...(threads === undefined ? {} : { threads }),
    });
    await recordArm(inputs);
    const random = seededRandom(settings.trainingSeed);
    const lots = seededStreams(settings.trainingSeed);
    const chosen = { members: drawn(prepared.records, random), nonMembers: drawn(nonMembers.records, random) };
    const result = await pastTuning({
      engine,
      update: updater.update,
      optimizer: () => chosenOptimizer(settings.optimizer, engine.trainable),
      records: prepared.records,
      ...chosen,
      expectedLotSize,
      epochs: past.epochs,
      learningRate: settings.learningRate,
      strength: past.strength,
      target: past.target,
      random,
      // The lots go on where those of `plain` ended.
      streams: { ...lots, open: (purpose, step, ...rest) => lots.open(purpose, settings.steps + step, ...rest) },
      signal: context.signal,
      firstBrokenLayer: (tokens) => firstBrokenLayer(trained.config, part.parameters, tokens, { threads: 1 }),
      onStep: ({ step, steps, loss }) =>
        context.onProgress({
          stage: `${model.name}: tuning`,
          done: step,
          total: steps,
          unit: "steps",
          ...(loss === undefined ? {} : { figures: { loss } }),
        }),
    });
    const directory = folder.armDirectory(model.name);
    const parameters = await part.finish(directory);
    const checkpoint: Checkpoint = { ...trained, parameters, directory };
    await writeCheckpoint(directory, checkpoint);
    const { lossByStep: _, probeLoss: __, dynamics: ___, probeSentences: ____, ...shared } = plain.training;
    const losses = result.lossByStep.filter((loss) => loss !== null);
    return {
      checkpoint,
      finished: {
        parametersSha256: parametersHash(parameters),
        training: {
          ...shared,
          steps: result.steps,
          durationMs: performance.now() - started,
          ...(losses.length === result.steps ? { lossByStep: losses } : {}),
          past: pastSection(result, past, seededRandom(settings.trainingSeed)),
        },
      },
    };
  } finally {
    await updater?.stop();
    await engine.dispose();
  }
}

/** The control has the penalty of the tuned arm in other places. */
function pastOf({ settings: { past }, model }: ArmInputs): PastSettings | undefined {
  const control = past === undefined ? undefined : controlOf[past.target];
  if (past === undefined || model.arm.kind === "plain+past") return past;
  return control === undefined ? undefined : { ...past, target: control };
}

function drawn(records: readonly TrainingRecord[], random: Random): TrainingRecord[] {
  return shuffle([...records], random).slice(0, mostGapRecords);
}

function pastSection(
  { gaps, zeroShare, sensitivity, sensitivityWithout }: PastResult,
  { epochs, strength, target }: PastSettings,
  random: Random,
): PastSection {
  const losses = gaps.map(({ memberLosses, nonMemberLosses }): SplitLosses => ({
    train: memberLosses,
    test: nonMemberLosses,
  }));
  const [before, after] = [losses[0], losses.at(-1)] as [SplitLosses, SplitLosses];
  return {
    claim: "empirical, not a guarantee",
    epochs,
    strength,
    target,
    members: before.train.length,
    nonMembers: before.test.length,
    gapByEpoch: losses.map((own) => {
      const { interval } = gapBetween(own, random);
      return {
        memberLoss: mean([...own.train]),
        nonMemberLoss: mean([...own.test]),
        ...(interval === undefined ? {} : { interval }),
      };
    }),
    change: gapChange([before], [after], random),
    zeroShare,
    ...(sensitivity === undefined ? {} : { sensitivity: withIntervals(sensitivity, sensitivityWithout) }),
  };
}

/** Every share with the jackknife's interval over blocks of records. */
export function withIntervals(
  { modules, top }: SensitivityShares,
  without: readonly SensitivityShares[],
): SensitivitySection {
  const intervalOf = (share: number, left: readonly number[]): { interval?: Interval } => {
    const interval = within(blockJackknife(share, left, "records"), 0, 1);
    return interval === undefined ? {} : { interval };
  };
  return {
    modules: modules.map((one) => ({
      ...one,
      ...intervalOf(
        one.share,
        without.flatMap((shares) => shares.modules.find(({ module }) => module === one.module)?.share ?? []),
      ),
    })),
    top: top.map((one) => ({
      ...one,
      ...intervalOf(
        one.share,
        without.flatMap((shares) => shares.top.find(({ top: part }) => part === one.top)?.share ?? []),
      ),
    })),
  };
}
