import { expect, test } from "vitest";
import { armLabel } from "../../src/jobs/armLabel.ts";
import type { PrivacySection } from "../../src/report/biasReport.ts";

const spent = (epsilon: number, noiseSource: PrivacySection["noiseSource"] = "operating system") =>
  ({ epsilon, noiseSource }) as PrivacySection;

test.each([
  [100, "Private, epsilon 100"],
  [8, "Private, epsilon 8"],
  [7.991, "Private, epsilon 8"], // never rounded down
  [7.99, "Private, epsilon 7.99"],
  [0.001, "Private, epsilon 0.001"],
  [1230, "Private, epsilon 1230"],
])("epsilon %d is labelled %s", (epsilon, label) => {
  expect(armLabel("dp", spent(epsilon))).toBe(label);
});

test("an arm without privacy has no epsilon in its label", () => {
  expect(armLabel("base", undefined)).toBe("Base model");
  expect(armLabel("plain", undefined)).toBe("Fine-tuned without privacy");
  expect(armLabel("dp+cda", spent(20))).toBe("Private with counterfactuals, epsilon 20");
});

test("an arm with seeded noise is not called private and promises no epsilon", () => {
  expect(armLabel("dp", spent(8, "seeded, not private"))).toBe("Seeded noise, not private");
  expect(armLabel("dp+cda", spent(8, "seeded, not private"))).toBe("Seeded noise with counterfactuals, not private");
});
