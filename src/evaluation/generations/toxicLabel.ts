import { EvenhandError } from "../../base/errors.ts";

/** What makers of toxicity classifiers call the label, in whatever case. */
const toxicNames = ["toxic", "toxicity"];

/**
 * The index of the label whose probability is the toxicity: the one that was asked for, else the one that is called toxic. A
 * label for something else, hate or insults, is not taken for toxicity unless somebody says so.
 *
 * @throws EvenhandError `arguments.invalid`, naming the labels
 */
export function toxicLabel(classifier: string, labels: readonly string[], asked?: string): number {
  const wanted = asked === undefined ? toxicNames : [asked.toLowerCase()];
  const found = labels.findIndex((label) => wanted.includes(label.toLowerCase()));
  if (found >= 0) return found;
  const there = `its labels are ${labels.join(", ")}`;
  throw new EvenhandError(
    "arguments.invalid",
    asked === undefined
      ? `The classifier ${classifier} has no label called toxic or toxicity; ${there}.`
      : `The classifier ${classifier} has no label "${asked}"; ${there}.`,
    { hint: "Choose the label that stands for toxicity with --classifier-label, or give another classifier." },
  );
}
