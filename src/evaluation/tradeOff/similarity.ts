import { cosine } from "../../base/vectors.ts";
import { jensenShannon } from "../divergence.ts";
import type { Estimate } from "../estimate.ts";
import { groupCount, groupsOf, jackknife } from "./jackknife.ts";
import type { JackknifeSample } from "./jackknife.ts";
import { NgramIds } from "./ngrams.ts";

/**
 * How like each other two corpora a and b are.
 *
 * | measure | |
 * | --- | --- |
 * | unigrams, bigrams | Jensen-Shannon divergence of the distributions of words, and of pairs of words, in bits: 0 alike, 1 nothing in common |
 * | centroids | cosine of the mean token embeddings, each less the vocabulary's mean: 1 alike, 0 unrelated |
 * | perplexities | the base model's perplexity on a over that on b |
 * | contexts | different runs of three words that both have, over those that either has: 0..1 |
 * | contexts shared | share of a's different runs of three words that b has too, however large b is: 0..1 |
 */
export const similarityNames = [
  "unigrams",
  "bigrams",
  "centroids",
  "perplexities",
  "contexts",
  "contexts shared",
] as const;

export type SimilarityName = (typeof similarityNames)[number];

/** Without those that the texts are too short for. */
export type CorpusSimilarity = Readonly<Partial<Record<SimilarityName, Estimate>>>;

/** Words in a context. */
export const contextWords = 3;

/** What is known of one corpus. */
export interface ComparedCorpus {
  readonly texts: readonly string[];
  /** Mean loss of each text under the base model in nats per token, NaN where there is none. */
  readonly losses: Float64Array;
  /** Text -> what it is a variant of: the jackknife leaves variants out together. Each text its own when absent. */
  readonly unitOf?: readonly string[];
}

/** The base model's table of token embeddings. */
export interface Embeddings {
  /** [V, C] row-major */
  readonly values: Float32Array;
  readonly width: number;
  encode(text: string): readonly number[];
}

/** Compares a with b, every figure with a 95% interval; the perplexity is over texts, each counted once. */
export function corpusSimilarity(a: ComparedCorpus, b: ComparedCorpus, embeddings: Embeddings): CorpusSimilarity {
  const centroid = centroidOf(embeddings);
  const tokens = (text: string): Uint32Array => Uint32Array.from(embeddings.encode(text));
  const vocabulary = embeddings.values.length / embeddings.width;
  const countedTokens = ({ texts, unitOf }: ComparedCorpus): JackknifeSample<Float64Array> =>
    countedSample(texts.map(tokens), vocabulary, unitOf);
  const figures: Readonly<Record<SimilarityName, Estimate>> = {
    unigrams: ofNgrams(1, a, b, divergenceOfCounts),
    bigrams: ofNgrams(2, a, b, divergenceOfCounts),
    centroids: within(
      [-1, 1],
      jackknife(countedTokens(a), countedTokens(b), (x, y) => cosine(centroid(x), centroid(y))),
    ),
    perplexities: exponentiated(jackknife(meanSample(a), meanSample(b), (lossOfA, lossOfB) => lossOfA - lossOfB)),
    contexts: ofNgrams(contextWords, a, b, jaccardOfCounts),
    "contexts shared": ofNgrams(contextWords, a, b, shareOfCounts),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, { value }]) => Number.isFinite(value)));
}

/** Jensen-Shannon divergence of two counts of the same things, in bits. */
export function divergenceOfCounts(a: Float64Array, b: Float64Array): number {
  const [p, q] = [shares(a), shares(b)];
  return p === undefined || q === undefined ? Number.NaN : jensenShannon(p, q) / Math.LN2;
}

/** |A and B| over |A or B|, of what was counted at least once; NaN where nothing was. */
export function jaccardOfCounts(a: Float64Array, b: Float64Array): number {
  let both = 0;
  let either = 0;
  for (let index = 0; index < a.length; index += 1) {
    both += Number((a[index] as number) > 0 && (b[index] as number) > 0);
    either += Number((a[index] as number) > 0 || (b[index] as number) > 0);
  }
  return both / either;
}

/** |A and B| over |A|; NaN where A is empty. */
export function shareOfCounts(a: Float64Array, b: Float64Array): number {
  let both = 0;
  let own = 0;
  for (let index = 0; index < a.length; index += 1) {
    both += Number((a[index] as number) > 0 && (b[index] as number) > 0);
    own += Number((a[index] as number) > 0);
  }
  return both / own;
}

function ofNgrams(
  length: number,
  a: ComparedCorpus,
  b: ComparedCorpus,
  statistic: (a: Float64Array, b: Float64Array) => number,
): Estimate {
  const ids = new NgramIds(length);
  const [ofA, ofB] = [a, b].map(({ texts }) => texts.map((text) => ids.of(text))) as [Uint32Array[], Uint32Array[]];
  const samples = [countedSample(ofA, ids.size, a.unitOf), countedSample(ofB, ids.size, b.unitOf)] as const;
  return within([0, 1], jackknife(...samples, statistic));
}

/** Counts of things numbered below `size`, text by text. */
function countedSample(
  texts: readonly Uint32Array[],
  size: number,
  unitOf: readonly string[] | undefined,
): JackknifeSample<Float64Array> {
  const groupOf = groupsOf(texts.length, unitOf);
  const total = new Float64Array(size);
  const add = (counts: Float64Array, ids: Uint32Array, sign: number): void => {
    for (const id of ids) counts[id] = (counts[id] as number) + sign;
  };
  for (const ids of texts) add(total, ids, 1);
  return {
    groups: groupCount(groupOf),
    without(group) {
      if (group === undefined) return total;
      const counts = total.slice();
      texts.forEach((ids, index) => {
        if (groupOf[index] === group) add(counts, ids, -1);
      });
      return counts;
    },
  };
}

function meanSample({ losses, unitOf }: ComparedCorpus): JackknifeSample<number> {
  const places = [...losses.keys()].filter((place) => Number.isFinite(losses[place]));
  const groupOf = groupsOf(places.length, unitOf === undefined ? undefined : places.map((place) => unitOf[place]));
  return {
    groups: groupCount(groupOf),
    without(group) {
      const kept = places.filter((_, index) => groupOf[index] !== group);
      return kept.reduce((sum, place) => sum + (losses[place] as number), 0) / kept.length;
    },
  };
}

/** The mean embedding of counted tokens, less the mean of the whole table: what every text has in common says nothing. */
function centroidOf({ values, width }: Embeddings): (counts: Float64Array) => Float64Array {
  const weighted = (counts: Float64Array): Float64Array => {
    const sum = new Float64Array(width);
    let total = 0;
    counts.forEach((count, token) => {
      if (count === 0) return;
      total += count;
      for (let column = 0; column < width; column += 1) {
        sum[column] = (sum[column] as number) + count * (values[token * width + column] as number);
      }
    });
    return sum.map((value) => value / total);
  };
  const mean = weighted(new Float64Array(values.length / width).fill(1));
  return (counts) => weighted(counts).map((value, column) => value - (mean[column] as number));
}

function shares(counts: Float64Array): Float64Array | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total > 0 ? counts.map((count) => count / total) : undefined;
}

function within([lowest, highest]: readonly [number, number], { value, interval }: Estimate): Estimate {
  if (interval === undefined) return { value };
  const bounded = (end: number): number => Math.min(highest, Math.max(lowest, end));
  return { value, interval: { ...interval, low: bounded(interval.low), high: bounded(interval.high) } };
}

function exponentiated({ value, interval }: Estimate): Estimate {
  if (interval === undefined) return { value: Math.exp(value) };
  return {
    value: Math.exp(value),
    interval: { ...interval, low: Math.exp(interval.low), high: Math.exp(interval.high) },
  };
}
