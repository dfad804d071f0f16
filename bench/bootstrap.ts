import { seededRandom } from "../src/base/random.ts";
import { bootstrapInterval, countedMean } from "../src/evaluation/bootstrap.ts";
import { groupGap } from "../src/evaluation/groupGap.ts";
import type { MetricItem } from "../src/evaluation/metricResult.ts";
import type { BenchRow } from "./benchRow.ts";

const items = 4000;

/** How long do 10,000 resamples of 4,000 items take, and a gap between groups with all its intervals and its test? */
export function benchBootstrap(): BenchRow[] {
  const random = seededRandom(1);
  const values = Float64Array.from({ length: items }, () => random.next());
  const grouped: MetricItem[] = Array.from(values, (value, index) => ({
    key: String(index),
    value,
    group: `gender.${index % 2 === 0 ? "female" : "male"}`,
  }));
  const options = { unit: "texts", resamples: 10_000 } as const;
  return [
    row("mean of 4,000 items, 10,000 resamples", () => bootstrapInterval(items, countedMean(values), random, options)),
    row("the same, BCa", () => bootstrapInterval(items, countedMean(values), random, { ...options, kind: "bca" })),
    row("gap of two groups of 2,000: four intervals of 2,000 resamples and a permutation test", () =>
      groupGap(
        grouped,
        {
          axis: "gender",
          metric: "group-loss",
          gapMetric: "group-loss-gap",
          unit: "nats per token",
          resampled: "texts",
        },
        random,
      ),
    ),
  ];
}

function row(question: string, work: () => unknown): BenchRow {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run += 1) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1e6);
  }
  return { question, figure: best, unit: "s of processor time", atMost: 1 };
}
