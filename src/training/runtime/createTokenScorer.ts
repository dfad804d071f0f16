import * as tf from "@tensorflow/tfjs-core";
import { throwIfCancelled } from "../../base/errors.ts";
import { architectureOf } from "../../lm/architecture.ts";
import type { Checkpoint } from "../../lm/checkpoint.ts";
import { type ModelConfig, parameterShapes } from "../../lm/modelConfig.ts";
import { parameterOf } from "../../lm/plainLayers.ts";
import type { TargetScores, TokenScorer } from "../../lm/tokenScorer.ts";
import { createTokenizer } from "../../lm/tokenizer.ts";
import { tappedLayers } from "../clip/tappedLayers.ts";
import type { Graph } from "../graph.ts";
import { planMicrobatches } from "../microbatches.ts";
import { gemm, pickColumns, rowLogSumExp } from "../trace/operators.ts";
import { type InputType, trace } from "../trace/trace.ts";
import { GraphCache, type GraphFamily } from "./graphCache.ts";

/**
 * What a pass returns: the log-probability of each position's target, the same with how far the target's logit is below
 * the largest, or all log-probabilities at one position.
 */
type Question = "targets" | "targets and top" | "next";

interface ScoringKey {
  readonly question: Question;
  readonly sequences: number;
  readonly length: number;
}

/**
 * Positions per pass; logits of one pass take `batchTokens` · V numbers. No sequence is longer: a model that could read
 * more (Llama's and Qwen's can, by far) is asked in windows of this length.
 */
const batchTokens = 1024;

/**
 * A model that scores token sequences, compiled once per shape. It reads the checkpoint's parameters where they are: what
 * training changes in them, it sees.
 */
export async function createTokenScorer(
  checkpoint: Checkpoint,
  options: { /** One per core when absent. */ readonly threads?: number } = {},
): Promise<TokenScorer> {
  const { config, parameters } = checkpoint;
  const tokenizer = createTokenizer(checkpoint.tokenizerJson, checkpoint.tokenizerConfigJson);
  const maximumLength = Math.min(config.positions, batchTokens);
  const graphs = new GraphCache(scoringFamily(config), options);

  /** Runs the model over token rows of at least one token each, `collect` gets each row's place in the pass. */
  const pass = async (
    question: Question,
    rows: readonly (readonly number[])[],
    signal: AbortSignal | undefined,
    collect: (row: number, results: ReadonlyMap<string, Float32Array>, place: number, length: number) => void,
    targetsOf: (row: number) => readonly number[],
  ): Promise<void> => {
    // A row of n inputs is n predictions, and a planned view has one token more than it has predictions.
    const units = rows.map((row, position) => ({ position, views: [{ tokens: [...row, 0] }], viewShare: 1 }));
    for (const { layout, units: placed } of planMicrobatches(units, {
      tokens: batchTokens,
      maximumLength,
    })) {
      throwIfCancelled(signal);
      const { records, length } = layout;
      const tokens = new Int32Array(records * length);
      const targets = new Int32Array(question === "next" ? records : records * length);
      placed.forEach(({ position }, place) => {
        const row = rows[position] as readonly number[];
        tokens.set(row, place * length);
        if (question === "next") targets[place] = place * length + row.length - 1;
        else targets.set(targetsOf(position), place * length);
      });
      const graph = await graphs.get({ question, sequences: records, length });
      const feeds = new Map<string, Float32Array | Int32Array>(parameters)
        .set("tokens", tokens)
        .set("targets", targets);
      const results = await graph.run(feeds);
      placed.forEach(({ position }, place) => collect(position, results, place, length));
    }
  };

  const check = (sequences: readonly (readonly number[])[], shortest: number): void => {
    for (const tokens of sequences) {
      if (tokens.length < shortest || tokens.length > maximumLength) {
        throw new RangeError(`a sequence of ${tokens.length} tokens; ${shortest} to ${maximumLength} are possible`);
      }
      if (!tokens.every((token) => Number.isInteger(token) && token >= 0 && token < config.vocabularySize)) {
        throw new RangeError("a sequence has a token outside the vocabulary");
      }
    }
  };

  const ofTargets = async (
    question: "targets" | "targets and top",
    sequences: readonly (readonly number[])[],
    signal: AbortSignal | undefined,
  ): Promise<TargetScores[]> => {
    check(sequences, 2);
    const answers: TargetScores[] = sequences.map(() => ({ logProbabilities: new Float32Array(), isTop: [] }));
    const inputs = sequences.map((sequence) => sequence.slice(0, -1));
    await pass(
      question,
      inputs,
      signal,
      (row, results, place, length) => {
        const start = place * length;
        const of = (name: string): Float32Array =>
          resultOf(results, name).slice(start, start + (inputs[row] as readonly number[]).length);
        answers[row] = {
          logProbabilities: of("logProbabilities"),
          isTop: question === "targets" ? [] : Array.from(of("belowTop"), (distance) => distance >= 0),
        };
      },
      (row) => (sequences[row] as readonly number[]).slice(1),
    );
    return answers;
  };

  return {
    vocabularySize: config.vocabularySize,
    maximumLength,
    startOfTextId: tokenizer.startOfTextId,
    endOfTextId: tokenizer.endOfTextId,
    encode: (text) => tokenizer.encode(text),
    decode: (tokens) => tokenizer.decode(tokens),
    async logProbabilities(sequences, signal) {
      const answers = await ofTargets("targets", sequences, signal);
      return answers.map(({ logProbabilities }) => logProbabilities);
    },
    logProbabilitiesAndTop: (sequences, signal) => ofTargets("targets and top", sequences, signal),
    async nextLogProbabilities(prefixes, signal) {
      check(prefixes, 1);
      const answers: Float32Array[] = prefixes.map(() => new Float32Array());
      const size = config.vocabularySize;
      await pass(
        "next",
        prefixes,
        signal,
        (row, results, place) => {
          answers[row] = resultOf(results, "logProbabilities").slice(place * size, (place + 1) * size);
        },
        () => [],
      );
      return answers;
    },
    async dispose() {
      await graphs.release();
    },
  };
}

function resultOf(results: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
  const values = results.get(name);
  if (values === undefined) throw new RangeError(`the pass did not return ${name}`);
  return values;
}

function scoringFamily(config: ModelConfig): GraphFamily<ScoringKey> {
  return {
    isSame: (a, b) => a.question === b.question && a.sequences === b.sequences && a.length === b.length,
    trace: (key) => traceScoring(config, key),
    // The logits, and the widest arrays of one block: nothing is kept for a backward pass.
    workingBytes({ question, sequences, length }) {
      const { vocabularySize, width, innerWidth, heads } = config;
      const rows = sequences * length;
      const rowsAtHead = question === "next" ? sequences : rows;
      return 4 * (2 * rowsAtHead * vocabularySize + rows * (8 * width + 2 * innerWidth + 2 * heads * length));
    },
  };
}

/**
 * Records the forward pass. For `targets` and `targets and top`, `targets` [N, 1] holds token ids and the answers are [N, 1]; for `next`, it
 * holds one row of the N per sequence, [B], and only those rows meet the head: the answer is [B, V].
 */
function traceScoring(config: ModelConfig, { question, sequences, length }: ScoringKey): Graph {
  const rows = sequences * length;
  const inputs = new Map<string, InputType>([
    ...[...parameterShapes(config)].map(([name, shape]) => [name, { shape, dtype: "float32" }] as const),
    ["tokens", { shape: [sequences, length], dtype: "int32" }],
    ["targets", { shape: question === "next" ? [sequences] : [rows, 1], dtype: "int32" }],
  ]);
  return trace(inputs, (tensors) => {
    const layers = tappedLayers(config, tensors, []);
    const embedded = layers.embed(parameterOf(tensors, "tokens") as tf.Tensor2D);
    const architecture = architectureOf(config);
    const states = architecture.finalStates(layers, embedded, { sequences, length }); // [N, C]
    const head = parameterOf(tensors, architecture.head);
    const targets = parameterOf(tensors, "targets");
    if (question === "next") {
      const last = tf.gather(states, targets as tf.Tensor1D); // [B, C]
      return new Map([["logProbabilities", tf.logSoftmax(gemm(last, head, { transposeB: true }))]]);
    }
    const logits = gemm(states, head, { transposeB: true }); // [N, V]
    const ofTarget = pickColumns(logits, targets as tf.Tensor2D); // [N, 1]
    const logProbabilities: tf.Tensor = tf.sub(ofTarget, rowLogSumExp(logits));
    if (question === "targets") return new Map([["logProbabilities", logProbabilities]]);
    const belowTop: tf.Tensor = tf.sub(ofTarget, tf.max(logits, 1, true)); // 0 for the first choice
    return new Map([
      ["logProbabilities", logProbabilities],
      ["belowTop", belowTop],
    ]);
  });
}
