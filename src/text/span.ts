/** A half-open range of UTF-16 code units, `[start, end)`, as the editor counts. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
