import * as tf from "@tensorflow/tfjs-core";
import type { Layers } from "../../lm/gpt2.ts";
import type { ModelConfig } from "../../lm/modelConfig.ts";
import { causalMask, parameterOf } from "../../lm/plainLayers.ts";
import { gemm, layerNormalisation, scaledMatMul, tanhGelu } from "../trace/operators.ts";

/** What a layer's backward pass saw: the ingredients of its parameters' gradients. All rows, N = B·T. */
export type Tap =
  | {
      readonly kind: "linear";
      readonly name: string;
      /** [N, p] */
      readonly input: tf.Tensor2D;
      /** [N, m] */
      readonly outputGradient: tf.Tensor2D;
    }
  | {
      readonly kind: "layerNorm";
      readonly name: string;
      /** [N, C], the input before weight and bias. */
      readonly normalised: tf.Tensor2D;
      /** [N, C] */
      readonly outputGradient: tf.Tensor2D;
    };

/**
 * GPT-2's layers with backward passes of our own: each linear layer and layer norm puts what its gradient is made of on
 * `taps` and passes on only the gradient of its input. tfjs never computes a parameter's gradient.
 */
export function tappedLayers(config: ModelConfig, parameters: ReadonlyMap<string, tf.Tensor>, taps: Tap[]): Layers {
  const of = (name: string): tf.Tensor => parameterOf(parameters, name);
  return {
    embed(tokens) {
      const [sequences, length] = tokens.shape;
      const token = tf.gather(of("transformer.wte.weight"), tokens); // [B, T, C]
      const position = tf.slice(of("transformer.wpe.weight"), [0, 0], [length, config.width]); // [T, C]
      return tf.reshape(tf.add(token, position), [sequences * length, config.width]);
    },
    linear(x, name) {
      const weight = of(`${name}.weight`);
      const forward = differentiable((input) => ({
        value: gemm(input, weight, { addend: of(`${name}.bias`) }),
        gradient(dy) {
          taps.push({ kind: "linear", name, input, outputGradient: held(dy) });
          return gemm(dy, weight, { transposeB: true });
        },
      }));
      return forward(x);
    },
    layerNorm(x, name) {
      const weight = of(`${name}.weight`);
      const forward = differentiable((input) => {
        const { output, mean, inverseDeviation } = layerNormalisation(
          input,
          weight,
          of(`${name}.bias`),
          config.layerNormEpsilon,
        );
        const [centre, scale] = [held(mean), held(inverseDeviation)];
        return {
          value: output,
          gradient(dy) {
            const normalised: tf.Tensor2D = tf.mul(tf.sub(input, centre), scale);
            taps.push({ kind: "layerNorm", name, normalised: held(normalised), outputGradient: held(dy) });
            const dn = tf.mul(dy, weight); // [N, C]
            const along = tf.mean(tf.mul(dn, normalised), 1, true); // [N, 1]
            return tf.mul(tf.sub(tf.sub(dn, tf.mean(dn, 1, true)), tf.mul(normalised, along)), scale);
          },
        };
      });
      return forward(x);
    },
    gelu: differentiable((x) => ({ value: tanhGelu(x), gradient: (dy) => tf.mul(dy, geluSlope(x)) })),
    attention(qkv, sequences, length) {
      const shape: [number, number, number, number] = [sequences, length, config.heads, config.width / config.heads];
      const [q, k, v] = tf.split(qkv, 3, 1).map((part) => tf.transpose(tf.reshape(part, shape), [0, 2, 1, 3])) as [
        tf.Tensor4D,
        tf.Tensor4D,
        tf.Tensor4D,
      ];
      const mixed = tf.transpose(attend(q, k, v), [0, 2, 1, 3]); // [B, T, H, C/H]
      return tf.reshape(mixed, [sequences * length, config.width]);
    },
  };
}

/** A function of one matrix together with its gradient; the input outlives tfjs's scopes, because `gradient` may read it. */
function differentiable(
  compute: (x: tf.Tensor2D) => { value: tf.Tensor2D; gradient: (dy: tf.Tensor2D) => tf.Tensor },
): (x: tf.Tensor2D) => tf.Tensor2D {
  return tf.customGrad((input) => {
    const { value, gradient } = compute(held(input as tf.Tensor2D));
    return { value, gradFunc: (dy) => gradient(dy as tf.Tensor2D) };
  }) as (x: tf.Tensor2D) => tf.Tensor2D;
}

/** A second handle that tfjs's scopes leave alone. */
function held<T extends tf.Tensor>(tensor: T): T {
  return tf.keep(tf.clone(tensor));
}

/**
 * Derivative of x s with s = sigmoid(u), u = a x + b x³, a = 2 sqrt(2/pi), b = 0.044715 a:
 * s + x s (1 - s) u', and u' = a + 3 b x².
 */
function geluSlope(x: tf.Tensor2D): tf.Tensor {
  const a = 2 * Math.sqrt(2 / Math.PI);
  const b = 0.044715 * a;
  const square = tf.mul(x, x);
  const s = tf.sigmoid(tf.mul(x, tf.add(tf.mul(square, b), a)));
  const xSlope = tf.mul(x, tf.add(tf.mul(square, 3 * b), a)); // x u'
  return tf.mul(s, tf.add(1, tf.mul(tf.sub(1, s), xSlope)));
}

/**
 * softmax(q kᵀ / sqrt(C/H) + mask) v with its gradient. The row sums of P ∘ dP, which the softmax's gradient needs, equal
 * those of dO ∘ O, which are T / (C/H) times smaller.
 *
 * @param q, k, v [B, H, T, C/H]
 * @see Dao et al. (2022), "FlashAttention", appendix B
 */
function attend(q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D): tf.Tensor4D {
  const [, , length, headWidth] = q.shape;
  const alpha = 1 / Math.sqrt(headWidth);
  const forward = tf.customGrad((...inputs) => {
    const [query, key, value] = (inputs as tf.Tensor[]).slice(0, 3).map(held) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const scores = tf.add(scaledMatMul(query, key, { alpha, transposeB: true }), causalMask(length));
    const weights = held(tf.softmax(scores)); // [B, H, T, T]
    const output = held(tf.matMul(weights, value));
    return {
      value: tf.clone(output),
      gradFunc: (dy) => {
        const dOutput = dy as tf.Tensor;
        const dWeights = tf.matMul(dOutput, value, false, true);
        const shift = tf.sum(tf.mul(dOutput, output), -1, true); // [B, H, T, 1]
        const dScores = tf.mul(weights, tf.sub(dWeights, shift));
        return [
          scaledMatMul(dScores, key, { alpha }),
          scaledMatMul(dScores, query, { alpha, transposeA: true }),
          tf.matMul(weights, dOutput, true, false),
        ];
      },
    };
  });
  return forward(q, k, v) as tf.Tensor4D;
}
