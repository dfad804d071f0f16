import { EvenhandError } from "../../base/errors.ts";
import type { GradientSteps } from "../gradientSteps.ts";
import { type StepKey, stepNames } from "../traceGradientStep.ts";

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
      if (checked.some((other) => isSame(other, key))) return fast.run(key, feeds, into);
      const before = new Map([...into].map(([output, values]) => [output, values.slice()] as const));
      const expectedInto = new Map([...before].map(([output, values]) => [output, values.slice()] as const));
      const expected = await reference.run(key, withSums(feeds, into, expectedInto), expectedInto);
      const results = await fast.run(key, feeds, into);
      const differences = [...expected].map(([output, values]) => {
        return { output, ...difference(results.get(output), values, before.get(output)) };
      });
      const whole = Math.hypot(...differences.filter(({ output }) => isGradient(output)).map(({ size }) => size));
      for (const { output, distance, size } of differences) {
        const deviation = distance / (isGradient(output) ? Math.max(size, smallestShare * whole) : size);
        if (distance > 0 && !(deviation <= tolerance)) throw deviates(name, output, deviation);
      }
      checked.push(key);
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

/** ‖found − expected‖, and the size of what the step computed: of a sum, what it added. What is not finite in both agrees. */
function difference(
  found: Float32Array | undefined,
  expected: Float32Array,
  before: Float32Array | undefined,
): { readonly distance: number; readonly size: number } {
  let distance = 0;
  let size = 0;
  for (let index = 0; index < expected.length; index += 1) {
    const value = expected[index] as number;
    const other = found?.[index] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      if (Number.isFinite(other)) distance = Number.POSITIVE_INFINITY;
      continue;
    }
    distance += Number.isFinite(other) ? (other - value) ** 2 : Number.POSITIVE_INFINITY;
    size += (value - (before?.[index] ?? 0)) ** 2;
  }
  return { distance: Math.sqrt(distance), size: Math.sqrt(size) };
}

function isSame(a: StepKey, b: StepKey): boolean {
  return (
    a.mode === b.mode &&
    a.layout.records === b.layout.records &&
    a.layout.views === b.layout.views &&
    a.layout.length === b.layout.length
  );
}

function deviates(name: string, output: string, deviation: number): EvenhandError {
  const what = output.startsWith(sumPrefix) ? `the gradient of ${output.slice(sumPrefix.length)}` : output;
  const share = Number.isFinite(deviation) ? `by ${(100 * deviation).toPrecision(2)}%` : "beyond all bounds";
  return new EvenhandError("runtime.failed", `${name} computes ${what} differently from the CPU, ${share}.`, {
    hint: "Update the graphics driver, or train without --engine: on the CPU.",
  });
}
