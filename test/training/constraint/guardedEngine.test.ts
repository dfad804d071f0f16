import { describe, expect, test } from "vitest";
import { guardedEngine } from "../../../src/training/constraint/guardedEngine.ts";
import { copyOf, distanceBetween, projectOntoBall } from "../../../src/training/constraint/parameterSpace.ts";
import { trainLoop } from "../../../src/training/loop.ts";
import { sgd } from "../../../src/training/optimizer/sgd.ts";
import { seededStreams } from "../../../src/training/privacy/randomStream.ts";
import { toyEngine, toyRecords } from "../toyEngine.ts";
import type { ToyEngine } from "../toyEngine.ts";

const valuesOf = (of: ReadonlyMap<string, Float32Array>): number[] => [...of.values()].flatMap((values) => [...values]);

describe("the sum with a guard", () => {
  test("is the task's and lambda L / G times the guard's", async () => {
    const engine = toyEngine([1, 1]);
    const guarded = guardedEngine(engine, {
      strength: 0.5,
      expectedLotSize: 4,
      draw: () =>
        toyRecords([
          [3, 1],
          [5, 1],
        ]),
    });
    guarded.beginLot();
    await guarded.accumulate(
      toyRecords([
        [0, 0],
        [0, 2],
      ]),
      { mode: "none" },
    );
    // Task: (1, 1) + (1, -1); guard: (-2, 0) + (-4, 0), times 0.5 · 4 / 2 = 1.
    expect(valuesOf(guarded.gradientSum)).toEqual([2 - 6, 0]);
  });

  test("clips the task's records and not the guard's, and tells of the task's alone", async () => {
    const guarded = guardedEngine(toyEngine([0, 0]), {
      strength: 1,
      expectedLotSize: 1,
      draw: () => toyRecords([[-30, -40]]),
    });
    const statistics = await guarded.accumulate(toyRecords([[3, 4]]), { mode: "hard", clipNorm: 1 });
    // The record's gradient (-3, -4) becomes (-0.6, -0.8); the guard's (30, 40) stays.
    expect(valuesOf(guarded.gradientSum)[0]).toBeCloseTo(29.4, 5);
    expect(valuesOf(guarded.gradientSum)[1]).toBeCloseTo(39.2, 5);
    expect(statistics).toEqual([{ index: 0, loss: 12.5, norm: 5, clipFactor: 0.2 }]);
  });

  test("begins anew with each lot", async () => {
    const engine = toyEngine([1, 1]);
    const guarded = guardedEngine(engine, { strength: 1, expectedLotSize: 1, draw: () => toyRecords([[0, 0]]) });
    for (let lot = 0; lot < 2; lot += 1) {
      guarded.beginLot();
      await guarded.accumulate(toyRecords([[2, 2]]), { mode: "none" });
      expect(valuesOf(guarded.gradientSum)).toEqual([0, 0]); // (-1, -1) and (1, 1)
    }
  });
});

describe("a stronger constraint", () => {
  const start = [0, 0];
  const task = [4, 0] as const;
  const guard = [0, 2] as const;
  const train = async (
    engine: ToyEngine,
    around = (it: ToyEngine) => it as ReturnType<typeof guardedEngine>,
    onStep = () => {},
  ) => {
    await trainLoop({
      engine: around(engine),
      optimizer: sgd(engine.trainable, { momentum: 0 }),
      records: toyRecords(Array.from({ length: 8 }, () => [...task])),
      expectedLotSize: 8,
      steps: 60,
      learningRate: { peak: 0.1 },
      streams: seededStreams(1),
      onStep,
    });
    return valuesOf(engine.trainable) as [number, number];
  };
  const guardLoss = ([x, y]: readonly number[]): number =>
    ((x as number) - guard[0]) ** 2 + ((y as number) - guard[1]) ** 2;
  const taskLoss = ([x, y]: readonly number[]): number =>
    ((x as number) - task[0]) ** 2 + ((y as number) - task[1]) ** 2;

  test("of the first kind lowers the guard's loss and raises the task's, to the optimum of the sum", async () => {
    const ends = [];
    for (const strength of [0.25, 1, 4]) {
      const draw = () => toyRecords([[...guard]]);
      ends.push(
        await train(toyEngine(start), (engine) => guardedEngine(engine, { strength, expectedLotSize: 8, draw })),
      );
    }
    // The minimum of half |x - t|² + lambda half |x - g|² is (t + lambda g) / (1 + lambda).
    expect(ends[1]?.[0]).toBeCloseTo(2, 2);
    expect(ends[1]?.[1]).toBeCloseTo(1, 2);
    const guards = ends.map(guardLoss);
    const tasks = ends.map(taskLoss);
    expect(guards).toEqual(guards.toSorted((a, b) => b - a));
    expect(tasks).toEqual(tasks.toSorted((a, b) => a - b));
    expect(new Set(guards).size).toBe(3);
  });

  test("of the second kind keeps the weights as near as it says, and costs more of the task", async () => {
    const tasks: number[] = [];
    for (const radius of [3, 2, 1]) {
      const engine = toyEngine(start);
      const centre = copyOf(engine.trainable);
      const far: number[] = [];
      const end = await train(engine, undefined, () => {
        projectOntoBall(engine.trainable, centre, radius);
        far.push(distanceBetween(engine.trainable, centre));
      });
      expect(Math.max(...far)).toBeLessThanOrEqual(radius * (1 + 1e-6));
      expect(end[0]).toBeCloseTo(radius, 5); // the task pulls along the first axis
      tasks.push(taskLoss(end));
    }
    expect(tasks).toEqual(tasks.toSorted((a, b) => a - b));
  });
});
