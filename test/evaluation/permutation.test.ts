import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { itemUnits } from "../../src/evaluation/itemUnits.ts";
import { cellsOf, permutationTest } from "../../src/evaluation/permutation.ts";

const inUnits = (units: readonly number[]) =>
  itemUnits(
    units.map((unit) => ({ key: String(unit) })),
    (key) => key,
  );

const each = (labels: Uint32Array) => cellsOf(inUnits([...labels.keys()]), labels);

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
    expect(permutationTest(each(parted), gap, seededRandom(1), 999)).toBe(1 / 1000);
    expect(permutationTest(each(mixed), gap, seededRandom(1), 999)).toBeGreaterThan(0.5);
    expect(parted.slice(0, 2)).toEqual(Uint32Array.of(0, 0));
  });
});

describe("labels of units", () => {
  const seen = (units: readonly number[], labels: Uint32Array): Set<string> => {
    const found = new Set<string>();
    const note = (by: Uint32Array): number => {
      found.add(by.join(""));
      return 0;
    };
    permutationTest(cellsOf(inUnits(units), labels), note, seededRandom(1), 500);
    return found;
  };

  test("trade places within a unit where it has several, the items of one label together", () => {
    // Two sentences, each with two items of either group: each may turn its labels round or not.
    expect(seen([0, 0, 0, 0, 1, 1, 1, 1], Uint32Array.of(0, 0, 1, 1, 0, 0, 1, 1))).toEqual(
      new Set(["00110011", "11000011", "00111100", "11001100"]),
    );
  });

  test("move with whole units where each has one", () => {
    expect(seen([0, 0, 1, 1, 2, 2], Uint32Array.of(0, 0, 0, 0, 1, 1))).toEqual(new Set(["000011", "001100", "110000"]));
  });
});
