import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { permutationTest, twoSidedPermutationTest } from "../../src/evaluation/permutation.ts";

describe("permutationTest", () => {
  test("is small for parted groups and large for mixed ones", () => {
    const values = Float64Array.from({ length: 20 }, (_, index) => index);
    const gap = (labels: Uint32Array): number => {
      let [sum, other] = [0, 0];
      values.forEach((value, index) => (labels[index] === 0 ? (sum += value) : (other += value)));
      return Math.abs(sum - other);
    };
    const parted = Uint32Array.from({ length: 20 }, (_, index) => (index < 10 ? 0 : 1));
    const mixed = Uint32Array.from({ length: 20 }, (_, index) => index % 2);
    expect(permutationTest(parted, gap, seededRandom(1), 999)).toBe(1 / 1000);
    expect(permutationTest(mixed, gap, seededRandom(1), 999)).toBeGreaterThan(0.5);
    expect(parted.slice(0, 2)).toEqual(Uint32Array.of(0, 0));
  });
});

describe("twoSidedPermutationTest", () => {
  const parted = Uint32Array.from({ length: 20 }, (_, index) => (index < 10 ? 0 : 1));
  const firstSum = (labels: Uint32Array): number => labels.reduce((sum, label, index) => sum + label * index, 0);

  test("is the same for the largest and the smallest statistic, whatever the centre", () => {
    expect(twoSidedPermutationTest(parted, firstSum, seededRandom(1), 999)).toBe(2 / 1000);
    expect(twoSidedPermutationTest(parted, (labels) => 50 - firstSum(labels), seededRandom(1), 999)).toBe(2 / 1000);
  });

  test("is 1 where labels do not matter but for rounding", () => {
    expect(twoSidedPermutationTest(parted, (labels) => 1e-15 * firstSum(labels), seededRandom(1), 99, 1e-12)).toBe(1);
  });
});
