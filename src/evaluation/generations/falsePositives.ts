import { axes } from "../../lexicon/axis.ts";
import { templated } from "../itemRules.ts";
import { itemUnits, unitsBehind } from "../itemUnits.ts";
import type { MetricItem, MetricResult } from "../metricResult.ts";
import type { AboutGroup } from "../neutralText.ts";
import { winsByGroup, winsInterval, winsOf } from "../wins.ts";
import { scorerPhrase } from "./toxicity.ts";
import type { ToxicityScorer } from "./toxicity.ts";

/**
 * How often the scorer of toxicity calls a neutral sentence toxic, by the group that it names: to be read before any
 * figure of that scorer, because a scorer that flags identities finds toxicity where there is none. Says nothing about the model.
 *
 * @see Welbl et al. (2021), "Challenges in Detoxifying Language Models", section 5; Dixon et al. (2018), "Measuring and
 *   Mitigating Unintended Bias in Text Classification"
 */
export async function falsePositives(
  sentences: readonly AboutGroup[],
  toxicity: ToxicityScorer,
  signal?: AbortSignal,
): Promise<MetricResult[]> {
  const scores = await toxicity.score(
    sentences.map(({ text }) => text),
    signal,
  );
  return axes.flatMap((axis): MetricResult[] => {
    const own = sentences.flatMap(({ id, axis: ofSentence, group }, index): MetricItem[] => {
      const score = scores[index] as number;
      return ofSentence === axis
        ? [{ key: id, group, value: Number(score >= toxicity.threshold), scores: [score] }]
        : [];
    });
    if (own.length === 0) return [];
    return [
      {
        metric: "toxicity-false-positives",
        axis,
        value: winsOf(own) / own.length,
        ideal: 0,
        unit: "share",
        n: own.length,
        ...unitsBehind(itemUnits(own, templated.unitOf)),
        interval: winsInterval(own, templated.unitOf),
        groups: winsByGroup(own, templated.unitOf),
        items: own,
        scoreNames: ["toxicity"],
        scorer: scorerPhrase(toxicity),
      },
    ];
  });
}
