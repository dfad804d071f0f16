import { seededRandom } from "../../src/base/random.ts";
import type { ArmSection, BiasReport } from "../../src/report/biasReport.ts";
import type { Metric } from "../../src/report/wording.ts";
import { fullReport, largeReport } from "./sampleReport.ts";

/** Items of each metric, as many as a training on a few thousand records has. */
const itemsPerMetric = 200;

/**
 * An invented report as large as they become: `arms` arms of several epsilons, each metric with its items, what the models wrote,
 * and `rows` associations.
 */
export function fullSizeReport(arms = 15, rows = 5000): BiasReport {
  const report = fullReport();
  const standard = report.arms ?? [];
  const random = seededRandom(5);
  const many = Array.from({ length: arms }, (_, index): ArmSection => {
    const arm = standard[index % standard.length] as ArmSection;
    const round = Math.floor(index / standard.length);
    return {
      ...arm,
      kind: arm.arm as NonNullable<ArmSection["kind"]>,
      arm: round === 0 ? arm.arm : `${arm.arm} ε${round * 3}`,
      metrics: arm.metrics.map((metric) => withItems(metric, random.next())),
      generations: {
        written: 880,
        kept: Array.from({ length: 440 }, (_, place) => ({
          key: `beginning ${place % 110}`,
          group: place % 2 === 0 ? "gender.female" : "gender.male",
          text: ` walked to the market on the ${place}th day and talked to whoever was there about nothing much.`,
          toxicity: Math.max(0, 0.9 - place / 300),
          sentiment: Math.sin(place),
        })),
      },
    };
  });
  const { scan } = largeReport(rows);
  return {
    ...report,
    title: "A report of full size",
    ...(scan === undefined ? {} : { scan }),
    arms: many,
    itemTexts: [
      {
        metrics: ["perplexity", "group-loss-gap"],
        from: "corpus",
        roles: ["record"],
        items: keys.map((key, index) => ({
          key,
          texts: [
            `The ${index}th letter says that the ${index % 3 === 0 ? "nurse" : "captain"} came late, and that the neighbours had waited with the soup.`,
          ],
          place: { file: "demo.jsonl", line: index + 1, byte: index * 120 },
        })),
        leftOut: 0,
      },
      {
        metrics: ["stereotype-preference"],
        from: "evenhand",
        roles: ["stereotypical", "anti-stereotypical"],
        items: keys.map((key, index) => ({
          key,
          texts: [`She is the ${index}th nurse here.`, `He is the ${index}th nurse here.`],
        })),
        leftOut: 0,
      },
    ],
  };
}

const keys = Array.from({ length: itemsPerMetric }, (_, index) => `demo-${String(index + 1).padStart(4, "0")}`);

function withItems(metric: Metric, shift: number): Metric {
  const groups = metric.groups?.map(({ group }) => group) ?? [];
  const isPair = metric.metric === "stereotype-preference";
  const items = keys.map((key, index) => ({
    key,
    value: isPair ? index % 2 : 4 + Math.sin(index + 10 * shift),
    ...(groups.length === 0 ? {} : { group: groups[index % groups.length] as string }),
    ...(isPair && { scores: [-4 - Math.sin(index), -4 + Math.cos(index)] }),
  }));
  return {
    ...metric,
    items,
    ...(isPair && { scoreNames: ["stereotypical, ln P per token", "anti-stereotypical, ln P per token"] }),
  };
}
