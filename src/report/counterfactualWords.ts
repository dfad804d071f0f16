import type { AssociationMeasure, CounterfactualSection, RoundTripRow } from "./counterfactualSection.ts";
import { formatCount, formatDecimal } from "./numberFormat.ts";
import { rangeText } from "./scanWords.ts";
import { axisName, counted } from "./wording.ts";

/** Where the edits behind the counts are. */
export function editsKeptWords({ written }: CounterfactualSection): string {
  return written === undefined
    ? "Counts lead to no list: the report keeps a few examples and the least sure edits, below; the counterfactuals were views of the records in training."
    : "Counts lead to no list: the report keeps a few examples and the least sure edits, below; each record that was written names the rules of its edits.";
}

/** `Gender swap`, `Gender swap, Religion muslim->christian`. */
export function swapsText({ swaps, axis, direction }: CounterfactualSection): string {
  return (swaps ?? [{ axis, direction }]).map((swap) => `${axisName(swap.axis)} ${swap.direction}`).join(", ");
}

/** How many of the changed records come back, in one sentence; undefined where no way leads back. */
export function roundTripSentence({ roundTrip }: CounterfactualSection): string | undefined {
  if (roundTrip === undefined || roundTrip.measured === 0) return undefined;
  const { restored, measured } = roundTrip;
  const share = formatDecimal((100 * restored) / measured, 1);
  return `Swapping again gives the original back, exactly, for ${formatCount(restored)} of ${formatCount(measured)} changed records (${share}%).`;
}

/** What a reader wants to know first: how much was changed, what comes back, what is worth a look. */
export function counterfactualSentences(section: CounterfactualSection): readonly string[] {
  const { changed, records, lowConfidenceEdits, mode } = section;
  const share = records === 0 ? "" : ` (${formatDecimal((100 * changed) / records, 1)}%)`;
  const what = mode === "neutralise" ? "Neutral words" : swapsText(section);
  return [
    `${what}: ${formatCount(changed)} of ${counted(records, "record")}${share} changed.`,
    roundTripSentence(section) ?? "",
    lowConfidenceEdits === 0
      ? "No edit is of low confidence."
      : `${counted(lowConfidenceEdits, "edit")} of low confidence ${lowConfidenceEdits === 1 ? "is" : "are"} worth a look.`,
  ].filter((sentence) => sentence !== "");
}

/** `lad → girl → boy`. */
export function wayText({ word, there, back }: RoundTripRow): string {
  return there === "" ? word : `${word} → ${there} → ${back}`;
}

/** Every word of records that the section shows, for who looks for slurs in them. */
export function shownTexts({
  examples = [],
  review = [],
  roundTrip,
  associations = [],
}: CounterfactualSection): string[] {
  return [
    ...examples.flatMap(({ before, after }) => [before, after]),
    ...review.flatMap(({ before, after, text = "" }) => [before, after, text]),
    ...(roundTrip?.failures ?? []).flatMap(({ word, there, back }) => [word, there, back]),
    ...associations.map(({ word }) => word),
  ];
}

/** `0.41 (0.33 to 0.48)`, or that the two never meet. */
export function measureText({ npmi, npmiLow, npmiHigh }: AssociationMeasure): string {
  if (npmi === undefined) return "never together";
  if (npmiLow === undefined || npmiHigh === undefined) return formatDecimal(npmi, 2);
  return `${formatDecimal(npmi, 2)} (${rangeText(npmiLow, npmiHigh)})`;
}

/** What the table of associations shows, in one sentence. */
export const shiftsExplained =
  "nPMI of a word with a group, with its 95% interval, in the source and in the output: nearer to 0 means that the word says less about the group.";
