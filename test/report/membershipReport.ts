import { seededRandom } from "../../src/base/random.ts";
import { compareMembership } from "../../src/evaluation/membership/compareMembership.ts";
import type { AttackedModel } from "../../src/evaluation/membership/compareMembership.ts";
import { canaryExposure } from "../../src/evaluation/membership/exposure.ts";
import type { Interval } from "../../src/evaluation/metricResult.ts";
import type { ArmSection, BiasReport, PastSection } from "../../src/report/biasReport.ts";
import { sensitivityShares } from "../../src/training/past/sensitivityShares.ts";
import { fullReport } from "./sampleReport.ts";

/** The sample report with canaries in every arm, and its arm without privacy tuned by PAST: invented losses, real arithmetic. */
export function membershipReport(): BiasReport {
  const report = fullReport();
  const arms = report.arms ?? [];
  const plain = arms.find(({ arm }) => arm === "plain");
  const rest = arms.filter(({ arm }) => arm === "dp");
  if (plain?.training === undefined) throw new RangeError("the sample has no arm without privacy");
  const tuned = (kind: "plain+past" | "plain+past-control", past: PastSection): ArmSection => ({
    ...plain,
    arm: kind,
    kind,
    label: `Fine-tuned, then PAST${kind === "plain+past" ? "" : ", control"}`,
    training: { ...(plain.training as NonNullable<ArmSection["training"]>), past },
  });
  const all = [
    plain,
    tuned("plain+past", pastSection("sensitivity", 0.4)),
    tuned("plain+past-control", pastSection("shuffled", 1.1)),
    ...rest,
  ];
  const scores = new Map(all.map(({ arm }, index) => [arm, [attacked([0.8, 0.3, 0.75, 0.05][index] as number)]]));
  return {
    ...report,
    arms: all.map((arm, index) => ({ ...arm, canaries: canaries([6, 3, 5, 0.4][index] as number, arm) })),
    membershipComparisons: compareMembership(scores, [
      ["plain", "plain+past"],
      ["plain+past-control", "plain+past"],
      ["plain", "dp"],
    ]),
  };
}

function pastSection(target: PastSection["target"], gapAfter: number): PastSection {
  const random = seededRandom(6);
  const sensitivity = sensitivityShares(
    new Map(
      ["wte", "wpe", "h.0.attn.c_attn.weight", "h.0.mlp.c_fc.weight", "ln_f.weight"].map((name, index) => [
        name,
        Float32Array.from({ length: 2000 / (index + 1) }, () => Math.exp(2 * random.normal() + index)),
      ]),
    ),
  );
  return {
    claim: "empirical, not a guarantee",
    epochs: 2,
    strength: 0.1,
    target,
    members: 162,
    nonMembers: 18,
    gapByEpoch: [
      { memberLoss: 1.2, nonMemberLoss: 2.82, interval: around(1.62) },
      { memberLoss: 1.4, nonMemberLoss: 1.4 + gapAfter, interval: around(gapAfter) },
    ],
    change: { value: gapAfter - 1.62, interval: around(gapAfter - 1.62) },
    zeroShare: 0.034,
    ...(sensitivity === undefined ? {} : { sensitivity }),
  };
}

function around(value: number): Interval {
  return { low: value - 0.2, high: value + 0.2, level: 0.95, method: "percentile bootstrap" };
}

/** The same texts in every arm; how far members stand out differs. */
function attacked(memory: number): AttackedModel {
  const random = seededRandom(11);
  const noise = seededRandom(Math.round(100 * memory));
  const scored = () => {
    const scores = Float64Array.from(
      { length: 300 },
      (_, index) => random.normal() + 0.2 * noise.normal() + (index < 200 ? memory : 0),
    );
    return { members: scores.subarray(0, 200), nonMembers: scores.subarray(200) };
  };
  return { loss: scored(), ratio: scored(), zlib: scored(), "min-k": scored(), ez: scored() };
}

function canaries(memory: number, { privacy }: ArmSection): NonNullable<ArmSection["canaries"]> {
  const random = seededRandom(9);
  const losses = (count: number, less: number): number[] =>
    Array.from({ length: count }, () => 30 - less + 2 * random.normal());
  const planted = losses(20, memory);
  const claim = privacy === undefined ? {} : { claim: { epsilon: 1, delta: 1e-5 } };
  return canaryExposure(planted, losses(1023, 0), { repeats: 1, random, ...claim });
}
