import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { architectureOf } from "../../src/lm/architecture.ts";
import { readCheckpoint } from "../../src/lm/checkpoint.ts";
import { plainLayers } from "../../src/lm/plainLayers.ts";
import { createGradientEngine } from "../../src/training/runtime/createGradientEngine.ts";
import { createTokenScorer } from "../../src/training/runtime/createTokenScorer.ts";
import { l2 } from "./support/oneAtATime.ts";
import { type ExpectedRow, expectedPass, modelFixture, modelNames } from "./support/modelFixtures.ts";
import { onCpu } from "./support/tinyModel.ts";

describe.each(modelNames)("%s as transformers computes it", (name) => {
  const { columns, rows } = expectedPass(name);

  test("has the same logits by the textbook layers", async () => {
    const { config, parameters } = await readCheckpoint(modelFixture(name));
    const tensors = await onCpu(config, parameters);
    const architecture = architectureOf(config);
    const layers = plainLayers(config, tensors);
    for (const { tokens, logits: expected, logSumExp } of rows) {
      const embedded = layers.embed(tf.tensor2d([...tokens], [1, tokens.length], "int32"));
      const states = architecture.finalStates(layers, embedded, { sequences: 1, length: tokens.length });
      const logits = tf.matMul(states, tensors.get(architecture.head) as tf.Tensor2D, false, true);
      const sums = tf.logSumExp(logits, 1).arraySync() as number[];
      (logits.arraySync() as number[][]).forEach((position, t) => {
        expect(Math.abs((sums[t] as number) - (logSumExp[t] as number))).toBeLessThan(1e-4);
        columns.forEach((column, index) => {
          const difference = (position[column] as number) - (expected[t]?.[index] as number);
          expect(Math.abs(difference), `position ${t}, token ${column}`).toBeLessThan(1e-4);
        });
      });
    }
  });

  test("has the same probabilities by the compiled scorer", async () => {
    const scorer = await createTokenScorer(await readCheckpoint(modelFixture(name)), { threads: 1 });
    const next = await scorer.nextLogProbabilities(rows.map(({ tokens }) => tokens));
    rows.forEach(({ logits, logSumExp }, row) => {
      columns.forEach((column, index) => {
        const expected = (logits.at(-1)?.[index] as number) - (logSumExp.at(-1) as number);
        expect(Math.abs((next[row]?.[column] as number) - expected), `token ${column}`).toBeLessThan(1e-4);
      });
    });
    await scorer.dispose();
  });

  test("has the same losses and gradients, padded and together or alone", async () => {
    const { config, parameters } = await readCheckpoint(modelFixture(name));
    const engine = await createGradientEngine(config, parameters, { threads: 1 });
    const records = rows.map(({ tokens }, index) => ({ index, views: [{ tokens }] }));
    engine.beginLot();
    const together = await engine.accumulate(records, { mode: "hard", clipNorm: 1 });
    rows.forEach((row, index) => {
      expect(Math.abs((together[index]?.loss as number) / row.loss - 1)).toBeLessThan(1e-5);
      expect(Math.abs((together[index]?.norm as number) / globalNorm(row) - 1)).toBeLessThan(1e-4);
    });
    for (const [index, row] of rows.entries()) {
      engine.beginLot();
      await engine.accumulate(records.slice(index, index + 1), { mode: "none" });
      expect(new Set(Object.keys(row.gradientNorms))).toEqual(new Set(engine.gradientSum.keys()));
      for (const [parameter, sum] of engine.gradientSum) {
        const expected = row.gradientNorms[parameter] as number;
        const allowed = 1e-4 * expected + 1e-6 * globalNorm(row); // a key's bias has no gradient, but for rounding
        expect(Math.abs(l2([sum]) - expected), parameter).toBeLessThan(allowed);
      }
    }
    await engine.dispose();
  });
});

function globalNorm({ gradientNorms }: ExpectedRow): number {
  return l2([Object.values(gradientNorms)]);
}
