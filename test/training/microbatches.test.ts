import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TrainingRecord } from "../../src/training/gradientEngine.ts";
import { type ClipUnit, clipUnits, packMicrobatch, planMicrobatches } from "../../src/training/microbatches.ts";

const record = (index: number, lengths: readonly number[]): TrainingRecord => ({
  index,
  views: lengths.map((length) => ({ tokens: Array.from({ length }, (_, t) => t + 1) })),
});

const anyRecords = fc
  .array(fc.array(fc.integer({ min: 2, max: 64 }), { minLength: 1, maxLength: 3 }), { maxLength: 60 })
  .map((all) => all.map((lengths, index) => record(index, lengths)));

const longest = ({ views }: ClipUnit): number => Math.max(...views.map(({ tokens }) => tokens.length - 1));

describe("a plan", () => {
  test("holds every unit once, whole, in a shape it fits", () => {
    fc.assert(
      fc.property(anyRecords, fc.integer({ min: 1, max: 600 }), fc.boolean(), (records, tokens, splitViews) => {
        const units = clipUnits(records, splitViews);
        const plan = planMicrobatches(units, { tokens, maximumLength: 63 });
        expect(new Set(plan.flatMap((it) => it.units))).toEqual(new Set(units));
        expect(plan.flatMap((it) => it.units)).toHaveLength(units.length);
        for (const { layout, units: placed } of plan) {
          expect(placed.length).toBeGreaterThan(0);
          expect(placed.length).toBeLessThanOrEqual(layout.records);
          for (const unit of placed) {
            expect(unit.views.length).toBeLessThanOrEqual(layout.views);
            expect(longest(unit)).toBeLessThanOrEqual(layout.length);
          }
          expect(layout.length).toBeLessThanOrEqual(63);
          if (layout.records > 1) expect(layout.records * layout.views * layout.length).toBeLessThanOrEqual(tokens);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("uses few shapes: the last micro-batch may be a half, a quarter or an eighth", () => {
    const plan = (count: number): number[] =>
      planMicrobatches(
        clipUnits(
          Array.from({ length: count }, (_, i) => record(i, [17])),
          false,
        ),
        {
          tokens: 16 * 32,
          maximumLength: 63,
        },
      ).map(({ layout }) => layout.records);
    expect(plan(32)).toEqual([32]);
    expect(plan(70)).toEqual([32, 32, 8]); // 6 are left
    expect(plan(33)).toEqual([32, 4]); // 1 is left; an eighth is the smallest
    expect(plan(17)).toEqual([32]);
    expect(plan(16)).toEqual([16]);
  });

  test("puts long with long", () => {
    const records = [3, 60, 4, 62].map((length, index) => record(index, [length]));
    const plan = planMicrobatches(clipUnits(records, false), { tokens: 128, maximumLength: 63 });
    expect(plan.map(({ units }) => units.map(({ position }) => position))).toEqual([
      [3, 1],
      [2, 0],
    ]);
  });
});

describe("a packed micro-batch", () => {
  const layout = { records: 2, views: 2, length: 3 };
  const units = clipUnits(
    [{ index: 0, views: [{ tokens: [5, 6, 7] }, { tokens: [8, 9, 1, 2], labels: [8, -100, 1, 2] }] }],
    false,
  );

  test("shifts targets by one, and weighs a token by 1 / (views · targets)", () => {
    const packed = packMicrobatch({ layout, units }, "mean");
    expect([...packed.tokens]).toEqual([5, 6, 0, 8, 9, 1, 0, 0, 0, 0, 0, 0]);
    expect([...packed.targets]).toEqual([6, 7, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0]);
    expect([...packed.weights]).toEqual([0.25, 0.25, 0, 0, 0.25, 0.25, 0, 0, 0, 0, 0, 0]); // 1 / (2 · 2)
  });

  test("weighs a token by 1 / views where token losses are added", () => {
    expect([...packMicrobatch({ layout, units }, "sum").weights].slice(0, 6)).toEqual([0.5, 0.5, 0, 0, 0.5, 0.5]);
  });
});
