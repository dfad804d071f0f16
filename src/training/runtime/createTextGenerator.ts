import { throwIfCancelled } from "../../base/errors.ts";
import type { Checkpoint } from "../../lm/checkpoint.ts";
import { likeliestToken, sampleToken } from "../../lm/chooseToken.ts";
import type { ModelConfig } from "../../lm/modelConfig.ts";
import { futureScore } from "../../lm/plainLayers.ts";
import type { Continuation, GenerationOptions, TextGenerator, TokenChoice } from "../../lm/textGenerator.ts";
import { createTokenizer } from "../../lm/tokenizer.ts";
import { generationNames as names, keyShape, traceNextToken, tracePrompts } from "../generation/traceGeneration.ts";
import type { CompiledGraph } from "./compiledGraph.ts";
import { GraphCache, type GraphFamily } from "./graphCache.ts";

export interface TextGeneratorOptions {
  /** One per core when absent. */
  readonly threads?: number;
  /** Prompts that are continued side by side at most; 64 when absent. */
  readonly batchSize?: number;
}

/** `prompts`: whole prompts of up to `length` tokens. `next`: one token each, with room for `length`. */
interface GenerationKey {
  readonly pass: "prompts" | "next";
  readonly sequences: number;
  readonly length: number;
}

/** Lengths are rounded up to these, so that few graphs serve all. */
const promptStep = 2;
const capacityStep = 64;
/** What no prompt of a step's capacity needs is left out again, as far as this. */
const placeStep = 8;
/** The weights are read once for all of them; more than this gain little and take memory. */
const mostSideBySide = 64;
/** Positions of prompts in one pass; keys and values that are kept at once. */
const batchTokens = 4096;
const cacheBytes = 2 ** 29;

/**
 * A model that continues texts. Keys and values of what is read are kept, so that each further token costs one position; they
 * stay in memory that the runtime updates in place. The weights are those at the time of the call: a copy of them is arranged for
 * matrices of few rows.
 */
export async function createTextGenerator(
  checkpoint: Checkpoint,
  options: TextGeneratorOptions = {},
): Promise<TextGenerator> {
  const { config, parameters } = checkpoint;
  const tokenizer = createTokenizer(checkpoint.tokenizerJson, checkpoint.tokenizerConfigJson);
  const parameterBytes = [...parameters.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  const graphs = new GraphCache(generationFamily(config, parameters, parameterBytes), {
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    budgetBytes: 2 * parameterBytes + 2 ** 28, // one arrangement of the weights, or several of a small model's
  });
  return {
    vocabularySize: config.vocabularySize,
    maximumLength: config.positions,
    encode: (text) => [...(tokenizer.addsStart ? [tokenizer.startOfTextId] : []), ...tokenizer.encode(text)],
    encodeBeginning: (text) => [tokenizer.startOfTextId, ...tokenizer.encode(text)],
    decode: (tokens) => tokenizer.decode(tokens),
    async generate(prompts, generation) {
      check(config, prompts, generation);
      const continuations: Continuation[] = prompts.map(() => ({ tokens: [], end: "new tokens" }));
      const total = prompts.length * generation.maximumNewTokens;
      let finished = 0;
      for (const batch of planBatches(
        config,
        prompts,
        generation.maximumNewTokens,
        options.batchSize ?? mostSideBySide,
      )) {
        const running = new RunningBatch(config, parameters, batch, generation, tokenizer.endOfTextId);
        while (!running.isDone) {
          throwIfCancelled(generation.signal);
          await running.step(await graphs.get(running.key));
          generation.onProgress?.(finished + running.tokensDone, total);
        }
        for (const { prompt, continuation } of running.sequences) continuations[prompt] = continuation;
        finished += batch.prompts.length * generation.maximumNewTokens;
      }
      return continuations;
    },
    async dispose() {
      await graphs.release();
    },
  };
}

interface Batch {
  /** Index among all prompts, and tokens. */
  readonly prompts: readonly { readonly prompt: number; readonly tokens: readonly number[] }[];
  /** B: at least as many as prompts. */
  readonly slots: number;
  /** T: at least the longest prompt. */
  readonly promptLength: number;
  /** M: places for keys and values. */
  readonly capacity: number;
}

/** Prompts of like length side by side, as many as memory allows. */
function planBatches(
  config: ModelConfig,
  prompts: readonly (readonly number[])[],
  maximumNewTokens: number,
  batchSize: number,
): Batch[] {
  const { groups, headWidth } = keyShape(config);
  const roundUp = (length: number, step: number): number => Math.min(config.positions, Math.ceil(length / step) * step);
  const capacityFor = (longest: number): number => roundUp(longest + maximumNewTokens - 1, capacityStep);
  // Batches of one size share their graphs.
  const usual = Math.ceil(prompts.length / Math.ceil(prompts.length / batchSize));
  const bytesPerPlace = 8 * config.layers * groups * headWidth;
  const order = prompts.map((tokens, prompt) => ({ prompt, tokens })).sort((a, b) => a.tokens.length - b.tokens.length);
  const batches: Batch[] = [];
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    const fits = (next: number): boolean => {
      const longest = order[next]?.tokens.length ?? 0;
      const count = next - start + 1;
      const isSmall = count * roundUp(longest, promptStep) <= batchTokens;
      return count <= usual && isSmall && count * capacityFor(longest) * bytesPerPlace <= cacheBytes;
    };
    while (end < order.length && fits(end)) end += 1;
    // Where memory is the limit, as many as there are slots.
    if (end < order.length && end - start < usual) end = start + 2 ** Math.floor(Math.log2(end - start));
    const longest = order[end - 1]?.tokens.length ?? 0;
    const slots = Math.min(usual, 2 ** Math.ceil(Math.log2(end - start)));
    batches.push({
      prompts: order.slice(start, end),
      slots,
      promptLength: roundUp(longest, promptStep),
      capacity: capacityFor(longest),
    });
    start = end;
  }
  // Of batches with one capacity, which share a graph, the last has the longest prompt.
  const needed = new Map(
    batches.map(({ prompts: own, capacity }) => [capacity, (own.at(-1)?.tokens.length ?? 0) + maximumNewTokens - 1]),
  );
  return batches.map((batch) => ({ ...batch, capacity: roundUp(needed.get(batch.capacity) ?? 0, placeStep) }));
}

/** One prompt on its way. */
class Sequence {
  readonly prompt: number;
  readonly tokens: number[] = [];
  /** Place of the last token that is known. */
  position: number;
  lastToken: number;
  #end: Continuation["end"] | undefined;
  readonly #choose: (logits: Float32Array) => number;

  constructor(prompt: number, tokens: readonly number[], choice: TokenChoice) {
    this.prompt = prompt;
    this.position = tokens.length - 1;
    this.lastToken = tokens.at(-1) as number;
    if (choice.kind === "greedy") this.#choose = likeliestToken;
    else {
      const uniform = choice.uniformOf(prompt);
      this.#choose = (logits) => sampleToken(logits, choice.rule, uniform());
    }
  }

  get isDone(): boolean {
    return this.#end !== undefined;
  }

  get continuation(): Continuation {
    return { tokens: this.tokens, end: this.#end ?? "new tokens" };
  }

  /** @param stopToken -1 for none */
  add(logits: Float32Array, stopToken: number, maximumNewTokens: number, maximumLength: number): void {
    const token = this.#choose(logits);
    if (token === stopToken) {
      this.#end = "end of text";
      return;
    }
    this.tokens.push(token);
    if (this.tokens.length === maximumNewTokens) this.#end = "new tokens";
    else if (this.position + 2 > maximumLength) this.#end = "model length";
    else {
      this.position += 1;
      this.lastToken = token;
    }
  }
}

/** A batch from its prompts to the last token. Sequences that have ended go on as idle slots. */
class RunningBatch {
  readonly sequences: readonly Sequence[];
  readonly #config: ModelConfig;
  readonly #parameters: ReadonlyMap<string, Float32Array>;
  readonly #batch: Batch;
  readonly #options: GenerationOptions;
  readonly #endOfTextId: number;
  readonly #mask: Float32Array;
  /** By the names of the inputs; the same memory takes the outputs. */
  readonly #cache = new Map<string, Float32Array>();
  readonly #cacheAfter = new Map<string, Float32Array>();
  #isStarted = false;

  constructor(
    config: ModelConfig,
    parameters: ReadonlyMap<string, Float32Array>,
    batch: Batch,
    options: GenerationOptions,
    endOfTextId: number,
  ) {
    this.#config = config;
    this.#parameters = parameters;
    this.#batch = batch;
    this.#options = options;
    this.#endOfTextId = endOfTextId;
    this.sequences = batch.prompts.map(({ prompt, tokens }) => new Sequence(prompt, tokens, options.choice));
    this.#mask = new Float32Array(batch.slots * batch.capacity).fill(futureScore);
    const { groups, headWidth } = keyShape(config);
    const size = batch.slots * groups * batch.capacity * headWidth;
    for (let layer = 0; layer < config.layers; layer += 1) {
      for (const [before, after] of [
        [names.keys(layer), names.keysAfter(layer)],
        [names.values(layer), names.valuesAfter(layer)],
      ] as const) {
        const array = new Float32Array(size);
        this.#cache.set(before, array);
        this.#cacheAfter.set(after, array);
      }
    }
  }

  get key(): GenerationKey {
    const { slots: sequences, promptLength, capacity } = this.#batch;
    return this.#isStarted
      ? { pass: "next", sequences, length: capacity }
      : { pass: "prompts", sequences, length: promptLength };
  }

  get isDone(): boolean {
    return this.sequences.every(({ isDone }) => isDone);
  }

  get tokensDone(): number {
    const { maximumNewTokens } = this.#options;
    return this.sequences.reduce((sum, { isDone, tokens }) => sum + (isDone ? maximumNewTokens : tokens.length), 0);
  }

  /** @param graph of `key` */
  async step(graph: CompiledGraph): Promise<void> {
    const results = this.#isStarted ? await this.#readTokens(graph) : await this.#readPrompts(graph);
    this.#isStarted = true;
    const { maximumNewTokens, stopsAtEndOfText = true } = this.#options;
    const { vocabularySize, positions } = this.#config;
    const logits = results.get(names.logits) ?? new Float32Array();
    const stopToken = stopsAtEndOfText ? this.#endOfTextId : -1;
    this.sequences.forEach((sequence, slot) => {
      if (sequence.isDone) return;
      const ofSlot = logits.subarray(slot * vocabularySize, (slot + 1) * vocabularySize);
      sequence.add(ofSlot, stopToken, maximumNewTokens, positions);
    });
  }

  async #readPrompts(graph: CompiledGraph): Promise<ReadonlyMap<string, Float32Array>> {
    const { prompts, slots, promptLength, capacity } = this.#batch;
    const tokens = new Int32Array(slots * promptLength);
    const lastRows = new Int32Array(slots);
    prompts.forEach(({ tokens: prompt }, slot) => {
      tokens.set(prompt, slot * promptLength);
      lastRows[slot] = slot * promptLength + prompt.length - 1;
      this.#mask.fill(0, slot * capacity, slot * capacity + prompt.length);
    });
    const feeds = new Map<string, Float32Array | Int32Array>(this.#parameters);
    const results = await graph.run(feeds.set(names.tokens, tokens).set(names.lastRows, lastRows));
    const { groups, headWidth } = keyShape(this.#config);
    for (const [name, cache] of this.#cache) {
      const read = results.get(name) ?? new Float32Array();
      for (let head = 0; head < prompts.length * groups; head += 1) {
        const from = head * promptLength * headWidth;
        const length = (prompts[Math.floor(head / groups)]?.tokens.length ?? 0) * headWidth;
        cache.set(read.subarray(from, from + length), head * capacity * headWidth);
      }
    }
    return results;
  }

  async #readTokens(graph: CompiledGraph): Promise<ReadonlyMap<string, Float32Array>> {
    const { slots, capacity } = this.#batch;
    const { groups } = keyShape(this.#config);
    const tokens = new Int32Array(slots);
    const positions = new Int32Array(slots);
    this.sequences.forEach(({ lastToken, position }, slot) => {
      tokens[slot] = lastToken;
      positions[slot] = position;
      this.#mask[slot * capacity + position] = 0;
    });
    const rows = Int32Array.from({ length: slots * groups }, (_, head) => {
      return head * capacity + (positions[Math.floor(head / groups)] as number);
    });
    const feeds = new Map<string, Float32Array | Int32Array>(this.#cache)
      .set(names.tokens, tokens)
      .set(names.positions, positions)
      .set(names.cacheRows, rows)
      .set(names.mask, this.#mask);
    return graph.run(feeds, this.#cacheAfter);
  }
}

function check(
  { positions, vocabularySize }: ModelConfig,
  prompts: readonly (readonly number[])[],
  { maximumNewTokens, choice }: GenerationOptions,
): void {
  for (const tokens of prompts) {
    if (tokens.length < 1 || tokens.length > positions) {
      throw new RangeError(`a prompt of ${tokens.length} tokens; 1 to ${positions} are possible`);
    }
    if (!tokens.every((token) => Number.isInteger(token) && token >= 0 && token < vocabularySize)) {
      throw new RangeError("a prompt has a token outside the vocabulary");
    }
  }
  if (!(Number.isInteger(maximumNewTokens) && maximumNewTokens >= 1)) {
    throw new RangeError(`${maximumNewTokens} new tokens: must be a whole number above 0`);
  }
  if (choice.kind === "greedy") return;
  const { temperature, topK, topP } = choice.rule;
  if (!(temperature > 0 && Number.isFinite(temperature)))
    throw new RangeError(`temperature ${temperature}: must be above 0`);
  if (!(Number.isInteger(topK) && topK >= 0)) throw new RangeError(`top-k ${topK}: must be a whole number`);
  if (!(topP > 0 && topP <= 1)) throw new RangeError(`top-p ${topP}: must be above 0 and at most 1`);
}

function generationFamily(
  config: ModelConfig,
  parameters: ReadonlyMap<string, Float32Array>,
  parameterBytes: number,
): GraphFamily<GenerationKey> {
  return {
    isSame: (a, b) => a.pass === b.pass && a.sequences === b.sequences && a.length === b.length,
    trace: ({ pass, sequences, length }) =>
      pass === "prompts" ? tracePrompts(config, sequences, length) : traceNextToken(config, sequences, length),
    // Few rows meet every matrix, token after token; of prompts there are many, once.
    fixed: ({ pass }) => (pass === "next" ? parameters : new Map()),
    workingBytes({ pass, sequences, length }) {
      const { vocabularySize, width, innerWidth, heads, layers } = config;
      const { groups, headWidth } = keyShape(config);
      if (pass === "next") return 2 * parameterBytes + 4 * sequences * (vocabularySize + heads * length);
      const perRow = 8 * width + 2 * innerWidth + 2 * heads * length + 2 * layers * groups * headWidth;
      return 4 * sequences * (length * perRow + vocabularySize);
    },
  };
}
