import { EvenhandError } from "../base/errors.ts";
import { layerInWords } from "./layerInWords.ts";

const hint =
  "Start a new run with a lower learning rate or a longer warm-up; the last checkpoint is kept, and a base model that " +
  "already gives no finite loss cannot be trained.";

/** A step whose numbers are no longer finite: the run stops before it stores them. */
export function diverged(step: number, what: string, layer: string | undefined): EvenhandError {
  const where = layer === undefined ? "" : `; the first layer to go wrong is ${layerInWords(layer)}`;
  return new EvenhandError("training.diverged", `At step ${step} ${what}${where}.`, { hint });
}

/** The last array, in the order of the forward pass, with a value that is not finite: backward, the first to go wrong. */
export function lastNonFinite(arrays: ReadonlyMap<string, Float32Array>): string | undefined {
  return [...arrays].findLast(([, values]) => !allFinite(values))?.[0];
}

function allFinite(values: Float32Array): boolean {
  let sum = 0; // in double precision, which no sum of single ones overflows
  for (let index = 0; index < values.length; index += 1) sum += values[index] as number;
  return Number.isFinite(sum);
}
