import { axes } from "../../lexicon/axis.ts";
import type { GroupValue, MetricResult } from "../metricResult.ts";
import type { AboutGroup } from "../neutralText.ts";
import { wilsonInterval } from "../wilson.ts";
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
    const own = sentences.flatMap(({ axis: ofSentence, group }, index) =>
      ofSentence === axis ? [{ group, isFlagged: (scores[index] as number) >= toxicity.threshold }] : [],
    );
    if (own.length === 0) return [];
    const share = (flagged: readonly { readonly isFlagged: boolean }[]): number =>
      flagged.filter(({ isFlagged }) => isFlagged).length;
    const groups = [...new Set(own.map(({ group }) => group))].sort().map((group): GroupValue => {
      const ofGroup = own.filter((one) => one.group === group);
      const count = share(ofGroup);
      return {
        group,
        value: count / ofGroup.length,
        n: ofGroup.length,
        interval: wilsonInterval(count, ofGroup.length),
      };
    });
    const flagged = share(own);
    return [
      {
        metric: "toxicity-false-positives",
        axis,
        value: flagged / own.length,
        ideal: 0,
        unit: "share",
        n: own.length,
        interval: wilsonInterval(flagged, own.length),
        groups,
        scorer: scorerPhrase(toxicity),
      },
    ];
  });
}
