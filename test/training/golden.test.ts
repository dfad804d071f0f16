import { expect, test } from "vitest";
import { Deviations, checksumOf } from "../../scripts/evalGolden/deviations.ts";
import { GoldenFolder, recordsOf } from "../../scripts/evalGolden/goldenFolder.ts";
import { holdFolder } from "../../scripts/evalGolden/holdFolder.ts";
import { clipModes, holdSum, withEngine } from "../../scripts/evalGolden/holdGradients.ts";
import { describeGolden, goldenPath } from "./support/golden.ts";

/** The accountants have tests of their own, on values that are kept here. */
const isAccountant = (name: string): boolean => /^accountant-(?:grid|calibration|rdp-curves)/u.test(name);

describeGolden("the engine against float64 values from PyTorch", () => {
  test("is within the tolerance of every file that it is held against", { timeout: 600_000 }, async () => {
    const held: string[] = [];
    for await (const { name, deviations, failure } of holdFolder(
      new GoldenFolder(goldenPath(".")),
      (it) => !isAccountant(it),
    )) {
      expect(failure, name).toBeUndefined();
      expect(
        deviations.rows.filter(({ isWithin }) => !isWithin),
        name,
      ).toEqual([]);
      if (deviations.rows.length > 0) held.push(name);
    }
    expect(held).toEqual(
      expect.arrayContaining(["clipping.json", "forward.json", "optimizer-steps.json", "records.json"]),
    );
  });

  test("is not when a clip factor is a thousandth off", async () => {
    const folder = new GoldenFolder(goldenPath("."));
    const { model, cases } = folder.json("clipping.json") as {
      model: string;
      cases: Record<string, { mode: string; C: number; sum: { globalNorm: number; tensors: object } }[]>;
    };
    const [name, list] = Object.entries(cases)[0] as [string, (typeof cases)[string]];
    const expected = list.find(({ mode }) => clipModes.has(mode)) as (typeof list)[number];
    const deviations = new Deviations();
    await withEngine(folder, model, "mean", async (engine) => {
      const records = recordsOf(folder.batch(name.split(".")[0] ?? ""));
      const wrong = { ...expected, C: expected.C * 1.001, sum: { ...expected.sum, tensors: {} } };
      await holdSum(deviations, name, engine, records, wrong);
    });
    expect(deviations.rows.every(({ isWithin }) => isWithin)).toBe(false);
  });
});

test("a checksum tells tensors apart that have the same norm", () => {
  expect(checksumOf([3, 4])).toEqual({ norm: 5, sum: 7, dotSin: 3 * Math.sin(1) + 4 * Math.sin(2) });
  expect(checksumOf([4, 3]).norm).toBe(5);
  expect(checksumOf([4, 3]).dotSin).not.toBe(checksumOf([3, 4]).dotSin);
});
