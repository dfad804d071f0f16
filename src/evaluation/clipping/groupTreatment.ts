import type { Random } from "../../base/random.ts";
import { axes } from "../../lexicon/axis.ts";
import type { Axis } from "../../lexicon/axis.ts";
import { blockJackknife, within } from "../blockJackknife.ts";
import { bootstrapInterval, bootstrapValues, defaultResamples, percentileInterval } from "../bootstrap.ts";
import type { Estimate } from "../estimate.ts";
import { axisOfGroup } from "../groupedText.ts";
import { pairsOf } from "../groupMeans.ts";
import type { Interval } from "../metricResult.ts";
import { wilsonInterval } from "../wilson.ts";
import { lastLooks, together } from "./sentencePaths.ts";
import type { Path, SentencePaths } from "./sentencePaths.ts";

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
  /** Means over the looks. */
  readonly misalignment?: number;
  readonly misalignmentUnclipped?: number;
  /** Of `misalignment`, by the jackknife over blocks of sentences; absent in reports of the first version. */
  readonly misalignmentInterval?: Interval;
}

/** Largest minus smallest value among the groups of an axis. */
export interface TreatmentDisparity {
  readonly axis: Axis;
  readonly measure: DisparateMeasure;
  readonly value: number;
  /** Of the difference between the two groups furthest apart. */
  readonly interval?: Interval;
  readonly highest: string;
  readonly lowest: string;
}

export type DisparateMeasure = "retained" | "shareClipped" | "lossSlope" | "misalignment";

/** How a training that clips treated every group. */
export interface ClippingTreatment {
  /** Looks at the probe set, over the whole training; over all of them where the arm was trained several times. */
  readonly looks: number;
  /** Looks that the slope of the loss is taken over, the last ones. */
  readonly slopeLooks: number;
  readonly groups: readonly GroupTreatment[];
  readonly disparities: readonly TreatmentDisparity[];
}

/**
 * What clipping left of each group's gradients, and how unequally.
 *
 * Intervals resample sentences, each with all its looks, because the same sentence is looked at again and again (where all
 * gradients of a group are clipped at every look, or none, Wilson's interval of its sentences takes their place); between
 * groups the same sentences for both, the level shared out over the pairs of groups (Bonferroni), because the pair is chosen
 * after looking. Misalignment, which is of all sentences together, has the jackknife's interval over blocks of them.
 *
 * @param trainings what became of each group's sentences in one training, or in several that differ by chance alone, which
 *   then count together
 * @returns undefined without looks that have their sentences
 * @see Soleymani et al. (2025), "SoftAdaClip" (arXiv 2510.01447); Esipova et al. (2023) for misalignment
 */
export function clippingTreatment(trainings: readonly SentencePaths[], random: Random): ClippingTreatment | undefined {
  const [first, ...others] = trainings;
  if (first === undefined) return undefined;
  const groups = first.groups.flatMap((path) => {
    const same = others.flatMap(({ groups: own }) => own.find(({ group }) => group === path.group) ?? []);
    return same.length === others.length ? [together([path, ...same])] : [];
  });
  if (groups.length === 0) return undefined;
  return {
    looks: trainings.reduce((sum, { looks }) => sum + looks, 0),
    slopeLooks: Math.min(lastLooks, first.looks),
    groups: groups.map((path) => treatmentOf(path, random)),
    disparities: axes.flatMap((axis) => disparities(axis, groups, random)),
  };
}

/** A measure of one group under a resample of its sentences; each once where `counts` is absent. */
type Measure = (path: Path, counts?: Uint32Array) => number;

const retained: Measure = ({ norm, clippedNorm }, counts) => weighted(clippedNorm, counts) / weighted(norm, counts);

const shareClipped: Measure = ({ shareClipped: shares }, counts) => meanOf(shares, counts);

const lossSlope: Measure = ({ slope: slopes = new Float64Array() }, counts) => meanOf(slopes, counts);

function treatmentOf(path: Path, random: Random): GroupTreatment {
  const estimate = (measure: Measure): Estimate => {
    const interval = bootstrapInterval(path.n, (counts) => measure(path, counts), random, { unit: "sentences" });
    return { value: measure(path), ...(interval === undefined ? {} : { interval }) };
  };
  const { group, n, misalignment, misalignmentUnclipped, misalignmentWithout } = path;
  const misalignmentInterval =
    misalignment === undefined
      ? undefined
      : within(blockJackknife(misalignment, misalignmentWithout, "sentences"), 0, 2);
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
    ...(misalignmentInterval === undefined ? {} : { misalignmentInterval }),
  };
}

/** Resamples of all, or of none, are all alike: their interval would have no width. */
function isAllOrNone(shares: Float64Array): boolean {
  return shares.every((share) => share === 0) || shares.every((share) => share === 1);
}

function disparities(axis: Axis, all: readonly Path[], random: Random): TreatmentDisparity[] {
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
  const differences = highest.misalignmentWithout.map(
    (without, block) => without - (lowest.misalignmentWithout[block] ?? Number.NaN),
  );
  const interval = blockJackknife(value, differences, "sentences", pairsOf(paths.length));
  return [
    ...found,
    {
      axis,
      measure: "misalignment",
      value,
      highest: highest.group,
      lowest: lowest.group,
      ...(interval === undefined ? {} : { interval }),
    },
  ];
}

function furthest(
  paths: readonly Path[],
  of: (path: Path) => number,
): { readonly highest: Path; readonly lowest: Path; readonly value: number } {
  const pick = (isBetter: (a: number, b: number) => boolean): Path =>
    paths.reduce((best, path) => (isBetter(of(path), of(best)) ? path : best));
  const [highest, lowest] = [pick((a, b) => a > b), pick((a, b) => a < b)];
  return { highest, lowest, value: of(highest) - of(lowest) };
}

function differenceInterval(
  measure: Measure,
  highest: Path,
  lowest: Path,
  groupCount: number,
  random: Random,
): Interval | undefined {
  if (highest === lowest || highest.n !== lowest.n || highest.n < 2) return undefined;
  const difference = (counts: Uint32Array): number => measure(highest, counts) - measure(lowest, counts);
  const drawn = bootstrapValues(highest.n, difference, random, defaultResamples).sort();
  const pairs = pairsOf(groupCount);
  return percentileInterval(
    drawn,
    0.025 / pairs,
    `percentile bootstrap, ${defaultResamples.toLocaleString("en-US")} resamples of sentences, the same of both groups, of the ` +
      `difference between the two groups furthest apart${pairs === 1 ? "" : `, shared out over ${pairs} pairs of groups`}`,
  );
}

/** Sum of values, each as often as it was drawn. */
function weighted(values: Float64Array, counts: Uint32Array | undefined): number {
  return values.reduce((sum, value, at) => sum + value * (counts?.[at] ?? 1), 0);
}

function meanOf(values: Float64Array, counts: Uint32Array | undefined): number {
  const drawn = values.reduce((sum, _, at) => sum + (counts?.[at] ?? 1), 0);
  return weighted(values, counts) / drawn;
}
