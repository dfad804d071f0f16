import { expect, test } from "vitest";
import { normalQuantile } from "../../src/evaluation/normal.ts";
import { studentQuantile } from "../../src/evaluation/studentQuantile.ts";

test.each([
  [0.975, 1, 12.7062],
  [0.975, 2, 4.30265],
  [0.975, 9, 2.262157],
  [0.975, 19, 2.093024],
  [0.95, 30, 1.697261],
  [0.9995, 5, 6.868827],
  [0.975, 120, 1.97993],
  [0.975, 1000, 1.962339],
])("of %f with %i degrees of freedom is the printed table's value", (p, degrees, t) => {
  expect(studentQuantile(p, degrees) / t).toBeCloseTo(1, 5);
});

test("lies between those of its neighbours where the degrees are not whole, and falls to the normal one", () => {
  expect(studentQuantile(0.975, 2.5)).toBeGreaterThan(studentQuantile(0.975, 3));
  expect(studentQuantile(0.975, 2.5)).toBeLessThan(studentQuantile(0.975, 2));
  expect(studentQuantile(0.975, 199.9)).toBeCloseTo(studentQuantile(0.975, 200.1), 4);
  expect(studentQuantile(0.9, 1e9)).toBeCloseTo(normalQuantile(0.9), 8);
  expect(studentQuantile(0.1, 4)).toBe(-studentQuantile(0.9, 4));
});

test("refuses less than one degree of freedom and what is no probability", () => {
  expect(() => studentQuantile(0.9, 0.5)).toThrow(RangeError);
  expect(() => studentQuantile(1, 5)).toThrow(RangeError);
});
