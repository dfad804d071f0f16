import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scoreSequences, sumOf } from "../../src/evaluation/scoreSequences.ts";
import { textLosses } from "../../src/evaluation/textLosses.ts";
import { readCheckpoint } from "../../src/lm/checkpoint.ts";
import type { TokenScorer } from "../../src/lm/tokenScorer.ts";
import { createTokenScorer } from "../../src/training/runtime/createTokenScorer.ts";

/** Reference values in float64, computed by PyTorch outside this project. */
interface Generation {
  readonly perplexity: {
    readonly text: string;
    readonly ids: readonly number[];
    readonly cases: readonly {
      readonly windows: readonly { begin: number; end: number; targets: number }[];
      readonly targetCount: number;
      readonly perplexity: number;
    }[];
  };
  readonly sequenceScores: {
    readonly pairs: readonly {
      readonly a: SequenceScore;
      readonly b: SequenceScore;
      readonly prefer: { readonly withBosSum: "a" | "b" };
    }[];
  };
}

interface SequenceScore {
  readonly text: string;
  readonly ids: readonly number[];
  readonly withBos: { readonly sumLogProb: number; readonly count: number };
}

const golden = join(import.meta.dirname, "..", "..", "..", "shared", "golden");
const isThere = existsSync(join(golden, "generation.json"));

describe.skipIf(!isThere)("against the golden tiny GPT-2 (skipped where ../shared/golden is absent)", () => {
  let scorer: TokenScorer;
  let reference: Generation;

  beforeAll(async () => {
    reference = JSON.parse(readFileSync(join(golden, "generation.json"), "utf8")) as Generation;
    scorer = await createTokenScorer(await readCheckpoint(join(golden, "tiny-gpt2")), { threads: 1 });
  }, 60_000);

  afterAll(() => scorer.dispose());

  test("reproduces the strided perplexities", async () => {
    const { text, ids, cases } = reference.perplexity;
    expect(scorer.encode(text)).toEqual(ids);
    for (const one of cases) {
      const scores = await scoreSequences(
        scorer,
        one.windows.map(({ begin, end }) => ids.slice(begin, end)),
      );
      const nll = scores.reduce(
        (sum, score, index) => sum - sumOf(score, score.length - (one.windows[index]?.targets ?? 0)),
        0,
      );
      expect(Math.exp(nll / one.targetCount) / one.perplexity).toBeCloseTo(1, 4);
    }
  });

  test("reproduces the log-probabilities of whole sentences after end-of-text", async () => {
    for (const { a, b, prefer } of reference.sequenceScores.pairs) {
      const { losses } = await textLosses(scorer, [
        { id: "a", text: a.text, groups: [] },
        { id: "b", text: b.text, groups: [] },
      ]);
      [a, b].forEach(({ withBos }, index) => {
        expect(losses[index]?.tokens).toBe(withBos.count);
        expect((losses[index]?.nll ?? Number.NaN) / -withBos.sumLogProb).toBeCloseTo(1, 4);
      });
      expect((losses[0]?.nll ?? 0) < (losses[1]?.nll ?? 0) ? "a" : "b").toBe(prefer.withBosSum);
    }
  });
});
