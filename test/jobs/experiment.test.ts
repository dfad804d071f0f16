import { expect, test } from "vitest";
import { comparedArms } from "../../src/jobs/compareArms.ts";
import { modelSettings, plannedArms, plannedModels } from "../../src/jobs/experiment.ts";
import type { TrainOptions } from "../../src/jobs/options.ts";
import { trainingSettings } from "../../src/jobs/trainingSettings.ts";

const settingsOf = (options: Partial<TrainOptions>) => trainingSettings({ paths: ["corpus.txt"], ...options });
const idsOf = (options: Partial<TrainOptions>): string[] => plannedArms(settingsOf(options)).map(({ id }) => id);
const namesOf = (options: Partial<TrainOptions>): string[] =>
  plannedModels(settingsOf(options)).map(({ name }) => name);

test("names carry what varies and nothing else", () => {
  expect(idsOf({})).toEqual(["base", "plain", "dp", "dp+cda"]);
  expect(namesOf({})).toEqual(["base", "plain", "dp", "dp+cda"]);
  expect(idsOf({ arms: ["plain", "dp"], epsilon: [8, 0.5] })).toEqual(["plain", "dp ε0.5", "dp ε8"]);
  expect(idsOf({ arms: ["dp"], epsilon: [3, 8], clip: ["hard", "soft"] })).toEqual([
    "dp ε3 hard",
    "dp ε3 soft",
    "dp ε8 hard",
    "dp ε8 soft",
  ]);
});

test("every arm but the base model is trained once a seed, in folders that any file system takes", () => {
  expect(namesOf({ arms: ["base", "plain", "dp+cda"], epsilon: [3, 8], seeds: 2, seed: 5, past: true })).toEqual([
    "base",
    "plain-seed5",
    "plain-seed6",
    "plain+past-seed5",
    "plain+past-seed6",
    "plain+past-control-seed5",
    "plain+past-control-seed6",
    "dp+cda-eps3-seed5",
    "dp+cda-eps3-seed6",
    "dp+cda-eps8-seed5",
    "dp+cda-eps8-seed6",
  ]);
});

test("a model has its own privacy, clipping and training seed, and shares the seed of the split", () => {
  const settings = settingsOf({ arms: ["dp"], epsilon: [3, 8], clip: ["hard", "adaptive"], seeds: 2, seed: 5 });
  const model = plannedModels(settings).find(({ name }) => name === "dp-eps8-adaptive-seed6");
  if (model === undefined) throw new RangeError("there is no such model");
  expect(modelSettings(settings, model)).toMatchObject({
    privacy: { epsilon: 8 },
    clip: "adaptive",
    adaptiveClip: { quantile: 0.5 },
    seed: 5,
    trainingSeed: 6,
  });
});

test("private arms are compared with plain, and with each other where they differ in one thing only", () => {
  const pairs = (options: Partial<TrainOptions>): string[] =>
    comparedArms(plannedArms(settingsOf(options))).map(([a, b]) => `${a.id} > ${b.id}`);
  expect(pairs({})).toEqual(["base > plain", "plain > dp", "dp > dp+cda", "plain > dp+cda"]);
  expect(pairs({ epsilon: [3, 8] })).toEqual([
    "base > plain",
    "plain > dp ε3",
    "plain > dp ε8",
    "dp ε3 > dp+cda ε3",
    "dp ε8 > dp+cda ε8",
    "plain > dp+cda ε3",
    "plain > dp+cda ε8",
  ]);
  expect(pairs({ arms: ["dp"], epsilon: [3, 8], clip: ["hard", "soft"] })).toEqual([
    "dp ε3 hard > dp ε3 soft",
    "dp ε8 hard > dp ε8 soft",
  ]);
});
