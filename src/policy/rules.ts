import { dataProblemKinds } from "../audit/dataProblem.ts";

/**
 * What a finding can be about. The names are what people write into `evenhand.json` and into comments, and each has a
 * section of its own in docs/rules.md; a data problem's is its kind in a report.
 */
export const rules = ["association", "ambiguous-term", ...dataProblemKinds] as const;

export type Rule = (typeof rules)[number];

/** The code of a hint about a comment that names no rule. It is none itself: a mistake is corrected, not silenced. */
export const unknownRule = "unknown-rule";

/** Every rule at once, for a whole file or workspace. */
export const everyRule = "*";

export function isRule(value: unknown): value is Rule {
  return rules.some((rule) => rule === value);
}
