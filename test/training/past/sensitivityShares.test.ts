import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { sharesWithout } from "../../../src/training/past/sharesWithout.ts";
import { toyEngine, toyRecords } from "../toyEngine.ts";
import { sensitivityShares } from "../../../src/training/past/sensitivityShares.ts";

describe("where the gap comes from", () => {
  test("shares of modules and of the most sensitive parameters by hand", () => {
    // 100 parameters that sum up to 200: one of 100, four of 10, five of 4, the other ninety 40 in all.
    const shares = sensitivityShares(
      new Map([
        ["wte", Float32Array.from({ length: 90 }, () => 40 / 90)],
        ["attn", Float32Array.from([100, 10, 10, 4, 4])],
        ["mlp", Float32Array.from([10, 10, 4, 4, 4])],
      ]),
    );
    expect(shares?.modules.map(({ module, parameters }) => [module, parameters])).toEqual([
      ["attn", 5],
      ["wte", 90],
      ["mlp", 5],
    ]);
    expect(shares?.modules[0]?.share).toBeCloseTo(128 / 200, 6);
    expect(shares?.modules[1]?.share).toBeCloseTo(40 / 200, 6);
    expect(shares?.modules[2]?.share).toBeCloseTo(32 / 200, 6);
    const byTop = Object.fromEntries(shares?.top.map(({ top, share }) => [top, share]) ?? []);
    expect(byTop[0.01]).toBeCloseTo(0.5, 6); // the largest alone: 100 / 200
    expect(byTop[0.05]).toBeCloseTo(0.7, 6); // and the four of 10
    expect(byTop[0.1]).toBeCloseTo(0.8, 6); // and the five of 4
    expect(byTop[0.2]).toBeCloseTo((160 + 40 / 9) / 200, 6); // and ten of the even rest
    expect(byTop[0.5]).toBeCloseTo((160 + 160 / 9) / 200, 6);
  });

  test("agrees with sorting to a thousandth on a spread of many sizes", () => {
    const random = seededRandom(4);
    const values = Float32Array.from({ length: 50_000 }, () => Math.exp(4 * random.normal()));
    const sorted = values.toSorted((a, b) => b - a);
    const sum = (count: number): number => sorted.subarray(0, count).reduce((all, value) => all + value, 0);
    const total = sum(values.length);
    for (const { top, share } of sensitivityShares(new Map([["all", values]]))?.top ?? []) {
      expect(Math.abs(share - sum(top * values.length) / total)).toBeLessThan(1e-3);
    }
  });

  test("is absent where the gap depends on nothing", () => {
    expect(sensitivityShares(new Map([["all", new Float32Array(4)]]))).toBeUndefined();
  });
});

describe("where it would seem to come from without some records", () => {
  test("is what the others say, block by block", async () => {
    const engine = toyEngine([0, 0]);
    // A record's gradient is minus its point: means of the others (0, 0), of the members (-2, -1) without a block.
    const members = toyRecords([
      [2, 0],
      [2, 2],
    ]);
    const others = toyRecords([
      [0, 0],
      [0, 0],
    ]);
    const found = await sharesWithout(engine, members, others);
    const shareOf = (module: string) => found.map(({ modules }) => modules.find((one) => one.module === module)?.share);
    // Without the first member the gap's gradient is (2, 2), without the second (2, 0).
    expect(shareOf("first")).toEqual([0.5, 1]);
    expect(shareOf("second")).toEqual([0.5, 0]);
    expect([...engine.gradientSum.values()].flatMap((values) => [...values])).toEqual([0, 0]);
  });

  test("is unknown with a single record", async () => {
    expect(
      await sharesWithout(
        toyEngine([0, 0]),
        toyRecords([[1, 0]]),
        toyRecords([
          [0, 0],
          [1, 1],
        ]),
      ),
    ).toEqual([]);
  });
});
