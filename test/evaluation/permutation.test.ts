import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { permutationTest } from "../../src/evaluation/permutation.ts";

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
