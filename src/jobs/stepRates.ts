import { spread } from "../base/spread.ts";
import { createTokenizer } from "../lm/tokenizer.ts";
import type { ClipRule, GradientEngine, TrainingRecord } from "../training/gradientEngine.ts";
import { probeBytes } from "../training/groupProbe.ts";
import { clipUnits, isLarge, planMicrobatches } from "../training/microbatches.ts";
import { poissonLot } from "../training/privacy/poissonLot.ts";
import { seededStreams } from "../training/privacy/randomStream.ts";
import { stepBytes } from "../training/runtime/fittingMicrobatch.ts";
import { defaultBudgetBytes } from "../training/runtime/graphCache.ts";
import type { JobContext } from "./context.ts";
import type { MeasuredRates } from "./measuredRates.ts";
import type { PreparedCorpus } from "./preparedRun.ts";
import { probeGroups } from "./probeGroups.ts";
import { armEngine } from "./trainArm.ts";
import type { ArmInputs } from "./trainArm.ts";
import { trainedPart } from "./trainedPart.ts";

export interface StepRates extends Pick<MeasuredRates, "step" | "probePass" | "isMemoryShort"> {
  /** The most memory that a training will have, of everything in the process. */
  readonly peakBytes: number;
}

/** A lot that would take longer is not computed whole: a part of it says enough, and takes longer for each record, not less. */
const longSeconds = 10;
const fewRecords = 16;

/** Tries out a step on records of the corpus and a pass over texts of the probe. */
export async function stepRates(
  { records, count }: PreparedCorpus,
  own: ArmInputs,
  context: JobContext,
): Promise<StepRates> {
  const { base, settings, cost, expectedLotSize } = own;
  const bytesBefore = process.memoryUsage.rss();
  const part = trainedPart(settings.trainable, base, settings.trainingSeed);
  const engine = await armEngine(base.config, part, own);
  const clip: ClipRule = cost === undefined ? { mode: "none" } : { mode: "hard", clipNorm: settings.clipNorm };
  const tried: (readonly TrainingRecord[])[] = [];
  /** Seconds for records of shapes that are compiled already. */
  const timed = async (some: readonly TrainingRecord[]): Promise<number> => {
    tried.push(some);
    await secondsOf(engine, some, clip, context);
    return secondsOf(engine, some, clip, context);
  };
  try {
    context.onProgress({ stage: "a trial step", done: 0, total: 1, unit: "steps" });
    const all = records.originals().records;
    // Every so many-th record: a lot of the corpus's usual lengths.
    const lot = spread(all, Math.min(count, Math.round(expectedLotSize)));
    const few = spread(lot, fewRecords);
    const fewSeconds = ((await timed(few)) * expectedLotSize) / few.length;
    const step = fewSeconds > longSeconds ? fewSeconds : ((await timed(lot)) * expectedLotSize) / lot.length;

    const groups = probeGroups(createTokenizer(base.tokenizerJson, base.tokenizerConfigJson), settings.maximumTokens);
    const probePass = groups.length * (await timed(groups[0]?.records ?? []));

    const trained = [...engine.trainable.values()].reduce((sum, { length }) => sum + length, 0);
    const withShapes = keptByShapes(engine, process.memoryUsage.rss() - bytesBefore, tried, records, own);
    return {
      step,
      probePass,
      isMemoryShort: engine.microbatch?.isReduced === true,
      // An optimizer's two moments of what is trained, the bytes of a checkpoint's noise, and what a look at the probe keeps.
      peakBytes: bytesBefore + withShapes + 3 * 4 * trained + probeBytes(groups.length, trained),
    };
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

/** Lots that are drawn to see which shapes of steps a training comes to. */
const drawnLots = 20;

/**
 * The runtime keeps what each shape of a step has needed. Shapes that a training comes to will take as much more than those
 * tried as they are estimated to.
 *
 * @param taken bytes, by those tried
 */
function keptByShapes(
  engine: GradientEngine,
  taken: number,
  tried: readonly (readonly TrainingRecord[])[],
  { originals, withCounterfactuals }: PreparedCorpus["records"],
  { base, settings, expectedLotSize, cost }: ArmInputs,
): number {
  const tokens = engine.microbatch?.tokens;
  if (tokens === undefined) return Math.max(0, taken);
  const estimated = (lots: readonly (readonly TrainingRecord[])[]): number => {
    const shapes = new Map<string, number>();
    for (const lot of lots) {
      const units = clipUnits(lot, cost === undefined).filter((unit) => !isLarge(unit, tokens));
      for (const { layout } of planMicrobatches(units, { tokens, maximumLength: settings.maximumTokens - 1 })) {
        shapes.set(JSON.stringify(layout), stepBytes(base.config, layout));
      }
    }
    const bytes = [...shapes.values()].reduce((sum, one) => sum + one, 0);
    return Math.min(bytes, defaultBudgetBytes);
  };
  const { records } = settings.arms.includes("dp+cda") ? withCounterfactuals() : originals();
  const share = Math.min(1, expectedLotSize / records.length);
  const streams = seededStreams(settings.seed);
  const drawn = Array.from({ length: drawnLots }, (_, step) =>
    poissonLot(records.length, share, streams.open("lot", step)).map((index) => records[index] as TrainingRecord),
  );
  const before = estimated(tried);
  return before === 0 ? 0 : (Math.max(0, taken) * estimated([...tried, ...drawn])) / before;
}
