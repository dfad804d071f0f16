import { plural, unitName } from "./privacyUnit.ts";
import type { RecordName } from "./trainingCorpus.ts";
import type { TrainingSettings } from "./trainingSettings.ts";

/** What a private arm's epsilon says nothing about, in sentences for the report. */
export function notCovered(
  { arms, seed, unit }: Pick<TrainingSettings, "arms" | "seed" | "unit">,
  name: RecordName,
): string[] {
  const names = plural(name);
  const { one, many } = unitName(unit, name);
  return [
    "The choice of settings (clipping norm, learning rate, lot size, steps), if it was made by looking at this corpus.",
    `The held-out records (split by seed ${seed}): no arm is trained on them, the metrics computed from them are exact, and the report may quote them. Another seed holds out others.`,
    `The number of ${many} N (delta, sampling rate and noise follow from it), the sizes of the split, the mean number of views, the counts of cut or skipped ${names} and of sentences that training and held-out ${names} share, and the running time: they are exact.`,
    "The sizes and hashes of the corpus's files in the same report: whoever guesses a file can check it against them.",
    unit.kind === "field"
      ? `A person under several ${many}, and exact duplicates: epsilon holds for one ${one}; k of them cost up to k times epsilon, at a larger delta.`
      : `Several ${many} by one person, and exact duplicates: epsilon holds for one ${one}; k ${many} cost up to k times epsilon, at a larger delta.`,
    "The tokenizer and the base model, whatever they were made from.",
    "The counts, associations and quoted texts of the scan in the same report: they are exact.",
    "Membership inference in the same report: it looks at training records without noise, to test the promise.",
    ...(arms.includes("dp+cda")
      ? ["The section on counterfactuals in the same report, with its counts and example texts: it is exact."]
      : []),
    "Other arms and runs on the same corpus: their epsilons compose; the ledger keeps the total.",
    ...(arms.includes("plain") ? ['The arm "plain", which was trained on the same records without any privacy.'] : []),
  ];
}
