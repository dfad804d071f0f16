import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Deviations } from "../../scripts/evalGolden/deviations.ts";
import { GoldenFolder } from "../../scripts/evalGolden/goldenFolder.ts";
import { type HeldFile, holdFolder } from "../../scripts/evalGolden/holdFolder.ts";
import { describeGolden, goldenPath } from "../training/support/golden.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenhand-golden-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function held(isWanted?: (name: string) => boolean): Promise<Map<string, HeldFile>> {
  const files = new Map<string, HeldFile>();
  for await (const file of holdFolder(new GoldenFolder(folder), isWanted)) files.set(file.name, file);
  return files;
}

const write = (name: string, json: unknown): void => writeFileSync(join(folder, name), JSON.stringify(json));

describe("deviations", () => {
  test("keep the largest of a quantity, and where it was", () => {
    const deviations = new Deviations();
    deviations.relative("losses", "row 0", 2.002, 2, 1e-2);
    deviations.relative("losses", "row 1", 4.02, 4, 1e-2);
    deviations.relative("losses", "row 2", 1, 1, 1e-2);
    const [row] = deviations.rows;
    expect(row).toMatchObject({ compared: 3, where: "row 1", isWithin: true });
    expect(row?.deviation).toBeCloseTo(0.005, 12); // 0.02 / 4
  });

  test("are outside for a value that is missing or not a number", () => {
    const deviations = new Deviations();
    deviations.absolute("logits", "", undefined, 0, 1);
    deviations.between("noise", "", Number.NaN, [0, 1], 1);
    deviations.checksum("states", "", undefined, { norm: 1, dotSin: 1 }, 1);
    deviations.exact("ids", "", [1, 2], [1, 2, 3]);
    expect(deviations.rows.map(({ isWithin }) => isWithin)).toEqual([false, false, false, false]);
  });

  test("of a range begin at its ends", () => {
    const deviations = new Deviations();
    deviations.between("inside", "", 1.5, [1, 2], 0);
    deviations.between("above", "", 2.2, [1, 2], 0.01);
    expect(deviations.rows.map(({ deviation }) => deviation)).toEqual([0, expect.closeTo(0.1, 12)]);
  });
});

describe("a folder of reference values", () => {
  test("has every file listed: held, passed over with a reason, or failed", async () => {
    write("adaptive-clip.json", {
      format: "adaptive-clip/1",
      // C exp(-0.2 (b - 0.5)) with C = 1: e^-0.1, then e^-0.1 e^0.1
      cases: [{ name: "two", C0: 1, quantile: 0.5, learningRate: 0.2, fractions: [1, 0], C: [Math.exp(-0.1), 1] }],
    });
    write("novelty.json", { format: "novelty/1" });
    write("grad-norms.json", { format: "grad-norms/1", model: "nowhere", batches: {} });
    writeFileSync(join(folder, "README.md"), "text");
    mkdirSync(join(folder, "empty"));
    const files = await held();
    expect([...files.keys()]).toEqual(["README.md", "adaptive-clip.json", "empty/", "grad-norms.json", "novelty.json"]);
    expect(files.get("adaptive-clip.json")?.deviations.rows).toMatchObject([
      { what: "bounds", compared: 2, isWithin: true },
    ]);
    expect(files.get("novelty.json")?.passedOver).toContain("novelty/1");
    expect(files.get("README.md")?.passedOver).toBe("no data");
    expect(files.get("empty/")?.passedOver).toContain("neither a model");
    expect(files.get("grad-norms.json")?.failure).toContain("nowhere");
  });
});

describeGolden("a copy of the golden folder whose model has another name", () => {
  const names = ["tokenizer.json", "forward.json", "untied.json", "adaptive-clip.json", "accountant-rdp-curves.json"];

  /** Renames the models; `change` turns every number in a file into another. */
  function copy(change: (value: number) => number): void {
    for (const model of ["tiny-gpt2", "tiny-gpt2-untied"]) {
      cpSync(goldenPath(model), join(folder, `renamed-${model}`), { recursive: true });
    }
    cpSync(goldenPath("batches.json"), join(folder, "batches.json"));
    for (const name of names) {
      const json = JSON.parse(readFileSync(goldenPath(name), "utf8")) as unknown;
      write(name, renamed(json, change));
    }
  }

  function renamed(value: unknown, change: (value: number) => number, key = ""): unknown {
    if (typeof value === "number") return given.has(key) ? value : change(value);
    if (typeof value === "string") return key === "model" ? `renamed-${value}` : value;
    if (Array.isArray(value)) return value.map((item) => renamed(item, change, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, renamed(item, change, name)]));
  }

  /** What is asked, in contrast to what is answered. */
  const given = new Set([
    "q",
    "sigma",
    "orders",
    "C0",
    "quantile",
    "learningRate",
    "expectedBatch",
    "sigmaB",
    "minC",
    "maxC",
  ]);

  test("is held all the same", { timeout: 60_000 }, async () => {
    copy((value) => value);
    const files = await held((name) => names.includes(name));
    for (const { name, failure, deviations } of files.values()) {
      expect(failure, name).toBeUndefined();
      expect(deviations.rows.length, name).toBeGreaterThan(0);
      expect(
        deviations.rows.filter(({ isWithin }) => !isWithin),
        name,
      ).toEqual([]);
    }
  });

  test("is not when its numbers are a thousandth off", { timeout: 60_000 }, async () => {
    copy((value) => value * 1.001);
    for (const { name, deviations } of (await held((it) => names.includes(it))).values()) {
      expect(
        deviations.rows.some(({ isWithin }) => !isWithin),
        name,
      ).toBe(true);
    }
  });
});
