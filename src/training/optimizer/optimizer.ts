/** Updates parameters in place from an (already noised) mean gradient. */
export interface Optimizer {
  /** For the report: "Adam (0.9, 0.999)". */
  readonly description: string;
  /** One update; every call counts as a step, also with the gradient of an empty lot. */
  update(gradient: ReadonlyMap<string, Float32Array>, learningRate: number): void;
  /** What must be stored to go on later as if nothing had happened. */
  state(): OptimizerState;
  restore(state: OptimizerState): void;
}

export interface OptimizerState {
  /** Updates made so far. */
  readonly updates: number;
  /** The optimizer's own name for each array, in a fixed order; views of live memory, to be copied or written at once. */
  readonly arrays: ReadonlyMap<string, Float32Array>;
}

/** One zeroed array for every parameter. */
export function zerosLike(parameters: ReadonlyMap<string, Float32Array>): Map<string, Float32Array> {
  return new Map([...parameters].map(([name, values]) => [name, new Float32Array(values.length)]));
}

/** The array of that name and length, or a `RangeError` that says which tensor does not fit. */
export function matching(arrays: ReadonlyMap<string, Float32Array>, name: string, length: number): Float32Array {
  const found = arrays.get(name);
  if (found?.length !== length) {
    throw new RangeError(`${name}: expected ${length} values, found ${found === undefined ? "none" : found.length}`);
  }
  return found;
}
