import type { TargetScores, TokenScorer } from "../lm/tokenScorer.ts";
import { passNodes, planPasses } from "../training/scoring/planPasses.ts";

/** A scorer that computes nothing, and knows how much a real one would have to. */
export interface CountedScorer extends TokenScorer {
  /** Nodes of all passes so far, padding among them. */
  readonly nodes: number;
}

/**
 * Stands in for a model where only the amount of work is asked: every token is as likely as any other.
 *
 * @param model whose tokens and limits it has
 */
export function countedScorer(
  model: Pick<TokenScorer, "vocabularySize" | "maximumLength" | "startOfTextId" | "endOfTextId" | "encode" | "decode">,
): CountedScorer {
  const { vocabularySize, maximumLength, startOfTextId, endOfTextId } = model;
  const uniform = -Math.log(vocabularySize);
  let nodes = 0;
  const count = (sequences: readonly (readonly number[])[]): void => {
    for (const { rows, length } of planPasses(sequences, passNodes)) nodes += rows.length * length;
  };
  const scored = async (sequences: readonly (readonly number[])[]): Promise<Float32Array[]> => {
    count(sequences.map((tokens) => tokens.slice(0, -1)));
    return sequences.map(({ length }) => new Float32Array(length - 1).fill(uniform));
  };
  return {
    vocabularySize,
    maximumLength,
    startOfTextId,
    endOfTextId,
    encode: (text) => model.encode(text),
    decode: (tokens) => model.decode(tokens),
    get nodes() {
      return nodes;
    },
    logProbabilities: scored,
    async logProbabilitiesAndTop(sequences): Promise<TargetScores[]> {
      const all = await scored(sequences);
      return all.map((logProbabilities) => ({ logProbabilities, isTop: Array.from(logProbabilities, () => false) }));
    },
    async nextLogProbabilities(prefixes) {
      count(prefixes);
      return prefixes.map(() => new Float32Array(vocabularySize).fill(uniform));
    },
    dispose: () => Promise.resolve(),
  };
}
