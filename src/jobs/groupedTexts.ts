import type { Document } from "../corpus/document.ts";
import { groupsOfMatches } from "../evaluation/groupedText.ts";
import type { GroupedText } from "../evaluation/groupedText.ts";
import { bundledLexicon } from "../lexicon/bundledLexicon.ts";
import { createMatcher } from "../lexicon/findTerms.ts";

/** The same of whole units: texts of one unit are told as such, because they were not drawn independently of each other. */
export function groupedUnits(units: readonly (readonly Document[])[]): GroupedText[] {
  const unitOf = units.flatMap((unit, index) => unit.map(() => (unit.length === 1 ? undefined : index)));
  return groupedTexts(units.flat()).map((text, index) => {
    const unit = unitOf[index];
    return unit === undefined ? text : { ...text, unit };
  });
}

/** Documents with the groups that they mention. */
export function groupedTexts(documents: readonly Document[]): GroupedText[] {
  const matcher = createMatcher(bundledLexicon());
  return documents.map(({ id, text }) => ({ id, text, groups: groupsOfMatches(matcher.find(text)) }));
}
