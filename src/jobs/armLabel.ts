import type { PrivacySection, StandardArm } from "../report/biasReport.ts";
import { formatEpsilon } from "../report/numberFormat.ts";

/** How an arm is named in the report. Noise from a known seed can be taken away: such an arm is given no epsilon. */
export function armLabel(arm: StandardArm, privacy: PrivacySection | undefined): string {
  if (privacy !== undefined && privacy.noiseSource !== "operating system") return seededNames[arm];
  const name = armNames[arm];
  return privacy === undefined ? name : `${name}, epsilon ${formatEpsilon(privacy.epsilon)}`;
}

const armNames: Readonly<Record<StandardArm, string>> = {
  base: "Base model",
  plain: "Fine-tuned without privacy",
  "plain+past": "Fine-tuned without privacy, then tuned by PAST (empirical, not a guarantee)",
  dp: "Private",
  "dp+cda": "Private with counterfactuals",
};

const seededNames: Readonly<Record<StandardArm, string>> = {
  ...armNames,
  dp: "Seeded noise, not private",
  "dp+cda": "Seeded noise with counterfactuals, not private",
};
