import type { DataProblemKind } from "../audit/dataProblem.ts";

/**
 * What a finding can be about. The names are what people write into `evenhand.json` and into comments, and each has a
 * section of its own in docs/rules.md; a data problem's is its kind in a report.
 */
export type Rule = "association" | "ambiguous-term" | DataProblemKind;

/** Headings of the sections in docs/rules.md. */
export const ruleTitles: Readonly<Record<Rule, string>> = {
  association: "Strong association",
  "ambiguous-term": "Ambiguous term",
  dominance: "One group dominates",
  duplicates: "Duplicates",
  "near-duplicates": "Near-duplicates",
  boilerplate: "Boilerplate",
  encoding: "Encoding damage",
  languages: "Mixed languages",
  "tiny-groups": "Tiny groups",
};

export const rules = Object.keys(ruleTitles) as readonly Rule[];

/** Every rule at once, for a whole file or workspace. */
export const everyRule = "*";

export function isRule(value: unknown): value is Rule {
  return rules.some((rule) => rule === value);
}
