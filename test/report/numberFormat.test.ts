import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decimalsFor,
  formatBytes,
  formatCount,
  formatDecimal,
  formatDifferenceWithUnit,
  formatDuration,
  formatEpsilon,
  formatInterval,
  formatPValue,
  formatQuantity,
  formatSigned,
  formatSmall,
  formatTime,
} from "../../src/report/numberFormat.ts";

describe("numbers", () => {
  test("are grouped by thousands and have a real minus sign", () => {
    expect(formatCount(1_417_216)).toBe("1,417,216");
    expect(formatDecimal(-0.0124, 3)).toBe("−0.012");
  });

  test("never show a negative zero", () => {
    expect(formatDecimal(-0.0004, 3)).toBe("0.000");
    expect([-0.0004, 0.0004, -0.0006, 0.02].map(formatSigned)).toEqual(["0.000", "0.000", "−0.001", "+0.020"]);
  });

  test("of typical size keep three decimals, smaller ones more, up to five", () => {
    expect(decimalsFor("nats", [0.018, 0.052])).toBe(3); // 1 - floor(log10 0.052) = 3
    expect(decimalsFor("nats", [0.0018, 0.0052])).toBe(4); // 1 - floor(log10 0.0052) = 4
    expect(decimalsFor("distance", [0.0000001])).toBe(5);
    expect(decimalsFor("nats", [0, 0])).toBe(3);
    expect(decimalsFor("share", [0.5])).toBe(1);
  });

  test("shares are percent, their differences percentage points", () => {
    expect(formatQuantity(0.5634, "share", 1)).toBe("56.3%");
    expect(formatInterval(0.512, 0.589, "share", 1)).toBe("51.2% to 58.9%");
    expect(formatDifferenceWithUnit(-0.052, "share", 1)).toBe("−5.2 percentage points");
  });
});

test("a p value is never printed as zero", () => {
  expect(formatPValue(0)).toBe("p < 0.001");
  expect(formatPValue(0.0341)).toBe("p = 0.034");
  expect(formatPValue(0.41)).toBe("p = 0.41");
});

test("an epsilon below 0.01 keeps two significant digits", () => {
  expect(formatEpsilon(0.009)).toBe("0.009");
  expect(formatEpsilon(0.0001)).toBe("0.0001");
  expect(formatEpsilon(0.000_123_4)).toBe("0.00013");
  expect(formatEpsilon(0.009_99)).toBe("0.01");
  expect(formatEpsilon(1e-6)).toBe("0.000001");
  expect(formatEpsilon(0)).toBe("0");
});

test("epsilon is never rounded down", () => {
  expect(formatEpsilon(8)).toBe("8");
  expect(formatEpsilon(7.9941)).toBe("8");
  expect(formatEpsilon(3.001)).toBe("3.01");
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1000, noNaN: true }), (epsilon) => {
      expect(Number(formatEpsilon(epsilon))).toBeGreaterThanOrEqual(epsilon - 1e-9);
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 0.01, noNaN: true }), (epsilon) => {
      const printed = Number(formatEpsilon(epsilon));
      expect(printed).toBeGreaterThanOrEqual(epsilon * (1 - 1e-6));
      expect(printed).toBeLessThanOrEqual(epsilon * 1.1 + 1e-15);
    }),
  );
});

test("small numbers become powers of ten", () => {
  expect(formatSmall(1e-5)).toBe("1e-5");
  expect(formatSmall(2.777e-5)).toBe("2.8e-5");
  expect(formatSmall(0.0178)).toBe("0.0178");
  expect(formatSmall(64)).toBe("64");
});

test("bytes, durations and times carry their units", () => {
  expect(formatBytes(812)).toBe("812 bytes");
  expect(formatBytes(1_204_331)).toBe("1.2 MB");
  expect(formatDuration(840)).toBe("840 ms");
  expect(formatDuration(12_440)).toBe("12.4 s");
  expect(formatDuration(264_000)).toBe("4 min 24 s");
  expect(formatDuration(59_980)).toBe("1 min 0 s");
  expect(formatDuration(7_500_000)).toBe("2 h 5 min");
  expect(formatTime("2026-11-22T17:20:31.000Z")).toBe("2026-11-22 17:20 UTC");
});
