import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { slidingWindows } from "../../src/evaluation/textLosses.ts";

describe("slidingWindows", () => {
  test("reads a short text in one window", () => {
    expect(slidingWindows(5, 8)).toEqual([{ begin: 0, end: 5, targets: 4 }]);
  });

  test("moves on by the stride and keeps the rest as context", () => {
    expect(slidingWindows(10, 4, 2)).toEqual([
      { begin: 0, end: 4, targets: 3 },
      { begin: 2, end: 6, targets: 2 },
      { begin: 4, end: 8, targets: 2 },
      { begin: 6, end: 10, targets: 2 },
    ]);
  });

  test("predicts every token but the first exactly once", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 39 }),
        (length, maximum, wanted) => {
          const windows = slidingWindows(length, maximum, Math.min(wanted, maximum - 1));
          const predicted = windows.flatMap(({ end, targets }) =>
            Array.from({ length: targets }, (_, index) => end - targets + index),
          );
          expect(predicted).toEqual(Array.from({ length: length - 1 }, (_, index) => index + 1));
          for (const { begin, end, targets } of windows) {
            expect(end - begin).toBeLessThanOrEqual(maximum);
            expect(targets).toBeLessThan(end - begin);
          }
        },
      ),
    );
  });
});
