import { describe, expect, test } from "vitest";
import { clipFactor } from "../../src/training/privacy/clipFactor.ts";
import { createGradientEngine } from "../../src/training/runtime/createGradientEngine.ts";
import { tinyConfig, tinyParameters, tinyRecords } from "./support/tinyModel.ts";

describe("the clip factor inside the compiled graph", () => {
  test.each(["hard", "automatic", "soft"] as const)("is the plain function of the norm: %s", async (mode) => {
    const config = tinyConfig();
    const engine = await createGradientEngine(config, tinyParameters(config), { threads: 1 });
    try {
      const records = tinyRecords(config, [[5], [9, 4], [3], [8, 8]]);
      engine.beginLot();
      const [first] = await engine.accumulate(records, { mode, clipNorm: 1 });
      const clipNorm = first?.norm as number; // some records lie above the norm, some below
      engine.beginLot();
      for (const { norm, clipFactor: factor } of await engine.accumulate(records, { mode, clipNorm })) {
        expect(factor / clipFactor(norm, { mode, clipNorm })).toBeCloseTo(1, 5);
      }
    } finally {
      await engine.dispose();
    }
  });
});
