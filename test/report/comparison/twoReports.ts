import { seededRandom } from "../../../src/base/random.ts";
import type { MetricItem } from "../../../src/evaluation/metricResult.ts";
import type { BiasReport } from "../../../src/report/biasReport.ts";
import { fullReport } from "../sampleReport.ts";

/** Two invented runs on one corpus that share their held-out items; B spent less privacy and lost the arm base. */
export function twoReports(): { readonly a: BiasReport; readonly b: BiasReport } {
  const a = withItems(fullReport(), 0);
  const b = withItems(fullReport(), 0.02);
  const { scan } = b;
  if (scan === undefined) throw new RangeError("the sample has no scan");
  return {
    a,
    b: {
      ...b,
      title: "Letters and notices: a second run",
      createdAt: "2026-11-24T09:05:00.000Z",
      scan: {
        ...scan,
        associations: [
          ...scan.associations.slice(1).map((row) => {
            const up = row.word === "engineer" ? 0.2 : 0;
            return { ...row, npmi: row.npmi + up, npmiLow: row.npmiLow + up, npmiHigh: row.npmiHigh + up };
          }),
          { ...(scan.associations[0] as (typeof scan.associations)[number]), word: "grobbler" },
        ],
      },
      arms: (b.arms ?? [])
        .filter(({ arm }) => arm !== "base")
        .map((arm) => ({
          ...arm,
          ...(arm.privacy !== undefined && { privacy: { ...arm.privacy, epsilon: 3, noiseMultiplier: 1.1 } }),
        })),
      method: { ...b.method, seed: 8, settings: { ...b.method.settings, learningRate: 0.001 } },
    },
  };
}

/** Preferences of gender get 200 items, and B's are higher by half of `shift` and by one and a half times in turn. */
function withItems(report: BiasReport, shift: number): BiasReport {
  const random = seededRandom(5);
  const items = Array.from({ length: 200 }, (_, index): MetricItem => ({
    key: `pair-${index}`,
    value: random.next() + shift * (index % 2 === 0 ? 0.5 : 1.5),
  }));
  const value = items.reduce((sum, item) => sum + item.value, 0) / items.length;
  const interval = {
    low: value - 0.04,
    high: value + 0.04,
    level: 0.95,
    method: "bootstrap, 2,000 resamples of items",
  };
  return {
    ...report,
    arms: (report.arms ?? []).map((arm) => ({
      ...arm,
      metrics: arm.metrics.map((metric) =>
        metric.metric === "stereotype-preference" && metric.axis === "gender"
          ? { ...metric, items, value, interval, n: items.length }
          : metric,
      ),
    })),
  };
}
