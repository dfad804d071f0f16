import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { GraphCache } from "../../../src/training/runtime/graphCache.ts";
import { trace } from "../../../src/training/trace/trace.ts";

/** Graphs that add their key to a number; each costs its key in bytes. */
function adders(): { cache: GraphCache<number>; traced: number[] } {
  const traced: number[] = [];
  const cache = new GraphCache<number>(
    {
      isSame: (a, b) => a === b,
      trace(key) {
        traced.push(key);
        return trace(
          new Map([["x", { shape: [1], dtype: "float32" as const }]]),
          (inputs) => new Map([["y", tf.add(inputs.get("x") as tf.Tensor, key)]]),
        );
      },
      workingBytes: (key) => key,
    },
    { threads: 1, budgetBytes: 10 },
  );
  return { cache, traced };
}

test("a graph is compiled once, and again only after it had to make room", async () => {
  const { cache, traced } = adders();
  const run = async (key: number): Promise<number | undefined> => {
    const graph = await cache.get(key);
    return (await graph.run(new Map([["x", Float32Array.of(1)]]))).get("y")?.[0];
  };
  expect(await run(4)).toBe(5);
  expect(await run(5)).toBe(6);
  expect(await run(4)).toBe(5);
  expect(traced).toEqual([4, 5]);
  expect(await run(3)).toBe(4); // 4 + 5 + 3 > 10: the graph for 5 was unused for longest
  expect(await run(4)).toBe(5);
  expect(traced).toEqual([4, 5, 3]);
  expect(await run(20)).toBe(21); // larger than the budget by itself: alone
  expect(await run(3)).toBe(4);
  expect(traced).toEqual([4, 5, 3, 20, 3]);
  await cache.release();
});
