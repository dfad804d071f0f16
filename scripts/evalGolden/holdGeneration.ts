import { scoreSequences, sumOf } from "../../src/evaluation/scoreSequences.ts";
import type { TokenScorer } from "../../src/lm/tokenScorer.ts";
import { createTokenScorer } from "../../src/training/runtime/createTokenScorer.ts";
import type { Deviations } from "./deviations.ts";
import type { GoldenFolder } from "./goldenFolder.ts";

/** SPEC.md section 17: losses. */
const tolerance = 1e-5;

interface Perplexity {
  readonly text: string;
  readonly ids: readonly number[];
  readonly cases: readonly {
    readonly stride: number;
    readonly windows: readonly { begin: number; end: number; targets: number; sumNll: number }[];
    readonly sumNll: number;
    readonly targetCount: number;
    readonly perplexity: number;
  }[];
}

interface SequenceScore {
  readonly text: string;
  readonly ids: readonly number[];
  readonly noBos: { readonly sumLogProb: number; readonly count: number };
  readonly withBos: { readonly sumLogProb: number; readonly count: number };
  readonly stereoset: { readonly tokenLogProbs: readonly number[]; readonly score: number };
}

interface Generation {
  readonly model: string;
  readonly perplexity?: Perplexity;
  readonly sequenceScores?: {
    readonly pairs: readonly { readonly a: SequenceScore; readonly b: SequenceScore }[];
    readonly stereoSetTriples?: readonly (readonly SequenceScore[])[];
  };
}

/** generation.json: continuations, perplexities and scores of sentences. */
export async function holdGeneration(folder: GoldenFolder, json: unknown, deviations: Deviations): Promise<void> {
  const { model, perplexity, sequenceScores } = json as Generation;
  const scorer = await createTokenScorer(await folder.checkpoint(model), { threads: 1 });
  try {
    if (perplexity !== undefined) await holdPerplexity(scorer, perplexity, deviations);
    for (const { a, b } of sequenceScores?.pairs ?? []) await holdScores(scorer, [a, b], deviations);
    for (const triple of sequenceScores?.stereoSetTriples ?? []) await holdScores(scorer, triple, deviations);
  } finally {
    await scorer.dispose();
  }
}

async function holdPerplexity(scorer: TokenScorer, expected: Perplexity, deviations: Deviations): Promise<void> {
  const { text, ids, cases } = expected;
  deviations.exact("token ids", "perplexity", scorer.encode(text), ids);
  for (const { stride, windows, sumNll, targetCount, perplexity } of cases) {
    const scores = await scoreSequences(
      scorer,
      windows.map(({ begin, end }) => ids.slice(begin, end)),
    );
    const losses = scores.map((score, index) => -sumOf(score, score.length - (windows[index]?.targets ?? 0)));
    windows.forEach((window, index) => {
      deviations.relative(
        "losses of windows",
        `stride ${stride} window ${index}`,
        losses[index],
        window.sumNll,
        tolerance,
      );
    });
    const total = losses.reduce((sum, loss) => sum + loss, 0);
    deviations.relative("losses of windows", `stride ${stride}`, total, sumNll, tolerance);
    // A relative error of the mean loss is that many times larger in its exponential.
    const where = `stride ${stride}`;
    deviations.relative(
      "perplexities",
      where,
      Math.exp(total / targetCount),
      perplexity,
      tolerance * Math.log(perplexity),
    );
  }
}

async function holdScores(
  scorer: TokenScorer,
  sentences: readonly SequenceScore[],
  deviations: Deviations,
): Promise<void> {
  const plain = await scorer.logProbabilities(sentences.map(({ ids }) => ids));
  const started = await scorer.logProbabilities(sentences.map(({ ids }) => [scorer.startOfTextId, ...ids]));
  sentences.forEach(({ text, ids, noBos, withBos, stereoset }, index) => {
    deviations.exact("token ids", text, scorer.encode(text), ids);
    const without = plain[index] ?? new Float32Array();
    const withStart = started[index] ?? new Float32Array();
    deviations.exact("predicted tokens", text, [without.length, withStart.length], [noBos.count, withBos.count]);
    deviations.relative("scores of sentences", `${text} (noBos)`, sumOf(without, 0), noBos.sumLogProb, tolerance);
    deviations.relative("scores of sentences", `${text} (withBos)`, sumOf(withStart, 0), withBos.sumLogProb, tolerance);
    // The first token after a lone end of text, the others without it.
    const tokens = Float32Array.of(withStart[0] ?? Number.NaN, ...without);
    stereoset.tokenLogProbs.forEach((expected, token) => {
      deviations.relative("scores of tokens", `${text} token ${token}`, tokens[token], expected, tolerance);
    });
    const score = Math.exp(sumOf(tokens, 0) / tokens.length);
    deviations.relative(
      "StereoSet scores",
      text,
      score,
      stereoset.score,
      tolerance * Math.abs(Math.log(stereoset.score)),
    );
  });
}
