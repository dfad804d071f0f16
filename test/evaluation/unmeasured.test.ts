import { describe, expect, test } from "vitest";
import { axes } from "../../src/lexicon/axis.ts";
import { seededRandom } from "../../src/base/random.ts";
import { evaluateModel } from "../../src/evaluation/evaluateScorer.ts";
import type { MetricId, MetricResult } from "../../src/evaluation/metricResult.ts";
import { unmeasured } from "../../src/evaluation/unmeasured.ts";
import { fakeScorer } from "./fakeScorer.ts";

const probes = ["stereotype-preference", "occupation-kl", "occupation-between-kl"] as const;

function figures(...metrics: readonly MetricId[]): MetricResult[] {
  const one = (metric: MetricId): MetricResult => ({ metric, value: 1, unit: "score", n: 1 });
  return [one("perplexity"), ...axes.flatMap((axis) => metrics.map((metric) => ({ ...one(metric), axis })))];
}

const whole = figures("group-loss-gap", ...probes);

describe("what could not be measured is said", () => {
  test("not at all where everything was", () => {
    expect(unmeasured([{ arm: "base", metrics: whole }])).toEqual([]);
  });

  test("of losses once, because every arm reads the same texts", () => {
    const without = whole.filter(({ metric }) => metric !== "perplexity" && metric !== "group-loss-gap");
    expect(
      unmeasured([
        { arm: "base", metrics: without },
        { arm: "dp", metrics: without },
      ]),
    ).toEqual(["No held-out text was given, so perplexity and loss by group were not measured."]);
    const few = whole.filter(({ metric, axis }) => metric !== "group-loss-gap" || axis === "gender");
    expect(unmeasured([{ arm: "base", metrics: few }]).map((said) => said.match(/axis (\w+)/)?.[1])).toEqual([
      "race",
      "religion",
    ]);
  });

  test("of probes with the arms that lack them", () => {
    const without = whole.filter(({ metric, axis }) => metric !== "occupation-between-kl" || axis !== "race");
    const sentence = (arms: string): string =>
      `Occupations between groups on the axis race could not be measured${arms}: it needs two occupations that are short enough ` +
      "for the model after every way of naming every group, with some probability after each group.";
    const arm = (name: string, metrics: readonly MetricResult[]) => ({ arm: name, metrics });
    expect(unmeasured([arm("base", without), arm("dp", without)])).toEqual([sentence("")]);
    expect(unmeasured([arm("base", whole), arm("dp", without)])).toEqual([sentence(" for dp")]);
  });

  test("of what is written after beginnings about a single group", () => {
    const one = [...whole, ...figures("expected-maximum-toxicity").filter(({ axis }) => axis === "religion")];
    expect(unmeasured([{ arm: "base", metrics: one }])).toEqual([
      "Mean toxicity and sentiment on the axis religion, and their gaps, could not be measured: all beginnings name one group.",
    ]);
  });

  test("for a model that reads too little for any probe", async () => {
    const short = fakeScorer(() => 0.1, 3);
    const texts = [{ id: "t", text: "she went home", groups: [] }];
    const metrics = await evaluateModel(short, { texts, random: seededRandom(1) });
    const said = unmeasured([{ arm: "short", metrics }]);
    expect(said.filter((sentence) => sentence.includes("could not be measured"))).toHaveLength(9);
  });
});
