import type { PrivacySection, StandardArm } from "../report/biasReport.ts";
import { formatEpsilon } from "../report/numberFormat.ts";

/** How an arm is named in the report. */
export function armLabel(arm: StandardArm, privacy: PrivacySection | undefined): string {
  const name = armNames[arm];
  return privacy === undefined ? name : `${name}, epsilon ${formatEpsilon(privacy.epsilon)}`;
}

const armNames: Readonly<Record<StandardArm, string>> = {
  base: "Base model",
  plain: "Fine-tuned without privacy",
  dp: "Private",
  "dp+cda": "Private with counterfactuals",
};
