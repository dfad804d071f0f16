import { expect, test } from "vitest";
import { architectureOf } from "../../../src/lm/architecture.ts";
import { headParts } from "../../../src/training/clip/headParts.ts";
import type { TrainingRecord } from "../../../src/training/gradientEngine.ts";
import { packMicrobatch } from "../../../src/training/microbatches.ts";
import { createGradientEngine } from "../../../src/training/runtime/createGradientEngine.ts";
import { trainableModel } from "../../../src/training/trainableModel.ts";
import { eagerStep, microbatchOf } from "../support/eagerStep.ts";
import { relativeDistance } from "../support/oneAtATime.ts";
import { tinyConfig, tinyParameters } from "../support/tinyModel.ts";

test("parts are the rows of the head, each once, in order", () => {
  expect(headParts("head", 2048)).toEqual([{ name: "head", firstRow: 0, rows: 2048 }]);
  const parts = headParts("head", 50_257);
  expect(parts).toHaveLength(25); // 50,257 / 2,048 = 24.5
  expect(new Set(parts.map(({ name }) => name)).size).toBe(25);
  let next = 0;
  for (const { firstRow, rows } of parts) {
    expect(firstRow).toBe(next);
    expect(rows).toBeGreaterThan(0);
    next += rows;
  }
  expect(next).toBe(50_257);
});

test.each([true, false])("a head in parts gives what it gives in one, tied: %s", async (tiedHead) => {
  const config = tinyConfig({ vocabularySize: 2100, tiedHead, layers: 1 });
  const [first, second] = headParts("head", config.vocabularySize);
  const border = second?.firstRow ?? 0;
  expect(first?.rows).toBe(border);
  const records: TrainingRecord[] = [
    { index: 0, views: [{ tokens: [3, border - 1, border, 2099, 3, 0, border] }] },
    { index: 1, views: [{ tokens: [2099, 2099, 0, border - 1, border] }] },
  ];
  const parameters = tinyParameters(config);
  const clip = { mode: "hard", clipNorm: 0.5 } as const;
  const microbatch = microbatchOf(records);
  const inOne = await eagerStep(trainableModel(config), parameters, microbatch, clip);
  const engine = await createGradientEngine(config, parameters, { threads: 1 });
  engine.beginLot();
  const inParts = await engine.accumulate(records, clip);

  microbatch.units.forEach(({ position }, place) => {
    const norm = Math.sqrt(inOne.clipping?.squaredNorms.arraySync()[place] as number);
    expect(Math.abs((inParts[position]?.norm as number) / norm - 1)).toBeLessThan(1e-5);
  });
  const { head, tokenEmbedding } = architectureOf(config);
  const expected = Float32Array.from(inOne.sums.get(head)?.dataSync() ?? []);
  if (head === tokenEmbedding) {
    const rows = inOne.tokenRows?.dataSync() ?? new Float32Array();
    const { tokens } = packMicrobatch(microbatch, "mean");
    rows.forEach((value, index) => {
      const place = (tokens[Math.floor(index / config.width)] as number) * config.width + (index % config.width);
      expected[place] = (expected[place] as number) + value;
    });
  }
  expect(relativeDistance(engine.gradientSum.get(head) as Float32Array, expected)).toBeLessThan(1e-5);
  await engine.dispose();
});
