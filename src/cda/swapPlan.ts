import type { Span } from "../text/span.ts";

/** One change of the text; `before` is what the span holds now. */
export interface SwapEdit extends Span {
  readonly before: string;
  readonly after: string;
  /** Stable id for counts, such as `pronoun.possessive` or `noun.kinship`. */
  readonly rule: string;
  /** Why this change, in words, for people. */
  readonly reason: string;
  /** 0..1: how sure the rule is that the changed text is grammatical and means the counterpart. */
  readonly confidence: number;
  /** Of a change that only agrees with a swap, such as an article: where that swap starts. It has no decision of its own. */
  readonly of?: number;
}

/** A term of the asked axes that was seen and left as it is. */
export interface SkippedTerm extends Span {
  readonly surface: string;
  /** Stable id for counts, such as `sense`, `proper-name` or `fixed-phrase`. */
  readonly rule: string;
  readonly reason: string;
  /** 0..1: how sure the rule is that the term should stay. */
  readonly confidence: number;
}

/** What would be changed in a text, in order of position, and what was passed over and why. */
export interface SwapPlan {
  readonly edits: readonly SwapEdit[];
  readonly skipped: readonly SkippedTerm[];
  /** Why the whole record has no counterfactual, under the policy `skip` for sensitive records; `edits` is empty then. */
  readonly skippedRecord?: string;
  /** Keys of the swaps here, taken or left, that somebody decided one by one; absent for none. */
  readonly decided?: readonly string[];
}

/** Below this an edit is worth a person's look; counted as `lowConfidenceEdits`. */
export const lowConfidence = 0.75;
