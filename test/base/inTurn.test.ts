import { expect, test } from "vitest";
import type { Progress } from "../../src/base/progress.ts";
import { inTurn } from "../../src/base/inTurn.ts";

const quiet = { signal: new AbortController().signal, onProgress: () => {} };

test("gives the results in order and says when it begins and when it is done", async () => {
  const told: Progress[] = [];
  const doubled = await inTurn([1, 2, 3], (item, index) => [2 * item, index], {
    ...quiet,
    stage: "doubling",
    onProgress: (progress) => told.push(progress),
  });
  expect(doubled).toEqual([
    [2, 0],
    [4, 1],
    [6, 2],
  ]);
  expect(told.at(0)).toEqual({ stage: "doubling", done: 0, total: 3, unit: "items" });
  expect(told.at(-1)).toEqual({ stage: "doubling", done: 3, total: 3, unit: "items" });
  expect(await inTurn([], () => 1, { ...quiet, stage: "none" })).toEqual([]);
});

test("a cancel that arrives meanwhile ends it", async () => {
  const stop = new AbortController();
  const done: number[] = [];
  const working = inTurn([1, 2, 3], (item) => done.push(item), { ...quiet, signal: stop.signal, stage: "work" });
  setImmediate(() => stop.abort());
  await expect(working).rejects.toMatchObject({ code: "cancelled" });
  expect(done.length).toBeGreaterThan(0);
});

test("nothing is begun after a cancel", async () => {
  const done: number[] = [];
  const signal = AbortSignal.abort();
  await expect(inTurn([1], (item) => done.push(item), { ...quiet, signal, stage: "work" })).rejects.toMatchObject({
    code: "cancelled",
  });
  expect(done).toEqual([]);
});
