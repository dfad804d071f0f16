import { expect, test } from "vitest";
import { trainLoop } from "../../src/training/loop.ts";
import { adam } from "../../src/training/optimizer/adam.ts";
import { seededStreams } from "../../src/training/privacy/randomStream.ts";
import { createGradientEngine } from "../../src/training/runtime/createGradientEngine.ts";
import { allButEmbeddings } from "../../src/training/trainableModel.ts";
import { tinyConfig, tinyParameters, tinyRecords } from "./support/tinyModel.ts";

test.each([true, false])(
  "a private run leaves frozen embeddings as they are to the last bit; tied: %s",
  async (tied) => {
    const config = tinyConfig({ tiedHead: tied });
    const before = tinyParameters(config);
    const trainable = allButEmbeddings(config);
    const engine = await createGradientEngine(config, tinyParameters(config), { threads: 1, trainable });
    await trainLoop({
      engine,
      optimizer: adam(engine.trainable, { weightDecay: 0.1 }),
      records: tinyRecords(config, [[9], [5, 4], [12]]),
      expectedLotSize: 2,
      steps: 3,
      learningRate: { peak: 1e-2 },
      streams: seededStreams(3),
      protection: { clip: { mode: "hard", clipNorm: 1 }, noiseMultiplier: 1, delta: 1e-5, charge: async () => {} },
    });
    const changed = [...engine.parameters].filter(([name, values]) =>
      values.some((value, at) => !Object.is(value, before.get(name)?.[at])),
    );
    expect(new Set(changed.map(([name]) => name))).toEqual(trainable);
    await engine.dispose();
  },
);
