import { EvenhandError, isCancelled, throwIfCancelled } from "../base/errors.ts";
import { BackgroundSave } from "./backgroundSave.ts";
import type { SaveState } from "./backgroundSave.ts";
import { boundAfter, checkBound, clipOf, sumNoiseMultiplier } from "./clipBound.ts";
import { checkLot, diverged, lastNonFinite } from "./divergence.ts";
import type { ClipRule, GradientEngine, RecordStatistics, TrainingRecord } from "./gradientEngine.ts";
import type { GroupProbe, ProbedStep } from "./groupProbe.ts";
import { learningRateAt } from "./optimizer/learningRate.ts";
import type { LearningRateSchedule } from "./optimizer/learningRate.ts";
import type { Optimizer, OptimizerState } from "./optimizer/optimizer.ts";
import { parametersHash } from "./parametersHash.ts";
import { mergedEntries } from "./privacy/accountant.ts";
import type { PrivacyEntry } from "./privacy/accountant.ts";
import { defaultAccountant, RunningEpsilon } from "./privacy/epsilonSpent.ts";
import type { Accountant } from "./privacy/epsilonSpent.ts";
import type { AdaptiveBound } from "./privacy/adaptiveBound.ts";
import { poissonLot } from "./privacy/poissonLot.ts";
import type { RandomStreams } from "./privacy/randomStream.ts";
import type { StandardNoise } from "./privacy/standardNormal.ts";
import { plainUpdateEngine } from "./update/plainUpdateEngine.ts";
import { updateStep } from "./update/updateStep.ts";
import type { StepUpdate } from "./update/updateStep.ts";
import { SavePace } from "./savePace.ts";

/** How the records are protected; absent for training without privacy. */
export interface Protection {
  readonly clip: Exclude<ClipRule, { mode: "none" }>;
  /** `clip.clipNorm` is then the bound of the first step only. */
  readonly adaptive?: AdaptiveBound;
  /** z: what a step costs. The noise on the clipped sum has z times the clipping norm; a little more with `adaptive`. */
  readonly noiseMultiplier: number;
  /** For the epsilon shown on the way. */
  readonly delta: number;
  /** `pld` when absent. */
  readonly accountant?: Accountant;
  /**
   * Called after a lot's gradients are known and before anything that depends on them is noised, used or saved; the
   * update waits until it returns. It writes the ledger.
   */
  readonly charge: (entry: PrivacyEntry, step: number) => Promise<void>;
}

export interface LoopOptions {
  readonly engine: GradientEngine;
  readonly optimizer: Optimizer;
  /** The N records; each is drawn, clipped and protected with all its views. */
  readonly records: readonly TrainingRecord[];
  /** L: the expected lot size, at most N. Public: it divides every sum, whatever the size of the lot drawn. */
  readonly expectedLotSize: number;
  readonly steps: number;
  readonly learningRate: LearningRateSchedule;
  readonly protection?: Protection;
  /** Where lots and noise come from. */
  readonly streams: RandomStreams;
  /** `updateStep` with an engine; the plain one when absent. */
  readonly update?: (update: StepUpdate) => string | undefined;
  /** Standard normal noise of a step, for tests with noise that is known; from `streams` when absent. */
  readonly noiseOfStep?: (step: number, purpose: "noise" | "bound") => StandardNoise;
  /**
   * Names the first layer whose output for a sequence is not finite, undefined when all are. Asked only when numbers have
   * gone wrong; without it a run that diverges is stopped, but not told where.
   */
  readonly firstBrokenLayer?: (tokens: readonly number[]) => Promise<string | undefined>;
  /** Where an earlier segment of this run stopped; its parameters must already be in the engine. */
  readonly resume?: LoopState;
  /** Steps that the ledger holds for this run so far; more than `resume.step` after a crash. */
  readonly paidSteps?: number;
  /** Stores the state: before the first private step, every `saveEvery` steps, and when the run is cancelled. */
  readonly save?: SaveState;
  /** 25 when absent. */
  readonly saveEvery?: number;
  /** Stores more often as long as that takes no more than this share of the time; only every `saveEvery` steps when absent. */
  readonly saveShare?: number;
  /** Looks at groups of texts that are not among the records. */
  readonly probe?: GroupProbe;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: StepReport) => void;
}

/** What a run needs to go on, beside the parameters. Holds nothing private: all of it follows from noisy updates. */
export interface LoopState {
  /** Steps completed. */
  readonly step: number;
  /** Everything paid so far. */
  readonly entries: readonly PrivacyEntry[];
  readonly epsilonByStep: readonly number[];
  /** Only without protection; null for an empty lot. */
  readonly lossByStep: readonly (number | null)[];
  /** Only with an adaptive bound: that of each step made, and of the next one. Follows from noisy counts alone. */
  readonly clipBounds?: readonly number[];
  /** What the probe saw; it looks at public texts and at models that noisy updates made. */
  readonly probed?: readonly ProbedStep[];
  readonly optimizer: OptimizerState;
}

export interface StepReport {
  readonly step: number;
  readonly steps: number;
  /** Spent so far; only with protection. */
  readonly epsilon?: number;
  /** Mean loss of the lot in nats per token; only without protection, because it is private. */
  readonly loss?: number;
}

/**
 * Fine-tunes what is trainable in the engine: for each step a Poisson lot, the sum of its (clipped) gradients, one noise draw
 * per coordinate, division by the expected lot size, and an optimizer update. An empty lot is a step like any other.
 * Without protection the same lots and updates happen, unclipped and without noise.
 *
 * When a crash has cost steps that the ledger already holds, that many fewer are made: the target is kept.
 *
 * @throws EvenhandError `cancelled` (after saving), `training.diverged`, `training.invalid`, `privacy.budgetExceeded`
 * @see Abadi et al. (2016), "Deep Learning with Differential Privacy", Algorithm 1
 */
export async function trainLoop(options: LoopOptions): Promise<LoopState> {
  checkOptions(options);
  const { engine, steps, saveEvery = 25, saveShare = 0 } = options;
  const before = parametersHash(engine.trainable);
  let state = firstState(options);
  const { protection } = options;
  const running = protection && new RunningEpsilon(protection.delta, protection.accountant ?? defaultAccountant);
  const lost = Math.max(0, (options.paidSteps ?? 0) - state.step);
  const lastStep = steps - lost;
  if (lastStep <= 0) {
    throw new EvenhandError(
      "privacy.budgetExceeded",
      `The ledger holds ${lost} steps of this run, but no checkpoint.`,
      {
        hint: "The records have paid for a model that is lost; start a new run, which will cost again.",
      },
    );
  }
  // Before anything is paid for: a disk that cannot hold the state must say so now, and a run must be able to go on.
  const pace = new SavePace(saveShare, saveEvery);
  const { save } = options;
  const saves = new BackgroundSave(save && ((stored, begun) => pace.save(() => save(stored, begun))));
  if (options.resume === undefined && options.protection !== undefined) {
    await saves.begin(state);
    await saves.settled();
  }
  try {
    while (state.step < lastStep) {
      throwIfCancelled(options.signal);
      state = await probedStep(options, state, running, saves);
      if (state.step === lastStep || pace.isDue(state.step)) await saves.begin(state);
    }
    await saves.settled();
  } catch (error) {
    if (isCancelled(error)) {
      await saves.begin(state);
      await saves.settled();
    }
    throw error;
  } finally {
    await saves.ended();
  }
  if (lastStep > (options.resume?.step ?? 0)) checkChanged(before, engine);
  return state;
}

async function probedStep(
  options: LoopOptions,
  state: LoopState,
  running: RunningEpsilon | undefined,
  saves: BackgroundSave,
): Promise<LoopState> {
  const { engine, probe, steps, protection } = options;
  if (probe?.isDue(state.step + 1, steps) !== true) return oneStep(options, state, running, saves);
  const clip = clipOf(protection, state);
  await probe.before(engine, options.signal);
  const after = await oneStep(options, state, running, saves);
  return { ...after, probed: [...(state.probed ?? []), await probe.after(engine, after.step, clip, steps)] };
}

async function oneStep(
  options: LoopOptions,
  state: LoopState,
  running: RunningEpsilon | undefined,
  saves: BackgroundSave,
): Promise<LoopState> {
  const { engine, optimizer, records, expectedLotSize, protection, streams, steps } = options;
  const step = state.step + 1;
  const samplingRate = expectedLotSize / records.length;
  const lot = poissonLot(records.length, samplingRate, streams.open("lot", step));

  engine.beginLot();
  const drawn = lot.map((index) => records[index] as TrainingRecord);
  const clip = clipOf(protection, state);
  const statistics = drawn.length === 0 ? [] : await engine.accumulate(drawn, clip, options.signal);
  await saves.settled();

  const entry = protection && { samplingRate, noiseMultiplier: protection.noiseMultiplier, steps: 1 };
  if (entry !== undefined) await protection?.charge(entry, step);
  await checkLot(options, step, drawn, statistics);
  const update = options.update ?? ((inputs) => updateStep(plainUpdateEngine, inputs));
  const known = options.noiseOfStep?.(step, "noise");
  const broken = update({
    step,
    parameters: engine.trainable,
    sum: engine.gradientSum,
    optimizer,
    learningRate: learningRateAt(options.learningRate, step, steps),
    expectedLotSize,
    ...(protection === undefined || clip.mode === "none"
      ? {}
      : {
          noise: {
            clipNorm: clip.clipNorm,
            multiplier: sumNoiseMultiplier(protection),
            streams,
            ...(known === undefined ? {} : { known: (target: Float64Array) => known.draw(target) }),
          },
        }),
  });
  if (broken !== undefined) {
    // Without protection a gradient may be the reason; a clipped sum is always finite.
    const gradient = lastNonFinite(engine.gradientSum);
    if (gradient !== undefined) throw diverged(step, "the gradient is not finite", gradient);
    throw diverged(step, "the update made parameters that are not finite", broken);
  }

  const entries = entry === undefined ? state.entries : mergedEntries([...state.entries, entry]);
  const epsilon = running?.of(entries, steps);
  const loss = protection === undefined ? meanLoss(statistics) : null;
  options.onStep?.({
    step,
    steps,
    ...(epsilon === undefined ? {} : { epsilon }),
    ...(loss === null ? {} : { loss }),
  });
  return {
    step,
    entries,
    epsilonByStep: epsilon === undefined ? [] : [...state.epsilonByStep, epsilon],
    lossByStep: protection === undefined ? [...state.lossByStep, loss] : [],
    ...(state.clipBounds === undefined
      ? {}
      : { clipBounds: [...state.clipBounds, boundAfter(options, state, statistics)] }),
    ...(state.probed === undefined ? {} : { probed: state.probed }),
    optimizer: optimizer.state(),
  };
}

function firstState({
  optimizer,
  resume,
  protection,
  records,
  expectedLotSize,
  paidSteps = 0,
}: LoopOptions): LoopState {
  if (resume !== undefined) optimizer.restore(resume.optimizer);
  const state: LoopState = resume ?? {
    step: 0,
    entries: [],
    epsilonByStep: [],
    lossByStep: [],
    ...(protection?.adaptive === undefined ? {} : { clipBounds: [protection.clip.clipNorm] }),
    optimizer: optimizer.state(),
  };
  // Steps that an earlier crash took back are in the stored entries already: only what came since is added.
  const counted = state.entries.reduce((sum, { steps }) => sum + steps, 0);
  const uncounted = Math.max(0, paidSteps - counted);
  if (protection === undefined || uncounted === 0) return state;
  const { noiseMultiplier } = protection;
  const samplingRate = expectedLotSize / records.length;
  return { ...state, entries: mergedEntries([...state.entries, { samplingRate, noiseMultiplier, steps: uncounted }]) };
}

function checkOptions({ records, expectedLotSize, steps, protection, engine, optimizer }: LoopOptions): void {
  if (records.length === 0) throw invalid("There is no record to train on.", "Choose a corpus with more records.");
  if (!(expectedLotSize > 0 && expectedLotSize <= records.length)) {
    throw invalid(
      `A lot of ${expectedLotSize} cannot be drawn from ${records.length} records.`,
      "Choose a lot size of at most the number of training records.",
    );
  }
  if (!(Number.isInteger(steps) && steps > 0)) throw new RangeError(`${steps} steps: must be a whole number above 0`);
  if (protection !== undefined && !(protection.clip.clipNorm > 0)) {
    throw new RangeError(`clipping norm ${protection.clip.clipNorm}: must be above 0`);
  }
  if (protection !== undefined && !(protection.noiseMultiplier > 0)) {
    throw new RangeError(`noise multiplier ${protection.noiseMultiplier}: must be above 0`);
  }
  if (protection?.adaptive !== undefined) checkBound(protection.adaptive, protection);
  if (optimizer.state().updates > 0) throw new RangeError("the optimizer has been used before");
  if (engine.trainable.size === 0) throw new RangeError("the engine trains nothing");
}

function checkChanged(before: string, engine: GradientEngine): void {
  if (parametersHash(engine.trainable) !== before) return;
  throw invalid("Training did not change a single parameter.", "Raise the learning rate or check the records.");
}

function meanLoss(statistics: readonly RecordStatistics[]): number | null {
  if (statistics.length === 0) return null;
  return statistics.reduce((sum, { loss }) => sum + loss, 0) / statistics.length;
}

function invalid(message: string, hint: string): EvenhandError {
  return new EvenhandError("training.invalid", message, { hint });
}
