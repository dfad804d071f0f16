/** How a form with two readings is read here. */
export interface Role {
  /** True for "her book", "his book"; false for "saw her", "it is his". */
  readonly possessive: boolean;
  readonly confidence: number;
}

export const possessive = (confidence: number): Role => ({ possessive: true, confidence });
export const object = (confidence: number): Role => ({ possessive: false, confidence });
