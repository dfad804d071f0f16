import type { PrivacySection, StandardArm } from "../report/biasReport.ts";
import { formatEpsilon } from "../report/numberFormat.ts";

/**
 * How an arm is named in the report. Noise from a known seed can be taken away: such an arm is given no epsilon.
 *
 * @param clip the clipping mode, where the arms of the run differ in it
 */
export function armLabel(kind: StandardArm, privacy: PrivacySection | undefined, clip?: string): string {
  if (privacy === undefined) return armNames[kind];
  const mode = clip === undefined ? "" : `, ${clip} clipping`;
  if (privacy.noiseSource !== "operating system") return `${seededNames[kind]}${mode}`;
  return `${armNames[kind]}, epsilon ${formatEpsilon(privacy.epsilon)}${mode}`;
}

const armNames: Readonly<Record<StandardArm, string>> = {
  base: "Base model",
  plain: "Fine-tuned without privacy",
  "plain+past": "Fine-tuned without privacy, then tuned by PAST (empirical, not a guarantee)",
  "plain+past-control": "Fine-tuned without privacy, then tuned by the control of PAST",
  dp: "Private",
  "dp+cda": "Private with counterfactuals",
};

const seededNames: Readonly<Record<StandardArm, string>> = {
  ...armNames,
  dp: "Seeded noise, not private",
  "dp+cda": "Seeded noise with counterfactuals, not private",
};
