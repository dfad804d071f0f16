import * as tf from "@tensorflow/tfjs-core";
import { architectureOf } from "../../lm/architecture.ts";
import { type ModelConfig, parameterShapes } from "../../lm/modelConfig.ts";
import { parameterOf } from "../../lm/plainLayers.ts";
import type { Graph } from "../graph.ts";
import { gemm, rowLogSoftmax } from "../trace/operators.ts";
import { type InputType, trace } from "../trace/trace.ts";
import { packedLayers } from "./packedLayers.ts";

/**
 * What a pass returns: log-probabilities of single tokens, the same with each node's largest, or all log-probabilities after
 * some nodes.
 */
export type ScoringQuestion = "tokens" | "tokens and top" | "next";

/** The shapes of a pass. */
export interface ScoringShape {
  readonly question: ScoringQuestion;
  /** B */
  readonly rows: number;
  /** T, nodes of a row. */
  readonly length: number;
  /** E, places for answers. */
  readonly answers: number;
}

/** Names of graph inputs and outputs beside the parameters, which keep their own. */
export const scoringNames = {
  tokens: "tokens",
  positions: "positions",
  mask: "mask",
  /** What is asked: for tokens, node · V + token; for `next`, node. */
  asked: "asked",
  logProbabilities: "logProbabilities",
  /** [N, 1] */
  largest: "largest",
} as const;

/**
 * Records the forward pass over packed rows: `tokens` [B, T], `positions` [B·T], `mask` [B, 1, T, T] and `asked` [E] to
 * `logProbabilities`, [E] of tokens or [E, V] of `next`; only nodes whose answer is asked for meet the head then.
 *
 * @param places positions that the model has here
 */
export function traceScoring(
  config: ModelConfig,
  { question, rows, length, answers }: ScoringShape,
  places: number,
): Graph {
  const inputs = new Map<string, InputType>([
    ...[...parameterShapes(config)].map(([name, shape]) => [name, { shape, dtype: "float32" }] as const),
    [scoringNames.tokens, { shape: [rows, length], dtype: "int32" }],
    [scoringNames.positions, { shape: [rows * length], dtype: "int32" }],
    [scoringNames.mask, { shape: [rows, 1, length, length], dtype: "float32" }],
    [scoringNames.asked, { shape: [answers], dtype: "int32" }],
  ]);
  return trace(inputs, (tensors) => {
    const of = (name: string): tf.Tensor => parameterOf(tensors, name);
    const packed = { positions: of(scoringNames.positions) as tf.Tensor1D, mask: of(scoringNames.mask) as tf.Tensor4D };
    const layers = packedLayers(config, tensors, packed, places);
    const architecture = architectureOf(config);
    const embedded = layers.embed(of(scoringNames.tokens) as tf.Tensor2D);
    const states = architecture.finalStates(layers, embedded, { sequences: rows, length }); // [N, C]
    const asked = of(scoringNames.asked) as tf.Tensor1D;
    const met = question === "next" ? tf.gather(states, asked) : states;
    const all = rowLogSoftmax(gemm(met as tf.Tensor2D, of(architecture.head), { transposeB: true })); // [E or N, V]
    if (question === "next") return new Map([[scoringNames.logProbabilities, all]]);
    const ofTokens: tf.Tensor = tf.gather(tf.reshape(all, [-1]), asked); // [E]
    const answer = new Map([[scoringNames.logProbabilities as string, ofTokens]]);
    return question === "tokens" ? answer : answer.set(scoringNames.largest, tf.max(all, 1, true));
  });
}
