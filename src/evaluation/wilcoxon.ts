import { normalCdf } from "./normal.ts";
import { smallestSignP } from "./smallestSignP.ts";

export interface WilcoxonTest {
  /** Sum of the ranks of the positive differences. */
  readonly statistic: number;
  /** Differences that are not zero. */
  readonly n: number;
  /** Two-sided; 1 without any difference. */
  readonly pValue: number;
  readonly isExact: boolean;
  /** (positive ranks - negative ranks) / all ranks, -1..1. */
  readonly rankBiserial: number;
}

/** Up to here every sign pattern is counted. */
const exactUpTo = 50;

/**
 * Wilcoxon's signed-rank test of paired differences. Zeros are left out; ties share their mean rank. Exact for up to 50
 * differences, ties included; beyond, the normal approximation with corrections for ties and continuity.
 *
 * @see Wilcoxon (1945), "Individual Comparisons by Ranking Methods"
 */
export function wilcoxonSignedRank(differences: readonly number[]): WilcoxonTest {
  const nonZero = differences.filter((difference) => difference !== 0);
  const n = nonZero.length;
  const ranks = midranks(nonZero.map(Math.abs));
  const statistic = ranks.reduce((sum, rank, index) => sum + ((nonZero[index] as number) > 0 ? rank : 0), 0);
  const total = (n * (n + 1)) / 2;
  const shared = { statistic, n, rankBiserial: n === 0 ? 0 : (2 * statistic - total) / total };
  if (n === 0) return { ...shared, pValue: 1, isExact: true };
  if (n <= exactUpTo) return { ...shared, pValue: exactP(ranks, statistic), isExact: true };
  const variance = ranks.reduce((sum, rank) => sum + (rank * rank) / 4, 0); // midranks carry the correction for ties
  const distance = Math.max(0, Math.abs(statistic - total / 2) - 0.5);
  const pValue = Math.max(smallestSignP(n), Math.min(1, 2 * normalCdf(-distance / Math.sqrt(variance))));
  return { ...shared, pValue, isExact: false };
}

function midranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = values.map(() => 0);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end += 1;
    for (let place = start; place < end; place += 1) ranks[order[place] as number] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}

/** Counts the sign patterns by the sum of their positive ranks; doubled ranks are whole. */
function exactP(ranks: readonly number[], statistic: number): number {
  const doubled = ranks.map((rank) => Math.round(2 * rank));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const shares = new Float64Array(total + 1);
  shares[0] = 1;
  for (const rank of doubled) {
    for (let sum = total; sum >= 0; sum -= 1) {
      shares[sum] = ((shares[sum] as number) + (sum >= rank ? (shares[sum - rank] as number) : 0)) / 2;
    }
  }
  const extreme = Math.min(Math.round(2 * statistic), total - Math.round(2 * statistic));
  const tail = shares.subarray(0, extreme + 1).reduce((sum, share) => sum + share, 0);
  return Math.min(1, 2 * tail);
}
