import * as tf from "@tensorflow/tfjs-core";
import { architectureOf } from "../../lm/architecture.ts";
import type { Layers, Rotation } from "../../lm/layers.ts";
import { type LoraSettings, loraNames, loraScale } from "../../lm/lora.ts";
import type { ModelConfig } from "../../lm/modelConfig.ts";
import { causalMask, parameterOf, rotaryAngles } from "../../lm/plainLayers.ts";
import { gemm, layerNormalisation, rmsNormalisation, rotatePairs, scaledMatMul, tanhGelu } from "../trace/operators.ts";

/** What a backward pass keeps of one parameter: the ingredients of its gradient. */
export type Tap =
  | {
      /** The gradient is leftᵀ right. */
      readonly kind: "matrix";
      readonly name: string;
      /** [M, p] of a parameter [p, m] */
      readonly left: tf.Tensor2D;
      /** [M, m] */
      readonly right: tf.Tensor2D;
    }
  | {
      /** The gradient is the sum of the rows. */
      readonly kind: "vector";
      readonly name: string;
      /** [M, m] of a parameter [m] */
      readonly rows: tf.Tensor2D;
    };

/** A parameter's gradient is leftᵀ right. */
type TapMatrix = (name: string, left: tf.Tensor2D, right: tf.Tensor2D) => void;

export interface TapOptions {
  /** The parameters that are tapped; all when absent. */
  readonly trainable?: ReadonlySet<string>;
  /** Adapters, whose matrices are among the parameters. */
  readonly lora?: LoraSettings;
}

/**
 * The layers with backward passes of our own: each linear layer and norm puts what the gradients of its trainable
 * parameters are made of on `taps` and passes on only the gradient of its input. tfjs never computes a parameter's gradient.
 */
export function tappedLayers(
  config: ModelConfig,
  parameters: ReadonlyMap<string, tf.Tensor>,
  taps: Tap[],
  { trainable, lora }: TapOptions = {},
): Layers {
  const { tokenEmbedding, positionEmbedding, linearStorage } = architectureOf(config);
  const isOutputFirst = linearStorage === "output first";
  const of = (name: string): tf.Tensor => parameterOf(parameters, name);
  const turns = shared(turnTables);
  const mask = shared((length: number) => tf.keep(causalMask(length)));
  const isTapped = (name: string): boolean => trainable?.has(name) ?? true;
  const tapMatrix: TapMatrix = (name, left, right) => {
    if (isTapped(name)) taps.push({ kind: "matrix", name, left: held(left), right: held(right) });
  };
  const tapVector = (name: string, rows: () => tf.Tensor2D): void => {
    if (isTapped(name)) taps.push({ kind: "vector", name, rows: held(rows()) });
  };
  return {
    embed(tokens) {
      const [sequences, length] = tokens.shape;
      const token = tf.gather(of(tokenEmbedding), tokens); // [B, T, C]
      const embedded =
        positionEmbedding === undefined
          ? token
          : tf.add(token, tf.slice(of(positionEmbedding), [0, 0], [length, config.width])); // [T, C] for each sequence
      return tf.reshape(embedded, [sequences * length, config.width]);
    },
    linear(x, name) {
      const weight = of(`${name}.weight`);
      const bias = parameters.get(`${name}.bias`);
      const adapter = lora && adapterPass(lora, parameters, name, tapMatrix);
      const forward = differentiable((input) => {
        const value = gemm(input, weight, {
          transposeB: isOutputFirst,
          ...(bias === undefined ? {} : { addend: bias }),
        });
        const adapted = adapter?.(input, value);
        return {
          value: adapted?.value ?? value,
          gradient(dy) {
            tapMatrix(`${name}.weight`, ...(isOutputFirst ? ([dy, input] as const) : ([input, dy] as const)));
            if (bias !== undefined) tapVector(`${name}.bias`, () => dy);
            const dx = gemm(dy, weight, { transposeB: !isOutputFirst });
            return adapted?.gradient(dy, dx) ?? dx;
          },
        };
      });
      return forward(x);
    },
    layerNorm(x, name) {
      const weight = of(`${name}.weight`);
      const forward = differentiable((input) => {
        const { output, mean, inverseDeviation } = layerNormalisation(
          input,
          weight,
          of(`${name}.bias`),
          config.normEpsilon,
        );
        const [centre, scale] = [held(mean), held(inverseDeviation)];
        return {
          value: output,
          gradient(dy) {
            const normalised: tf.Tensor2D = tf.mul(tf.sub(input, centre), scale);
            tapVector(`${name}.weight`, () => tf.mul(dy, normalised));
            tapVector(`${name}.bias`, () => dy);
            const dn = tf.mul(dy, weight); // [N, C]
            const along = tf.mean(tf.mul(dn, normalised), 1, true); // [N, 1]
            return tf.mul(tf.sub(tf.sub(dn, tf.mean(dn, 1, true)), tf.mul(normalised, along)), scale);
          },
        };
      });
      return forward(x);
    },
    rmsNorm(x, name) {
      const weight = of(`${name}.weight`);
      const forward = differentiable((input) => {
        const { output, inverseRoot } = rmsNormalisation(input, weight, config.normEpsilon);
        const scale = held(inverseRoot);
        return {
          value: output,
          gradient(dy) {
            const normalised: tf.Tensor2D = tf.mul(input, scale);
            tapVector(`${name}.weight`, () => tf.mul(dy, normalised));
            const dn = tf.mul(dy, weight); // [M, D]
            const along = tf.mean(tf.mul(dn, normalised), 1, true); // [M, 1]
            return tf.mul(tf.sub(dn, tf.mul(normalised, along)), scale);
          },
        };
      });
      return forward(x);
    },
    gelu: differentiable((x) => ({ value: tanhGelu(x), gradient: (dy) => tf.mul(dy, geluSlope(x)) })),
    gatedSilu,
    rotate(x, rotation, { sequences, length }) {
      const { cosines, sines, backwards } = turns(rotation, length);
      const turn = differentiable((input) => ({
        value: rotatePairs(input, cosines, sines, sequences),
        gradient: (dy) => rotatePairs(dy, cosines, backwards, sequences), // what undoes a turn is its transpose
      }));
      return turn(x);
    },
    attention(q, k, v, _, { sequences, length }) {
      const headWidth = q.shape[1] / config.heads; // D
      const byHead = (rows: tf.Tensor2D): tf.Tensor4D =>
        tf.transpose(tf.reshape(rows, [sequences, length, rows.shape[1] / headWidth, headWidth]), [0, 2, 1, 3]);
      const mixed = tf.transpose(attend(byHead(q), byHead(k), byHead(v), mask(length)), [0, 2, 1, 3]); // [B, T, H, D]
      return tf.reshape(mixed, [sequences * length, q.shape[1]]);
    },
  };
}

/**
 * What an adapter adds to one linear layer, s (x Aᵀ) Bᵀ, and to the gradient of its input: two narrow matrices, of which
 * each is a linear layer itself.
 *
 * @returns undefined where the layer has no adapter
 * @see Hu et al. (2022), "LoRA: Low-Rank Adaptation of Large Language Models", section 4.1
 */
function adapterPass(
  lora: LoraSettings,
  parameters: ReadonlyMap<string, tf.Tensor>,
  layer: string,
  tapMatrix: TapMatrix,
):
  | ((
      x: tf.Tensor2D,
      y: tf.Tensor2D,
    ) => { value: tf.Tensor2D; gradient: (dy: tf.Tensor2D, dx: tf.Tensor2D) => tf.Tensor2D })
  | undefined {
  const a = parameters.get(loraNames.a(layer)); // [r, p]
  const b = parameters.get(loraNames.b(layer)); // [m, r]
  if (a === undefined || b === undefined) return undefined;
  const scale = loraScale(lora);
  return (x, y) => {
    const narrow = held(tf.mul(gemm(x, a, { transposeB: true }), scale)) as tf.Tensor2D; // [N, r], s x Aᵀ
    return {
      value: gemm(narrow, b, { transposeB: true, addend: y }),
      gradient(dy, dx) {
        const dNarrow = tf.mul(gemm(dy, b), scale) as tf.Tensor2D; // [N, r], s dy B
        tapMatrix(loraNames.a(layer), dNarrow, x);
        tapMatrix(loraNames.b(layer), dy, narrow);
        return gemm(dNarrow, a, { addend: dx });
      },
    };
  };
}

/** Cosines and sines of every position, [T, D/2] each, and the sines of the opposite turn. */
function turnTables(
  rotation: Rotation,
  length: number,
): Readonly<Record<"cosines" | "sines" | "backwards", tf.Tensor2D>> {
  const { cosines, sines } = rotaryAngles(rotation, length);
  const table = (values: Float32Array): tf.Tensor2D => tf.keep(tf.tensor2d(values, [length, rotation.headWidth / 2]));
  return { cosines: table(cosines), sines: table(sines), backwards: table(sines.map((it) => -it)) };
}

/** All blocks of a pass share a table: who asks first makes it. */
function shared<Key extends readonly unknown[], T>(make: (...key: Key) => T): (...key: Key) => T {
  const made: { readonly key: Key; readonly value: T }[] = [];
  return (...key) => {
    const found = made.find((it) => it.key.every((part, index) => part === key[index]));
    if (found !== undefined) return found.value;
    const value = make(...key);
    made.push({ key, value });
    return value;
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

/** silu(gate) · up with its gradient; silu'(g) = s (1 + g (1 - s)), s = sigmoid(g), is computed again rather than kept. */
function gatedSilu(gate: tf.Tensor2D, up: tf.Tensor2D): tf.Tensor2D {
  const forward = tf.customGrad((...inputs) => {
    const [g, u] = (inputs as tf.Tensor[]).slice(0, 2).map(held) as [tf.Tensor, tf.Tensor];
    return {
      value: tf.mul(tf.mul(g, tf.sigmoid(g)), u),
      gradFunc: (dy) => {
        const s = tf.sigmoid(g);
        const silu = tf.mul(g, s);
        const slope = tf.mul(s, tf.add(1, tf.sub(g, silu)));
        return [tf.mul(tf.mul(dy as tf.Tensor, u), slope), tf.mul(dy as tf.Tensor, silu)];
      },
    };
  });
  return forward(gate, up) as tf.Tensor2D;
}

/**
 * softmax(q kᵀ / sqrt(D) + mask) v with its gradient. The row sums of P ∘ dP, which the softmax's gradient needs, equal
 * those of dO ∘ O, which are T / D times smaller.
 *
 * @param q [B, H, T, D]
 * @param k, v [B, G, T, D]: the H / G heads of queries that share one of keys are T · H / G rows of queries to it, and
 *   its gradient adds over them by itself
 * @param mask [T, T]
 * @see Dao et al. (2022), "FlashAttention", appendix B; Ainslie et al. (2023), "GQA"
 */
function attend(q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D, mask: tf.Tensor2D): tf.Tensor4D {
  const [sequences, heads, length, headWidth] = q.shape;
  const groups = k.shape[1];
  const alpha = 1 / Math.sqrt(headWidth);
  /** [B, H, T, m] -> [B, G, T·H/G, m] */
  const grouped = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [sequences, groups, -1, x.shape[3] as number]);
  const forward = tf.customGrad((...inputs) => {
    const [key, value] = (inputs as tf.Tensor[]).slice(1, 3).map(held) as [tf.Tensor, tf.Tensor];
    const query = held(grouped(inputs[0] as tf.Tensor));
    const scores = tf.reshape(scaledMatMul(query, key, { alpha, transposeB: true }), [
      sequences,
      heads,
      length,
      length,
    ]);
    const weights = held(grouped(tf.softmax(tf.add(scores, mask)))); // [B, G, T·H/G, T]
    const output = held(tf.matMul(weights, value)); // [B, G, T·H/G, D]
    return {
      value: tf.reshape(output, q.shape),
      gradFunc: (dy) => {
        const dOutput = grouped(dy as tf.Tensor);
        const dWeights = tf.matMul(dOutput, value, false, true);
        const shift = tf.sum(tf.mul(dOutput, output), -1, true); // [B, G, T·H/G, 1]
        const dScores = tf.mul(weights, tf.sub(dWeights, shift));
        return [
          tf.reshape(scaledMatMul(dScores, key, { alpha }), q.shape),
          scaledMatMul(dScores, query, { alpha, transposeA: true }),
          tf.matMul(weights, dOutput, true, false),
        ];
      },
    };
  });
  return forward(q, k, v) as tf.Tensor4D;
}
