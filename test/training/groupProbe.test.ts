import { describe, expect, test } from "vitest";
import type { GradientEngine } from "../../src/training/gradientEngine.ts";
import { groupProbe } from "../../src/training/groupProbe.ts";
import { trainLoop } from "../../src/training/loop.ts";
import { sgd } from "../../src/training/optimizer/sgd.ts";
import { seededStreams } from "../../src/training/privacy/randomStream.ts";
import { toyEngine, toyRecords } from "./toyEngine.ts";

describe("a probe of groups", () => {
  const groups = [
    { group: "gender.female", records: toyRecords([[4, 0]]) },
    {
      group: "gender.male",
      records: toyRecords([
        [0, 3],
        [0, 3],
      ]),
    },
  ];

  test("sees what a step did for each group: by hand", async () => {
    const engine = toyEngine([0, 0]);
    const probe = groupProbe(groups);
    await probe.before(engine);
    engine.parameters.get("first")?.set([1]); // the step: one to the right, towards the first group's point
    const { step, clipNorm, groups: found } = await probe.after(engine, 7, { mode: "hard", clipNorm: 2 }, 9);
    expect([step, clipNorm]).toEqual([7, 2]);
    const [female, male] = found;
    // Now 3 away from (4, 0); before the step it was asked to go straight there.
    expect(female).toEqual({
      group: "gender.female",
      n: 1,
      loss: 4.5,
      norm: 3,
      clippedNorm: 2,
      shareClipped: 1,
      alignment: 1,
      // Raw gradients at (1, 0): female (-3, 0); male twice (1, -3), of length √10, clipped to 2: (2, -6)/√10 each.
      misalignment: expect.closeTo(
        1 - (2 - 4 / Math.sqrt(10)) / Math.hypot(2 - 4 / Math.sqrt(10), 12 / Math.sqrt(10)),
        6,
      ) as number,
      // Without clipping the sum is (-1, -6).
      misalignmentUnclipped: expect.closeTo(1 - 1 / Math.sqrt(37), 6) as number,
      sentences: { losses: [4.5], norms: [3], clippedNorms: [2] },
    });
    expect(male).toMatchObject({ n: 2, loss: expect.closeTo(5, 12) as number });
    expect(male?.alignment).toBeCloseTo(0, 12);
    expect(male?.norm).toBeCloseTo(Math.sqrt(10), 12);
    const [unclipped] = (await probe.after(engine, 8, { mode: "none" }, 9)).groups;
    expect(unclipped).toMatchObject({ shareClipped: 0, clippedNorm: 3 });
    expect(unclipped).not.toHaveProperty("misalignment");
  });

  test("says how misaligned a group would be without each block of sentences: by hand", async () => {
    const engine = toyEngine([0, 0]);
    const right = toyRecords([
      [-1, 0],
      [-3, 0],
    ]);
    const up = toyRecords([
      [0, -1],
      [0, -4],
    ]);
    const probe = groupProbe([
      { group: "gender.female", records: right },
      { group: "gender.male", records: up },
    ]);
    await probe.before(engine);
    const { groups: found } = await probe.after(engine, 1, { mode: "hard", clipNorm: 1 }, 9);
    // Gradients are (1, 0), (3, 0), (0, 1), (0, 4); clipped each has length 1. Two blocks: the first of either group, the second.
    const [female, male] = found;
    expect(female?.sentences?.norms).toEqual([1, 3]);
    expect(female?.misalignment).toBeCloseTo(1 - Math.SQRT1_2, 6); // against (2, 2)
    const [first, second] = female?.sentences?.without ?? [];
    expect(first?.misalignment).toBeCloseTo(1 - Math.SQRT1_2, 6); // against (1, 1)
    expect(first?.misalignmentUnclipped).toBeCloseTo(1 - 3 / 5, 6); // (3, 0) against (3, 4)
    expect(second?.misalignmentUnclipped).toBeCloseTo(1 - Math.SQRT1_2, 6); // (1, 0) against (1, 1)
    expect(male?.sentences?.without?.[0]?.misalignmentUnclipped).toBeCloseTo(1 - 4 / 5, 6);
    expect(male?.sentences?.without).toHaveLength(2);
    await probe.before(engine);
    const between = await probe.after(engine, 2, { mode: "hard", clipNorm: 1 }, 9);
    expect(between.groups[0]?.sentences).not.toHaveProperty("without");
    expect(between.groups[0]?.misalignment).toBeCloseTo(1 - Math.SQRT1_2, 6);
  });

  test("leaves no trace in the training: the same parameters with and without it", async () => {
    const run = async (isProbed: boolean) => {
      const engine = toyEngine([0, 0]);
      const state = await trainLoop({
        engine,
        optimizer: sgd(engine.trainable),
        records: toyRecords([
          [1, 2],
          [3, -1],
          [0, 1],
        ]),
        expectedLotSize: 2,
        steps: 20,
        learningRate: { peak: 0.1 },
        streams: seededStreams(3),
        ...(isProbed ? { probe: groupProbe(groups, 5) } : {}),
      });
      return { state, parameters: [...engine.parameters.values()].flatMap((values) => [...values]) };
    };
    const [plain, probed] = [await run(false), await run(true)];
    expect(probed.parameters).toEqual(plain.parameters);
    expect(plain.state.probed).toBeUndefined();
    expect(probed.state.probed?.map(({ step }) => step)).toEqual([1, 4, 8, 12, 16, 20]);
  });

  test("samples a large model evenly, with hardly another answer", async () => {
    const size = 4_100_000; // above the limit: every third coordinate
    const needs = Float32Array.from({ length: size }, (_, index) => -Math.sin(index));
    const theta = new Float32Array(size);
    const parts = (values: Float32Array) =>
      new Map([
        ["a", values.subarray(0, 1_000_001)],
        ["b", values.subarray(1_000_001)],
      ]);
    const engine: GradientEngine = {
      parameters: parts(theta),
      trainable: parts(theta),
      gradientSum: parts(needs),
      beginLot: () => {},
      accumulate: async (records) => records.map(({ index }) => ({ index, loss: 1, norm: 1, clipFactor: 1 })),
      dispose: async () => {},
    };
    const probe = groupProbe([{ group: "a", records: toyRecords([[1]]) }]);
    await probe.before(engine);
    let [along, ofGradient, ofStep] = [0, 0, 0];
    for (let index = 0; index < size; index += 1) {
      const moved = Math.sin(index) + Math.cos(3 * index);
      theta[index] = moved;
      along += moved * Math.sin(index);
      ofGradient += Math.sin(index) ** 2;
      ofStep += moved ** 2;
    }
    const { groups: found } = await probe.after(engine, 1, { mode: "none" }, 1);
    expect(found[0]?.alignment).toBeCloseTo(along / Math.sqrt(ofGradient * ofStep), 2);
  });
});
