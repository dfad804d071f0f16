import type * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { type Gpt2Config, parameterShapes } from "../../../src/lm/modelConfig.ts";
import type { ClipRule } from "../../../src/training/gradientEngine.ts";
import { graphText } from "../../../src/training/graphText.ts";
import { packMicrobatch } from "../../../src/training/microbatches.ts";
import { CompiledGraph } from "../../../src/training/runtime/compiledGraph.ts";
import { createGradientEngine } from "../../../src/training/runtime/createGradientEngine.ts";
import { stepNames, traceGradientStep } from "../../../src/training/traceGradientStep.ts";
import { type TrainableModel, allButEmbeddings, trainableModel } from "../../../src/training/trainableModel.ts";
import { eagerStep, microbatchOf } from "../support/eagerStep.ts";
import { l2, oneAtATime, relativeDistance } from "../support/oneAtATime.ts";
import { tinyConfig, tinyParameters, tinyRecords } from "../support/tinyModel.ts";

/** Every output of the step, run as a compiled graph with sums that start at 0. */
async function compiledStep(
  model: TrainableModel,
  parameters: ReadonlyMap<string, Float32Array>,
  microbatch: ReturnType<typeof microbatchOf>,
  clip: ClipRule,
): Promise<ReadonlyMap<string, Float32Array>> {
  const packed = packMicrobatch(microbatch, "mean");
  const feeds = new Map<string, Float32Array | Int32Array>(parameters);
  for (const [name, values] of parameters) feeds.set(stepNames.sumBefore(name), new Float32Array(values.length));
  for (const name of ["tokens", "targets", "weights"] as const) feeds.set(stepNames[name], packed[name]);
  if (clip.mode !== "none") feeds.set(stepNames.clipNorm, Float32Array.of(clip.clipNorm));
  const step = await CompiledGraph.compile(traceGradientStep(model, { layout: microbatch.layout, mode: clip.mode }), {
    threads: 1,
  });
  const results = new Map([...(await step.run(feeds))].map(([name, values]) => [name, values.slice()]));
  await step.release();
  return results;
}

describe("the compiled step gives what the same code gives on the CPU backend", () => {
  test.each<[string, Partial<Gpt2Config>, number[][], ClipRule]>([
    ["tied head", {}, [[9], [5]], { mode: "hard", clipNorm: 1 }],
    ["head of its own", { tiedHead: false }, [[9], [5]], { mode: "automatic", clipNorm: 1 }],
    [
      "several views",
      {},
      [
        [9, 4],
        [5, 6],
      ],
      { mode: "soft", clipNorm: 1 },
    ],
    ["no clipping", {}, [[9], [5]], { mode: "none" }],
  ])("%s", async (_, changes, lengths, clip) => {
    const config = tinyConfig(changes);
    const parameters = tinyParameters(config);
    const model = trainableModel(config);
    const microbatch = microbatchOf(tinyRecords(config, lengths));
    const compiled = await compiledStep(model, parameters, microbatch, clip);
    const eager = await eagerStep(model, parameters, microbatch, clip);
    const outputs: [string, tf.Tensor | undefined][] = [
      [stepNames.viewLosses, eager.viewLosses],
      [stepNames.tokenRows, eager.tokenRows],
      [stepNames.positionRows, eager.positionRows],
      [stepNames.squaredNorms, eager.clipping?.squaredNorms],
      [stepNames.clipFactors, eager.clipping?.factors],
      ...[...eager.sums].map(([name, sum]): [string, tf.Tensor] => [stepNames.sumAfter(name), sum]),
    ];
    expect(compiled.size).toBe(outputs.filter(([, tensor]) => tensor !== undefined).length);
    for (const [name, tensor] of outputs) {
      if (tensor === undefined) continue;
      expect(relativeDistance(compiled.get(name) as Float32Array, tensor.dataSync()), name).toBeLessThan(1e-5);
    }
  });
});

test("each parameter's share of a record's norm is that of the record's own gradient", async () => {
  for (const tiedHead of [true, false]) {
    const config = tinyConfig({ tiedHead });
    const parameters = tinyParameters(config);
    const model = trainableModel(config);
    const records = tinyRecords(config, [
      [9, 4],
      [5, 6],
    ]);
    const microbatch = microbatchOf(records);
    const { clipping } = await eagerStep(model, parameters, microbatch, { mode: "hard", clipNorm: 1 });
    expect(new Set(clipping?.squaredNormsByParameter.keys())).toEqual(new Set(parameterShapes(config).keys()));
    const expected = await oneAtATime(config, parameters, records);
    for (const [name, norms] of clipping?.squaredNormsByParameter ?? []) {
      microbatch.units.forEach(({ position }, place) => {
        const norm = l2([expected[position]?.gradient.get(name) as Float32Array]);
        expect(Math.abs(Math.sqrt(norms.arraySync()[place] as number) / norm - 1), name).toBeLessThan(1e-4);
      });
    }
  }
});

test("the gradient predicts how the loss changes along any direction", async () => {
  const config = tinyConfig();
  const engine = await createGradientEngine(config, tinyParameters(config), { threads: 1 });
  const records = tinyRecords(config, [[12, 7]]);
  const lossNow = async (): Promise<number> => {
    engine.beginLot();
    const [it] = await engine.accumulate(records, { mode: "none" });
    return it?.loss ?? Number.NaN;
  };
  await lossNow();
  const gradient = new Map([...engine.gradientSum].map(([name, values]) => [name, values.slice()]));
  const random = seededRandom(5);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const direction = new Map([...gradient].map(([name, values]) => [name, values.map(() => random.normal())]));
    const move = (step: number): void => {
      for (const [name, values] of engine.parameters) {
        direction.get(name)?.forEach((it, i) => {
          values[i] = (values[i] as number) + step * it;
        });
      }
    };
    const h = 1e-3;
    move(h);
    const above = await lossNow();
    move(-2 * h);
    const below = await lossNow();
    move(h);
    let slope = 0;
    for (const [name, values] of gradient) {
      values.forEach((value, i) => {
        slope += value * (direction.get(name)?.[i] as number);
      });
    }
    const size = l2([...gradient.values()]);
    expect(Math.abs((above - below) / (2 * h) - slope)).toBeLessThan(0.01 * size); // float32 and h² leave a percent
  }
  await engine.dispose();
});

test("a recording with frozen embeddings has nothing of theirs", () => {
  const config = tinyConfig({ layers: 1 });
  const layout = { records: 2, views: 1, length: 4 };
  const count = (trainable?: ReadonlySet<string>): Record<string, number> => {
    const graph = traceGradientStep(trainableModel(config, trainable), { layout, mode: "hard" });
    const of = (operator: string): number => graph.nodes.filter((node) => node.operator === operator).length;
    // A product with a vocabulary-sized side: the logits, the way back to the states, and the matrix's gradient.
    const wide = graph.nodes.filter(
      ({ operator, outputs }) => operator === "Gemm" && outputs[0]?.shape[0] === config.vocabularySize,
    ).length;
    // Tokens are compared for the norm of the embedding, and targets with the columns of the head and with tokens.
    // The head takes exponentials in any case, the cross term its own.
    return { rows: of("Equal"), cross: of("Exp"), wide, slopes: of("Sigmoid") };
  };
  expect(count()).toEqual({ rows: 3, cross: 2, wide: 1, slopes: 1 });
  expect(count(allButEmbeddings(config))).toEqual({ rows: 0, cross: 1, wide: 0, slopes: 1 });
  // Nothing below the last layer norm is differentiated where only that is trained: GELU has no slope to know.
  expect(count(new Set(["transformer.ln_f.bias"]))).toEqual({ rows: 0, cross: 1, wide: 0, slopes: 0 });
});

test("the recorded step reads as it was reviewed", async () => {
  const config = tinyConfig({ layers: 1 });
  const text = graphText(
    traceGradientStep(trainableModel(config), { layout: { records: 2, views: 1, length: 4 }, mode: "hard" }),
  );
  await expect(text).toMatchFileSnapshot("../../golden/gradient-step.txt");
});
