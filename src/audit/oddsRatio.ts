import type { Interval } from "./interval.ts";
import { cellsOf, normalQuantile95 } from "./sentenceTable.ts";
import type { SentenceTable } from "./sentenceTable.ts";

export interface LogOddsRatio extends Interval {
  readonly value: number;
  readonly standardError: number;
}

/** ln of the odds ratio with its 95% interval; one half is added to every cell (Haldane 1956, Anscombe 1956). */
export function logOddsRatio(table: SentenceTable): LogOddsRatio {
  const [both, groupOnly, wordOnly, neither] = cellsOf(table).map((count) => count + 0.5) as [
    number,
    number,
    number,
    number,
  ];
  const value = Math.log((both * neither) / (groupOnly * wordOnly));
  const standardError = Math.sqrt(1 / both + 1 / groupOnly + 1 / wordOnly + 1 / neither);
  const margin = normalQuantile95 * standardError;
  return { value, standardError, low: value - margin, high: value + margin };
}
