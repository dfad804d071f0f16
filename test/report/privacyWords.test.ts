import { expect, test } from "vitest";
import { formatMu, formatTruePositives } from "../../src/report/privacyWords.ts";

test("bounds are never rounded to less than they are, and exact ones not to more", () => {
  expect(formatMu({ gdpMu: 1.23401 })).toBe("1.235");
  expect(formatMu({ gdpMu: 0.5 })).toBe("0.500");
  expect(formatTruePositives({ truePositivesAt1Percent: 0.3721 })).toBe("37.3%");
  expect(formatTruePositives({ truePositivesAt1Percent: 0.01 })).toBe("1.0%");
  expect(formatTruePositives({ truePositivesAt1Percent: 1 })).toBe("100.0%");
});

test("a report without them has a dash", () => {
  expect([formatMu({}), formatTruePositives({})]).toEqual(["–", "–"]);
});
