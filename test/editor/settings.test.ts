import { beforeEach, expect, test } from "vitest";
import { readSettings } from "../../src/editor/settings.ts";
import { fake } from "../fakes/vscode.ts";
import { useSettings } from "./defaultSettings.ts";

beforeEach(() => {
  fake.reset();
});

test("the defaults are all valid, and empty texts count as not set", () => {
  useSettings();
  expect(readSettings()).toMatchObject({
    axes: ["gender", "race", "religion"],
    lexiconFile: undefined,
    textField: undefined,
    highlight: true,
    counterfactuals: { swaps: ["gender:swap"], names: "keep", sensitive: "keep", mode: "augment" },
    training: { model: undefined, epsilon: 8, steps: undefined, nodePath: undefined },
  });
});

test("a relative lexicon starts in the workspace folder, an absolute one stays", () => {
  fake.folder = "/work/corpora";
  useSettings({ lexicon: "team/lexicon.json" });
  expect(readSettings().lexiconFile).toBe("/work/corpora/team/lexicon.json");
  useSettings({ lexicon: "/elsewhere/lexicon.json" });
  expect(readSettings().lexiconFile).toBe("/elsewhere/lexicon.json");
});

test.each([
  ["training.epsilon", -1],
  ["training.epsilon", "8"],
  ["training.steps", 0],
  ["training.unit", "author"],
  ["training.arms", ["base", "best"]],
  ["axes", ["age"]],
  ["axes", "gender"],
  ["counterfactuals.swaps", "gender:swap"],
  ["counterfactuals.names", "drop"],
  ["counterfactuals.mode", "counterfactual"],
  ["exclude", [1]],
])("a value that its schema does not allow is named: %s = %j", (key, value) => {
  useSettings({ [key]: value });
  expect(() => readSettings()).toThrow(`evenhand.${key} must be`);
});
