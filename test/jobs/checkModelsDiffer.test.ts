import { expect, test } from "vitest";
import type { MeasuredModel } from "../../src/jobs/armSections.ts";
import { alikeRepeats, checkModelsDiffer, differenceWarnings } from "../../src/jobs/checkModelsDiffer.ts";
import type { TrainChance } from "../../src/jobs/checkModelsDiffer.ts";
import type { StandardArm } from "../../src/report/biasReport.ts";
import { completeReport } from "../report/completeReport.ts";

const [complete] = completeReport.arms;

function made(kind: StandardArm, seed: number, sha256: string): MeasuredModel {
  const { privacy, ...section } = complete;
  const model = { ...section.model, sha256 };
  return {
    model: { name: `${kind}-seed${seed}`, arm: { id: kind, kind }, seed },
    section: { ...section, arm: kind, kind, model, ...(kind === "dp" ? { privacy } : {}) },
  };
}

/** Every step has all 50 units. */
const whole: TrainChance = { units: 50, expectedLotSize: 50, settings: { trainable: { kind: "all" } } };
const adapter: TrainChance = { ...whole, settings: { trainable: { kind: "lora", rank: 4, alpha: 8, targets: [] } } };

test("repeats of an arm may be one model where nothing random tells them apart, and the report says so", () => {
  const models = [made("plain", 1, "aa"), made("plain", 2, "aa"), made("dp", 1, "bb")];
  expect(() => checkModelsDiffer(models, whole)).not.toThrow();
  expect(alikeRepeats(models, whole)).toEqual([
    "plain was trained again and again to the very same weights, because every step has the whole corpus: that its trainings do not lie apart says nothing of other seeds.",
  ]);
  expect(alikeRepeats([made("plain", 1, "aa"), made("plain", 2, "ab")], whole)).toEqual([]);
});

test.each<[string, readonly MeasuredModel[], TrainChance]>([
  ["two arms", [made("plain", 1, "aa"), made("dp", 1, "aa")], whole],
  ["repeats with noise", [made("dp", 1, "aa"), made("dp", 2, "aa")], whole],
  ["repeats with lots", [made("plain", 1, "aa"), made("plain", 2, "aa")], { ...whole, expectedLotSize: 49 }],
  ["repeats of an adapter", [made("plain", 1, "aa"), made("plain", 2, "aa")], adapter],
])("%s with the same weights are a mistake, which the report and the error name", (_, models, chance) => {
  const [first, second] = models.map(({ model }) => model.name);
  const said = `The arms do not differ as they should: ${first} and ${second} ended with the very same weights.`;
  expect(differenceWarnings(models, chance)).toEqual([said]);
  expect(alikeRepeats(models, chance)).toEqual([]);
  expect(() => checkModelsDiffer(models, chance)).toThrow(said);
});
