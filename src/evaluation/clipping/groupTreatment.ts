import type { Random } from "../../base/random.ts";
import { axes } from "../../lexicon/axis.ts";
import type { Axis } from "../../lexicon/axis.ts";
import { bootstrapInterval, bootstrapValues, defaultResamples, quantileOfSorted } from "../bootstrap.ts";
import type { Estimate } from "../estimate.ts";
import { axisOfGroup } from "../groupedText.ts";
import { pairsOf } from "../groupMeans.ts";
import type { Interval } from "../metricResult.ts";
import { wilsonInterval } from "../wilson.ts";

/**
 * What a probe saw of one group at one step; lists have one entry a sentence, the same sentences at every step and in the
 * same order for every group of an axis, whatever it is called in them.
 */
export interface GroupLook {
  readonly group: string;
  readonly misalignment?: number;
  readonly misalignmentUnclipped?: number;
  readonly sentences?: {
    readonly losses: readonly number[];
    readonly norms: readonly number[];
    readonly clippedNorms: readonly number[];
  };
}

export interface Look {
  readonly step: number;
  /** The bound of the step. */
  readonly clipNorm?: number;
  readonly groups: readonly GroupLook[];
}

/** How one training treated the sentences about one group. */
export interface GroupTreatment {
  readonly group: string;
  /** Sentences. */
  readonly n: number;
  /** Σ norms after clipping / Σ norms before, over sentences and looks; above 1 where a mode lengthens short gradients. */
  readonly retained: Estimate;
  /** Share of gradients longer than the bound, over sentences and looks; modes that shorten all are not all ones. */
  readonly shareClipped: Estimate;
  /** Least-squares slope of the loss over the last looks, nats per token and step: below 0 the group is still learning. */
  readonly lossSlope?: Estimate;
  /** Means over the looks; directions of all sentences together, so that there is no interval over sentences. */
  readonly misalignment?: number;
  readonly misalignmentUnclipped?: number;
}

/** Largest minus smallest value among the groups of an axis. */
export interface TreatmentDisparity {
  readonly axis: Axis;
  readonly measure: DisparateMeasure;
  readonly value: number;
  /** Of the difference between the two groups furthest apart; none for misalignment. */
  readonly interval?: Interval;
  readonly highest: string;
  readonly lowest: string;
}

export type DisparateMeasure = "retained" | "shareClipped" | "lossSlope" | "misalignment";

/** How a training that clips treated every group. */
export interface ClippingTreatment {
  /** Looks at the probe set, over the whole training. */
  readonly looks: number;
  /** Looks that the slope of the loss is taken over, the last ones. */
  readonly slopeLooks: number;
  readonly groups: readonly GroupTreatment[];
  readonly disparities: readonly TreatmentDisparity[];
}

/** Looks at the end of a training that say how fast a group still learns. */
const lastLooks = 5;

/** A line through fewer says nothing. */
const fewestLooks = 3;

/**
 * What clipping left of each group's gradients, and how unequally.
 *
 * Intervals resample sentences, each with all its looks, because the same sentence is looked at again and again (where all
 * gradients of a group are clipped at every look, or none, Wilson's interval of its sentences takes their place); between
 * groups the same sentences for both, the level shared out over the pairs of groups (Bonferroni), because the pair is chosen
 * after looking.
 *
 * @returns undefined without looks that have their sentences
 * @see Soleymani et al. (2025), "SoftAdaClip" (arXiv 2510.01447); Esipova et al. (2023) for misalignment
 */
export function clippingTreatment(looks: readonly Look[], random: Random): ClippingTreatment | undefined {
  const groups = (looks[0]?.groups ?? []).flatMap(({ group }) => pathOf(group, looks) ?? []);
  if (groups.length === 0) return undefined;
  const slopeLooks = Math.min(lastLooks, looks.length);
  return {
    looks: looks.length,
    slopeLooks,
    groups: groups.map((path) => treatmentOf(path, random)),
    disparities: axes.flatMap((axis) => disparities(axis, groups, random)),
  };
}

/** One group's sentences, each summed up over the looks. */
interface GroupPath {
  readonly group: string;
  readonly n: number;
  readonly norm: Float64Array;
  readonly clippedNorm: Float64Array;
  readonly shareClipped: Float64Array;
  readonly slope?: Float64Array;
  readonly misalignment?: number;
  readonly misalignmentUnclipped?: number;
}

function pathOf(group: string, looks: readonly Look[]): GroupPath | undefined {
  const own = looks.flatMap(({ step, clipNorm = Number.POSITIVE_INFINITY, groups }) => {
    const look = groups.find((one) => one.group === group);
    return look?.sentences === undefined ? [] : [{ step, clipNorm, ...look, sentences: look.sentences }];
  });
  const n = own[0]?.sentences.losses.length ?? 0;
  if (n === 0) return undefined;
  const overLooks = (of: (look: (typeof own)[number], at: number) => number): Float64Array =>
    Float64Array.from({ length: n }, (_, at) => own.reduce((sum, look) => sum + of(look, at), 0));
  const mean = (of: (look: GroupLook) => number | undefined): number | undefined => {
    const values = own.flatMap((look) => of(look) ?? []);
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const last = own.slice(-lastLooks);
  const misalignment = mean((look) => look.misalignment);
  const misalignmentUnclipped = mean((look) => look.misalignmentUnclipped);
  return {
    group,
    n,
    norm: overLooks(({ sentences }, at) => sentences.norms[at] as number),
    clippedNorm: overLooks(({ sentences }, at) => sentences.clippedNorms[at] as number),
    shareClipped: overLooks(({ sentences, clipNorm }, at) => Number((sentences.norms[at] as number) > clipNorm)).map(
      (clipped) => clipped / own.length,
    ),
    ...(last.length < fewestLooks
      ? {}
      : {
          slope: Float64Array.from({ length: n }, (_, at) =>
            slope(
              last.map(({ step }) => step),
              last.map(({ sentences }) => sentences.losses[at] as number),
            ),
          ),
        }),
    ...(misalignment === undefined ? {} : { misalignment }),
    ...(misalignmentUnclipped === undefined ? {} : { misalignmentUnclipped }),
  };
}

/** A measure of one group under a resample of its sentences; each once where `counts` is absent. */
type Measure = (path: GroupPath, counts?: Uint32Array) => number;

const retained: Measure = ({ norm, clippedNorm }, counts) => weighted(clippedNorm, counts) / weighted(norm, counts);

const shareClipped: Measure = ({ shareClipped: shares }, counts) => meanOf(shares, counts);

const lossSlope: Measure = ({ slope: slopes = new Float64Array() }, counts) => meanOf(slopes, counts);

function treatmentOf(path: GroupPath, random: Random): GroupTreatment {
  const estimate = (measure: Measure): Estimate => {
    const interval = bootstrapInterval(path.n, (counts) => measure(path, counts), random, { unit: "sentences" });
    return { value: measure(path), ...(interval === undefined ? {} : { interval }) };
  };
  const { group, n, misalignment, misalignmentUnclipped } = path;
  return {
    group,
    n,
    retained: estimate(retained),
    shareClipped: isAllOrNone(path.shareClipped)
      ? { value: shareClipped(path), interval: wilsonInterval(shareClipped(path) * n, n) }
      : estimate(shareClipped),
    ...(path.slope === undefined ? {} : { lossSlope: estimate(lossSlope) }),
    ...(misalignment === undefined ? {} : { misalignment }),
    ...(misalignmentUnclipped === undefined ? {} : { misalignmentUnclipped }),
  };
}

/** Resamples of all, or of none, are all alike: their interval would have no width. */
function isAllOrNone(shares: Float64Array): boolean {
  return shares.every((share) => share === 0) || shares.every((share) => share === 1);
}

function disparities(axis: Axis, all: readonly GroupPath[], random: Random): TreatmentDisparity[] {
  const paths = all.filter(({ group }) => axisOfGroup(group) === axis);
  if (paths.length < 2) return [];
  const measures: readonly (readonly [DisparateMeasure, Measure])[] = [
    ["retained", retained],
    ["shareClipped", shareClipped],
    ...(paths.every((path) => path.slope !== undefined) ? [["lossSlope", lossSlope] as const] : []),
  ];
  const found = measures.map(([measure, of]) => {
    const { highest, lowest, value } = furthest(paths, (path) => of(path));
    const interval = differenceInterval(of, highest, lowest, paths.length, random);
    const between = { highest: highest.group, lowest: lowest.group };
    return { axis, measure, value, ...between, ...(interval === undefined ? {} : { interval }) };
  });
  if (paths.some(({ misalignment }) => misalignment === undefined)) return found;
  const { highest, lowest, value } = furthest(paths, ({ misalignment = 0 }) => misalignment);
  return [...found, { axis, measure: "misalignment", value, highest: highest.group, lowest: lowest.group }];
}

function furthest(
  paths: readonly GroupPath[],
  of: (path: GroupPath) => number,
): { readonly highest: GroupPath; readonly lowest: GroupPath; readonly value: number } {
  const pick = (isBetter: (a: number, b: number) => boolean): GroupPath =>
    paths.reduce((best, path) => (isBetter(of(path), of(best)) ? path : best));
  const [highest, lowest] = [pick((a, b) => a > b), pick((a, b) => a < b)];
  return { highest, lowest, value: of(highest) - of(lowest) };
}

function differenceInterval(
  measure: Measure,
  highest: GroupPath,
  lowest: GroupPath,
  groupCount: number,
  random: Random,
): Interval | undefined {
  if (highest === lowest || highest.n !== lowest.n || highest.n < 2) return undefined;
  const difference = (counts: Uint32Array): number => measure(highest, counts) - measure(lowest, counts);
  const drawn = bootstrapValues(highest.n, difference, random, defaultResamples).sort();
  if (drawn.length === 0) return undefined;
  const pairs = pairsOf(groupCount);
  const tail = 0.025 / pairs;
  return {
    low: quantileOfSorted(drawn, tail),
    high: quantileOfSorted(drawn, 1 - tail),
    level: 0.95,
    method:
      `percentile bootstrap, ${defaultResamples.toLocaleString("en-US")} resamples of sentences, the same of both groups, of the ` +
      `difference between the two groups furthest apart${pairs === 1 ? "" : `, shared out over ${pairs} pairs of groups`}`,
  };
}

/** Sum of values, each as often as it was drawn. */
function weighted(values: Float64Array, counts: Uint32Array | undefined): number {
  return values.reduce((sum, value, at) => sum + value * (counts?.[at] ?? 1), 0);
}

function meanOf(values: Float64Array, counts: Uint32Array | undefined): number {
  const drawn = values.reduce((sum, _, at) => sum + (counts?.[at] ?? 1), 0);
  return weighted(values, counts) / drawn;
}

/** Least squares. */
function slope(xs: readonly number[], ys: readonly number[]): number {
  const [meanX, meanY] = [xs, ys].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length) as [
    number,
    number,
  ];
  const squares = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
  const products = xs.reduce((sum, x, at) => sum + (x - meanX) * ((ys[at] as number) - meanY), 0);
  return products / squares;
}
