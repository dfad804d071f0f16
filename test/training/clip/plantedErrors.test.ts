import * as tf from "@tensorflow/tfjs-core";
import { expect, test, vi } from "vitest";
import type * as embeddingGradients from "../../../src/training/clip/embeddingGradients.ts";
import { trainableModel } from "../../../src/training/trainableModel.ts";
import { eagerStep, microbatchOf } from "../support/eagerStep.ts";
import { oneAtATime } from "../support/oneAtATime.ts";
import { tinyConfig, tinyParameters, tinyRecords } from "../support/tinyModel.ts";

/** Mistakes that real libraries have made with the norm of a tied or repeated embedding. */
type Mistake = "none" | "cross term left out" | "repeated tokens ignored" | "positions of two views kept apart";

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
      return planted.mistake === "repeated tokens ignored"
        ? { ...right, squaredNorms: () => asIfApart(e, layout.records) }
        : right;
    },
    positionGradient(e, layout) {
      const right = original.positionGradient(e, layout);
      return planted.mistake === "positions of two views kept apart"
        ? { ...right, squaredNorms: () => asIfApart(e, layout.records) }
        : right;
    },
  };
  return { ...original, ...mocked };
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
  expect(await worstError("repeated tokens ignored")).toBeGreaterThan(1e-3);
  expect(await worstError("positions of two views kept apart")).toBeGreaterThan(1e-3);
});
