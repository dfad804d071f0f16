/**
 * How well a model knows a planted random text: log2 of the number of candidates, less log2 of the canary's rank among
 * them by loss. 0 to log2(candidates + 1) bits; about 1 on average for a text that was never seen. Ties count against
 * the model's memory.
 *
 * @param canaryLoss loss of the text that was planted
 * @param candidateLosses losses of texts that were drawn alike and not planted
 * @see Carlini et al. (2019), "The Secret Sharer", definition 5
 */
export function exposure(canaryLoss: number, candidateLosses: readonly number[]): number {
  const rank = 1 + candidateLosses.filter((loss) => loss <= canaryLoss).length;
  return Math.log2(candidateLosses.length + 1) - Math.log2(rank);
}
