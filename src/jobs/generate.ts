import { EvenhandError } from "../base/errors.ts";
import { seededRandom } from "../base/random.ts";
import type { SkipCount } from "../corpus/document.ts";
import { readCorpus } from "../corpus/readCorpus.ts";
import { SkipLog } from "../corpus/skipLog.ts";
import { readCheckpoint } from "../lm/checkpoint.ts";
import type { Continuation, TokenChoice } from "../lm/textGenerator.ts";
import { createTextGenerator } from "../training/runtime/createTextGenerator.ts";
import type { JobContext } from "./context.ts";
import { findModel } from "./hub/modelStore.ts";
import type { GenerateOptions } from "./options.ts";

/** Used when the options do not say. */
export const generateDefaults = { maximumNewTokens: 40, temperature: 1, topK: 0, topP: 1, seed: 1 } as const;

export interface GeneratedText {
  readonly id: string;
  readonly prompt: string;
  /** Without the prompt; begins with a space where the model's next word does. */
  readonly continuation: string;
  /** Tokens of the continuation. */
  readonly tokens: number;
  readonly end: Continuation["end"];
}

export interface Generated {
  /** In the order of the prompts. */
  readonly texts: readonly GeneratedText[];
  /** Records of prompt files that were passed over, and why. */
  readonly skipped: readonly SkipCount[];
}

interface Prompt {
  readonly id: string;
  readonly text: string;
}

/**
 * Continues texts with a language model: by the likeliest tokens, or sampled where temperature, top-k, top-p or a seed is
 * given. A prompt's continuation depends on the seed and its place among the prompts, not on how many run side by side.
 *
 * @throws EvenhandError `arguments.invalid` without a prompt, or with one that is empty or longer than the model reads;
 *   `model.missing`, and what reading throws
 */
export async function generate(options: GenerateOptions, context: JobContext): Promise<Generated> {
  const folder = await findModel(options.model);
  const skips = new SkipLog();
  const prompts = await readPrompts(options, skips, context);
  const checkpoint = await readCheckpoint(folder);
  const { threads } = options;
  const generator = await createTextGenerator(checkpoint, threads === undefined ? {} : { threads });
  try {
    const tokens = prompts.map(({ text }) => generator.encode(text));
    prompts.forEach((prompt, index) => checkPrompt(prompt, tokens[index] ?? [], generator));
    const { maximumNewTokens = generateDefaults.maximumNewTokens } = options;
    const continuations = await generator.generate(tokens, {
      maximumNewTokens,
      choice: choiceOf(options),
      signal: context.signal,
      onProgress: (done, total) => context.onProgress({ stage: "generate", done, total, unit: "steps" }),
    });
    const texts = prompts.map(({ id, text }, index): GeneratedText => {
      const { tokens: made, end } = continuations[index] as Continuation;
      return { id, prompt: text, continuation: generator.decode(made), tokens: made.length, end };
    });
    return { texts, skipped: skips.counts() };
  } finally {
    await generator.dispose();
  }
}

async function readPrompts(
  { prompts = [], promptFiles = [], field }: GenerateOptions,
  skips: SkipLog,
  { signal, onProgress }: JobContext,
): Promise<Prompt[]> {
  const read: Prompt[] = prompts.map((text, index) => ({ id: `prompt ${index + 1}`, text }));
  if (promptFiles.length > 0) {
    const documents = readCorpus(promptFiles, {
      ...(field === undefined ? {} : { field }),
      skips,
      stage: "read prompts",
      signal,
      onProgress,
    });
    for await (const { id, text } of documents) read.push({ id, text });
  }
  if (read.length > 0) return read;
  throw new EvenhandError("arguments.invalid", "There is no prompt to continue.", {
    hint: "Give one with --prompt TEXT, or a file of prompts with --prompts FILE.",
  });
}

function checkPrompt(
  { id }: Prompt,
  tokens: readonly number[],
  { maximumLength, vocabularySize }: { readonly maximumLength: number; readonly vocabularySize: number },
): void {
  if (tokens.length === 0) {
    throw new EvenhandError("arguments.invalid", `${id} is empty: there is nothing to continue.`, {
      hint: "Give it some text, or the model's own start of a text, such as <|endoftext|>.",
    });
  }
  if (tokens.length > maximumLength) {
    throw new EvenhandError(
      "arguments.invalid",
      `${id} has ${tokens.length} tokens; the model reads at most ${maximumLength}.`,
      { hint: "Shorten the prompt: only its end matters for what comes next." },
    );
  }
  if (tokens.some((token) => token >= vocabularySize)) {
    throw new EvenhandError("tokenizer.invalid", `${id} has tokens that the model does not know.`, {
      hint: "Check that tokenizer.json and the weights belong to the same model.",
    });
  }
}

function choiceOf({ temperature, topK, topP, seed }: GenerateOptions): TokenChoice {
  if ([temperature, topK, topP, seed].every((value) => value === undefined)) return { kind: "greedy" };
  return {
    kind: "sample",
    rule: {
      temperature: temperature ?? generateDefaults.temperature,
      topK: topK ?? generateDefaults.topK,
      topP: topP ?? generateDefaults.topP,
    },
    uniformOf(prompt) {
      // Seeds that differ in one bit give unrelated streams, so that the product only has to tell prompts apart.
      const random = seededRandom(Math.imul(seed ?? generateDefaults.seed, 0x9e3779b1) + prompt);
      return () => random.next();
    },
  };
}
