import { cosine } from "../base/vectors.ts";
import type { ClipRule, GradientEngine, RecordStatistics, TrainingRecord } from "./gradientEngine.ts";
import { clipFactor } from "./privacy/clipFactor.ts";

/** Texts about one group, which no record of the training is among: looking at them costs no privacy. */
export interface ProbeGroup {
  /** Lexicon group id. */
  readonly group: string;
  readonly records: readonly TrainingRecord[];
}

/** How training treated one group at one step. */
export interface GroupDynamics {
  readonly group: string;
  readonly n: number;
  /** Mean loss after the step, nats per token. */
  readonly loss: number;
  /** Mean norm of a text's gradient after the step, and what clipping would leave of it. */
  readonly norm: number;
  readonly clippedNorm: number;
  /** Share of texts whose gradient is longer than the bound, whatever the mode does to the others; 0 without clipping. */
  readonly shareClipped: number;
  /**
   * Cosine of the group's mean gradient before the step with the way that the parameters went, taken the other way round:
   * 1 means that the step did just what the group needs, 0 that it did not help it, below 0 that it hurt.
   */
  readonly alignment: number;
  /**
   * 1 - cosine of the group's mean gradient with the mean *clipped* gradient of the whole probe set, after the step: 0 means
   * that what clipping leaves of everybody points where the group needs. Only where the arm clips.
   */
  readonly misalignment?: number;
  /** The same with nobody clipped: what of the misalignment is the group's own, and no fault of clipping. */
  readonly misalignmentUnclipped?: number;
  /** The sentences behind the means, in the order of the probe set. */
  readonly sentences?: SentenceStatistics;
}

export interface SentenceStatistics {
  readonly losses: readonly number[];
  readonly norms: readonly number[];
  readonly clippedNorms: readonly number[];
  /**
   * Both misalignments with a block of sentences left out, of this group and of all: from these one sees how much they hang on
   * the choice of sentences. The n-th block is every `blocks`-th sentence from the n-th on. Only where the arm clips, and at the
   * first and the last step.
   */
  readonly without?: readonly { readonly misalignment: number; readonly misalignmentUnclipped: number }[];
}

export interface ProbedStep {
  readonly step: number;
  /** The bound of this step; only where the arm clips. */
  readonly clipNorm?: number;
  readonly groups: readonly GroupDynamics[];
}

/** Watches the groups at some steps of a training. */
export interface GroupProbe {
  /** Whether the step, 1..steps, is looked at. */
  isDue(step: number, steps: number): boolean;
  /** Before the step: what each group needs, and where the parameters are. */
  before(engine: GradientEngine, signal?: AbortSignal): Promise<void>;
  /** After the step, which is made and paid for: not to be cancelled before it is in the state. */
  after(engine: GradientEngine, step: number, clip: ClipRule, steps: number): Promise<ProbedStep>;
}

/** How many of a training's steps are looked at when nothing else is asked for, beside the first and the last. */
const usualLooks = 6;

/** Whether the step, 1..steps, is looked at: the first, the last, and about `looks` evenly between. */
function isLookedAt(step: number, steps: number, looks: number): boolean {
  return step === 1 || step === steps || step % Math.max(1, Math.round(steps / looks)) === 0;
}

/** How often a training passes over the probe's texts: twice at each step looked at, three times where it clips. */
export function probePasses(steps: number, isClipped: boolean): number {
  const looks = Array.from({ length: steps }, (_, index) => isLookedAt(index + 1, steps, usualLooks)).filter(Boolean);
  return looks.length * (isClipped ? 3 : 2);
}

/** What a look keeps beside the engine's own arrays: a direction for each group before the step and after, and those of blocks. */
export function probeBytes(groups: number, coordinates: number): number {
  const kept = (most: number): number => Math.min(coordinates, most);
  return 4 * (2 * groups * kept(mostCoordinates) + (groups + 1) * blocks * kept(blockCoordinates));
}

/** No gradient is longer: the engine's sum is then that of the raw gradients, with their norms. */
const unclipped: ClipRule = { mode: "hard", clipNorm: 1e30 };

/** Coordinates that an alignment is computed from; a larger model is sampled evenly. */
const mostCoordinates = 2_000_000;

/** Sentences are left out in so many blocks; the gradients of each are kept at fewer coordinates, as there are many. */
const blocks = 4;
const blockCoordinates = 250_000;

/**
 * Convergence by subgroup on texts that are not part of the training. Costs two passes over the texts, three where the arm
 * clips, at the steps looked at: the first, the last, and about `looks` evenly between.
 *
 * @see Srivastava et al. (2024), "De-amplifying Bias from Differential Privacy in Language Model Fine-tuning": gradients of
 *   under-represented patterns converge more slowly
 * @see Esipova et al. (2023), "Disparate Impact in Differential Privacy from Gradient Misalignment": unequal
 *   clipping turns the direction of a step, which hurts more than a shorter one
 */
export function groupProbe(groups: readonly ProbeGroup[], looks = usualLooks): GroupProbe {
  let needed = new Map<string, Float32Array>();
  let place: Float32Array = new Float32Array();
  const count = Math.min(blocks, ...groups.map(({ records }) => records.length));
  return {
    isDue: (step, steps) => isLookedAt(step, steps, looks),
    async before(engine, signal) {
      needed = new Map();
      for (const { group, records } of groups) {
        engine.beginLot();
        await engine.accumulate(records, unclipped, signal);
        needed.set(group, sampled(engine.gradientSum, mostCoordinates));
      }
      engine.beginLot();
      place = sampled(engine.trainable, mostCoordinates);
    },
    async after(engine, step, clip, steps) {
      // Blocks cost a call each: what hangs on the choice of sentences is seen at the first look and at the last.
      const parts = step === 1 || step === steps ? count : 1;
      const moved = sampled(engine.trainable, mostCoordinates);
      const found: GroupDynamics[] = [];
      const raw: Direction[] = [];
      for (const { group, records } of groups) {
        const { statistics, ...direction } =
          clip.mode === "none"
            ? { statistics: await whole(engine, records), sum: new Float32Array(), ofBlocks: [] }
            : await inBlocks(engine, split(records, parts), unclipped);
        found.push({
          ...statisticsOf(group, statistics, clip),
          alignment: alignment(needed.get(group) ?? new Float32Array(), place, moved),
        });
        needed.delete(group); // as large as what follows
        if (clip.mode !== "none") raw.push(direction);
      }
      engine.beginLot();
      needed = new Map();
      place = new Float32Array();
      if (clip.mode === "none") return { step, groups: found };
      const ofGroups = groups.map(({ records }) => split(records, parts));
      const clipped = await inBlocks(
        engine,
        Array.from({ length: parts }, (_, block) => ofGroups.flatMap((parts) => parts[block] ?? [])),
        clip,
      );
      engine.beginLot();
      const all = added(raw);
      return {
        step,
        clipNorm: clip.clipNorm,
        groups: found.map((group, index) => misaligned(group, raw[index] as Direction, clipped, all)),
      };
    },
  };
}

/** The sum of gradients, and of each block of sentences alone, at fewer coordinates. */
interface Direction {
  readonly sum: Float32Array;
  readonly ofBlocks: readonly Float32Array[];
}

function whole(engine: GradientEngine, records: readonly TrainingRecord[]): Promise<RecordStatistics[]> {
  engine.beginLot();
  return engine.accumulate(records, unclipped);
}

/** Every `count`-th record from the first on, from the second on, and so on. */
function split(records: readonly TrainingRecord[], count: number): TrainingRecord[][] {
  return Array.from({ length: count }, (_, block) => records.filter((_record, place) => place % count === block));
}

/** Adds up gradients block by block, a call for each: a call costs as much as some records. Statistics are as in one list. */
async function inBlocks(
  engine: GradientEngine,
  parts: readonly (readonly TrainingRecord[])[],
  clip: ClipRule,
): Promise<Direction & { readonly statistics: readonly RecordStatistics[] }> {
  engine.beginLot();
  const ofBlocks: Float32Array[] = [];
  const statistics: RecordStatistics[] = [];
  let before: Float32Array | undefined;
  for (const [block, records] of parts.entries()) {
    const found = await engine.accumulate(records, clip);
    found.forEach((one, place) => (statistics[place * parts.length + block] = one));
    const until = sampled(engine.gradientSum, blockCoordinates);
    ofBlocks.push(before === undefined ? until : minus(until, before));
    before = until;
  }
  return { sum: sampled(engine.gradientSum, mostCoordinates), ofBlocks, statistics };
}

function misaligned(group: GroupDynamics, own: Direction, clipped: Direction, all: Direction): GroupDynamics {
  const { sentences } = group;
  const figures = (mine: Float32Array, clippedSum: Float32Array, rawSum: Float32Array) => ({
    misalignment: 1 - cosine(mine, clippedSum),
    misalignmentUnclipped: 1 - cosine(mine, rawSum),
  });
  const [ofOwn, ofClipped, ofAll] = [own, clipped, all].map(withoutEach) as [
    Float32Array[],
    Float32Array[],
    Float32Array[],
  ];
  const without = ofOwn.map((mine, block) =>
    figures(mine, ofClipped[block] as Float32Array, ofAll[block] as Float32Array),
  );
  return {
    ...group,
    ...figures(own.sum, clipped.sum, all.sum),
    ...(sentences === undefined || without.length < 2 ? {} : { sentences: { ...sentences, without } }),
  };
}

/** The sum without each of the blocks. */
function withoutEach({ ofBlocks }: Direction): Float32Array[] {
  const sum = sumOf(ofBlocks);
  return ofBlocks.map((block) => minus(sum, block));
}

function added(directions: readonly Direction[]): Direction {
  return {
    sum: sumOf(directions.map(({ sum }) => sum)),
    ofBlocks: (directions[0]?.ofBlocks ?? []).map((_, block) =>
      sumOf(directions.map(({ ofBlocks }) => ofBlocks[block] as Float32Array)),
    ),
  };
}

function minus(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, index) => value - (b[index] as number));
}

function statisticsOf(
  group: string,
  statistics: readonly RecordStatistics[],
  clip: ClipRule,
): Omit<GroupDynamics, "alignment"> {
  const n = statistics.length;
  const losses = statistics.map(({ loss }) => loss);
  const norms = statistics.map(({ norm }) => norm);
  const clippedNorms = norms.map((norm) => norm * clipFactor(norm, clip));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n;
  return {
    group,
    n,
    loss: mean(losses),
    norm: mean(norms),
    clippedNorm: mean(clippedNorms),
    shareClipped: clip.mode === "none" ? 0 : norms.filter((norm) => norm > clip.clipNorm).length / n,
    sentences: { losses, norms, clippedNorms },
  };
}

/** At most `most` values of all arrays, every s-th, one after the other; s is a prime, so that no column of a matrix is preferred. */
function sampled(arrays: ReadonlyMap<string, Float32Array>, most: number): Float32Array {
  const size = [...arrays.values()].reduce((sum, { length }) => sum + length, 0);
  const stride = primeFrom(Math.ceil(size / most));
  const chosen = new Float32Array(Math.ceil(size / stride));
  let filled = 0;
  let next = 0; // in the array at hand
  for (const values of arrays.values()) {
    for (; next < values.length; next += stride) {
      chosen[filled] = values[next] as number;
      filled += 1;
    }
    next -= values.length;
  }
  return chosen;
}

/** The smallest prime that is not below `least`; 1 for 1. */
function primeFrom(least: number): number {
  for (let candidate = least; ; candidate += 1) {
    let divisor = 2;
    while (divisor * divisor <= candidate && candidate % divisor !== 0) divisor += 1;
    if (divisor * divisor > candidate) return candidate;
  }
}

/** Cosine of a gradient with the way from `after` back to `before`. */
function alignment(gradient: Float32Array, before: Float32Array, after: Float32Array): number {
  return cosine(
    gradient,
    before.map((value, index) => value - (after[index] as number)),
  );
}

function sumOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) vector.forEach((value, index) => (sum[index] = (sum[index] as number) + value));
  return sum;
}
