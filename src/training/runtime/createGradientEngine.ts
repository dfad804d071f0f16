import { EvenhandError, throwIfCancelled } from "../../base/errors.ts";
import { architectureOf } from "../../lm/architecture.ts";
import type { LoraAdapter } from "../../lm/lora.ts";
import type { ModelConfig } from "../../lm/modelConfig.ts";
import { headParts } from "../clip/headParts.ts";
import { isLookupOnly } from "../clip/gradientStep.ts";
import { type ClipRule, type GradientEngine, type RecordStatistics, type TrainingRecord } from "../gradientEngine.ts";
import type { GradientSteps, StepEngine } from "../gradientSteps.ts";
import {
  type ClipUnit,
  type Microbatch,
  clipUnits,
  ignoredLabel,
  isLarge,
  packMicrobatch,
  planMicrobatches,
} from "../microbatches.ts";
import { clipFactor } from "../privacy/clipFactor.ts";
import { stepNames } from "../traceGradientStep.ts";
import { type TrainableModel, adaptedModel, trainableModel } from "../trainableModel.ts";
import { compiledSteps } from "./compiledSteps.ts";
import { availableBytes, fittingMicrobatch, isOutOfMemory } from "./fittingMicrobatch.ts";

export interface GradientEngineOptions {
  /** Threads of the runtime; one per core when absent. */
  readonly threads?: number;
  /** Longest view in tokens; the model's positions when absent. */
  readonly maximumTokens?: number;
  /** Positions per micro-batch, where memory allows; when absent 1,024 for a vocabulary above 32,768, else 2,048. */
  readonly microbatchTokens?: number;
  /** Memory that steps may take; what the system says is left when absent. */
  readonly memoryBytes?: number;
  /** A view's loss is the mean of its token losses, or their sum. `mean` when absent. */
  readonly lossReduction?: "mean" | "sum";
  /** Names of the parameters that are trained; all when absent. */
  readonly trainable?: ReadonlySet<string>;
  /** Trained in place of the model's own parameters. */
  readonly adapter?: LoraAdapter;
  /** Who computes the steps; `compiledSteps` on the CPU when absent. */
  readonly engine?: StepEngine;
}

/**
 * The engine that trains: micro-batches of like length, the clipped sum by book-keeping; each shape's step compiled once,
 * unless another engine computes the steps.
 *
 * @param parameters every parameter of `parameterShapes(config)`; used in place, never copied
 */
export async function createGradientEngine(
  config: ModelConfig,
  parameters: ReadonlyMap<string, Float32Array>,
  options: GradientEngineOptions = {},
): Promise<GradientEngine> {
  const { adapter, trainable } = options;
  if (adapter !== undefined && trainable !== undefined) {
    throw new RangeError("an adapter is trained alone: no other parameter is trainable");
  }
  const model = adapter === undefined ? trainableModel(config, trainable) : adaptedModel(config, adapter.settings);
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  const steps = options.engine?.steps(model) ?? compiledSteps(model, threads);
  return new MicrobatchEngine(model, parameters, steps, options);
}

/** What one micro-batch says about one unit. */
interface UnitResult {
  readonly position: number;
  readonly loss: number;
  readonly squaredNorm: number;
  readonly clipFactor: number;
}

class MicrobatchEngine implements GradientEngine {
  readonly parameters: ReadonlyMap<string, Float32Array>;
  readonly trainable: ReadonlyMap<string, Float32Array>;
  readonly gradientSum: ReadonlyMap<string, Float32Array>;
  readonly #config: ModelConfig;
  /** What the step reads: the parameters and those of the adapter. */
  readonly #inputs: ReadonlyMap<string, Float32Array>;
  readonly #steps: GradientSteps;
  readonly #maximumTokens: number;
  readonly #wantedTokens: number;
  #microbatchTokens: number;
  readonly #lossReduction: "mean" | "sum";
  /** The gradient of one large unit; made when the first comes. */
  #largeSum: ReadonlyMap<string, Float32Array> | undefined;
  /** What the sum is made of since `beginLot`. */
  #parts: { readonly records: readonly TrainingRecord[]; readonly clip: ClipRule }[] = [];

  constructor(
    model: TrainableModel,
    parameters: ReadonlyMap<string, Float32Array>,
    steps: GradientSteps,
    options: GradientEngineOptions,
  ) {
    const { config } = model;
    const { adapter } = options;
    const ordered = new Map<string, Float32Array>();
    for (const [name, shape] of model.shapes) {
      const values = adapter?.parameters.get(name) ?? parameters.get(name);
      const size = shape.reduce((product, length) => product * length, 1);
      if (values?.length !== size) throw new RangeError(`${name} has ${values?.length ?? 0} values, not ${size}`);
      ordered.set(name, values);
    }
    this.#inputs = ordered;
    this.parameters = new Map([...ordered].filter(([name]) => adapter?.parameters.has(name) !== true));
    this.trainable = new Map([...ordered].filter(([name]) => model.trainable.has(name)));
    this.gradientSum = new Map([...this.trainable].map(([name, values]) => [name, new Float32Array(values.length)]));
    this.#config = config;
    this.#steps = steps;
    this.#maximumTokens = Math.min(options.maximumTokens ?? config.positions, config.positions);
    this.#wantedTokens = options.microbatchTokens ?? (config.vocabularySize > 32_768 ? 1024 : 2048);
    // Fresh arrays take memory only when they are written: the sums, and an optimizer's two moments of each.
    const soonTaken = 3 * 4 * [...this.trainable.values()].reduce((total, { length }) => total + length, 0);
    this.#microbatchTokens = fittingMicrobatch(config, {
      wanted: this.#wantedTokens,
      longest: this.#maximumTokens - 1,
      availableBytes: options.memoryBytes ?? availableBytes() - soonTaken,
    });
    this.#lossReduction = options.lossReduction ?? "mean";
  }

  get microbatch(): { readonly tokens: number; readonly isReduced: boolean } {
    return { tokens: this.#microbatchTokens, isReduced: this.#microbatchTokens < this.#wantedTokens };
  }

  beginLot(): void {
    this.#parts = [];
    for (const sum of this.gradientSum.values()) sum.fill(0);
  }

  async accumulate(
    records: readonly TrainingRecord[],
    clip: ClipRule,
    signal?: AbortSignal,
  ): Promise<RecordStatistics[]> {
    for (const record of records) this.#check(record);
    const statistics = await this.#addWithinMemory(records, clip, signal);
    if (clip.mode === "none") {
      this.#parts.push({ records, clip });
      return statistics;
    }
    const isUsable = (position: number): boolean => Number.isFinite(statistics[position]?.norm);
    const usable = records.filter((_, position) => isUsable(position));
    this.#parts.push({ records: usable, clip });
    if (usable.length === records.length) return statistics;
    // Something in a dropped record's pass was not finite, and 0 · NaN is NaN: add the lot up again without it.
    for (const sum of this.gradientSum.values()) sum.fill(0);
    for (const part of this.#parts) await this.#add(part.records, part.clip, signal);
    return statistics.map((it, position) => (isUsable(position) ? it : { ...it, clipFactor: 0 }));
  }

  async dispose(): Promise<void> {
    await this.#steps.release();
  }

  /**
   * Adds the records. Where memory runs out, everything since `beginLot` is added again in micro-batches of half the size,
   * because part of a step may be in the sum already.
   */
  async #addWithinMemory(
    records: readonly TrainingRecord[],
    clip: ClipRule,
    signal: AbortSignal | undefined,
  ): Promise<RecordStatistics[]> {
    for (let isAgain = false; ; isAgain = true) {
      try {
        if (isAgain) {
          for (const sum of this.gradientSum.values()) sum.fill(0);
          for (const part of this.#parts) await this.#add(part.records, part.clip, signal);
        }
        return await this.#add(records, clip, signal);
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
        await this.#steps.release();
        this.#microbatchTokens = halfOf(this.#microbatchTokens, records, error);
      }
    }
  }

  /** Adds the records to the sum, whatever their norms are. */
  async #add(
    records: readonly TrainingRecord[],
    clip: ClipRule,
    signal: AbortSignal | undefined,
  ): Promise<RecordStatistics[]> {
    const losses = records.map(() => 0);
    const norms = records.map(() => Number.NaN);
    const factors = records.map(() => 1);
    const take = (result: UnitResult): void => {
      losses[result.position] = (losses[result.position] ?? 0) + result.loss;
      norms[result.position] = Math.sqrt(Math.max(0, result.squaredNorm));
      factors[result.position] = result.clipFactor;
    };
    const units = clipUnits(records, clip.mode === "none");
    const isTooLarge = (unit: ClipUnit): boolean => isLarge(unit, this.#microbatchTokens);
    for (const microbatch of this.#plan(units.filter((unit) => !isTooLarge(unit)))) {
      throwIfCancelled(signal);
      for (const result of await this.#run(microbatch, clip, this.gradientSum)) take(result);
    }
    for (const unit of units.filter(isTooLarge)) take(await this.#addLarge(unit, clip, signal));
    return records.map(({ index }, position) => ({
      index,
      loss: losses[position] as number,
      norm: norms[position] as number,
      clipFactor: factors[position] as number,
    }));
  }

  #plan(units: readonly ClipUnit[]): Microbatch[] {
    return planMicrobatches(units, { tokens: this.#microbatchTokens, maximumLength: this.#maximumTokens - 1 });
  }

  /**
   * Adds a unit that no micro-batch should hold whole: its gradient is written out, view by view, in an array of its own,
   * and clipped there as one.
   */
  async #addLarge(unit: ClipUnit, clip: ClipRule, signal: AbortSignal | undefined): Promise<UnitResult> {
    const { position, views, viewShare } = unit;
    this.#largeSum ??= new Map([...this.gradientSum].map(([name, sum]) => [name, new Float32Array(sum.length)]));
    const gradient = this.#largeSum;
    for (const values of gradient.values()) values.fill(0);
    let loss = 0;
    for (const microbatch of this.#plan(views.map((view) => ({ position, views: [view], viewShare })))) {
      throwIfCancelled(signal);
      for (const result of await this.#run(microbatch, { mode: "none" }, gradient)) loss += result.loss;
    }
    let squaredNorm = 0;
    for (const values of gradient.values()) {
      for (let index = 0; index < values.length; index += 1) squaredNorm += (values[index] as number) ** 2;
    }
    const factor = clipFactor(Math.sqrt(squaredNorm), clip);
    for (const [name, values] of gradient) {
      const sum = this.gradientSum.get(name) as Float32Array;
      for (let index = 0; index < values.length; index += 1) {
        sum[index] = (sum[index] as number) + factor * (values[index] as number);
      }
    }
    return { position, loss, squaredNorm, clipFactor: factor };
  }

  /** @param into the sum that is added to */
  async #run(microbatch: Microbatch, clip: ClipRule, into: ReadonlyMap<string, Float32Array>): Promise<UnitResult[]> {
    const { layout, units } = microbatch;
    const packed = packMicrobatch(microbatch, this.#lossReduction);
    const feeds = new Map<string, Float32Array | Int32Array>([
      ...this.#inputs,
      [stepNames.tokens, packed.tokens],
      [stepNames.targets, packed.targets],
      [stepNames.weights, packed.weights],
    ]);
    if (clip.mode !== "none") feeds.set(stepNames.clipNorm, Float32Array.of(clip.clipNorm));
    const sums = new Map<string, Float32Array>();
    const feedSum = (name: string, sum: Float32Array): void => {
      feeds.set(stepNames.sumBefore(name), sum);
      sums.set(stepNames.sumAfter(name), sum); // the same memory: added to in place
    };
    const { width, vocabularySize } = this.#config;
    const { head } = architectureOf(this.#config);
    for (const [name, sum] of into) {
      if (name !== head && !isLookupOnly(this.#config, name)) feedSum(name, sum);
    }
    const headSum = into.get(head);
    for (const { name, firstRow, rows } of headParts(head, vocabularySize)) {
      const rowsOf = (matrix: Float32Array): Float32Array =>
        matrix.subarray(firstRow * width, (firstRow + rows) * width);
      feeds.set(name, rowsOf(this.#inputs.get(head) as Float32Array));
      if (headSum !== undefined) feedSum(name, rowsOf(headSum));
    }
    const results = await this.#steps.run({ layout, mode: clip.mode }, feeds, sums);
    const result = (name: string): Float32Array => results.get(name) ?? new Float32Array();
    const { tokenEmbedding, positionEmbedding } = architectureOf(this.#config);
    this.#addRows(into.get(tokenEmbedding), results.get(stepNames.tokenRows), packed.tokens);
    if (positionEmbedding !== undefined)
      this.#addRows(into.get(positionEmbedding), results.get(stepNames.positionRows));
    const viewLosses = result(stepNames.viewLosses);
    return units.map(({ position }, unit) => ({
      position,
      loss: viewLosses.subarray(unit * layout.views, (unit + 1) * layout.views).reduce((sum, loss) => sum + loss, 0),
      squaredNorm: clip.mode === "none" ? Number.NaN : (result(stepNames.squaredNorms)[unit] as number),
      clipFactor: clip.mode === "none" ? 1 : (result(stepNames.clipFactors)[unit] as number),
    }));
  }

  /** Adds row n to row `targets[n]` of a parameter's sum, or to its row n; a frozen parameter has neither rows nor sum. */
  #addRows(sum: Float32Array | undefined, rows: Float32Array | undefined, targets?: Int32Array): void {
    if (sum === undefined || rows === undefined) return;
    const { width } = this.#config;
    for (let row = 0; row * width < rows.length; row += 1) {
      const from = row * width;
      const to = (targets === undefined ? row : (targets[row] as number)) * width;
      for (let column = 0; column < width; column += 1) {
        sum[to + column] = (sum[to + column] as number) + (rows[from + column] as number);
      }
    }
  }

  #check({ index, views }: TrainingRecord): void {
    if (views.length === 0) throw new RangeError(`record ${index} has no view`);
    const isToken = (token: number): boolean =>
      Number.isInteger(token) && token >= 0 && token < this.#config.vocabularySize;
    for (const { tokens, labels } of views) {
      if (tokens.length < 2 || tokens.length > this.#maximumTokens) {
        throw new RangeError(`record ${index} has a view of ${tokens.length} tokens, not 2 to ${this.#maximumTokens}`);
      }
      if (!tokens.every(isToken)) throw new RangeError(`record ${index} has a token outside the vocabulary`);
      if (labels === undefined) continue;
      if (labels.length !== tokens.length || !labels.every((label) => label === ignoredLabel || isToken(label))) {
        throw new RangeError(`record ${index} needs one label per token, each a token or ${ignoredLabel}`);
      }
    }
  }
}

/** @throws EvenhandError `runtime.failed` when a micro-batch is a single view already */
function halfOf(tokens: number, records: readonly TrainingRecord[], cause: unknown): number {
  const longest = Math.max(...records.flatMap(({ views }) => views.map((view) => view.tokens.length - 1)));
  if (tokens > longest) return Math.floor(tokens / 2);
  throw new EvenhandError("runtime.failed", `Not even one text of ${longest} tokens at a time fits in memory.`, {
    hint: "Close other programs, train on shorter texts (--max-tokens), or train an adapter (--trainable lora).",
    cause,
  });
}
