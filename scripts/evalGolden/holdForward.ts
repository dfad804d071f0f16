import type * as tf from "@tensorflow/tfjs-core";
import { architectureOf } from "../../src/lm/architecture.ts";
import type { Checkpoint } from "../../src/lm/checkpoint.ts";
import type { Layers } from "../../src/lm/layers.ts";
import { parameterShapes } from "../../src/lm/modelConfig.ts";
import { parameterOf } from "../../src/lm/plainLayers.ts";
import { tappedLayers } from "../../src/training/clip/tappedLayers.ts";
import { CompiledGraph } from "../../src/training/runtime/compiledGraph.ts";
import { gemm } from "../../src/training/trace/operators.ts";
import { type InputType, trace } from "../../src/training/trace/trace.ts";
import { type Checksum, type Deviations } from "./deviations.ts";
import { type GoldenBatch, type GoldenFolder, recordsOf } from "./goldenFolder.ts";
import { type LossReduction, holdLosses, statisticsOf, withEngine } from "./holdGradients.ts";

/** SPEC.md section 17. */
const logitTolerance = 1e-4;
const lossTolerance = 1e-5;
const checksumTolerance = 1e-4;

interface ExpectedForward {
  readonly logitsFirst6: readonly (readonly (readonly number[])[])[];
  readonly logSumExp: readonly (readonly number[])[];
  readonly argmax: readonly (readonly number[])[];
  readonly validLogits: Checksum;
  readonly sumLoss: readonly number[];
  readonly meanLoss: readonly number[];
  readonly tokenNll: readonly (readonly number[])[];
  readonly hidden: readonly { readonly name: string; readonly valid: Checksum }[];
}

/** What the model makes of one row of T tokens. */
interface Forward {
  /** [T, V] */
  readonly logits: Float32Array;
  /** Name as golden files have it -> [T, C] */
  readonly hidden: ReadonlyMap<string, Float32Array>;
}

/** forward.json: logits, losses and hidden states, row by row without padding. */
export async function holdForward(folder: GoldenFolder, json: unknown, deviations: Deviations): Promise<void> {
  const { model, batches } = json as { model: string; batches: Record<string, { float64: ExpectedForward }> };
  const checkpoint = await folder.checkpoint(model);
  const runner = new ForwardRunner(checkpoint);
  try {
    for (const [name, { float64: expected }] of Object.entries(batches)) {
      const records = recordsOf(folder.batch(name));
      const rows: Forward[] = [];
      for (const { views } of records) rows.push(await runner.run(views[0]?.tokens ?? []));
      holdLogits(deviations, name, rows, expected, checkpoint.config.vocabularySize);
      records.forEach(({ views }, row) => {
        const losses = tokenLosses(rows[row] as Forward, views[0]?.labels ?? [], checkpoint.config.vocabularySize);
        const wanted = ownLosses(folder.batch(name), row, expected);
        deviations.exact("targets", `${name} row ${row}`, losses.length, wanted.length);
        wanted.forEach((nll, index) => {
          const where = `${name} row ${row} target ${index}`;
          deviations.relative("losses of tokens", where, losses[index], nll, lossTolerance);
        });
      });
      for (const { name: state, valid } of expected.hidden) {
        const found = rows.map(({ hidden }) => hidden.get(state) ?? new Float32Array());
        deviations.checksum("hidden states", `${name} ${state}`, joined(found), valid, checksumTolerance);
      }
    }
  } finally {
    await runner.release();
  }
  for (const reduction of ["sum", "mean"] as const) {
    await withEngine(folder, model, reduction, async (engine) => {
      for (const [name, { float64: expected }] of Object.entries(batches)) {
        const batch = folder.batch(name);
        const losses = batch.inputIds.map((_, row) => rowLoss(reduction, ownLosses(batch, row, expected)));
        holdLosses(deviations, `${name} ${reduction}`, await statisticsOf(engine, recordsOf(batch)), losses);
      }
    });
  }
  for (const [name, { float64: expected }] of Object.entries(batches)) {
    const batch = folder.batch(name);
    batch.inputIds.forEach((_, row) => {
      const own = ownLosses(batch, row, expected);
      const where = `${name} row ${row}`;
      if (own.length < (expected.tokenNll[row]?.length ?? 0)) {
        deviations.notHeld.push({ what: `${where}, first target`, why: "predicted from padding, no part of the row" });
        return;
      }
      // Held to the engine's losses above by way of these.
      deviations.relative(
        "losses",
        `${where} sum`,
        rowLoss("sum", own),
        expected.sumLoss[row] ?? 0,
        lossTolerance,
        1e-9,
      );
      deviations.relative(
        "losses",
        `${where} mean`,
        rowLoss("mean", own),
        expected.meanLoss[row] ?? 0,
        lossTolerance,
        1e-9,
      );
    });
  }
}

/** Losses of the targets that the row itself predicts: in a left-padded row not that of its first token. */
function ownLosses({ attentionMask }: GoldenBatch, row: number, { tokenNll }: ExpectedForward): readonly number[] {
  const losses = tokenNll[row] ?? [];
  return attentionMask[row]?.[0] === 0 ? losses.slice(1) : losses;
}

/** A row without targets has the loss 0. */
function rowLoss(reduction: LossReduction, losses: readonly number[]): number {
  const sum = losses.reduce((total, loss) => total + loss, 0);
  return reduction === "sum" ? sum : sum / Math.max(1, losses.length);
}

function holdLogits(
  deviations: Deviations,
  name: string,
  rows: readonly Forward[],
  expected: ExpectedForward,
  vocabularySize: number,
): void {
  rows.forEach(({ logits }, row) => {
    const positions = logits.length / vocabularySize;
    deviations.exact("positions", `${name} row ${row}`, positions, expected.argmax[row]?.length);
    for (let position = 0; position < positions; position += 1) {
      const where = `${name} row ${row} position ${position}`;
      const ofPosition = logits.subarray(position * vocabularySize, (position + 1) * vocabularySize);
      expected.logitsFirst6[row]?.[position]?.forEach((logit, token) => {
        deviations.absolute("logits", where, ofPosition[token], logit, logitTolerance);
      });
      const logSum = expected.logSumExp[row]?.[position] ?? Number.NaN;
      deviations.absolute("log-sum-exp of the logits", where, logSumExp(ofPosition), logSum, logitTolerance);
      deviations.exact("likeliest token", where, indexOfLargest(ofPosition), expected.argmax[row]?.[position]);
    }
  });
  const all = joined(rows.map(({ logits }) => logits));
  deviations.checksum("checksums of all logits", name, all, expected.validLogits, checksumTolerance);
}

/** The model's forward pass as training records it, with the states between its blocks. One graph per length. */
export class ForwardRunner {
  readonly #checkpoint: Checkpoint;
  readonly #graphs = new Map<number, CompiledGraph>();

  constructor(checkpoint: Checkpoint) {
    this.#checkpoint = checkpoint;
  }

  async run(tokens: readonly number[]): Promise<Forward> {
    const graph =
      this.#graphs.get(tokens.length) ?? (await CompiledGraph.compile(this.#trace(tokens.length), { threads: 1 }));
    this.#graphs.set(tokens.length, graph);
    const feeds = new Map<string, Float32Array | Int32Array>(this.#checkpoint.parameters);
    const results = await graph.run(feeds.set("tokens", Int32Array.from(tokens)));
    const hidden = [...results]
      .filter(([name]) => name !== "logits")
      .map(([name, values]) => [name, values.slice()] as const);
    return { logits: (results.get("logits") as Float32Array).slice(), hidden: new Map(hidden) };
  }

  async release(): Promise<void> {
    for (const graph of this.#graphs.values()) await graph.release();
  }

  #trace(length: number) {
    const { config } = this.#checkpoint;
    const inputs = new Map<string, InputType>([
      ...[...parameterShapes(config)].map(([name, shape]) => [name, { shape, dtype: "float32" }] as const),
      ["tokens", { shape: [1, length], dtype: "int32" }],
    ]);
    return trace(inputs, (tensors) => {
      const residuals: tf.Tensor2D[] = [];
      const layers = watched(tappedLayers(config, tensors, []), config.width, residuals);
      const embedded = layers.embed(parameterOf(tensors, "tokens") as tf.Tensor2D);
      const architecture = architectureOf(config);
      const states = architecture.finalStates(layers, embedded, { sequences: 1, length });
      // Two norms a block: the first of block n + 1, or the last of all, reads what block n made.
      const blocks = Array.from({ length: config.layers }, (_, layer) => {
        return [`afterBlock${layer}`, residuals[2 * (layer + 1)] as tf.Tensor] as const;
      });
      return new Map<string, tf.Tensor>([
        ["logits", gemm(states, parameterOf(tensors, architecture.head), { transposeB: true })],
        ["embeddings", embedded],
        ...blocks,
        ["afterFinalLayerNorm", states],
      ]);
    });
  }
}

/** The same layers, with what each norm over the model's width reads kept in `residuals`. */
function watched(layers: Layers, width: number, residuals: tf.Tensor2D[]): Layers {
  const watch = (x: tf.Tensor2D): tf.Tensor2D => {
    if (x.shape[1] === width) residuals.push(x);
    return x;
  };
  return {
    ...layers,
    layerNorm: (x, name) => layers.layerNorm(watch(x), name),
    rmsNorm: (x, name) => layers.rmsNorm(watch(x), name),
  };
}

function tokenLosses({ logits }: Forward, labels: readonly number[], vocabularySize: number): number[] {
  const losses: number[] = [];
  for (let position = 0; position + 1 < labels.length; position += 1) {
    const label = labels[position + 1] as number;
    if (label < 0) continue;
    const ofPosition = logits.subarray(position * vocabularySize, (position + 1) * vocabularySize);
    losses.push(logSumExp(ofPosition) - (ofPosition[label] as number));
  }
  return losses;
}

function logSumExp(values: ArrayLike<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index += 1) largest = Math.max(largest, values[index] as number);
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += Math.exp((values[index] as number) - largest);
  return largest + Math.log(sum);
}

/** The first of the largest. */
function indexOfLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] as number) > (values[best] as number)) best = index;
  }
  return best;
}

export function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let position = 0;
  for (const part of parts) {
    all.set(part, position);
    position += part.length;
  }
  return all;
}
