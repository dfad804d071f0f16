/** How a word is read: as a term of its group, with how sure that is, or as what else. */
export interface Sense {
  readonly confidence: number;
  /** Set when the word does not name or describe people, or not of this group. */
  readonly other?: string;
}

export const literal: Sense = { confidence: 0.95 };
export const not = (other: string, confidence = 0.9): Sense => ({ confidence, other });
