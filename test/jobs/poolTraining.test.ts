import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { poolPrivacy, poolTraining } from "../../src/jobs/poolTraining.ts";
import { withIntervals } from "../../src/jobs/pastArm.ts";
import type { TrainingSection } from "../../src/report/biasReport.ts";
import { completeReport } from "../report/completeReport.ts";

const [arm] = completeReport.arms;
const group = (loss: number) => ({
  group: "gender.female",
  n: 16,
  loss,
  norm: 2 * loss,
  clippedNorm: loss,
  shareClipped: 0.5,
  alignment: loss / 10,
  misalignment: loss / 4,
});
const sentence = (loss: number) => ({
  key: "sentence 1/The woman",
  group: "gender.female",
  firstLoss: loss + 1,
  lastLoss: loss,
  norm: 2 * loss,
  clippedNorm: loss,
  shareClipped: loss / 8,
});
const training = (loss: number, steps: readonly number[]): TrainingSection => {
  const { past: _, treatment: __, ...rest } = arm.training;
  return {
    ...rest,
    durationMs: 1000 * loss,
    lossByStep: [loss, loss + 1],
    probeLoss: steps.map((step) => ({ step, loss })),
    probeSentences: [sentence(loss)],
    dynamics: steps.map((step) => ({ step, groups: [group(loss)] })),
  };
};

test("curves of several trainings are means at the steps that all were looked at", () => {
  const pooled = poolTraining([training(2, [1, 3, 5]), training(4, [1, 5])], [], seededRandom(1));
  expect(pooled.lossByStep).toEqual([3, 4]);
  expect(pooled.durationMs).toBe(3000);
  expect(pooled.probeLoss).toEqual([
    { step: 1, loss: 3 },
    { step: 5, loss: 3 },
  ]);
  expect(pooled.probeSentences).toEqual([sentence(3)]);
  expect(pooled.dynamics?.map(({ step }) => step)).toEqual([1, 5]);
  expect(pooled.dynamics?.[0]?.groups).toEqual([
    { ...group(3), alignment: expect.closeTo(0.3, 12) as number, misalignment: expect.closeTo(0.75, 12) as number },
  ]);
});

test("of the promises the weakest is told", () => {
  const promise = (epsilon: number, bounds: readonly number[]) => ({
    ...arm.privacy,
    epsilon,
    clipBoundByStep: bounds,
  });
  expect(poolPrivacy([promise(3, [1, 2]), promise(2.9, [3, 4])])).toMatchObject({
    epsilon: 3,
    clipBoundByStep: [2, 3],
  });
});

test("gaps of sparsity tuning and what they come from are means as well", () => {
  const around = (value: number) => ({ low: value - 0.1, high: value + 0.1, level: 0.95, method: "bootstrap" });
  const past = (share: number) => ({
    ...arm.training.past,
    gapByEpoch: [{ memberLoss: share, nonMemberLoss: 1, interval: around(1 - share) }],
    change: { value: -share, interval: around(-share) },
    zeroShare: share,
    sensitivity: { modules: [{ module: "wte", parameters: 4, share }], top: [{ top: 0.2, share }] },
  });
  const pooled = poolTraining(
    [
      { ...training(1, [1]), past: past(0.2) },
      { ...training(1, [1]), past: past(0.6) },
    ],
    [],
    seededRandom(1),
  );
  expect(pooled.past).toMatchObject({
    gapByEpoch: [{ memberLoss: 0.4, nonMemberLoss: 1, interval: { low: 0.5, high: 0.7 } }],
    change: { value: -0.4, interval: { low: -0.5, high: expect.closeTo(-0.3, 12) as number } },
    zeroShare: 0.4,
    sensitivity: { modules: [{ module: "wte", share: 0.4 }], top: [{ top: 0.2, share: 0.4 }] },
  });
});

test("shares of modules have the jackknife's interval over blocks of records", () => {
  const shares = (share: number) => ({
    modules: [{ module: "wte", parameters: 4, share }],
    top: [{ top: 0.2 as const, share }],
  });
  const { modules, top } = withIntervals(shares(0.5), [0.4, 0.5, 0.5, 0.6].map(shares));
  const reach = 3.18245 * Math.sqrt(0.015); // variance 3/4 (0.01 + 0.01), t with three degrees of freedom
  expect(modules[0]?.interval?.low).toBeCloseTo(0.5 - reach, 4);
  expect(top[0]?.interval?.high).toBeCloseTo(0.5 + reach, 4);
  expect(withIntervals(shares(0.5), []).modules[0]).not.toHaveProperty("interval");
});
