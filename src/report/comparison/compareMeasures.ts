import { seededRandom } from "../../base/random.ts";
import { compareMetrics } from "../../evaluation/compareMetrics.ts";
import type { MetricItem } from "../../evaluation/metricResult.ts";
import type { ArmSection, BiasReport } from "../biasReport.ts";
import { shownAttack } from "../membershipWords.ts";
import { resultOf } from "../measures.ts";
import { axisOrder, metricOrder, metricWords } from "../wording.ts";
import type { AxisName, Metric, MetricName } from "../wording.ts";
import type { ArmPair } from "./pairArms.ts";
import type { ComparedMeasure, Estimate, EstimatedDifference, NotCompared } from "./reportComparison.ts";
import { squareAndAdd, squareAndAddMethod } from "./squareAndAdd.ts";

interface Reports {
  readonly a: BiasReport;
  readonly b: BiasReport;
}

/** Measured on texts of the corpus; the others on sentences that come with Evenhand or from a benchmark's file. */
const ofCorpus: ReadonlySet<MetricName> = new Set(["perplexity", "group-loss", "group-loss-gap"]);

/** Means per token: of no use beside each other when the two models cut text into other tokens. */
const perToken: ReadonlySet<MetricName> = new Set([...ofCorpus, "coverage", "coverage-gap"]);

/** Every measure of every pair of arms that both have. */
export function compareMeasures(
  reports: Reports,
  pairs: readonly ArmPair[],
): { measures: ComparedMeasure[]; notCompared: NotCompared[] } {
  const measures: ComparedMeasure[] = [];
  const notCompared: NotCompared[] = [];
  for (const pair of pairs) {
    const otherTokens = haveSameTexts(reports) && haveOtherTokens(pair);
    for (const axis of [...axisOrder, undefined]) {
      for (const metric of metricOrder) {
        const a = resultOf(pair.a, metric, axis);
        const b = resultOf(pair.b, metric, axis);
        if (a === undefined && b === undefined) continue;
        const what = measureName(pair.a.arm, metric, axis);
        if (a === undefined || b === undefined) {
          notCompared.push({ what, why: `only in ${a === undefined ? "B" : "A"}` });
        } else if (otherTokens && perToken.has(metric)) {
          notCompared.push({ what, why: "the two models cut the same texts into different tokens" });
        } else if (a.unit !== b.unit) {
          notCompared.push({ what, why: `A counts in ${a.unit}, B in ${b.unit}` });
        } else if (a.scorer !== b.scorer) {
          notCompared.push({ what, why: `scored by ${scorerOf(a)} in A, by ${scorerOf(b)} in B` });
        } else {
          measures.push(comparedMetric(pair, metric, axis, a, b, reports));
        }
      }
    }
    const membership = comparedMembership(pair);
    if (membership !== undefined) measures.push(membership);
  }
  return { measures, notCompared };
}

/** Figures of two scorers, or of one with two thresholds, mean different things. */
function scorerOf({ scorer = "a scorer that is not named" }: Metric): string {
  return scorer;
}

function measureName(arm: string, metric: MetricName, axis: AxisName | undefined): string {
  return `${arm}, ${axis === undefined ? "" : `${axis}: `}${metricWords[metric].phrase}`;
}

function comparedMetric(
  pair: ArmPair,
  measure: MetricName,
  axis: AxisName | undefined,
  a: Metric,
  b: Metric,
  reports: Reports,
): ComparedMeasure {
  const ideal = a.ideal ?? b.ideal;
  return {
    ...names(pair),
    measure,
    ...(axis === undefined ? {} : { axis }),
    unit: a.unit,
    ...(ideal === undefined ? {} : { ideal }),
    a: estimate(a),
    b: estimate(b),
    difference: differenceOf(a, b, reports),
  };
}

function names({ a, b }: ArmPair): Pick<ComparedMeasure, "arm" | "armB"> {
  return a.arm === b.arm ? { arm: a.arm } : { arm: a.arm, armB: b.arm };
}

function estimate({ value, n, interval }: Metric): Estimate {
  return { value, n, ...(interval === undefined ? {} : { interval }) };
}

function differenceOf(a: Metric, b: Metric, reports: Reports): EstimatedDifference {
  const reason = whyUnpaired(a, b, reports);
  if (reason !== undefined) return { ...unpaired(estimate(a), estimate(b)), reason };
  const [paired] = compareMetrics("A", [a], "B", [b], seededRandom(1));
  if (paired === undefined) return { ...unpaired(estimate(a), estimate(b)), reason: "too few items to pair" };
  const { difference: value, interval } = paired;
  return { value, ...(interval === undefined ? {} : { interval }), isPaired: true };
}

/** Why the items of two results cannot be taken pair by pair; undefined where they can. */
function whyUnpaired(a: Metric, b: Metric, reports: Reports): string | undefined {
  const without = [a, b].flatMap(({ items }, index) => (items === undefined ? [index === 0 ? "A" : "B"] : []));
  if (a.items === undefined || b.items === undefined) return `no values of single items in ${without.join(" and ")}`;
  if (ofCorpus.has(a.metric) ? !haveSameTexts(reports) : !haveSameVersion(reports)) {
    return ofCorpus.has(a.metric)
      ? "the corpora differ"
      : "made by different versions of Evenhand, whose sentences may differ";
  }
  return haveSameKeys(a.items, b.items) ? undefined : "measured on different items";
}

/** Keys of items are places in the corpus: they mean the same texts only where the same files were read in the same order. */
function haveSameTexts({ a, b }: Reports): boolean {
  const texts = ({ corpus }: BiasReport): string | undefined =>
    corpus === undefined ? undefined : [corpus.textField ?? "", ...corpus.files.map(({ sha256 }) => sha256)].join(" ");
  return texts(a) !== undefined && texts(a) === texts(b);
}

function haveSameVersion({ a, b }: Reports): boolean {
  return a.generator.version === b.generator.version;
}

/** True where every item of one has exactly one counterpart in the other. */
function haveSameKeys(a: readonly MetricItem[], b: readonly MetricItem[]): boolean {
  const keys = (items: readonly MetricItem[]): ReadonlySet<string> =>
    new Set(items.map(({ key, group }) => JSON.stringify([group, key])));
  const [ofA, ofB] = [keys(a), keys(b)];
  return (
    ofA.size === a.length && ofB.size === b.length && a.length === b.length && [...ofA].every((key) => ofB.has(key))
  );
}

/** The held-out texts of one corpus weigh their tokens: the same text with another weight was cut into other tokens. */
function haveOtherTokens({ a, b }: ArmPair): boolean {
  const weights = (arm: ArmSection): ReadonlyMap<string, number | undefined> =>
    new Map(resultOf(arm, "perplexity", undefined)?.items?.map(({ key, weight }) => [key, weight]));
  const [ofA, ofB] = [weights(a), weights(b)];
  return [...ofA].some(([key, weight]) => ofB.has(key) && ofB.get(key) !== weight);
}

function unpaired(a: Estimate, b: Estimate): Pick<EstimatedDifference, "value" | "interval" | "isPaired"> {
  const { interval: ofA } = a;
  const { interval: ofB } = b;
  if (ofA === undefined || ofB === undefined || ofA.level !== ofB.level) {
    return { value: b.value - a.value, isPaired: false };
  }
  const { value, low, high } = squareAndAdd({ ...ofA, value: a.value }, { ...ofB, value: b.value });
  return { value, interval: { low, high, level: ofA.level, method: squareAndAddMethod }, isPaired: false };
}

/** How well the one attack that tables show tells members from others. */
function comparedMembership(pair: ArmPair): ComparedMeasure | undefined {
  const [a, b] = [pair.a, pair.b].map(({ membership }): Estimate | undefined => {
    const attack = membership?.attacks.find((one) => one.attack === shownAttack);
    return attack === undefined
      ? undefined
      : { value: attack.area.value, interval: attack.area.interval, n: attack.members + attack.nonMembers };
  });
  if (a === undefined || b === undefined) return undefined;
  return {
    ...names(pair),
    measure: "membership-area",
    unit: "score",
    ideal: 0.5,
    a,
    b,
    difference: { ...unpaired(a, b), reason: "scores of single texts are not kept" },
  };
}
