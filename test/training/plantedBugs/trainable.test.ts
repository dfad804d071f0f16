import { expect, test, vi } from "vitest";
import { parameterShapes } from "../../../src/lm/modelConfig.ts";
import type * as tapped from "../../../src/training/clip/tappedLayers.ts";
import { traceGradientStep } from "../../../src/training/traceGradientStep.ts";
import { trainableModel } from "../../../src/training/trainableModel.ts";
import { tinyConfig } from "../support/tinyModel.ts";

/** Ways in which what is clipped and what is updated can come apart. */
type Mistake = "none" | "a bias is forgotten" | "a frozen parameter is taken in" | "two uses are counted apart";

const planted = vi.hoisted(() => ({ mistake: "none" as Mistake }));

vi.mock("../../../src/training/clip/tappedLayers.ts", async (importOriginal) => {
  const original = await importOriginal<typeof tapped>();
  const tappedLayers: typeof original.tappedLayers = (config, parameters, taps, options) => {
    const push = (tap: tapped.Tap): void => {
      if (planted.mistake === "a bias is forgotten" && tap.name === "transformer.h.0.mlp.c_fc.bias") return;
      taps.push(tap);
      if (planted.mistake === "two uses are counted apart" && tap.name === "transformer.ln_f.weight") taps.push(tap);
    };
    const { trainable: _, ...everything } = options ?? {};
    const own = planted.mistake === "a frozen parameter is taken in" ? everything : options;
    return original.tappedLayers(config, parameters, { push } as unknown as tapped.Tap[], own);
  };
  return { ...original, tappedLayers };
});

const config = tinyConfig({ layers: 1 });
const allButOne = new Set([...parameterShapes(config).keys()].filter((name) => name !== "transformer.ln_f.bias"));

function traceWith(mistake: Mistake): void {
  planted.mistake = mistake;
  traceGradientStep(trainableModel(config, allButOne), { layout: { records: 2, views: 1, length: 4 }, mode: "hard" });
}

test("a step whose norm would not cover exactly what is updated is not made", () => {
  expect(() => traceWith("none")).not.toThrow();
  expect(() => traceWith("a bias is forgotten")).toThrow("differ in transformer.h.0.mlp.c_fc.bias");
  expect(() => traceWith("a frozen parameter is taken in")).toThrow("differ in transformer.ln_f.bias");
  expect(() => traceWith("two uses are counted apart")).toThrow("transformer.ln_f.weight is used twice");
});
