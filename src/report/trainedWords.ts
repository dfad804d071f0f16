import type { TrainingSection } from "./biasReport.ts";
import { formatCount } from "./numberFormat.ts";

/** What training could change, everything where a report does not say, and how many numbers that is: "81,912,576 (all parameters)". */
export function trainedWords({ trained = "all parameters", trainedParameters }: TrainingSection): string {
  return trainedParameters === undefined ? trained : `${formatCount(trainedParameters)} (${trained})`;
}
