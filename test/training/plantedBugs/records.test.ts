import { afterAll, beforeAll, expect } from "vitest";
import type {
  ClipRule,
  GradientEngine,
  RecordStatistics,
  TrainingRecord,
} from "../../../src/training/gradientEngine.ts";
import { createGradientEngine } from "../../../src/training/runtime/createGradientEngine.ts";
import { l2, oneAtATime, weightedSum } from "../support/oneAtATime.ts";
import type { RecordGradient } from "../support/oneAtATime.ts";
import { tinyConfig, tinyParameters } from "../support/tinyModel.ts";
import { plantedBugs } from "./support.ts";

/** One call of the engine, from an empty sum; a bug changes what the engine is given. */
type Pass = (records: readonly TrainingRecord[], clip: ClipRule) => Promise<RecordStatistics[]>;

const config = tinyConfig();
const clip: ClipRule = { mode: "hard", clipNorm: 0.25 };
const pad = 0;

/** Two views, a repeated token, a masked label, the pad token as a word. */
const records: readonly TrainingRecord[] = [
  { index: 0, views: [{ tokens: [1, 2, 3, 2, 2, 4] }, { tokens: [1, 5, 3, 5] }] },
  { index: 1, views: [{ tokens: [6, pad, pad, 2] }, { tokens: [3, 4, 5, 6, 7, 8, 9, 10] }] },
  { index: 2, views: [{ tokens: [1, 2, 3, 4, 5], labels: [1, -100, -100, 4, 5] }, { tokens: [2, 2] }] },
];

let engine: GradientEngine;
let expected: readonly RecordGradient[];

beforeAll(async () => {
  engine = await createGradientEngine(config, tinyParameters(config), { threads: 1 });
  expected = await oneAtATime(config, engine.parameters, records);
});

afterAll(() => engine.dispose());

const right: Pass = (given, rule) => {
  engine.beginLot();
  return engine.accumulate(given, rule);
};

const changed =
  (change: (record: TrainingRecord) => TrainingRecord): Pass =>
  (given, rule) =>
    right(given.map(change), rule);

const eachView = (
  record: TrainingRecord,
  change: (view: TrainingRecord["views"][number]) => object,
): TrainingRecord => ({
  ...record,
  views: record.views.map((view) => ({ ...view, ...change(view) })),
});

plantedBugs<Pass>(
  "each record's loss, norm and share of the sum are those of the record alone",
  async (pass) => {
    const statistics = await pass(records, clip);
    expect(statistics).toHaveLength(records.length);
    for (const [at, { loss, norm }] of statistics.entries()) {
      expect(Math.abs(norm / (expected[at]?.norm as number) - 1)).toBeLessThan(1e-4);
      expect(loss).toBeCloseTo(expected[at]?.loss as number, 4);
    }
    const factors = expected.map(({ norm }) => Math.min(1, 0.25 / norm));
    const sum = weightedSum(expected, factors);
    const apart = [...sum].map(([name, values]) =>
      values.map((value, at) => value - ((engine.gradientSum.get(name) as Float32Array)[at] as number)),
    );
    expect(l2(apart)).toBeLessThan(1e-4 * l2([...sum.values()]));
  },
  {
    right,
    bugs: {
      "pads counted as targets": changed((record) =>
        eachView(record, ({ tokens, labels }) => ({
          tokens: [...tokens, pad, pad],
          ...(labels === undefined ? {} : { labels: [...labels, pad, pad] }),
        })),
      ),
      "attention to pads": changed((record) =>
        eachView(record, ({ tokens, labels = tokens }) => ({
          tokens: [pad, pad, ...tokens],
          labels: [-100, -100, -100, ...labels.slice(1)],
        })),
      ),
      "the pad token taken for padding": changed((record) =>
        eachView(record, ({ tokens, labels = tokens }) => ({
          tokens,
          labels: labels.map((label) => (label === pad ? -100 : label)),
        })),
      ),
      "the mean over all positions, ignored ones included": changed((record) =>
        eachView(record, ({ tokens }) => ({ tokens, labels: tokens })),
      ),
      "two records in one window": async (given, rule) => {
        const [first, second, ...rest] = given as [TrainingRecord, TrainingRecord, ...TrainingRecord[]];
        const joined = {
          ...first,
          views: [{ tokens: [...(first.views[1]?.tokens ?? []), ...(second.views[0]?.tokens ?? [])] }],
        };
        const [one, ...others] = await right([joined, ...rest], rule);
        return [one as RecordStatistics, { ...(one as RecordStatistics), index: 1 }, ...others];
      },
      "each view clipped as a record of its own": async (given, rule) => {
        const views = given.flatMap(({ views: all }) => all.map((view, at) => ({ index: at, views: [view] })));
        const statistics = await right(views, rule);
        return given.map((record, at) => ({ ...(statistics[2 * at] as RecordStatistics), index: record.index }));
      },
      "only the first view": changed((record) => ({ ...record, views: record.views.slice(0, 1) })),
      "not clipped": async (given, rule) => {
        const statistics = await right(given, rule);
        await right(given, { mode: "none" });
        return statistics;
      },
      "the micro-batch clipped as one": async (given, rule) => {
        const statistics = await right(given, rule);
        await right(given, { mode: "none" });
        const norm = l2([...engine.gradientSum.values()]);
        for (const values of engine.gradientSum.values())
          values.forEach((value, at) => (values[at] = (value * 0.25) / norm));
        return statistics;
      },
      "one tensor's gradient not clipped": async (given, rule) => {
        const statistics = await right(given, rule);
        const clipped = new Map([...engine.gradientSum].map(([name, values]) => [name, values.slice()]));
        await right(given, { mode: "none" });
        for (const [name, values] of engine.gradientSum) {
          if (name !== "transformer.ln_f.bias") values.set(clipped.get(name) as Float32Array);
        }
        return statistics;
      },
    },
  },
);

plantedBugs<Pass>(
  "one record, whatever its views, moves the sum by at most C",
  async (pass) => {
    const same = { tokens: [1, 2, 3, 4, 5, 6] };
    await pass([{ index: 0, views: [same, same, same] }], clip);
    expect(l2([...engine.gradientSum.values()])).toBeLessThan(0.25 * (1 + 1e-5));
  },
  {
    right,
    bugs: {
      "each view clipped as a record of its own": async (given, rule) =>
        right(
          given.flatMap(({ views }) => views.map((view, index) => ({ index, views: [view] }))),
          rule,
        ),
      "clipped tensor by tensor, each to C": async (given, rule) => {
        const statistics = await right(given, { mode: "none" });
        for (const values of engine.gradientSum.values()) {
          const factor = Math.min(1, 0.25 / l2([values]));
          values.forEach((value, at) => (values[at] = value * factor));
        }
        return statistics.map((one) => ({ ...one, clipFactor: Math.min(1, (rule as { clipNorm: number }).clipNorm) }));
      },
    },
  },
);

plantedBugs<Pass>(
  "a record without a finite gradient is left out, and the others stay",
  async (pass) => {
    const embedding = engine.parameters.get("transformer.wte.weight") as Float32Array;
    const at = 22 * config.width;
    const before = embedding[at] as number;
    embedding[at] = 3e38; // finite itself, its square is not; only one record has this token
    try {
      const bad: TrainingRecord = { index: 9, views: [{ tokens: [22, 22, 1] }] };
      const statistics = await pass([...records, bad], clip);
      expect(statistics.map(({ clipFactor }) => clipFactor > 0)).toEqual([true, true, true, false]);
      const withBad = l2([...engine.gradientSum.values()]);
      await right(records, clip);
      expect(Math.abs(withBad - l2([...engine.gradientSum.values()]))).toBeLessThan(1e-5);
    } finally {
      embedding[at] = before;
    }
  },
  {
    right,
    bugs: {
      "its NaN reaches the sum": async (given, rule) => {
        const statistics = await right(given, rule);
        if (statistics.some(({ norm }) => !Number.isFinite(norm)))
          engine.gradientSum.get("transformer.ln_f.bias")?.fill(Number.NaN);
        return statistics;
      },
      "the whole lot is dropped with it": async (given, rule) => {
        const statistics = await right(given, rule);
        if (statistics.every(({ norm }) => Number.isFinite(norm))) return statistics;
        engine.beginLot();
        return statistics.map((one) => ({ ...one, clipFactor: 0 }));
      },
      "it counts as short and gets a factor": async (given, rule) =>
        (await right(given, rule)).map((one) => ({ ...one, clipFactor: Math.max(one.clipFactor, 1) })),
    },
  },
);
