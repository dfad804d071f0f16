import type { CounterfactualSection } from "../report/counterfactualSection.ts";
import { counterfactualRecords } from "./counterfactualRecords.ts";
import type { SwapSources } from "./counterfactualRecords.ts";
import { cutIntoBlocks } from "./cutIntoBlocks.ts";
import type { TrainOptions } from "./options.ts";
import type { TextViews, UnitTexts } from "./prepareUnits.ts";
import type { TrainingCorpus } from "./trainingCorpus.ts";
import type { TrainingSettings } from "./trainingSettings.ts";

/** The units that the arms are trained on: the same for all, but for the views of `dp+cda`. */
export interface TrainingUnits {
  /** N units. */
  readonly originals: readonly UnitTexts[];
  /** Only with the arm dp+cda: the same units, each text with its counterfactual as a second view. */
  readonly withCounterfactuals?: readonly UnitTexts[];
  readonly section?: CounterfactualSection;
}

interface UnitPiece {
  readonly id: string;
  readonly text: string;
}

interface Unit {
  readonly pieces: readonly UnitPiece[];
  readonly begins: boolean;
  readonly ends: boolean;
}

/** @throws EvenhandError `arguments.invalid` for swaps that are not known */
export function trainingUnits(
  { training }: Pick<TrainingCorpus, "training">,
  { unit, arms, maximumTokens }: TrainingSettings,
  tokenizer: { encode(text: string): number[]; decode(tokens: readonly number[]): string },
  options: TrainOptions,
  sources: SwapSources = {},
): TrainingUnits {
  const units: readonly Unit[] =
    unit.kind === "block"
      ? training.flat().flatMap(({ id, text }) =>
          cutIntoBlocks(text, tokenizer, maximumTokens).map(({ text: block, begins, ends }, index, { length }) => ({
            pieces: [{ id: length === 1 ? id : `${id}#${index + 1}`, text: block }],
            begins,
            ends,
          })),
        )
      : training.map((pieces) => ({ pieces, begins: true, ends: true }));
  const pieces = units.flatMap((one) => one.pieces);
  const originals = regrouped(
    units,
    pieces.map(({ id, text }) => ({ id, views: [text] })),
  );
  if (!arms.includes("dp+cda")) return { originals };
  const { texts, section } = counterfactualRecords(pieces, options, sources);
  return { originals, withCounterfactuals: regrouped(units, texts), section };
}

/** Of the records, those that have a counterfactual: how much longer a step of dp+cda takes than one of dp. */
export function swappedShareOf({ section }: Pick<TrainingUnits, "section">): number {
  return section === undefined || section.records === 0 ? 0 : section.changed / section.records;
}

/** The texts, in the order of the units' pieces, each in its unit. */
function regrouped(units: readonly Unit[], texts: readonly TextViews[]): UnitTexts[] {
  let next = 0;
  return units.map(({ pieces, begins, ends }) => {
    const own = texts.slice(next, next + pieces.length);
    next += pieces.length;
    return { texts: own, begins, ends };
  });
}
