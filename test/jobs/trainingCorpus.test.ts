import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { augment } from "../../src/jobs/augment.ts";
import { readTrainingCorpus } from "../../src/jobs/trainingCorpus.ts";
import type { TrainingCorpus } from "../../src/jobs/trainingCorpus.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-corpus-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const context = { signal: new AbortController().signal, onProgress: () => {} };

function read(...names: string[]): Promise<TrainingCorpus> {
  return readTrainingCorpus({ paths: names.map((name) => join(folder, name)) }, { heldOut: 0.2, seed: 1 }, context);
}

const twelve = Array.from({ length: 12 }, (_, index) => `She saw house ${index}.`);

describe("a counterfactual corpus is refused, because its records are views of others", () => {
  test.each(["augment", "substitute", "counterfactual-only"] as const)("made with %s", async (mode) => {
    await writeFile(join(folder, `${mode}.txt`), `${twelve.join("\n")}\n`);
    const { outPath } = await augment({ paths: [join(folder, `${mode}.txt`)], mode }, context);
    const refusal = {
      code: "training.invalid",
      message: expect.stringContaining(`${mode}.cda.jsonl`),
      hint: expect.stringContaining(`${mode}.txt`),
    };
    await expect(readTrainingCorpus({ paths: [outPath] }, { heldOut: 0.2, seed: 1 }, context)).rejects.toMatchObject(
      refusal,
    );
    await expect(read(`${mode}.txt`, `${mode}.cda.jsonl`)).rejects.toMatchObject(refusal);
  });

  test("but a record with another field of that name is a record", async () => {
    const lines = twelve.map((text) => `${JSON.stringify({ text, evenhand: "yes" })}\n`);
    await writeFile(join(folder, "field.jsonl"), lines.join(""));
    const { training, heldOut } = await read("field.jsonl");
    expect(training.length + heldOut.length).toBe(12);
  });
});
