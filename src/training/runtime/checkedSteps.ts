import { EvenhandError } from "../../base/errors.ts";
import type { GradientSteps } from "../gradientSteps.ts";
import { type StepKey, isSameStep, stepNames } from "../traceGradientStep.ts";

const sumPrefix = stepNames.sumAfter("");

/** How far an output may lie from the CPU's, relative to its size: both compute in float32, but add up in another order. */
const tolerance = 1e-3;

/** A gradient that is nothing but rounding, next to the others, may be other rounding: it counts as at least so large a share. */
const smallestShare = 1e-3;

/**
 * Steps by `fast`, held against `reference` on the first micro-batch of every shape and mode. A graphics driver that
 * computes wrongly could make gradients longer than the clip bound, and epsilon a lie.
 *
 * @throws EvenhandError `runtime.failed` from `run` when they differ
 */
export function checkedSteps(fast: GradientSteps, reference: GradientSteps, name: string): GradientSteps {
  const checked: StepKey[] = [];
  return {
    async run(key, feeds, into) {
      if (checked.some((other) => isSameStep(other, key))) return fast.run(key, feeds, into);
      const copies = new Map([...into].map(([output, values]) => [output, values.slice()] as const));
      const expected = await reference.run(key, withSums(feeds, into, copies), copies);
      // Of a sum, what the step adds: until the fast one has run, `into` holds what was there before.
      const sizes = new Map([...expected].map(([output, values]) => [output, distance(values, into.get(output))]));
      const whole = Math.hypot(...[...sizes].filter(([output]) => isGradient(output)).map(([, size]) => size));
      const results = await fast.run(key, feeds, into);
      for (const [output, values] of expected) {
        const size = sizes.get(output) as number;
        const off = distance(values, results.get(output) ?? new Float32Array());
        const deviation = off / (isGradient(output) ? Math.max(size, smallestShare * whole) : size);
        if (off > 0 && !(deviation <= tolerance)) throw deviates(name, output, deviation);
      }
      if (whole > 0 && Number.isFinite(whole)) checked.push(key); // zeros and NaN agree too easily
      return results;
    },
    async release() {
      await fast.release();
      await reference.release();
    },
  };
}

/** The same feeds with copies of the sums, which the run would otherwise add to in place. */
function withSums(
  feeds: ReadonlyMap<string, Float32Array | Int32Array>,
  into: ReadonlyMap<string, Float32Array>,
  copies: ReadonlyMap<string, Float32Array>,
): Map<string, Float32Array | Int32Array> {
  const names = new Map([...into].map(([output, values]) => [values, output] as const));
  return new Map(
    [...feeds].map(([input, values]) => {
      const output = values instanceof Float32Array ? names.get(values) : undefined;
      return [input, (output === undefined ? undefined : copies.get(output)) ?? values];
    }),
  );
}

function isGradient(output: string): boolean {
  return output.startsWith(sumPrefix) || output === stepNames.tokenRows || output === stepNames.positionRows;
}

/** ‖a − b‖, b being 0 when absent, over the values that are finite in a; infinite where only one of both is finite. */
function distance(a: Float32Array, b?: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) {
    const value = a[index] as number;
    const other = b === undefined ? 0 : (b[index] ?? Number.NaN);
    if (Number.isFinite(value) && Number.isFinite(other)) sum += (value - other) ** 2;
    else if (Number.isFinite(value) || (b !== undefined && Number.isFinite(other))) return Number.POSITIVE_INFINITY;
  }
  return Math.sqrt(sum);
}

function deviates(name: string, output: string, deviation: number): EvenhandError {
  const what = output.startsWith(sumPrefix) ? `the gradient of ${output.slice(sumPrefix.length)}` : output;
  const share = Number.isFinite(deviation) ? `by ${(100 * deviation).toPrecision(2)}%` : "beyond all bounds";
  return new EvenhandError("runtime.failed", `${name} computes ${what} differently from the CPU, ${share}.`, {
    hint: "Update the graphics driver, or train without --engine: on the CPU.",
  });
}
