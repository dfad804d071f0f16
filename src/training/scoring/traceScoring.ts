import * as tf from "@tensorflow/tfjs-core";
import { architectureOf } from "../../lm/architecture.ts";
import { type ModelConfig, parameterShapes } from "../../lm/modelConfig.ts";
import { parameterOf } from "../../lm/plainLayers.ts";
import { headParts } from "../clip/headParts.ts";
import type { HeadPart } from "../clip/headParts.ts";
import type { Graph } from "../graph.ts";
import { gemm, rowLogSoftmax, rowLogSumExp } from "../trace/operators.ts";
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
  /** What is asked: for `tokens` the token, for `tokens and top` node · V + token, for `next` the node. */
  asked: "asked",
  /** For `tokens`: the node that each token is asked of. */
  askedNodes: "askedNodes",
  logProbabilities: "logProbabilities",
  /** [N, 1] */
  largest: "largest",
} as const;

/** The head's matrix in the parts that `tokens` asks of, each an input of its own: rows of the whole. */
export function scoringParts(config: ModelConfig): readonly HeadPart[] {
  return headParts(architectureOf(config).head, config.vocabularySize);
}

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
  const ofAnswers = { shape: [answers], dtype: "int32" } as const;
  const inputs = new Map<string, InputType>([
    ...[...parameterShapes(config)].map(([name, shape]) => [name, { shape, dtype: "float32" }] as const),
    [scoringNames.tokens, { shape: [rows, length], dtype: "int32" }],
    [scoringNames.positions, { shape: [rows * length], dtype: "int32" }],
    [scoringNames.mask, { shape: [rows, 1, length, length], dtype: "float32" }],
    [scoringNames.asked, ofAnswers],
  ]);
  if (question === "tokens") {
    inputs.set(scoringNames.askedNodes, ofAnswers);
    for (const part of scoringParts(config))
      inputs.set(part.name, { shape: [part.rows, config.width], dtype: "float32" });
  }
  return trace(inputs, (tensors) => {
    const of = (name: string): tf.Tensor => parameterOf(tensors, name);
    const packed = { positions: of(scoringNames.positions) as tf.Tensor1D, mask: of(scoringNames.mask) as tf.Tensor4D };
    const layers = packedLayers(config, tensors, packed, places);
    const architecture = architectureOf(config);
    const embedded = layers.embed(of(scoringNames.tokens) as tf.Tensor2D);
    const states = architecture.finalStates(layers, embedded, { sequences: rows, length }); // [N, C]
    const asked = of(scoringNames.asked) as tf.Tensor1D;
    const head = of(architecture.head);
    const scores = (met: tf.Tensor): tf.Tensor2D => rowLogSoftmax(gemm(met, head, { transposeB: true }));
    switch (question) {
      case "tokens": {
        const nodes = of(scoringNames.askedNodes) as tf.Tensor1D;
        const targets = tf.sum(tf.mul(tf.gather(states, nodes), tf.gather(head, asked)), 1); // [E]
        const normaliser = logNormaliser(
          states,
          scoringParts(config).map(({ name }) => of(name)),
        );
        return new Map([[scoringNames.logProbabilities, tf.sub(targets, tf.gather(normaliser, nodes))]]);
      }
      case "tokens and top": {
        const all = scores(states); // [N, V]
        return new Map<string, tf.Tensor>([
          [scoringNames.logProbabilities, tf.gather(tf.reshape(all, [-1]), asked)],
          [scoringNames.largest, tf.max(all, 1, true)],
        ]);
      }
      case "next":
        return new Map([[scoringNames.logProbabilities, scores(tf.gather(states, asked))]]);
    }
  });
}

/**
 * ln of the sum of exp(logit) over the vocabulary, [N], part by part: the N · V logits are never there at once. A row's logit and
 * its log-softmax within a part differ by the part's sum; the runtime has a quick log-softmax and a slow sum of exponentials.
 */
function logNormaliser(states: tf.Tensor2D, parts: readonly tf.Tensor[]): tf.Tensor1D {
  const ofParts = parts.map((part) => {
    const logits = gemm(states, part, { transposeB: true }); // [N, rows of the part]
    const first = (x: tf.Tensor2D): tf.Tensor => tf.slice(x, [0, 0], [x.shape[0], 1]);
    return tf.sub(first(logits), first(rowLogSoftmax(logits)));
  });
  return tf.reshape(rowLogSumExp(tf.concat(ofParts, 1) as tf.Tensor2D), [-1]);
}
