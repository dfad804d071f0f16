import * as tf from "@tensorflow/tfjs-core";
import { expect, test, vi } from "vitest";
import type * as embeddingGradients from "../../../src/training/clip/embeddingGradients.ts";
import type * as matrixGradient from "../../../src/training/clip/matrixGradient.ts";
import { trainableModel } from "../../../src/training/trainableModel.ts";
import { eagerStep, microbatchOf } from "../support/eagerStep.ts";
import { oneAtATime } from "../support/oneAtATime.ts";
import { tinyConfig, tinyParameters, tinyRecords } from "../support/tinyModel.ts";

/** Mistakes that real libraries have made with the norm of a tied or repeated embedding. */
type Mistake =
  | "none"
  | "cross term left out"
  | "head's use left out"
  | "repeated tokens ignored"
  | "a token taken for padding"
  | "positions of two views kept apart"
  | "positions of the whole batch as one row";

const planted = vi.hoisted(() => ({ mistake: "none" as Mistake }));

vi.mock("../../../src/training/clip/embeddingGradients.ts", async (importOriginal) => {
  const original = await importOriginal<typeof embeddingGradients>();
  /** The sum of the rows' own squared norms, as if no two rows met in one row of the matrix. */
  const asIfApart = (e: tf.Tensor2D, records: number): tf.Tensor1D =>
    tf.sum(tf.reshape(tf.square(e), [records, -1]), 1);
  const mocked: Partial<typeof embeddingGradients> = {
    tiedCrossTerm: (...args) =>
      planted.mistake === "cross term left out" ? tf.zeros([args[4].records]) : original.tiedCrossTerm(...args),
    tokenGradient(e, tokens, layout) {
      const right = original.tokenGradient(e, tokens, layout);
      if (planted.mistake === "repeated tokens ignored") {
        return { ...right, squaredNorms: () => asIfApart(e, layout.records) };
      }
      if (planted.mistake === "a token taken for padding") {
        const isWord = tf.cast(tf.notEqual(tf.reshape(tokens, [-1, 1]), tf.scalar(1, "int32")), "float32");
        return original.tokenGradient(tf.mul(e, isWord), tokens, layout);
      }
      return right;
    },
    positionGradient(e, layout) {
      const right = original.positionGradient(e, layout);
      if (planted.mistake === "positions of two views kept apart") {
        return { ...right, squaredNorms: () => asIfApart(e, layout.records) };
      }
      if (planted.mistake === "positions of the whole batch as one row") {
        const byPosition = tf.sum(tf.reshape(e, [-1, layout.length, e.shape[1]]), 0);
        return { ...right, squaredNorms: () => tf.mul(tf.ones([layout.records]), tf.sum(tf.square(byPosition))) };
      }
      return right;
    },
  };
  return { ...original, ...mocked };
});

vi.mock("../../../src/training/clip/matrixGradient.ts", async (importOriginal) => {
  const original = await importOriginal<typeof matrixGradient>();
  return {
    ...original,
    matrixGradients(...args: Parameters<typeof original.matrixGradients>) {
      const right = original.matrixGradients(...args);
      return planted.mistake === "head's use left out"
        ? right.map((it) => ({ ...it, squaredNorms: () => tf.zeros([args[2].records]) }))
        : right;
    },
  };
});

test("the comparison with one record at a time notices a wrong norm", async () => {
  const config = tinyConfig();
  const parameters = tinyParameters(config);
  const records = tinyRecords(config, [
    [9, 9],
    [5, 6],
    [13, 2],
  ]);
  const microbatch = microbatchOf(records);
  const expected = await oneAtATime(config, parameters, records);
  const worstError = async (mistake: Mistake): Promise<number> => {
    planted.mistake = mistake;
    const { clipping } = await eagerStep(trainableModel(config), parameters, microbatch, { mode: "hard", clipNorm: 1 });
    const squares = clipping?.squaredNorms.arraySync() as number[];
    return Math.max(
      ...microbatch.units.map(({ position }, place) =>
        Math.abs(Math.sqrt(squares[place] as number) / (expected[position]?.norm as number) - 1),
      ),
    );
  };
  expect(await worstError("none")).toBeLessThan(1e-5);
  expect(await worstError("cross term left out")).toBeGreaterThan(1e-3);
  expect(await worstError("head's use left out")).toBeGreaterThan(1e-3);
  expect(await worstError("a token taken for padding")).toBeGreaterThan(1e-3);
  expect(await worstError("positions of the whole batch as one row")).toBeGreaterThan(1e-3);
  expect(await worstError("repeated tokens ignored")).toBeGreaterThan(1e-3);
  expect(await worstError("positions of two views kept apart")).toBeGreaterThan(1e-3);
});
