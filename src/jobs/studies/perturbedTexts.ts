import { applyPlan } from "../../cda/applyPlan.ts";
import { planInPieces } from "../../cda/planInPieces.ts";
import { planSwaps } from "../../cda/planSwaps.ts";
import { hashPlace } from "../../base/hashPlace.ts";
import { seededRandom } from "../../base/random.ts";
import { inLowerCase, withTypos } from "../../evaluation/robustness/perturbations.ts";
import type { Perturbation, PerturbationCount } from "../../report/studySections.ts";
import { readSwaps } from "../augment/swapSelection.ts";

/** What was asked for but has no sound source here: a wrong synonym would change what a text says. */
export const leftOutPerturbations: readonly string[] = [
  "synonyms: a word's sense cannot be told surely enough to replace it without changing what the text says",
];

export const perturbationNames = [
  "typing errors",
  "lower case",
  "identity swap",
] as const satisfies readonly Perturbation[];

/** A text under each perturbation that changes it. */
export interface TextForms {
  readonly text: string;
  readonly perturbed: Readonly<Partial<Record<Perturbation, string>>>;
}

/**
 * Makes the forms of a text. They follow from the text, the swaps and the seed alone, so that a record has the same in
 * every training set.
 *
 * @param swaps as people write them; both ways of gender when absent
 * @throws EvenhandError `arguments.invalid` for swaps that are not known
 */
export function textForms(seed: number, swaps?: readonly string[]): (text: string) => TextForms {
  const options = { swaps: readSwaps(swaps), names: "keep", sensitive: "keep" } as const;
  const make: Readonly<Record<Perturbation, (text: string) => string>> = {
    "typing errors": (text) => withTypos(text, seededRandom(hashPlace(text, `typing errors ${seed}`) * 2 ** 32)),
    "lower case": inLowerCase,
    "identity swap": (text) => applyPlan(text, planInPieces(text, (piece) => planSwaps(piece, options)).edits),
  };
  return (text) => ({
    text,
    perturbed: Object.fromEntries(
      perturbationNames.flatMap((name) => {
        const after = make[name](text);
        return after === text ? [] : [[name, after] as const];
      }),
    ),
  });
}

/** Examples of each perturbation that a report shows. */
const examplesShown = 3;

/**
 * How many texts each perturbation changes, with a few examples where text may be shown.
 *
 * @param shown texts that examples are taken from, which no model was trained on; none where text may not be shown
 */
export function countPerturbations(
  forms: readonly TextForms[],
  shown: readonly TextForms[] | undefined,
): PerturbationCount[] {
  return perturbationNames.map((name) => {
    const changedOf = (some: readonly TextForms[]): { readonly before: string; readonly after: string }[] =>
      some.flatMap(({ text, perturbed }) => {
        const after = perturbed[name];
        return after === undefined ? [] : [{ before: text, after }];
      });
    return {
      name,
      changed: changedOf(forms).length,
      texts: forms.length,
      ...(shown === undefined ? {} : { examples: changedOf(shown).slice(0, examplesShown) }),
    };
  });
}
