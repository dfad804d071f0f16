import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import { architectureOf } from "../../lm/architecture.ts";
import type { ModelConfig } from "../../lm/modelConfig.ts";
import { parameterOf } from "../../lm/plainLayers.ts";
import type { ClipRule } from "../gradientEngine.ts";
import type { TrainableModel } from "../trainableModel.ts";
import { clipFactors } from "./clipFactors.ts";
import { type HeadPass, type MatrixPass, crossEntropyHead, frozenHead } from "./crossEntropyHead.ts";
import { type EmbeddingGradient, positionGradient, tiedCrossTerm, tokenGradient } from "./embeddingGradients.ts";
import { type HeadPart, wholeHead } from "./headParts.ts";
import { matrixGradient, matrixGradients } from "./matrixGradient.ts";
import type { ParameterGradient, RowLayout } from "./parameterGradient.ts";
import { type Tap, tappedLayers } from "./tappedLayers.ts";
import { vectorGradient } from "./vectorGradient.ts";

export interface StepInputs {
  readonly parameters: ReadonlyMap<string, tf.Tensor>;
  /** The sum so far of every trainable parameter that is not only looked up; same names and shapes. */
  readonly sums: ReadonlyMap<string, tf.Tensor>;
  /** The output head's rows in parts, which `parameters` and `sums` have under their names; in one part when absent. */
  readonly headParts?: readonly HeadPart[];
  /** [R·K, T] int32 */
  readonly tokens: tf.Tensor2D;
  /** [N, 1] int32 */
  readonly targets: tf.Tensor2D;
  /** [N, 1]: 1 / (views · targets of the view) on a target, 0 elsewhere, for the mean over views of the mean token loss. */
  readonly weights: tf.Tensor2D;
  /** [1], C; not needed in mode `none`. */
  readonly clipNorm?: tf.Tensor1D;
}

export interface StepOutputs {
  /** [R·K], each view's share of its record's loss. */
  readonly viewLosses: tf.Tensor1D;
  /** The sums with this micro-batch added. */
  readonly sums: ReadonlyMap<string, tf.Tensor>;
  /** [N, C]: row n is to be added to row tokens[n] of the token embedding's sum; absent where that is frozen. */
  readonly tokenRows?: tf.Tensor2D;
  /** [T, C]: to be added to the first rows of the position embedding's sum; absent where that is frozen or there is none. */
  readonly positionRows?: tf.Tensor2D;
  /** What clipping knows; absent in mode `none`. */
  readonly clipping?: {
    /** [R], ‖G_i‖² before the root; not finite when anything in the record's pass is not. */
    readonly squaredNorms: tf.Tensor1D;
    /** [R] */
    readonly factors: tf.Tensor1D;
    /** The same squared norms, parameter by parameter. */
    readonly squaredNormsByParameter: ReadonlyMap<string, tf.Tensor1D>;
  };
}

/** The parameters that only lookups reach: their gradients leave the step as rows. */
export function isLookupOnly(config: ModelConfig, name: string): boolean {
  const { tokenEmbedding, positionEmbedding } = architectureOf(config);
  return name === positionEmbedding || (name === tokenEmbedding && !config.tiedHead);
}

/**
 * One micro-batch: forward, backward, each record's norm, and the sum of the clipped gradients. The norm of a record runs
 * over all its views, clipped once, so that its sensitivity is C however many counterfactuals it has.
 *
 * Only what is trainable gets a gradient, a share in the norm and a sum. A recording drops what nothing asks for, so
 * frozen layers cost no more than the way of the loss through them.
 *
 * @see De et al. (2022), "Unlocking High-Accuracy Differentially Private Image Classification through Scale", section 3
 */
export function gradientStep(
  { config, trainable, lora }: TrainableModel,
  layout: RowLayout,
  mode: ClipRule["mode"],
  inputs: StepInputs,
): StepOutputs {
  const { parameters, tokens } = inputs;
  const architecture = architectureOf(config);
  const parts = inputs.headParts ?? wholeHead(architecture.head, config.vocabularySize);
  const headMatrix = {
    whole: parameterOf(parameters, architecture.head),
    parts: parts.map(({ name, firstRow }) => ({ firstRow, matrix: parameterOf(parameters, name) })),
  };
  const sequences = layout.records * layout.views;
  const headPass = trainable.has(architecture.head) ? crossEntropyHead : frozenHead;
  const taps: Tap[] = [];
  const layers = tappedLayers(config, parameters, taps, { trainable, ...(lora === undefined ? {} : { lora }) });
  let head: HeadPass | undefined;
  const loss = (embedded: tf.Tensor): tf.Scalar => {
    const states = architecture.finalStates(layers, embedded as tf.Tensor2D, { sequences, length: layout.length });
    return tf.customGrad((x) => {
      head = keepAll(headPass(x as tf.Tensor2D, headMatrix, inputs.targets, inputs.weights));
      const { stateGradient } = head;
      return { value: tf.sum(head.losses), gradFunc: () => tf.clone(stateGradient) };
    })(states) as tf.Scalar;
  };
  const embeddedGradient = tf.grad(loss)(layers.embed(tokens)) as tf.Tensor2D; // [N, C]
  if (head === undefined) throw new RangeError("the head did not run");

  const gradients = taps.map((tap) => gradientOf(tap, layout));
  const { matrix } = head;
  const headGradients =
    matrix === undefined ? [] : matrixGradients(piecesOf(parts, matrix), matrix.scaledStates, layout);
  const { tokenEmbedding, positionEmbedding } = architecture;
  const lookups = new Map<string, EmbeddingGradient>();
  if (trainable.has(tokenEmbedding)) lookups.set(tokenEmbedding, tokenGradient(embeddedGradient, tokens, layout));
  if (positionEmbedding !== undefined && trainable.has(positionEmbedding)) {
    lookups.set(positionEmbedding, positionGradient(embeddedGradient, layout));
  }
  const summed = [...gradients.map(({ name }) => name), ...(matrix === undefined ? [] : [architecture.head])];
  checkUsedOnce(summed);
  checkCovers(trainable, [...summed, ...lookups.keys()], "the summed gradients");
  const viewLosses = tf.sum(tf.reshape(head.losses, [sequences, layout.length]), 1) as tf.Tensor1D;

  let clipping: StepOutputs["clipping"];
  if (mode !== "none") {
    if (inputs.clipNorm === undefined) throw new RangeError(`mode ${mode} needs a clip norm`);
    const byParameter = squaredNormsByParameter(gradients, lookups);
    for (const gradient of headGradients) addNorm(byParameter, architecture.head, gradient.squaredNorms());
    if (config.tiedHead && matrix !== undefined) {
      const cross = tiedCrossTerm(embeddedGradient, headMatrix.whole, matrix, inputs, layout);
      addNorm(byParameter, architecture.head, cross);
    }
    checkCovers(trainable, [...byParameter.keys()], "the norm");
    const squaredNorms = tf.addN([...byParameter.values()]) as tf.Tensor1D;
    const norms = tf.sqrt(tf.maximum(squaredNorms, 0)) as tf.Tensor1D; // rounding may leave a tiny negative number
    const factors = clipFactors(mode, norms, inputs.clipNorm);
    clipping = { squaredNorms, factors, squaredNormsByParameter: byParameter };
  }
  const factors = clipping?.factors;
  const sums = new Map(
    [...gradients, ...headGradients].map((it) => [it.name, it.addTo(parameterOf(inputs.sums, it.name), factors)]),
  );
  const tokenRows = lookups.get(tokenEmbedding)?.rows(factors);
  const positionRows = positionEmbedding === undefined ? undefined : lookups.get(positionEmbedding)?.rows(factors);
  return {
    viewLosses,
    sums,
    ...(tokenRows === undefined ? {} : { tokenRows }),
    ...(positionRows === undefined ? {} : { positionRows }),
    ...(clipping === undefined ? {} : { clipping }),
  };
}

function gradientOf(tap: Tap, layout: RowLayout): ParameterGradient {
  return tap.kind === "matrix"
    ? matrixGradient(tap.name, tap.left, tap.right, layout)
    : vectorGradient(tap.name, tap.rows, layout);
}

function squaredNormsByParameter(
  gradients: readonly ParameterGradient[],
  lookups: ReadonlyMap<string, EmbeddingGradient>,
): Map<string, tf.Tensor1D> {
  const norms = new Map(gradients.map((gradient) => [gradient.name, gradient.squaredNorms()]));
  for (const [name, lookup] of lookups) addNorm(norms, name, lookup.squaredNorms());
  return norms;
}

/** A parameter that is updated without being clipped, or clipped with without being updated, would break the promise. */
function checkCovers(trainable: ReadonlySet<string>, names: readonly string[], what: string): void {
  const covered = new Set(names);
  const wrong = [
    ...[...trainable].filter((name) => !covered.has(name)),
    ...names.filter((name) => !trainable.has(name)),
  ];
  if (wrong.length > 0) throw new RangeError(`${what} and the trainable parameters differ in ${wrong.join(", ")}`);
}

/** Two uses of one parameter are one gradient, whose norm is not the sum of theirs; only the tied head's are worked out. */
function checkUsedOnce(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new RangeError(`${twice} is used twice, which the norm does not know how to count`);
}

/** A tied matrix is one parameter with two uses: their squared norms, and the cross term, are one sum. */
function addNorm(norms: Map<string, tf.Tensor1D>, name: string, squared: tf.Tensor1D): void {
  const other = norms.get(name);
  norms.set(name, other === undefined ? squared : tf.add(other, squared));
}

function piecesOf(parts: readonly HeadPart[], { residuals }: MatrixPass): { name: string; x: tf.Tensor2D }[] {
  return parts.map(({ name }, part) => ({ name, x: residuals[part] as tf.Tensor2D }));
}

function keepAll(head: HeadPass): HeadPass {
  const { residuals = [], ...rest } = head.matrix ?? {};
  for (const tensor of [head.losses, head.stateGradient, ...residuals, ...Object.values(rest)]) tf.keep(tensor);
  return head;
}
