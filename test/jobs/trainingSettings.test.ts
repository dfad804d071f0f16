import { expect, test } from "vitest";
import type { TrainOptions } from "../../src/jobs/options.ts";
import { trainingSettings } from "../../src/jobs/trainingSettings.ts";

const settingsOf = (options: Partial<TrainOptions>) => trainingSettings({ paths: ["corpus.txt"], ...options });

test("a bound that moves has Andrew et al.'s quantile and a tenth of the clipping norm as its lower bound", () => {
  expect(settingsOf({ clip: "adaptive", clipNorm: 2 })).toMatchObject({
    clips: [{ clip: "adaptive", adaptiveClip: { quantile: 0.5, lowerBound: 0.2 } }],
    clipNorm: 2,
  });
  expect(settingsOf({ clip: ["soft-adaptive", "soft"], clipQuantile: 0.9, clipLowerBound: 0.4 }).clips).toEqual([
    { clip: "soft-adaptive", adaptiveClip: { quantile: 0.9, lowerBound: 0.4 } },
    { clip: "soft" },
  ]);
});

test("an optimizer has its own learning rate, momentum and weight decay", () => {
  expect(settingsOf({}).optimizer).toEqual({ name: "adam", momentum: 0, weightDecay: 0 });
  expect(settingsOf({ optimizer: "adamw" }).optimizer).toEqual({ name: "adamw", momentum: 0, weightDecay: 0.01 });
  expect(settingsOf({ optimizer: "sgd" }).optimizer).toEqual({ name: "sgd", momentum: 0.9, weightDecay: 0 });
  expect(settingsOf({ optimizer: "sgd" }).learningRate).toBeGreaterThan(10 * settingsOf({}).learningRate);
});

test("the warm-up is five steps, or a quarter of a short training", () => {
  expect(settingsOf({ steps: 40 }).warmUpSteps).toBe(5);
  expect(settingsOf({ steps: 11 }).warmUpSteps).toBe(2);
  expect(settingsOf({ steps: 11, warmUpSteps: 0, decay: "cosine" })).toMatchObject({ warmUpSteps: 0, decay: "cosine" });
});

test("PAST adds an arm that goes on from plain", () => {
  const arms = ["base", "plain", "plain+past", "plain+past-control", "dp", "dp+cda"];
  expect(settingsOf({ past: true }).arms).toEqual(arms);
  expect(settingsOf({ past: true, pastTarget: "random" }).arms).toEqual([
    "base",
    "plain",
    "plain+past",
    "dp",
    "dp+cda",
  ]);
  expect(settingsOf({ past: true }).past).toMatchObject({ target: "sensitivity" });
  expect(settingsOf({})).not.toHaveProperty("past");
});

test.each<[string, Partial<TrainOptions>]>([
  ["PAST for private arms alone", { past: true, arms: ["base", "dp"] }],
  ["PAST on an adapter", { past: true, trainable: "lora" }],
  ["repeats of no canaries", { canaryRepeats: 2 }],
  ["no canaries", { canaries: 0 }],
  ["half a repeat", { canaries: 2, canaryRepeats: 0.5 }],
  ["a strength of PAST without PAST", { pastStrength: 1 }],
  ["an unknown target of PAST", { past: true, pastTarget: "all" as "top" }],
  ["a quantile for a bound that stays", { clip: "hard", clipQuantile: 0.5 }],
  ["a lower bound for a bound that stays", { clipLowerBound: 0.5 }],
  ["a lower bound above the clipping norm", { clip: "adaptive", clipNorm: 0.5, clipLowerBound: 0.6 }],
  ["a quantile of 1", { clip: "adaptive", clipQuantile: 1 }],
  ["an unknown mode", { clip: "gentle" as "hard" }],
  ["momentum for Adam", { momentum: 0.9 }],
  ["momentum of 1", { optimizer: "sgd", momentum: 1 }],
  ["weight decay for SGD", { optimizer: "sgd", weightDecay: 0.1 }],
  ["weight decay below 0", { optimizer: "adamw", weightDecay: -1 }],
  ["an unknown optimizer", { optimizer: "lion" as "adam" }],
  ["an unknown decay", { decay: "step" as "linear" }],
  ["a warm-up as long as the training", { steps: 10, warmUpSteps: 10 }],
])("%s is refused", (_, options) => {
  expect(() => settingsOf(options)).toThrow(expect.objectContaining({ code: "training.invalid" }));
});

test("several epsilons stand in order, each once", () => {
  expect(settingsOf({ epsilon: [8, 3, 20] }).privacies).toEqual([{ epsilon: 3 }, { epsilon: 8 }, { epsilon: 20 }]);
  expect(() => settingsOf({ epsilon: [3, 3] })).toThrow("the epsilon 3 is asked for twice");
  expect(() => settingsOf({ epsilon: [3, -1] })).toThrow("epsilon must be a number above 0, not -1");
});

test("repeats take the seeds from the run's own on", () => {
  expect(settingsOf({}).seeds).toEqual([1]);
  expect(settingsOf({ seed: 7, seeds: 3 })).toMatchObject({ seed: 7, seeds: [7, 8, 9] });
});
