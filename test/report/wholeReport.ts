import type { MetricResult } from "../../src/evaluation/metricResult.ts";
import type { ArmSection, BiasReport } from "../../src/report/biasReport.ts";
import { clippingReport } from "./clippingReport.ts";
import { deepScanReport } from "./deepScanReport.ts";
import { membershipReport } from "./membershipReport.ts";
import { withMisalignment } from "./misaligned.ts";

const interval = (low: number, high: number) => ({ low, high, level: 0.95, method: "bootstrap" });

/** An invented report with every section and part that a page of arms may have, studies aside. */
export function wholeReport(): BiasReport {
  const membership = membershipReport();
  const clipping = clippingReport();
  const base = clipping.arms?.find(({ arm }) => arm === "base");
  const modes = (clipping.arms ?? []).filter(({ kind }) => kind === "dp");
  const arms = [...(base === undefined ? [] : [base]), ...(membership.arms ?? []), ...modes];
  return withMisalignment({
    ...deepScanReport(),
    ...membership,
    ...(clipping.clipping !== undefined && { clipping: clipping.clipping }),
    scan: deepScanReport().scan as NonNullable<BiasReport["scan"]>,
    title: "Letters and notices: everything",
    comparisons: clipping.comparisons ?? [],
    arms: arms.map((arm, index) => ({ ...arm, metrics: [...withoutOwn(arm), ...ownMetrics(index)] })),
    method: {
      ...membership.method,
      settings: { ...membership.method.settings, "benchmark crows-pairs": "CC BY-SA 4.0" },
    },
  });
}

function withoutOwn({ metrics }: ArmSection): readonly MetricResult[] {
  return metrics.filter(({ metric }) => metric !== "coverage-gap");
}

/** Coverage and benchmarks of one arm, which have sections of their own. */
function ownMetrics(index: number): readonly MetricResult[] {
  const shift = 0.01 * index;
  const benchmark = (metric: MetricResult["metric"], value: number): MetricResult => ({
    metric,
    value: value + shift,
    ideal: 0.5,
    unit: "share",
    n: 200,
    interval: interval(value + shift - 0.05, value + shift + 0.05),
    variants: [{ name: "all pairs, none left out", value: value + shift - 0.01 }],
    skipped: [{ reason: "longer than the model's context", count: 2 }],
  });
  return [
    {
      metric: "coverage",
      axis: "gender",
      value: 0.2 + shift,
      ideal: 0,
      unit: "nats per token",
      n: 32,
      groups: ["gender.female", "gender.male"].map((group, place) => ({
        group,
        value: 0.15 + shift + 0.1 * place,
        n: 16,
        interval: interval(0.1 + shift, 0.3 + shift),
      })),
    },
    {
      metric: "coverage-gap",
      axis: "gender",
      value: 0.1 + shift,
      ideal: 0,
      unit: "nats per token",
      n: 32,
      interval: interval(0.02, 0.18),
    },
    benchmark("stereoset-ss", 0.55),
    benchmark("stereoset-lms", 0.7),
    benchmark("crows-pairs", 0.58),
    { ...benchmark("crows-pairs", 0.6), axis: "race" },
    benchmark("winobias", 0.1),
    benchmark("winogender", 0.05),
  ];
}
