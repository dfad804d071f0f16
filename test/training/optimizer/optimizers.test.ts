import { describe, expect, test } from "vitest";
import { adam } from "../../../src/training/optimizer/adam.ts";
import { chosenOptimizer } from "../../../src/training/optimizer/chosenOptimizer.ts";
import { learningRateAt } from "../../../src/training/optimizer/learningRate.ts";
import type { Optimizer } from "../../../src/training/optimizer/optimizer.ts";
import { sgd } from "../../../src/training/optimizer/sgd.ts";
import { plainUpdateEngine } from "../../../src/training/update/plainUpdateEngine.ts";
import { updateStep } from "../../../src/training/update/updateStep.ts";

const weights = (...values: number[]): Map<string, Float32Array> => new Map([["weight", Float32Array.from(values)]]);
const valuesOf = (parameters: Map<string, Float32Array>): number[] => [...(parameters.get("weight") as Float32Array)];

/** One update without noise, as a step makes it. */
function update(
  optimizer: Optimizer,
  parameters: Map<string, Float32Array>,
  sum: Map<string, Float32Array>,
  learningRate: number,
): void {
  updateStep(plainUpdateEngine, { step: 1, parameters, sum, optimizer, learningRate, expectedLotSize: 1 });
}

test.each([
  ["adam", "Adam (0.9, 0.999)"],
  ["adamw", "AdamW, weight decay 0.02 (0.9, 0.999)"],
  ["sgd", "SGD, momentum 0.8"],
] as const)("%s is chosen with its own settings", (name, description) => {
  expect(chosenOptimizer({ name, momentum: 0.8, weightDecay: 0.02 }, weights(1)).description).toBe(description);
});

describe("Adam", () => {
  test("moves by the learning rate at the first step, whatever the gradient's size", () => {
    const parameters = weights(1, 1, 1);
    update(adam(parameters), parameters, weights(5, -0.001, 0), 0.1);
    const [first, second, third] = valuesOf(parameters);
    expect(first).toBeCloseTo(0.9, 6);
    expect(second).toBeCloseTo(1.1, 5);
    expect(third).toBe(1);
  });

  test("corrects both moments for their start at zero in the second step", () => {
    const parameters = weights(0);
    const optimizer = adam(parameters);
    update(optimizer, parameters, weights(1), 0.1);
    update(optimizer, parameters, weights(3), 0.1);
    // m = (0.9·0.1 + 0.1·3) / (1 - 0.81) = 0.39 / 0.19; v = (0.999·0.001 + 0.001·9) / (1 - 0.998001)
    const second = (0.1 * (0.39 / 0.19)) / Math.sqrt(0.009999 / 0.001999);
    expect(valuesOf(parameters)[0]).toBeCloseTo(-0.1 - second, 6);
  });

  test("decays weights apart from the gradient", () => {
    const parameters = weights(2);
    update(adam(parameters, { weightDecay: 0.5 }), parameters, weights(0), 0.1);
    expect(valuesOf(parameters)[0]).toBeCloseTo(2 * (1 - 0.1 * 0.5), 6);
  });

  test("names itself in the report", () => {
    expect(adam(weights(1)).description).toBe("Adam (0.9, 0.999)");
    expect(adam(weights(1), { weightDecay: 0.01 }).description).toBe("AdamW, weight decay 0.01 (0.9, 0.999)");
  });
});

describe("SGD", () => {
  test("takes the first gradient whole and then adds momentum", () => {
    const parameters = weights(0);
    const optimizer = sgd(parameters, { momentum: 0.9 });
    update(optimizer, parameters, weights(1), 0.5);
    expect(valuesOf(parameters)[0]).toBeCloseTo(-0.5, 6);
    update(optimizer, parameters, weights(1), 0.5);
    expect(valuesOf(parameters)[0]).toBeCloseTo(-0.5 - 0.5 * 1.9, 6);
  });
});

describe.each([
  ["Adam", (parameters: Map<string, Float32Array>): Optimizer => adam(parameters, { weightDecay: 0.01 })],
  ["SGD", (parameters: Map<string, Float32Array>): Optimizer => sgd(parameters, { momentum: 0.9 })],
])("%s", (_, make) => {
  test("goes on bit for bit from a stored state", () => {
    const gradients = [weights(0.3, -1), weights(0.1, 2), weights(-0.7, 0.5)];
    const whole = weights(1, 2);
    const optimizer = make(whole);
    for (const gradient of gradients) update(optimizer, whole, gradient, 0.01);

    const halves = weights(1, 2);
    const before = make(halves);
    update(before, halves, gradients[0] as Map<string, Float32Array>, 0.01);
    const { updates, arrays } = before.state();
    const stored = { updates, arrays: new Map([...arrays].map(([name, values]) => [name, values.slice()])) };
    const after = make(halves);
    after.restore(stored);
    for (const gradient of gradients.slice(1)) update(after, halves, gradient, 0.01);
    expect(valuesOf(halves)).toEqual(valuesOf(whole));
    expect(after.state().updates).toBe(3);
  });

  test("refuses a gradient that lacks a parameter or has another length", () => {
    const parameters = weights(1, 2);
    const optimizer = make(parameters);
    expect(() => update(optimizer, parameters, weights(1), 0.1)).toThrow(/weight: expected 2 values, found 1/);
    expect(() => update(optimizer, parameters, new Map(), 0.1)).toThrow(/found none/);
  });
});

describe("the learning rate", () => {
  test("climbs over the warm-up and stays", () => {
    const rate = (step: number): number => learningRateAt({ peak: 0.4, warmUpSteps: 4 }, step, 10);
    expect([1, 2, 4, 5, 10].map(rate)).toEqual([0.1, 0.2, 0.4, 0.4, 0.4]);
  });

  test("falls in a line that ends one step after the last", () => {
    const rate = (step: number): number => learningRateAt({ peak: 1, warmUpSteps: 2, decay: "linear" }, step, 6);
    expect([1, 2, 3, 4, 5, 6].map(rate)).toEqual([0.5, 1, 1, 0.75, 0.5, 0.25]);
  });

  test("falls along half a cosine that ends one step after the last", () => {
    const rate = (step: number): number => learningRateAt({ peak: 1, warmUpSteps: 2, decay: "cosine" }, step, 6);
    const expected = [0.5, 1, 1, (1 + Math.SQRT1_2) / 2, 0.5, (1 - Math.SQRT1_2) / 2];
    for (const [at, value] of expected.entries()) expect(rate(at + 1)).toBeCloseTo(value, 12);
  });
});
