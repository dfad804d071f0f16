import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canaryUnits, drawCanaries } from "../../src/jobs/canaries.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import { train } from "../../src/jobs/train.ts";
import { writeSmallCheckpoint } from "./smallCheckpoint.ts";

describe("canaries", () => {
  const drawn = drawCanaries({ count: 5, repeats: 2 }, 3);

  test("are random digits in one format, all different, the same for a seed", () => {
    expect(drawn.planted).toHaveLength(5);
    expect(drawn.references).toHaveLength(1023);
    const all = [...drawn.planted, ...drawn.references];
    expect(new Set(all).size).toBe(1028);
    for (const text of all) expect(text).toMatch(/^The number of the locker is \d{3} \d{3} \d{3}\.$/);
    expect(drawCanaries({ count: 5, repeats: 2 }, 3)).toEqual(drawn);
    expect(drawCanaries({ count: 5, repeats: 2 }, 4).planted).not.toEqual(drawn.planted);
  });

  test("are units of their own, one for each repeat", () => {
    const units = canaryUnits(drawn);
    expect(units).toHaveLength(10);
    expect(units.every((unit) => unit.length === 1)).toBe(true);
    expect(new Set(units.flat().map(({ id }) => id)).size).toBe(10);
    expect(units.flat().filter(({ text }) => text === drawn.planted[4])).toHaveLength(2);
  });
});

describe("a training with canaries", () => {
  const texts = Array.from(
    { length: 60 },
    (_, index) => `The ${["nurse", "pilot", "clerk"][index % 3]} left on ${index}.`,
  );
  const watching: JobContext = { signal: new AbortController().signal, onProgress: () => {} };
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "evenhand-canaries-"));
    await writeFile(join(folder, "corpus.jsonl"), texts.map((text) => `${JSON.stringify({ text })}\n`).join(""));
    await writeSmallCheckpoint(join(folder, "tiny"), [...texts, "The number of the locker is 012 345 678 9."], 3);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const asked = () => ({
    paths: [join(folder, "corpus.jsonl")],
    model: join(folder, "tiny"),
    outDirectory: join(folder, "out"),
    arms: ["base", "plain", "dp"],
    seed: 5,
    steps: 30,
    lotSize: 20,
    learningRate: 0.03,
    delta: 1e-3,
    continuations: 0,
    heldOut: 0.2,
    threads: 1,
    canaries: 3,
    canaryRepeats: 10,
  });

  test("counts them as records, tells what each model remembers, and keeps their text to itself", async () => {
    const report = await train(asked(), watching);
    const [base, plain, dp] = report.arms ?? [];
    const heldOut = Number(report.method.settings["heldOutRecords"]);
    expect(report.method.settings).toMatchObject({
      trainingRecords: 60 - heldOut,
      units: 60 - heldOut + 30,
      canaries: 3,
      canaryRepeats: 10,
    });
    expect(plain?.training?.records).toBe(60 - heldOut + 30);
    expect(report.warnings).toContainEqual(
      expect.stringMatching(/^3 made-up records were planted in the training, 10 times each, and N counts them/),
    );
    // The scan is that of the corpus.
    expect(report.scan?.totals.documents).toBe(60);
    for (const arm of [base, plain, dp]) {
      expect(arm?.canaries).toMatchObject({ canaries: 3, repeats: 10, references: 1023, most: 10 });
    }
    expect(base?.canaries).not.toHaveProperty("ceiling");
    expect(dp?.canaries?.ceiling).toBeCloseTo(10, 9); // ten records of epsilon 8 together: nothing is left of the promise
    // Thirty of some seventy records are canaries: the model without privacy knows them better than the base model.
    expect(plain?.canaries?.mean.value).toBeGreaterThan((base?.canaries?.mean.value ?? 10) + 1);
    const reports = join(folder, "out", "reports");
    for (const file of await readdir(reports)) {
      expect(await readFile(join(reports, file), "utf8"), file).not.toContain("number of the locker");
    }
  }, 240_000);
});
