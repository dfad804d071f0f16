import { createGradientEngine } from "../../src/training/runtime/createGradientEngine.ts";
import { type Checksum, type Deviations, checksumOf } from "./deviations.ts";
import type { GoldenFolder } from "./goldenFolder.ts";
import { type LossReduction, clipModes, distanceOf, holdNorms, tolerances } from "./holdGradients.ts";
import { type Scenario, type ScenarioFrame, type StepTaken, copyOf, runScenario } from "./runScenario.ts";

/** SPEC.md section 17. */
const parameterTolerance = 1e-6;

interface GlobalChecksum {
  readonly globalNorm: number;
  readonly globalDotSin: number;
}

interface ExpectedScenario extends Scenario {
  readonly name: string;
  readonly lossKind: LossReduction;
  readonly steps: readonly {
    readonly C: number;
    readonly norms: readonly number[];
    readonly factors: readonly number[];
    readonly noisyMeanGrad: GlobalChecksum;
    readonly update: GlobalChecksum;
    readonly params?: GlobalChecksum & { readonly tensors: Readonly<Record<string, Checksum>> };
    readonly adaptive?: { readonly nextC: number };
  }[];
  readonly float32Check: { readonly finalParamRelL2: number; readonly totalUpdateRelL2: number };
}

interface StepsFile extends ScenarioFrame {
  readonly model: string;
  readonly scenarios: readonly ExpectedScenario[];
}

/** optimizer-steps.json: the loop's lots, clipping, noise, division and optimisers. */
export async function holdOptimizerSteps(folder: GoldenFolder, json: unknown, deviations: Deviations): Promise<void> {
  const file = json as StepsFile;
  for (const scenario of file.scenarios) {
    if (!clipModes.has(scenario.mode)) {
      deviations.notHeld.push({ what: scenario.name, why: `the engine has no clipping function ${scenario.mode}` });
      continue;
    }
    const { steps, clipBounds } = await runOnCopy(folder, file, scenario);
    scenario.steps.forEach((expected, index) => {
      const where = `${scenario.name} step ${index + 1}`;
      const taken = steps[index];
      if (taken === undefined) {
        deviations.exact("steps", where, undefined, index + 1);
        return;
      }
      deviations.relative("clipping bounds", where, clipBounds[index], expected.C, parameterTolerance);
      if (expected.adaptive !== undefined) {
        const { nextC } = expected.adaptive;
        deviations.relative("clipping bounds", `${where}, next`, clipBounds[index + 1], nextC, parameterTolerance);
      }
      holdNorms(deviations, where, taken.statistics, expected.norms);
      expected.factors.forEach((factor, row) => {
        const got = taken.statistics[row]?.clipFactor;
        deviations.relative("clip factors", `${where} row ${row}`, got, factor, tolerances.norm);
      });
      holdStep(deviations, where, file, scenario, expected, taken);
    });
  }
}

/** params-after3.*.safetensors: every parameter at the end of the scenario that its metadata name. */
export async function holdParameterFile(folder: GoldenFolder, name: string, deviations: Deviations): Promise<void> {
  const { metadata, tensors } = folder.tensors(name);
  const file = folder.json("optimizer-steps.json") as StepsFile;
  const scenario = file.scenarios.find((one) => one.name === metadata["scenario"]);
  if (scenario === undefined || !clipModes.has(scenario.mode)) {
    deviations.notHeld.push({
      what: String(metadata["scenario"]),
      why: "no scenario of that name that the engine has",
    });
    return;
  }
  const { steps } = await runOnCopy(folder, file, scenario);
  const after = steps.at(-1)?.after ?? new Map<string, Float32Array>();
  deviations.exact("tensors", name, [...after.keys()].sort(), [...tensors.keys()].sort());
  const distances = [...tensors].map(([tensor, values]) => distanceOf(after.get(tensor) ?? [], values));
  const norms = [...tensors.values()].map((values) => checksumOf(values).norm);
  const distance = Math.hypot(...distances) / Math.hypot(...norms);
  deviations.absolute("parameters, relative L2", name, distance, 0, toleranceOf(scenario, "finalParamRelL2"));
}

async function runOnCopy(folder: GoldenFolder, file: StepsFile, scenario: ExpectedScenario) {
  const { config, parameters } = await folder.checkpoint(file.model);
  const engine = await createGradientEngine(config, copyOf(parameters), {
    threads: 1,
    lossReduction: scenario.lossKind,
  });
  try {
    return await runScenario(folder, engine, scenario, file);
  } finally {
    await engine.dispose();
  }
}

function holdStep(
  deviations: Deviations,
  where: string,
  { paramOrder }: StepsFile,
  scenario: ExpectedScenario,
  expected: ExpectedScenario["steps"][number],
  { noisyMean, before, after }: StepTaken,
): void {
  const updateTolerance = toleranceOf(scenario, "totalUpdateRelL2");
  const change = new Map([...after].map(([name, values]) => [name, differenceOf(values, before.get(name) ?? [])]));
  const mean = globalChecksum(noisyMean, paramOrder);
  const update = globalChecksum(change, paramOrder);
  const holdGlobal = (what: string, got: GlobalChecksum, wanted: GlobalChecksum, tolerance: number): void => {
    deviations.relative(what, `${where} norm`, got.globalNorm, wanted.globalNorm, tolerance);
    const off = Math.abs(got.globalDotSin - wanted.globalDotSin) / wanted.globalNorm;
    deviations.relative(what, `${where} dotSin`, 1 + off, 1, tolerance);
  };
  holdGlobal("noisy mean gradients", mean, expected.noisyMeanGrad, tolerances.clippedSum);
  holdGlobal("updates", update, expected.update, updateTolerance);
  if (expected.params === undefined) return;
  const tolerance = toleranceOf(scenario, "finalParamRelL2");
  holdGlobal("parameters", globalChecksum(after, paramOrder), expected.params, tolerance);
  for (const [tensor, checksum] of Object.entries(expected.params.tensors)) {
    const place = (): string => `${where} ${tensor}`;
    // Relative to all parameters together, as the tolerance is.
    deviations.checksum("parameters", place, after.get(tensor), checksum, tolerance, expected.params.globalNorm);
  }
}

/**
 * What SPEC.md allows, or eight times what torch's own float32 is off by where that is more: with little or no noise
 * Adam divides tiny numbers by tiny numbers.
 */
function toleranceOf({ float32Check }: ExpectedScenario, of: keyof ExpectedScenario["float32Check"]): number {
  return Math.max(of === "finalParamRelL2" ? parameterTolerance : tolerances.norm, 8 * float32Check[of]);
}

/** Over all tensors as if they were one. */
function globalChecksum(values: ReadonlyMap<string, ArrayLike<number>>, order: readonly string[]): GlobalChecksum {
  const whole = order.flatMap((name) => Array.from(values.get(name) ?? [Number.NaN]));
  const { norm, dotSin } = checksumOf(whole);
  return { globalNorm: norm, globalDotSin: dotSin };
}

function differenceOf(a: Float32Array, b: ArrayLike<number>): Float64Array {
  return Float64Array.from(a, (value, index) => value - (b[index] ?? Number.NaN));
}
