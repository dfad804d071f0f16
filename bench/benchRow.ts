/** One answer of a benchmark, printed as a line of the table in docs/benchmarks.md. */
export interface BenchRow {
  readonly question: string;
  readonly figure: number;
  readonly unit: string;
  /** What ran beside it in the same run, because machines differ and are shared. */
  readonly comparedWith?: string;
  /** This figure over the other one's. */
  readonly ratio?: number;
  /** What the ratio should be at least. */
  readonly atLeast?: number;
  /** What the figure should be at most. */
  readonly atMost?: number;
  /** What the figure should be, in words, where it is neither. */
  readonly wanted?: string;
}
