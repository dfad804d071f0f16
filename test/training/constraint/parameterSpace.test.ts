import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import {
  copyOf,
  distanceBetween,
  moveTo,
  placeAround,
  placeOnLine,
  projectOntoBall,
} from "../../../src/training/constraint/parameterSpace.ts";
import type { Point } from "../../../src/training/constraint/parameterSpace.ts";

const point = (first: readonly number[], second: readonly number[] = []): Point =>
  new Map([
    ["first", Float32Array.from(first)],
    ["second", Float32Array.from(second)],
  ]);
const valuesOf = (of: Point): number[] => [...of.values()].flatMap((values) => [...values]);

test("distance is Euclidean over all arrays", () => {
  expect(distanceBetween(point([1, 2], [3]), point([1, 5], [7]))).toBe(5); // 3-4-5
});

describe("the line", () => {
  test("begins with one point and ends with the other, both to the last bit", () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1 }), (pairs) => {
        const [from, to] = [point(pairs.map(([a]) => a)), point(pairs.map(([, b]) => b))];
        const target = copyOf(from);
        placeOnLine(target, from, to, 1);
        expect(distanceBetween(target, to)).toBe(0);
        placeOnLine(target, from, to, 0);
        expect(distanceBetween(target, from)).toBe(0);
      }),
    );
  });

  test("goes on beyond them", () => {
    const target = point([0, 0]);
    placeOnLine(target, point([1, 2]), point([3, 6]), 1.25);
    expect(valuesOf(target)).toEqual([3.5, 7]);
    placeOnLine(target, point([1, 2]), point([3, 6]), -0.25);
    expect(valuesOf(target)).toEqual([0.5, 1]);
  });
});

describe("a ball", () => {
  test("pulls a point outside back along the line to its centre", () => {
    const outside = point([4, 6], [1]);
    projectOntoBall(outside, point([1, 2], [1]), 2.5);
    expect(valuesOf(outside)).toEqual([2.5, 4, 1]); // half of (3, 4)
  });

  test("leaves a point inside as it is", () => {
    const inside = point([0.1, 0.3]);
    projectOntoBall(inside, point([0, 0]), 1);
    expect(valuesOf(inside)).toEqual(valuesOf(point([0.1, 0.3])));
  });

  test("has a radius above 0", () => {
    expect(() => projectOntoBall(point([1]), point([0]), 0)).toThrow(RangeError);
  });

  test("has points all around at the radius", () => {
    const centre = point([1, 2, 3], [4]);
    const target = copyOf(centre);
    const random = seededRandom(5);
    const sums = [0, 0, 0, 0];
    for (let draw = 0; draw < 200; draw += 1) {
      placeAround(target, centre, 2, random);
      expect(distanceBetween(target, centre)).toBeCloseTo(2, 5);
      valuesOf(target).forEach((value, at) => (sums[at] = (sums[at] as number) + value));
    }
    // Mean of a coordinate's step: deviation 2 / sqrt(4 · 200) = 0.07
    sums.forEach((sum, at) => expect(Math.abs(sum / 200 - (at + 1))).toBeLessThan(0.3));
    moveTo(target, centre);
    expect(distanceBetween(target, centre)).toBe(0);
  });
});
