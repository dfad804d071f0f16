import { neutralBeginnings, neutralSentences } from "../evaluation/neutralText.ts";
import { createTokenScorer } from "../training/runtime/createTokenScorer.ts";
import type { ClipRule, GradientEngine, TrainingRecord } from "../training/gradientEngine.ts";
import type { JobContext } from "./context.ts";
import { measureGenerations } from "./generations.ts";
import { membershipTexts, scoreForAttack } from "./membership.ts";
import type { OpenedModel, PreparedCorpus } from "./preparedRun.ts";
import type { RunRates } from "./runClock.ts";
import { armEngine } from "./trainArm.ts";
import type { ArmInputs } from "./trainArm.ts";
import { trainedPart } from "./trainedPart.ts";

export interface MeasuredRates extends RunRates {
  /** The most memory that this process had while it measured, and what a training takes beside. */
  readonly memoryBytes: number;
  /** Whether steps are cut smaller than wanted because memory is short. */
  readonly isMemoryShort: boolean;
}

/** A lot that would take longer is not computed whole: a part of it says enough, and takes longer for each record, not less. */
const longSeconds = 10;
const fewRecords = 16;

/**
 * Tries out what a run will do most of: a step on records of the corpus, whose sums are thrown away, so that nothing is learnt
 * and nothing spent; and the scoring and writing that a model is measured by.
 *
 * @param own a model of the run that is trained; none for a run that measures the base model alone
 */
export async function measuredRates(
  opened: OpenedModel,
  prepared: PreparedCorpus,
  own: ArmInputs | undefined,
  context: JobContext,
): Promise<MeasuredRates> {
  const steps =
    own === undefined ? { step: 0, soonBytes: 0, isMemoryShort: false } : await stepRate(prepared, own, context);
  const measuring = await measuringSeconds(opened, prepared, own?.threads, context);
  const { step, soonBytes, isMemoryShort } = steps;
  return { step, measuring, memoryBytes: process.resourceUsage().maxRSS * 1024 + soonBytes, isMemoryShort };
}

async function stepRate(
  { records, count }: PreparedCorpus,
  own: ArmInputs,
  context: JobContext,
): Promise<{ readonly step: number; readonly soonBytes: number; readonly isMemoryShort: boolean }> {
  const { base, settings, cost, expectedLotSize } = own;
  const part = trainedPart(settings.trainable, base, settings.trainingSeed);
  const engine = await armEngine(base.config, part, own);
  const clip: ClipRule = cost === undefined ? { mode: "none" } : { mode: "hard", clipNorm: settings.clipNorm };
  try {
    const all = records.originals().records;
    // Every so many-th record: a lot of the corpus's usual lengths.
    const lot = spread(all, Math.min(count, Math.round(expectedLotSize)));
    const few = spread(lot, fewRecords);
    context.onProgress({ stage: "a trial step", done: 0, total: 1, unit: "steps" });
    await secondsOf(engine, few, clip, context); // compiles
    const short = await secondsOf(engine, few, clip, context);
    const expected = (short * expectedLotSize) / few.length;
    if (expected > longSeconds) return { step: expected, ...memoryOf(engine) };
    await secondsOf(engine, lot, clip, context);
    const whole = await secondsOf(engine, lot, clip, context);
    return { step: (whole * expectedLotSize) / lot.length, ...memoryOf(engine) };
  } finally {
    await engine.dispose();
  }
}

async function secondsOf(
  engine: GradientEngine,
  records: readonly TrainingRecord[],
  clip: ClipRule,
  { signal }: JobContext,
): Promise<number> {
  engine.beginLot();
  const started = performance.now();
  await engine.accumulate(records, clip, signal);
  return (performance.now() - started) / 1000;
}

/** What comes beside in a training: an optimizer's two moments of what is trained, and the bytes of a checkpoint's noise. */
function memoryOf(engine: GradientEngine): { readonly soonBytes: number; readonly isMemoryShort: boolean } {
  const trained = [...engine.trainable.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  return { soonBytes: 3 * trained, isMemoryShort: engine.microbatch?.isReduced === true };
}

/** Seconds for the figures of one model: held-out text, attacked texts and neutral sentences; and what it writes. */
async function measuringSeconds(
  { base, settings, toxicity }: OpenedModel,
  { corpus }: PreparedCorpus,
  threads: number | undefined,
  context: JobContext,
): Promise<number> {
  const quiet: JobContext = { ...context, onProgress: () => {} };
  context.onProgress({ stage: "a trial measurement", done: 0, total: 1, unit: "items" });
  const attacked = membershipTexts(corpus, settings.maximumTokens);
  const scorer = await createTokenScorer(base, threads === undefined ? {} : { threads });
  let scoring: number;
  try {
    scoring = await linearSeconds(
      attacked.texts.length + corpus.heldOut.length + neutralSentences().length,
      [64, 256],
      async (many) => {
        await scoreForAttack("", scorer, { ...attacked, texts: spread(attacked.texts, many) }, quiet);
      },
    );
  } finally {
    await scorer.dispose();
  }
  const { continuations, seed } = settings;
  const beginnings = neutralBeginnings();
  if (continuations === 0) return scoring;
  const writing = await linearSeconds(beginnings.length * continuations, [64, 256], async (many) => {
    const asked = { prompts: spread(beginnings, many), continuations: 1, toxicity, seed, threads };
    await measureGenerations(base, "", asked, quiet);
  });
  return scoring + writing;
}

/** What `wanted` of them will take, from what a few and some more take: the rest of the few is spent once. */
async function linearSeconds(
  wanted: number,
  [few, more]: readonly [number, number],
  work: (many: number) => Promise<void>,
): Promise<number> {
  const timed = async (many: number): Promise<number> => {
    const started = performance.now();
    await work(many);
    return (performance.now() - started) / 1000;
  };
  const first = await timed(few);
  const second = await timed(more);
  const each = Math.max(0, second - first) / (more - few);
  return Math.max(second, second + each * (wanted - more));
}

/** As many of the list, spread evenly over it. */
function spread<T>(list: readonly T[], many: number): readonly T[] {
  if (many >= list.length) return list;
  return Array.from({ length: many }, (_, index) => list[Math.floor((index * list.length) / many)] as T);
}
