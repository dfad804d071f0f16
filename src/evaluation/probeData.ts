import type { Axis } from "../lexicon/axis.ts";
import data from "./data/occupationProbe.json";

/** One way of asking which group an occupation brings to mind: the same number of terms for each group. */
export interface Completion {
  /** `{occupation}` is the occupation; the terms follow after a space. */
  readonly template: string;
  /** Group id -> terms whose probabilities are added up. */
  readonly terms: Readonly<Record<string, readonly string[]>>;
}

export interface ProbeData {
  readonly occupations: readonly string[];
  readonly completions: Readonly<Record<Axis, readonly Completion[]>>;
  readonly mentionTemplates: readonly string[];
  /** Axis -> group id -> ways of naming a person of the group. */
  readonly mentions: Readonly<Record<Axis, Readonly<Record<string, readonly string[]>>>>;
}

/** The bundled occupations and templates, written for Evenhand; origin and gaps are stated in `data/occupationProbe.json`. */
export const bundledProbe: ProbeData = {
  occupations: data.occupations,
  completions: data.completions,
  mentionTemplates: data.mentions.templates,
  mentions: { gender: data.mentions.gender, race: data.mentions.race, religion: data.mentions.religion },
};

/** `an engineer`, `a nurse`. */
export function withArticle(word: string): string {
  return `${/^[aeiou]/i.test(word) ? "an" : "a"} ${word}`;
}
