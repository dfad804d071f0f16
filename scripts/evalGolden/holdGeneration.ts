import { scoreSequences, sumOf } from "../../src/evaluation/scoreSequences.ts";
import type { Checkpoint } from "../../src/lm/checkpoint.ts";
import type { TokenChoice } from "../../src/lm/textGenerator.ts";
import type { TokenScorer } from "../../src/lm/tokenScorer.ts";
import { createTextGenerator } from "../../src/training/runtime/createTextGenerator.ts";
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

interface Prompt {
  readonly prompt: string;
  readonly promptIds: readonly number[];
  readonly greedy?: { readonly maxNewTokens: number; readonly newIds: readonly number[]; readonly text: string };
  readonly samples?: readonly {
    readonly temperature: number;
    readonly topK: number;
    readonly topP: number;
    readonly uniforms: readonly number[];
    readonly newIds: readonly number[];
  }[];
}

interface Generation {
  readonly model: string;
  readonly prompts?: readonly Prompt[];
  readonly perplexity?: Perplexity;
  readonly sequenceScores?: {
    readonly pairs: readonly { readonly a: SequenceScore; readonly b: SequenceScore }[];
    readonly stereoSetTriples?: readonly (readonly SequenceScore[])[];
  };
}

/** generation.json: continuations, perplexities and scores of sentences. */
export async function holdGeneration(folder: GoldenFolder, json: unknown, deviations: Deviations): Promise<void> {
  const { model, prompts, perplexity, sequenceScores } = json as Generation;
  const checkpoint = await folder.checkpoint(model);
  if (prompts !== undefined) await holdContinuations(checkpoint, prompts, deviations);
  const scorer = await createTokenScorer(checkpoint, { threads: 1 });
  try {
    if (perplexity !== undefined) await holdPerplexity(scorer, perplexity, deviations);
    for (const { a, b } of sequenceScores?.pairs ?? []) await holdScores(scorer, [a, b], deviations);
    for (const triple of sequenceScores?.stereoSetTriples ?? []) await holdScores(scorer, triple, deviations);
  } finally {
    await scorer.dispose();
  }
}

/** All prompts at once, so that prompts of different lengths stand side by side. End of text does not stop these. */
async function holdContinuations(
  checkpoint: Checkpoint,
  prompts: readonly Prompt[],
  deviations: Deviations,
): Promise<void> {
  const generator = await createTextGenerator(checkpoint, { threads: 1 });
  const ids = prompts.map(({ promptIds }) => promptIds);
  const hold = async (
    what: string,
    expected: readonly (readonly number[] | undefined)[],
    choice: TokenChoice,
  ): Promise<void> => {
    const maximumNewTokens = Math.max(0, ...expected.map((tokens) => tokens?.length ?? 0));
    if (maximumNewTokens === 0) return;
    const found = await generator.generate(ids, { maximumNewTokens, choice, stopsAtEndOfText: false });
    expected.forEach((tokens, index) => {
      if (tokens === undefined) return;
      const got = found[index]?.tokens.slice(0, tokens.length);
      deviations.exact(`${what} continuations`, prompts[index]?.prompt ?? "", got, tokens);
    });
  };
  try {
    for (const { prompt, promptIds, greedy } of prompts) {
      deviations.exact("token ids", prompt, generator.encode(prompt), promptIds);
      if (greedy === undefined) continue;
      const text = generator.decode([...promptIds, ...greedy.newIds]);
      deviations.exact("decoded text", prompt, text, greedy.text);
    }
    const greedy = prompts.map((prompt) => prompt.greedy?.newIds);
    await hold("greedy", greedy, { kind: "greedy" });
    for (const [index, { samples }] of prompts.entries()) {
      for (const { temperature, topK, topP, uniforms, newIds } of samples ?? []) {
        const expected = prompts.map((_, other) => (other === index ? newIds : undefined));
        const uniformOf = (): (() => number) => {
          const numbers = uniforms.values();
          return () => numbers.next().value ?? 0;
        };
        await hold("sampled", expected, { kind: "sample", rule: { temperature, topK, topP }, uniformOf });
      }
    }
  } finally {
    await generator.dispose();
  }
  deviations.notHeld.push({
    what: "top1Top2Margin, chosenProb, minEdgeGap",
    why: "how far each choice is from another one; the choices are held",
  });
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
