import { seededRandom } from "../../src/base/random.ts";
import type { TrainingRecord } from "../../src/training/gradientEngine.ts";
import { lossGap } from "../../src/training/past/lossGap.ts";
import { pastWeights } from "../../src/training/past/pastWeights.ts";
import { type Checksum, type Deviations, checksumOf } from "./deviations.ts";
import { type GoldenFolder, recordsOf } from "./goldenFolder.ts";
import { tolerances, withEngine } from "./holdGradients.ts";

interface PastFile {
  readonly model: string;
  readonly members: string;
  readonly nonMembers: string;
  readonly result: {
    readonly memberLoss: number;
    readonly nonMemberLoss: number;
    readonly gap: number;
    readonly lambda_: number;
    readonly penalty: number;
    readonly penaltyGradient: { readonly globalNorm: number; readonly tensors: Readonly<Record<string, Checksum>> };
    readonly tensors: Readonly<
      Record<string, { readonly sensitivityL1: number; readonly gammaMax: number; readonly gamma: Checksum }>
    >;
  };
}

/** past.json: the gap between two batches, and the weights of the penalty that follow from it. */
export async function holdPast(folder: GoldenFolder, json: unknown, deviations: Deviations): Promise<void> {
  const { model, members, nonMembers, result } = json as PastFile;
  const withTargets = (name: string): TrainingRecord[] =>
    recordsOf(folder.batch(name)).filter(({ views }) => views[0]?.labels?.slice(1).some((label) => label >= 0));
  await withEngine(folder, model, "mean", async (engine) => {
    const { gap, sensitivity } = await lossGap(engine, withTargets(members), withTargets(nonMembers));
    const meanOf = (losses: Float64Array): number => losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    const [memberLoss, nonMemberLoss] = [meanOf(gap.memberLosses), meanOf(gap.nonMemberLosses)];
    deviations.relative("losses", "members", memberLoss, result.memberLoss, tolerances.loss);
    deviations.relative("losses", "non-members", nonMemberLoss, result.nonMemberLoss, tolerances.loss);
    deviations.absolute(
      "gap",
      "",
      Math.abs(nonMemberLoss - memberLoss),
      result.gap,
      tolerances.loss * result.memberLoss,
    );
    for (const [name, { sensitivityL1 }] of Object.entries(result.tensors)) {
      const sum = sensitivity.get(name)?.reduce((total, value) => total + value, 0);
      deviations.relative("sensitivities", name, sum, sensitivityL1, tolerances.norm);
    }
    pastWeights(sensitivity, "sensitivity", seededRandom(1));
    let penalty = 0;
    const gradient = new Map<string, Float32Array>();
    for (const [name, weights] of sensitivity) {
      const values = engine.trainable.get(name) ?? new Float32Array();
      penalty += result.lambda_ * weights.reduce((sum, weight, at) => sum + weight * Math.abs(values[at] ?? 0), 0);
      gradient.set(
        name,
        weights.map((weight, at) => result.lambda_ * weight * Math.sign(values[at] ?? 0)),
      );
    }
    for (const [name, { gamma, gammaMax }] of Object.entries(result.tensors)) {
      const weights = sensitivity.get(name);
      deviations.checksum("weights of the penalty", name, weights, gamma, tolerances.clippedSum);
      const largest = weights?.reduce((most, weight) => Math.max(most, weight), 0);
      deviations.relative("largest weights", name, largest, gammaMax, tolerances.norm);
    }
    deviations.relative("penalty", "", penalty, result.penalty, tolerances.norm);
    const { globalNorm, tensors } = result.penaltyGradient;
    const norms = [...gradient.values()].map((values) => checksumOf(values).norm);
    deviations.relative("gradient of the penalty", "norm", Math.hypot(...norms), globalNorm, tolerances.norm);
    for (const [name, checksum] of Object.entries(tensors)) {
      deviations.checksum("gradient of the penalty", name, gradient.get(name), checksum, tolerances.clippedSum);
    }
  });
  deviations.notHeld.push({ what: "top20PercentShare", why: "a summary of the weights, which are held" });
}
