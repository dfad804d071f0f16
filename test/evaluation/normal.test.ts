import { describe, expect, test } from "vitest";
import { normalCdf, normalQuantile } from "../../src/evaluation/normal.ts";

describe("normalQuantile", () => {
  test("is 1.959964 at 0.975 and inverts the distribution function", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 15);
    for (const p of [1e-9, 1e-4, 0.02, 0.3, 0.9, 0.999]) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
  });

  test("refuses 0 and 1", () => {
    expect(() => normalQuantile(0)).toThrow(RangeError);
    expect(() => normalQuantile(1)).toThrow(RangeError);
  });
});
