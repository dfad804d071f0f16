import type { PrivacySection } from "./biasReport.ts";

/** Where the noise came from and how it was made: "operating system; Gaussian, rounded with the sum to a public grid". */
export function noiseWords({ noiseSource, noiseMechanism }: PrivacySection): string {
  return noiseMechanism === undefined ? noiseSource : `${noiseSource}; ${noiseMechanism}`;
}
