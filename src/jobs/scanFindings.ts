import { rankAssociations } from "../audit/associations.ts";
import type { Association, FurtherAssociations } from "../audit/associations.ts";
import { attributeAssociations } from "../audit/attributeAssociations.ts";
import type { AttributeResult } from "../audit/attributeAssociations.ts";
import { contrasts } from "../audit/contrasts.ts";
import type { Contrast } from "../audit/contrasts.ts";
import type { Counts } from "../audit/counts.ts";
import { dataProblems } from "../audit/dataProblems.ts";
import type { DataProblem } from "../audit/dataProblem.ts";
import { embeddingAssociations } from "../audit/embeddingAssociations.ts";
import type { EmbeddingResult } from "../audit/embeddingAssociations.ts";
import type { AttributeList } from "../lexicon/attributeList.ts";
import type { Lexicon } from "../lexicon/lexicon.ts";
import { withoutIdentityWords } from "../lexicon/withoutIdentityWords.ts";

/** What follows from counts alone, without the corpus. */
export interface CountFindings {
  readonly associations: readonly Association[];
  readonly further: readonly FurtherAssociations[];
  readonly tests: number;
  readonly contrasts: readonly Contrast[];
  readonly attributes: AttributeResult;
  readonly embedding: EmbeddingResult;
  readonly dataProblems: readonly DataProblem[];
}

/** @param top associations kept for each group; 30 when absent */
export function findingsOf(counts: Counts, lexicon: Lexicon, lists: readonly AttributeList[], top = 30): CountFindings {
  return {
    ...rankAssociations(counts, lexicon, { top }),
    contrasts: contrasts(counts, lexicon),
    attributes: attributeAssociations(counts, lexicon, lists),
    embedding: embeddingOf(counts, lexicon, lists),
    dataProblems: dataProblems(counts, lexicon),
  };
}

/** Words that name groups are no attributes: a vector of theirs would be near their own group by construction. */
function embeddingOf(counts: Counts, lexicon: Lexicon, lists: readonly AttributeList[]): EmbeddingResult {
  const words = withoutIdentityWords(lists, lexicon, counts.hyphens).map(({ list, words }) => {
    return { id: list.id, words: words.map(({ word }) => word) };
  });
  return embeddingAssociations(counts, lexicon, words);
}
