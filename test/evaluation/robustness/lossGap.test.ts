import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { gapBetween, gapChange, lossGap, worstForm } from "../../../src/evaluation/robustness/lossGap.ts";

const losses = (...values: number[]): Float64Array => Float64Array.from(values);

describe("the gap", () => {
  test("is the mean loss of held-out texts less that of training texts, and the attacks follow from the losses", () => {
    const own = { train: losses(1, 1, 2), test: losses(2, 3) };
    const base = { train: losses(3, 1, 4), test: losses(2, 5) };
    const gap = lossGap([own], base, seededRandom(1));
    expect(gap.train).toBeCloseTo(4 / 3, 12);
    expect(gap.test).toBe(2.5);
    expect(gap.gap.value).toBeCloseTo(2.5 - 4 / 3, 12);
    // Of the six pairs of a training and a held-out text five have the lower loss in training, and 2 against 2 is a tie.
    expect(gap.lossAttack.value).toBeCloseTo(5.5 / 6, 12);
    // Losses fell by 2, 0, 2 and by 0, 2: pairs 1, 1/2 | 1/2, 0 | 1, 1/2.
    expect(gap.ratioAttack.value).toBeCloseTo(3.5 / 6, 12);
  });

  test("of several trainings is the mean of theirs, and so is the area of an attack", () => {
    const [one, other] = [
      { train: losses(1, 3), test: losses(2, 4) },
      { train: losses(4, 1), test: losses(3, 2) },
    ];
    const base = { train: losses(5, 5), test: losses(5, 5) };
    const gap = lossGap([one, other], base, seededRandom(1));
    expect(gap.gap.value).toBe(0.5); // (3 - 2 + 2.5 - 2.5) / 2
    // Of four pairs, three have the lower loss in training with the first model and two with the second.
    expect(gap.lossAttack.value).toBe((3 / 4 + 2 / 4) / 2);
    expect(gap.gap.interval?.method).toContain("means over 2 trainings");
    // The attack on the mean losses, 2.5 and 2 against 2.5 and 3, would be another figure.
    expect(lossGap([one], base, seededRandom(1)).lossAttack.value).toBe(3 / 4);
  });

  test("has an interval that resamples either kind to its own number", () => {
    // The training losses are alike, so that a resample's gap is the mean of two of the held-out ones less 1.
    expect(gapBetween({ train: losses(1, 1, 1), test: losses(3, 5) }, seededRandom(1)).interval).toMatchObject({
      low: 2,
      high: 4,
    });
    expect(gapBetween({ train: losses(1, 1, 1), test: losses(3, 3) }, seededRandom(1))).toEqual({ value: 2 });
  });

  test("changes between two models by the paired differences", () => {
    const a = { train: losses(1, 2), test: losses(3, 9) };
    const b = { train: losses(0.5, 1.5), test: losses(4, 11) };
    const change = gapChange([a], [b], seededRandom(1));
    expect(change.value).toBe(2); // (7.5 - 1) - (6 - 1.5)
    expect(change.interval).toMatchObject({ low: 1.5, high: 2.5 }); // held-out texts changed by 1 and 2, the others by -0.5
  });
});

describe("the worst form", () => {
  test("is the largest loss of the forms that a text has", () => {
    expect([...worstForm([losses(1, 2, 3), losses(2, Number.NaN, 1), losses(0, 5, Number.NaN)])]).toEqual([2, 5, 3]);
  });

  test("is never below the loss of the text as it is, nor below that of any form", () => {
    const form = fc.array(fc.oneof(fc.double({ min: 0, max: 9, noNaN: true }), fc.constant(Number.NaN)), {
      minLength: 3,
      maxLength: 3,
    });
    const clean = fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(clean, fc.array(form, { maxLength: 3 }), (first, others) => {
        const worst = worstForm([first, ...others].map((values) => Float64Array.from(values)));
        [first, ...others].forEach((values) =>
          values.forEach((value, index) => expect(Number.isNaN(value) || (worst[index] as number) >= value).toBe(true)),
        );
      }),
    );
  });
});
