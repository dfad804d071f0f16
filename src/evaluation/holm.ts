/**
 * Holm's adjusted p values, in the order given: those at most alpha may be rejected together, with a chance of at most
 * alpha that even one of them is wrong. Never worse than Bonferroni's.
 *
 * @see Holm (1979), "A Simple Sequentially Rejective Multiple Test Procedure"
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted = pValues.map(() => 1);
  let least = 0;
  for (const [place, index] of order.entries()) {
    least = Math.max(least, Math.min(1, (pValues.length - place) * (pValues[index] as number)));
    adjusted[index] = least;
  }
  return adjusted;
}
