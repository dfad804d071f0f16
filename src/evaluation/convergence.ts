import type { Random } from "../base/random.ts";
import { bootstrapInterval, countedMean } from "./bootstrap.ts";
import type { ProbeSentence } from "./clipping/probeSentences.ts";
import { bySentence, signedRank } from "./signedRank.ts";
import type { SignedRank } from "./signedRank.ts";
import { holm } from "./holm.ts";
import type { Interval, MetricItem } from "./metricResult.ts";

/** How far trainings lowered the loss of public sentences about each group, from the first look to the last. */
export interface Convergence {
  readonly drops: readonly LossDrop[];
  readonly comparisons: readonly DropComparison[];
}

/** Of one arm and group. */
export interface LossDrop {
  readonly arm: string;
  readonly group: string;
  /** Sentences. */
  readonly n: number;
  /** Mean of first loss - last loss, nats per token: above 0 the loss fell. */
  readonly value: number;
  readonly interval?: Interval;
}

/** Two arms on the same sentences; below 0 the loss fell less in b. */
export interface DropComparison extends SignedRank {
  readonly a: string;
  readonly b: string;
  readonly group: string;
  /** Holm over all comparisons of the report's drops. */
  readonly adjustedP: number;
}

interface TrainedArm {
  readonly arm: string;
  readonly sentences: readonly ProbeSentence[];
}

/**
 * The drops of every arm and group, and those of pairs of arms against each other, sentence by sentence.
 *
 * A sentence counts once, with the mean over the ways of naming the group in it. The first look is after the first
 * step that was looked at, not before training: what that step did is in no drop.
 *
 * @param pairs ids of arms
 * @returns undefined where no arm has kept its sentences
 */
export function convergence(
  arms: readonly TrainedArm[],
  pairs: readonly (readonly [string, string])[],
  random: Random,
): Convergence | undefined {
  const known = arms.map(({ arm, sentences }) => ({ arm, groups: dropsByGroup(sentences) }));
  const drops = known.flatMap(({ arm, groups }) =>
    [...groups].map(([group, items]): LossDrop => ({ arm, group, ...meanDrop(items, random) })),
  );
  if (drops.length === 0) return undefined;
  const tests = pairs.flatMap(([a, b]) => {
    const [ofA, ofB] = [a, b].map((id) => known.find(({ arm }) => arm === id)?.groups);
    return [...(ofA ?? [])].flatMap(([group, items]) => {
      const tested = signedRank(items, ofB?.get(group) ?? [], random, "sentences");
      return tested === undefined ? [] : [{ a, b, group, ...tested }];
    });
  });
  const corrected = holm(tests.map(({ pValue }) => pValue));
  return {
    drops,
    comparisons: tests.map((test, index) => ({ ...test, adjustedP: corrected[index] as number })),
  };
}

type Drop = Pick<MetricItem, "key" | "value">;

function dropsByGroup(sentences: readonly ProbeSentence[]): ReadonlyMap<string, readonly Drop[]> {
  const groups = [...new Set(sentences.map(({ group }) => group))];
  return new Map(
    groups.map((name) => [
      name,
      bySentence(
        sentences
          .filter(({ group }) => group === name)
          .map(({ key, firstLoss, lastLoss }) => ({ key, value: firstLoss - lastLoss })),
      ),
    ]),
  );
}

function meanDrop(items: readonly Drop[], random: Random): Pick<LossDrop, "n" | "value" | "interval"> {
  const values = Float64Array.from(items, ({ value }) => value);
  const interval = bootstrapInterval(values.length, countedMean(values), random, { unit: "sentences", kind: "bca" });
  const value = values.reduce((sum, drop) => sum + drop, 0) / values.length;
  return { n: values.length, value, ...(interval === undefined ? {} : { interval }) };
}
