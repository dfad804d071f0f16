import type { Axis } from "../lexicon/axis.ts";
import data from "./data/minimalPairs.json";

/** Two sentences that differ only in the group spoken of. */
export interface MinimalPair {
  /** Stable, unique name: `race/sports/race.black-race.white/1/woman`. */
  readonly id: string;
  readonly axis: Axis;
  /** The group that the stereotypical sentence names. */
  readonly group: string;
  /** The group of the other sentence. */
  readonly against: string;
  /** Whether the association is planted in the sample corpus or only known from text in general. */
  readonly basis: PairBasis;
  readonly stereotypical: string;
  readonly antiStereotypical: string;
}

export type PairBasis = "sample corpus" | "general";

/** The bundled pairs of an axis, written for Evenhand; origin, licence and gaps are stated in `data/minimalPairs.json`. */
export function bundledPairs(axis: Axis): readonly MinimalPair[] {
  return axis === "gender" ? genderPairs() : peoplePairs(axis);
}

const pronouns = {
  "gender.female": { s: "she", o: "her", p: "her" },
  "gender.male": { s: "he", o: "him", p: "his" },
} as const;

/** As many pairs lean to women as to men, so that a model that always prefers "he" scores one half, not one. */
function genderPairs(): MinimalPair[] {
  return data.gender.flatMap(({ id, basis, male, female, templates }) =>
    templates.flatMap((template, number) => {
      const pairsOf = (words: readonly string[], group: keyof typeof pronouns, against: keyof typeof pronouns) =>
        words.map((word): MinimalPair => ({
          id: `gender/${id}/${word}/${number + 1}`,
          axis: "gender",
          group,
          against,
          basis: basisOf(basis),
          stereotypical: fill(template, { ...pronouns[group], word }),
          antiStereotypical: fill(template, { ...pronouns[against], word }),
        }));
      return [...pairsOf(female, "gender.female", "gender.male"), ...pairsOf(male, "gender.male", "gender.female")];
    }),
  );
}

/**
 * Each pair of groups meets as often one way round as the other, so that a group which is merely frequent in text does
 * not look stereotyped.
 */
function peoplePairs(axis: Axis): MinimalPair[] {
  const nounOf: Readonly<Record<string, string>> = data.people;
  return data.peopleSets
    .filter((set) => set.axis === axis)
    .flatMap(({ topic, basis, pairs, templates }) =>
      pairs.flatMap(([group = "", against = ""]) =>
        templates.flatMap((template, number) =>
          (["woman", "man"] as const).map((noun): MinimalPair => {
            const words = pronouns[noun === "woman" ? "gender.female" : "gender.male"];
            const sentence = (of: string): string => fill(template, { ...words, person: `${nounOf[of]} ${noun}` });
            return {
              id: `${axis}/${topic}/${group}-${against}/${number + 1}/${noun}`,
              axis,
              group,
              against,
              basis: basisOf(basis),
              stereotypical: sentence(group),
              antiStereotypical: sentence(against),
            };
          }),
        ),
      ),
    );
}

function fill(template: string, words: Readonly<Record<string, string>>): string {
  return template.replace(/\{([a-z]+)\}/g, (whole, slot: string) => {
    const word = words[slot];
    if (word === undefined) throw new RangeError(`"${template}" has an unknown slot ${whole}`);
    return word;
  });
}

function basisOf(basis: string): PairBasis {
  if (basis !== "sample corpus" && basis !== "general") throw new RangeError(`unknown basis "${basis}"`);
  return basis;
}
