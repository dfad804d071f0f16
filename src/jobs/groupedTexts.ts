import type { Document } from "../corpus/document.ts";
import { groupsOfMatches } from "../evaluation/groupedText.ts";
import type { GroupedText } from "../evaluation/groupedText.ts";
import { bundledLexicon } from "../lexicon/bundledLexicon.ts";
import { createMatcher } from "../lexicon/findTerms.ts";

/** Documents with the groups that they mention. */
export function groupedTexts(documents: readonly Document[]): GroupedText[] {
  const matcher = createMatcher(bundledLexicon());
  return documents.map(({ id, text }) => ({ id, text, groups: groupsOfMatches(matcher.find(text)) }));
}
