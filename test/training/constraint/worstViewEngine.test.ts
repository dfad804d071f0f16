import { expect, test } from "vitest";
import { worstViewEngine } from "../../../src/training/constraint/worstViewEngine.ts";
import type { TrainingRecord } from "../../../src/training/gradientEngine.ts";
import { toyEngine } from "../toyEngine.ts";

/** A score that says: the further a view's first token is from 0, the less likely each token. */
const score = async (sequences: readonly (readonly number[])[]): Promise<Float32Array[]> =>
  sequences.map((tokens) => Float32Array.from(tokens.slice(1), () => -Math.abs(tokens[0] as number)));

const record = (index: number, ...views: readonly (readonly number[])[]): TrainingRecord => ({
  index,
  views: views.map((tokens) => ({ tokens })),
});

test("trains on the worst view of each record alone", async () => {
  const engine = toyEngine([0, 0]);
  const worst = worstViewEngine(engine, score);
  worst.beginLot();
  const statistics = await worst.accumulate([record(0, [1, 0], [-3, 1], [2, 9]), record(1, [7, 7])], { mode: "none" });
  // -(-3, 1) - (7, 7)
  expect([...engine.gradientSum.values()].flatMap((values) => [...values])).toEqual([-4, -8]);
  expect(statistics.map(({ index }) => index)).toEqual([0, 1]);
});

test("looks at the mean loss of a view, so that a longer one is no worse for its length", async () => {
  const engine = toyEngine([0, 0, 0]);
  await worstViewEngine(engine, score).accumulate([record(0, [2, 0, 0], [1, 0, 0, 0, 0, 0])], { mode: "none" });
  expect([...(engine.gradientSum.get("first") as Float32Array)][0]).toBe(-2);
});

test("asks for nothing where no record has several views", async () => {
  const engine = toyEngine([0, 0]);
  const asked: number[] = [];
  const counting: typeof score = async (sequences) => {
    asked.push(sequences.length);
    return score(sequences);
  };
  await worstViewEngine(engine, counting).accumulate([record(0, [1, 2])], { mode: "hard", clipNorm: 1 });
  expect(asked).toEqual([0]);
});
