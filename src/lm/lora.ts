import { EvenhandError } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import { architectureOf } from "./architecture.ts";
import { type ModelConfig, parameterShapes } from "./modelConfig.ts";

/** What low-rank adapters add to a model's linear layers: y = x W + b + s (x Aᵀ) Bᵀ. */
export interface LoraSettings {
  /** r, rows of A and columns of B. */
  readonly rank: number;
  readonly alpha: number;
  /** s = alpha / sqrt(r), not alpha / r. Only adapters made elsewhere have it. */
  readonly rankStabilised?: boolean;
  /** The last names of the layers that are adapted, such as `c_attn` or `attn.c_proj`. */
  readonly targets: readonly string[];
}

/** Adapters with their values. */
export interface LoraAdapter {
  readonly settings: LoraSettings;
  /** `LAYER.lora_A.weight` [r, in] and `LAYER.lora_B.weight` [out, r], in the order of `adapterShapes`. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
}

/** A layer y = x W + b. */
export interface LinearLayer {
  readonly name: string;
  readonly input: number;
  readonly output: number;
}

/** The target that stands for every linear layer but the head. */
export const allLinear = "all-linear";

export const loraNames = {
  a: (layer: string): string => `${layer}.lora_A.weight`,
  b: (layer: string): string => `${layer}.lora_B.weight`,
} as const;

/** The linear layers of a model's blocks, in checkpoint order: neither embeddings nor the head. */
export function linearLayers(config: ModelConfig): LinearLayer[] {
  const { linearStorage, tokenEmbedding, positionEmbedding, head } = architectureOf(config);
  const others = [tokenEmbedding, positionEmbedding, head];
  return [...parameterShapes(config)].flatMap(([name, [first, second]]) => {
    if (first === undefined || second === undefined || others.includes(name)) return [];
    const [input, output] = linearStorage === "input first" ? [first, second] : [second, first];
    return [{ name: name.replace(/\.weight$/u, ""), input, output }];
  });
}

/** The last names of a model's linear layers, each once: what can be a target. */
export function targetNames(config: ModelConfig): string[] {
  return [...new Set(linearLayers(config).map(({ name }) => name.slice(name.lastIndexOf(".") + 1)))];
}

/** The targets that are adapted when none are named, as PEFT has them: the projections that attention reads with. */
export function defaultTargets(config: ModelConfig): readonly string[] {
  const targets: Readonly<Record<ModelConfig["architecture"], readonly string[]>> = {
    gpt2: ["c_attn"],
    llama: ["q_proj", "v_proj"],
  };
  return targets[config.architecture];
}

/**
 * The adapted layers. A target names every layer whose name is it or ends with it, as in PEFT.
 *
 * @throws EvenhandError `training.invalid` for a target that the model does not have
 */
export function adaptedLayers(config: ModelConfig, targets: readonly string[]): LinearLayer[] {
  const layers = linearLayers(config);
  if (targets.includes(allLinear)) return layers;
  const isNamed = (layer: string, target: string): boolean => layer === target || layer.endsWith(`.${target}`);
  const unknown = targets.find((target) => !layers.some(({ name }) => isNamed(name, target)));
  if (unknown !== undefined || targets.length === 0) {
    throw new EvenhandError("training.invalid", `The model has no linear layer "${unknown ?? ""}" to adapt.`, {
      hint: `It has ${targetNames(config).join(", ")}; ${allLinear} stands for all of them.`,
    });
  }
  return layers.filter(({ name }) => targets.some((target) => isNamed(name, target)));
}

/** Name and shape of an adapter's matrices, A before B, in the checkpoint order of their layers. */
export function adapterShapes(config: ModelConfig, { rank, targets }: LoraSettings): Map<string, readonly number[]> {
  return new Map(
    adaptedLayers(config, targets).flatMap(({ name, input, output }): [string, readonly number[]][] => [
      [loraNames.a(name), [rank, input]],
      [loraNames.b(name), [output, rank]],
    ]),
  );
}

/** s */
export function loraScale({ rank, alpha, rankStabilised = false }: LoraSettings): number {
  return alpha / (rankStabilised ? Math.sqrt(rank) : rank);
}

/**
 * A fresh adapter, which changes nothing yet: A uniform on ±1/sqrt(in) (Kaiming's bound with a = sqrt(5), as in PEFT), B 0.
 *
 * @see Hu et al. (2022), "LoRA: Low-Rank Adaptation of Large Language Models", section 4.1
 */
export function initialiseAdapter(config: ModelConfig, settings: LoraSettings, random: Random): LoraAdapter {
  const parameters = new Map<string, Float32Array>();
  for (const { name, input, output } of adaptedLayers(config, settings.targets)) {
    const bound = 1 / Math.sqrt(input);
    const a = Float32Array.from({ length: settings.rank * input }, () => bound * (2 * random.next() - 1));
    parameters.set(loraNames.a(name), a);
    parameters.set(loraNames.b(name), new Float32Array(output * settings.rank));
  }
  return { settings, parameters };
}

/**
 * The model with the adapter worked into its weights, W + s (B A)ᵀ, so that it needs no adapter any more.
 *
 * @returns every parameter; those of layers without an adapter are the arrays that came in
 */
export function mergeAdapter(
  config: ModelConfig,
  parameters: ReadonlyMap<string, Float32Array>,
  { settings, parameters: adapter }: LoraAdapter,
): Map<string, Float32Array> {
  const merged = new Map(parameters);
  const scale = loraScale(settings);
  const isInputFirst = architectureOf(config).linearStorage === "input first";
  for (const { name, input, output } of adaptedLayers(config, settings.targets)) {
    const a = adapter.get(loraNames.a(name)) as Float32Array; // [r, in]
    const b = adapter.get(loraNames.b(name)) as Float32Array; // [out, r]
    const weight = `${name}.weight`;
    const before = parameters.get(weight);
    if (before?.length !== input * output) throw new RangeError(`${weight} has ${before?.length ?? 0} values`);
    merged.set(
      weight,
      isInputFirst
        ? plusProduct(before, transposed(a, input), transposed(b, settings.rank), scale, settings.rank)
        : plusProduct(before, b, a, scale, settings.rank),
    );
  }
  return merged;
}

/**
 * matrix + scale · left right, added up in double precision.
 *
 * @param left [n, r]
 * @param right [r, m]
 */
function plusProduct(
  matrix: Float32Array,
  left: Float32Array,
  right: Float32Array,
  scale: number,
  rank: number,
): Float32Array {
  const columns = right.length / rank;
  const result = new Float32Array(matrix.length);
  const row = new Float64Array(columns);
  for (let start = 0, n = 0; start < matrix.length; start += columns, n += 1) {
    row.set(matrix.subarray(start, start + columns));
    for (let k = 0; k < rank; k += 1) {
      const factor = scale * (left[n * rank + k] as number);
      for (let column = 0; column < columns; column += 1) {
        row[column] = (row[column] as number) + factor * (right[k * columns + column] as number);
      }
    }
    result.set(row, start);
  }
  return result;
}

/** @param columns of the matrix that comes in */
function transposed(matrix: Float32Array, columns: number): Float32Array {
  const rows = matrix.length / columns;
  return Float32Array.from(matrix, (_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)] as number);
}
