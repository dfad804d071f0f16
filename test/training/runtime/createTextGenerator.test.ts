import { afterEach, describe, expect, test } from "vitest";
import { isCancelled } from "../../../src/base/errors.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { likeliestToken, sampleToken } from "../../../src/lm/chooseToken.ts";
import { type Checkpoint, readCheckpoint } from "../../../src/lm/checkpoint.ts";
import type { ModelConfig } from "../../../src/lm/modelConfig.ts";
import type { GenerationOptions, TextGenerator, TokenChoice } from "../../../src/lm/textGenerator.ts";
import { createTextGenerator } from "../../../src/training/runtime/createTextGenerator.ts";
import { modelFixture } from "../support/modelFixtures.ts";
import { plainLogits, tinyCheckpoint } from "../support/tinyCheckpoint.ts";
import { tinyConfig, tinyLlamaConfig } from "../support/tinyModel.ts";

let generator: TextGenerator | undefined;

afterEach(async () => {
  await generator?.dispose();
  generator = undefined;
});

async function start(checkpoint: Checkpoint, batchSize = 32): Promise<TextGenerator> {
  generator = await createTextGenerator(checkpoint, { threads: 1, batchSize });
  return generator;
}

const models: readonly (readonly [string, ModelConfig])[] = [
  ["GPT-2", tinyConfig()],
  ["GPT-2 with a head of its own", tinyConfig({ tiedHead: false })],
  ["Llama, heads that share keys", tinyLlamaConfig({ tiedHead: true })],
  ["Qwen2, biases", tinyLlamaConfig({ modelType: "qwen2", queryKeyValueBias: true })],
  ["Qwen3, norms of heads", tinyLlamaConfig({ modelType: "qwen3", headNorms: true, keyValueHeads: 1 })],
];

const prompts = [[3], [1, 4, 1, 5, 9, 2, 6], [5, 3], [5, 8, 9, 7, 9, 3, 2, 3, 8], [4, 6, 2]];

const rule = { temperature: 1.3, topK: 15, topP: 0.95 };
const sampled: TokenChoice = {
  kind: "sample",
  rule,
  uniformOf(prompt) {
    const random = seededRandom(prompt + 1);
    return () => random.next();
  },
};

/** One prompt alone, every token from scratch, by the textbook layers. */
async function recomputed(checkpoint: Checkpoint, prompt: number, options: GenerationOptions): Promise<number[]> {
  const tokens = [...(prompts[prompt] as number[])];
  const uniform = options.choice.kind === "sample" ? options.choice.uniformOf(prompt) : () => 0;
  const made: number[] = [];
  while (made.length < options.maximumNewTokens) {
    const logits = Float32Array.from((await plainLogits(checkpoint, tokens)).at(-1) as number[]);
    const { choice } = options;
    const next = choice.kind === "greedy" ? likeliestToken(logits) : sampleToken(logits, choice.rule, uniform());
    made.push(next);
    tokens.push(next);
  }
  return made;
}

describe("a text generator", () => {
  test.each(models)("continues each prompt as if all were computed again for each token: %s", async (_, config) => {
    const checkpoint = tinyCheckpoint(config);
    const running = await start(checkpoint);
    for (const choice of [{ kind: "greedy" }, sampled] as const) {
      const options = { maximumNewTokens: 7, choice, stopsAtEndOfText: false };
      const continuations = await running.generate(prompts, options);
      for (const [prompt, { tokens, end }] of continuations.entries()) {
        expect(tokens).toEqual(await recomputed(checkpoint, prompt, options));
        expect(end).toBe("new tokens");
      }
    }
  });

  test("gives the same whatever stands beside a prompt, and in whatever batches", async () => {
    const checkpoint = tinyCheckpoint(tinyLlamaConfig());
    const options = { maximumNewTokens: 5, choice: sampled };
    const together = await (await start(checkpoint)).generate(prompts, options);
    await generator?.dispose();
    expect(await (await start(checkpoint, 2)).generate(prompts, options)).toEqual(together);
  });

  test("stops at end of text, which is no part of the continuation", async () => {
    const checkpoint = tinyCheckpoint(tinyConfig());
    // Whatever is read, the last token of the vocabulary is far ahead.
    const head = checkpoint.parameters.get("transformer.wte.weight") as Float32Array;
    const lastNorm = checkpoint.parameters.get("transformer.ln_f.bias") as Float32Array;
    lastNorm.fill(1);
    head.fill(9, head.length - lastNorm.length);
    const running = await start(checkpoint);
    const choice = { kind: "greedy" } as const;
    expect(await running.generate([[1, 2]], { maximumNewTokens: 4, choice })).toEqual([
      { tokens: [], end: "end of text" },
    ]);
    const through = await running.generate([[1, 2]], { maximumNewTokens: 4, choice, stopsAtEndOfText: false });
    expect(through).toEqual([{ tokens: [22, 22, 22, 22], end: "new tokens" }]);
  });

  test("begins a prompt with the token that the model's tokenizer puts in front, where it does", async () => {
    const encoded: Record<string, number[]> = {};
    for (const name of ["llama", "qwen3"]) {
      const running = await start(await readCheckpoint(modelFixture(name)));
      encoded[name] = running.encode("a");
      await running.dispose();
    }
    generator = undefined;
    expect(encoded).toEqual({ llama: [300, 64], qwen3: [64] }); // "a" is the 65th character of byte-level BPE
  });

  test("begins a text with one token: the tokenizer's own, else the one that ends the text before", async () => {
    const encoded: Record<string, number[]> = {};
    for (const name of ["gpt2", "llama", "qwen2"]) {
      const running = await start(await readCheckpoint(modelFixture(name)));
      encoded[name] = running.encodeBeginning("a");
      await running.dispose();
    }
    generator = undefined;
    expect(encoded).toEqual({ gpt2: [300, 64], llama: [300, 64], qwen2: [300, 64] });
  });

  test("stops where the model can read no further", async () => {
    const running = await start(tinyCheckpoint(tinyConfig()));
    const whole = Array.from({ length: 16 }, (_, index) => index);
    const options = { maximumNewTokens: 9, choice: { kind: "greedy" }, stopsAtEndOfText: false } as const;
    const ends = await running.generate([whole, whole.slice(0, 12), whole.slice(0, 3)], options);
    // A token after the last position can be chosen, and not read any more.
    expect(ends.map(({ tokens, end }) => [tokens.length, end])).toEqual([
      [1, "model length"],
      [5, "model length"],
      [9, "new tokens"],
    ]);
  });

  test("tells how far it is, and stops between tokens when it is cancelled", async () => {
    const running = await start(tinyCheckpoint(tinyConfig()), 2);
    const options = { maximumNewTokens: 3, choice: { kind: "greedy" }, stopsAtEndOfText: false } as const;
    const seen: number[] = [];
    await running.generate(prompts, { ...options, onProgress: (done, total) => seen.push(done / total) });
    expect(seen).toEqual([2, 4, 6, 8, 10, 12, 13, 14, 15].map((done) => done / 15));
    const cancelling = new AbortController();
    let made = 0;
    const cancelled = running.generate(prompts, {
      ...options,
      signal: cancelling.signal,
      onProgress(done) {
        made = done;
        if (done >= 4) cancelling.abort();
      },
    });
    await expect(cancelled).rejects.toSatisfy(isCancelled);
    expect(made).toBe(4);
  });

  test("refuses prompts that it cannot read and rules that mean nothing", async () => {
    const running = await start(tinyCheckpoint(tinyConfig()));
    const options = { maximumNewTokens: 1, choice: { kind: "greedy" } } as const;
    for (const prompt of [[], Array.from({ length: 17 }, () => 0), [23], [0.5]]) {
      await expect(running.generate([prompt], options)).rejects.toThrow(RangeError);
    }
    await expect(running.generate([[1]], { ...options, maximumNewTokens: 0 })).rejects.toThrow(RangeError);
    for (const wrong of [{ temperature: 0 }, { topK: -1 }, { topP: 0 }, { topP: 1.1 }]) {
      const choice = { ...sampled, rule: { ...rule, ...wrong } };
      await expect(running.generate([[1]], { ...options, choice })).rejects.toThrow(RangeError);
    }
    expect(await running.generate([], options)).toEqual([]);
  });
});
