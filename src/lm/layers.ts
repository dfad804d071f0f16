import type * as tf from "@tensorflow/tfjs-core";

/** How N rows are sequences: B sequences of T tokens, row b·T + t. */
export interface SequenceShape {
  readonly sequences: number;
  readonly length: number;
}

/** A rotary embedding: pair i of a head at position t turns by t · base^(-2i/D), more slowly where it is stretched. */
export interface Rotation {
  /** D */
  readonly headWidth: number;
  readonly base: number;
  readonly stretch?: RotaryStretch;
}

/**
 * Llama 3.1's rule for more positions than the model first learnt: a pair whose wave is longer than `originalPositions` /
 * `longWaves` turns `factor` times more slowly, one whose wave is shorter than `originalPositions` / `shortWaves` as
 * before, and what lies between goes from one to the other evenly in waves per `originalPositions`.
 */
export interface RotaryStretch {
  readonly factor: number;
  readonly longWaves: number;
  readonly shortWaves: number;
  readonly originalPositions: number;
}

/**
 * The layers that the architectures are made of. `plainLayers.ts` has them as a textbook would; training has a faster
 * set whose backward pass also keeps what clipping needs; generation has one that remembers earlier keys and values.
 * B sequences of T tokens are N = B·T rows throughout. A layer's parameters are found by its name.
 */
export interface Layers {
  /** [B, T] token ids -> [N, C]: the token embedding, plus the position embedding where the architecture has one. */
  embed(tokens: tf.Tensor2D): tf.Tensor2D;
  /**
   * [N, p] -> [N, m]: x W + b. `NAME.weight` is [p, m], or [m, p] where the architecture stores its matrices so;
   * `NAME.bias` [m] takes part where there is one.
   */
  linear(x: tf.Tensor2D, name: string): tf.Tensor2D;
  /** [N, C] -> [N, C], each row to mean 0 and variance 1, with `NAME.weight` and `NAME.bias`, both [C]. */
  layerNorm(x: tf.Tensor2D, name: string): tf.Tensor2D;
  /** [M, D] -> [M, D], each row to mean square 1, with `NAME.weight` [D]. M need not be N: heads have rows of their own. */
  rmsNorm(x: tf.Tensor2D, name: string): tf.Tensor2D;
  /** `gelu_new`, the tanh form, element by element. */
  gelu(x: tf.Tensor2D): tf.Tensor2D;
  /** silu(gate) · up, element by element. */
  gatedSilu(gate: tf.Tensor2D, up: tf.Tensor2D): tf.Tensor2D;
  /**
   * [N, h·D] -> [N, h·D]: turns every head's pairs (i, i + D/2) by their position's angles. The layers know the position of
   * each row: 0 to T - 1 in each sequence, unless they continue one.
   */
  rotate(x: tf.Tensor2D, rotation: Rotation, shape: SequenceShape): tf.Tensor2D;
  /**
   * Causal attention within each sequence, softmax(q kᵀ / sqrt(D)) v: q [N, H·D], k and v [N, G·D] -> [N, H·D]. Head h of the
   * queries reads head floor(h G / H) of the keys and values. H is the configuration's, D follows from q, G from k.
   *
   * @param layer index of the block, 0 first: where an implementation that remembers keys and values keeps them
   */
  attention(q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, layer: number, shape: SequenceShape): tf.Tensor2D;
}
