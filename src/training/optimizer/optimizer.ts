import type { UpdateRule } from "./updateRule.ts";

/** Says how a parameter follows from an (already noised) mean gradient; `updateStep` does it. */
export interface Optimizer {
  /** For the report: "Adam (0.9, 0.999)". */
  readonly description: string;
  /** Counts an update, also one with the gradient of an empty lot, and says what it does to every value. */
  begin(learningRate: number): UpdateRule;
  /** A parameter's running arrays, as long as the parameter, in the rule's order. */
  runningOf(name: string): readonly Float32Array[];
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

/**
 * An optimizer that keeps running arrays for each parameter, zero at first.
 *
 * @param running names of the arrays, in the rule's order
 * @param ruleOf the rule of update number 1, 2, ...
 */
export function optimizer(
  parameters: ReadonlyMap<string, Float32Array>,
  description: string,
  running: readonly string[],
  ruleOf: (update: number, learningRate: number) => UpdateRule,
): Optimizer {
  const arrays = new Map(
    [...parameters].map(([name, { length }]) => [name, running.map(() => new Float32Array(length))] as const),
  );
  const runningOf = (name: string): readonly Float32Array[] => arrays.get(name) ?? [];
  const named = (): Map<string, Float32Array> =>
    new Map(
      running.flatMap((kind, at) =>
        [...arrays].map(([name, own]) => [`${kind}:${name}`, own[at] as Float32Array] as const),
      ),
    );
  let updates = 0;
  return {
    description,
    begin(learningRate) {
      updates += 1;
      return ruleOf(updates, learningRate);
    },
    runningOf,
    state: () => ({ updates, arrays: named() }),
    restore(state) {
      for (const [name, values] of named()) values.set(matching(state.arrays, name, values.length));
      updates = state.updates;
    },
  };
}

/** The array of that name and length, or a `RangeError` that says which tensor does not fit. */
export function matching(arrays: ReadonlyMap<string, Float32Array>, name: string, length: number): Float32Array {
  const found = arrays.get(name);
  if (found?.length !== length) {
    throw new RangeError(`${name}: expected ${length} values, found ${found === undefined ? "none" : found.length}`);
  }
  return found;
}
