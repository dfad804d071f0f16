import { seededRandom } from "../../src/base/random.ts";
import { adjustComparisons } from "../../src/evaluation/adjustComparisons.ts";
import { compareMetrics } from "../../src/evaluation/compareMetrics.ts";
import { clippingTreatment } from "../../src/evaluation/clipping/groupTreatment.ts";
import { probeSentences } from "../../src/evaluation/clipping/probeSentences.ts";
import { sentencePaths } from "../../src/evaluation/clipping/sentencePaths.ts";
import type { Look } from "../../src/evaluation/clipping/sentencePaths.ts";
import type { MetricItem, MetricResult } from "../../src/evaluation/metricResult.ts";
import { clippingSection } from "../../src/jobs/clippingSection.ts";
import type { ArmSection, BiasReport, PrivacySection } from "../../src/report/biasReport.ts";
import { clipFactor } from "../../src/training/privacy/clipFactor.ts";
import { clipFormulas } from "../../src/training/privacy/clipModes.ts";
import type { ClipMode } from "../../src/training/privacy/clipModes.ts";
import { fullReport } from "./sampleReport.ts";

const groups = ["gender.female", "gender.male", "religion.christian", "religion.jewish", "religion.muslim"];

/** The sample report with its private arm trained under three clip modes: invented norms and losses, real arithmetic. */
export function clippingReport(): BiasReport {
  const report = fullReport();
  const arms = report.arms ?? [];
  const dp = arms.find(({ arm }) => arm === "dp");
  if (dp?.privacy === undefined || dp.training === undefined) throw new RangeError("the sample has no private arm");
  const modes = (["hard", "soft", "adaptive"] as const).map((mode) => armUnder(mode, dp, dp.privacy as PrivacySection));
  const rest = arms.filter(({ arm }) => arm === "base" || arm === "plain");
  const clipping = clippingSection(modes, 7);
  const [hard, ...others] = modes as [ArmSection, ...ArmSection[]];
  const comparisons = others.flatMap((other) =>
    compareMetrics(hard.arm, hard.metrics, other.arm, other.metrics, seededRandom(7)),
  );
  return {
    ...report,
    arms: [...rest, ...modes],
    comparisons: adjustComparisons(comparisons),
    ...(clipping === undefined ? {} : { clipping }),
  };
}

function armUnder(mode: ClipMode, dp: ArmSection, privacy: PrivacySection): ArmSection {
  const random = seededRandom(3);
  const shift = { hard: 0, soft: 0.03, adaptive: -0.05, automatic: 0, "soft-adaptive": 0 }[mode];
  const bounds = Array.from({ length: 120 }, (_, step) => 0.1 + 0.9 * (1 - Math.exp(-step / 25)));
  const looks = Array.from({ length: 7 }, (_, look): Look => {
    const step = Math.max(1, look * 20);
    const clipNorm = mode === "adaptive" ? (bounds[step - 1] as number) : 0.1;
    return {
      step,
      clipNorm,
      groups: groups.map((group, position) => {
        const norms = Array.from({ length: 16 }, () => (0.1 + 0.05 * position) * (0.6 + random.next()));
        return {
          group,
          misalignment: 0.3 + 0.05 * position + shift,
          misalignmentUnclipped: 0.25 + 0.04 * position,
          sentences: {
            norms,
            clippedNorms: norms.map((norm) => norm * clipFactor(norm, { mode: clipFormulas[mode], clipNorm })),
            losses: norms.map((norm) => 4 + norm - 0.02 * look * (4 - position)),
            without: Array.from({ length: 8 }, (_, block) => ({
              misalignment: 0.3 + 0.05 * position + shift + 0.004 * (block - 3.5),
              misalignmentUnclipped: 0.25 + 0.04 * position,
            })),
          },
        };
      }),
    };
  });
  const treatment = clippingTreatment([sentencePaths(looks)], random);
  return {
    ...dp,
    arm: `dp ${mode}`,
    kind: "dp",
    label: `Private, epsilon 8, ${mode}`,
    training: {
      ...(dp.training as NonNullable<ArmSection["training"]>),
      ...(treatment === undefined ? {} : { treatment }),
      probeSentences: probeSentences(
        looks,
        new Map(
          groups.map((group) => [group, Array.from({ length: 16 }, (_, index) => `sentence ${index + 1}/${group}`)]),
        ),
      ),
    },
    privacy: { ...privacy, clipMode: mode, ...(mode === "adaptive" ? { clipBoundByStep: bounds } : {}) },
    metrics: withItems(dp.metrics, shift),
  };
}

/** Losses of single texts, which the tests between modes are made on. */
function withItems(metrics: ArmSection["metrics"], shift: number): MetricResult[] {
  const random = seededRandom(5);
  const noise = seededRandom(Math.round(1000 * (shift + 1)));
  const values = (key: string, n: number, group?: string): MetricItem[] =>
    Array.from({ length: n }, (_, index) => ({
      key: `${key} ${index}`,
      value: 4 + random.next() + shift * (group === "gender.female" ? 3 : 1) + 0.05 * noise.next(),
      ...(group === undefined ? {} : { group }),
    }));
  return [
    ...metrics.map((one) => (one.metric === "perplexity" ? { ...one, items: values("record", 60) } : one)),
    {
      metric: "coverage-gap",
      axis: "gender",
      value: 0.1 + shift,
      ideal: 0,
      unit: "nats per token",
      n: 80,
      items: [...values("woman", 40, "gender.female"), ...values("man", 40, "gender.male")],
    },
  ];
}
