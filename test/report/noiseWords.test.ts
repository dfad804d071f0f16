import { expect, test } from "vitest";
import type { PrivacySection } from "../../src/report/biasReport.ts";
import { noiseWords } from "../../src/report/noiseWords.ts";

test("says where the noise came from, and how it was made where the report knows", () => {
  const older = { noiseSource: "operating system" } as PrivacySection;
  expect(noiseWords(older)).toBe("operating system");
  expect(noiseWords({ ...older, noiseMechanism: "Gaussian on a grid" })).toBe("operating system; Gaussian on a grid");
});
