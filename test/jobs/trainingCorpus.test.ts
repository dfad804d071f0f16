import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
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
  return readTrainingCorpus({ paths: names.map((name) => join(folder, name)) }, { heldOut: 0.5, seed: 1 }, context);
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

  test.each(["txt", "csv"])("also in the source's own format: %s", async (ending) => {
    const lines = ending === "txt" ? twelve : ["n,text", ...twelve.map((text, index) => `${index},${text}`)];
    const source = join(folder, `own-${ending}.${ending}`);
    await writeFile(source, `${lines.join("\n")}\n`);
    await augment({ paths: [source], out: join(folder, `own-${ending}.cda.${ending}`), mode: "substitute" }, context);
    await expect(read(`own-${ending}.cda.${ending}`)).rejects.toMatchObject({
      code: "training.invalid",
      message: expect.stringContaining(`own-${ending}.cda.${ending}`),
    });
    const { training, heldOut } = await read(`own-${ending}.${ending}`);
    expect(training.length + heldOut.length).toBe(12);
  });

  test("but a record with another field of that name is a record", async () => {
    const lines = twelve.map((text) => `${JSON.stringify({ text, evenhand: "yes" })}\n`);
    await writeFile(join(folder, "field.jsonl"), lines.join(""));
    const { training, heldOut } = await read("field.jsonl");
    expect(training.length + heldOut.length).toBe(12);
  });
});

test("the unit is a record of a JSONL file and a line of a text file", async () => {
  await writeFile(join(folder, "unit.jsonl"), twelve.map((text) => `${JSON.stringify({ text })}\n`).join(""));
  await writeFile(join(folder, "unit.md"), `${twelve.join("\n")}\n`);
  expect((await read("unit.jsonl")).recordName).toBe("record");
  expect((await read("unit.md")).recordName).toBe("line");
  expect((await read("unit.jsonl", "unit.md")).recordName).toBe("record or line");
});

test("the same records in any format are the same unit and fall on the same sides", async () => {
  const records = twelve.map((text, index) => ({ id: index, text: `${text} It was "open", he said.` }));
  const json = records.map((record) => JSON.stringify(record));
  const csv = records.map(({ id, text }) => `${id},"${text.replaceAll('"', '""')}"`);
  const contents = {
    "same.jsonl": `${json.join("\n")}\n`,
    "same.json": `[${json.join(",\n")}]`,
    "same.csv": `id,text\n${csv.join("\r\n")}\r\n`,
    "same.tsv": `id\ttext\n${csv.join("\n").replaceAll(/^(\d+),/gm, "$1\t")}\n`,
    "same.jsonl.gz": gzipSync(`${json.join("\n")}\n`),
    "same.csv.gz": gzipSync(`id,text\n${csv.join("\n")}\n`),
  };
  const splits: unknown[] = [];
  for (const [name, content] of Object.entries(contents)) {
    await writeFile(join(folder, name), content);
    const { training, heldOut, recordName } = await read(name);
    expect(recordName).toBe("record");
    splits.push({ training: training.map(({ text }) => text), heldOut: heldOut.map(({ text }) => text) });
  }
  expect(splits.every((split) => JSON.stringify(split) === JSON.stringify(splits[0]))).toBe(true);
});

describe("the split", () => {
  const forty = Array.from({ length: 40 }, (_, index) => `Neighbour ${index} came by.`);
  const heldOutOf = async (lines: readonly string[], heldOut = 0.2, seed = 1): Promise<string[]> => {
    const path = join(folder, "split.txt");
    await writeFile(path, `${lines.join("\n")}\n`);
    const corpus = await readTrainingCorpus({ paths: [path] }, { heldOut, seed }, context);
    expect(corpus.training.length + corpus.heldOut.length).toBe(lines.length);
    return corpus.heldOut.map(({ text }) => text);
  };

  test("follows each record's own text: one record more or less moves no other", async () => {
    const whole = await heldOutOf(forty);
    for (const left of forty) {
      const rest = await heldOutOf(forty.filter((text) => text !== left));
      expect(rest).toEqual(whole.filter((text) => text !== left));
    }
    expect(await heldOutOf(forty.toReversed())).toEqual(whole.toReversed());
  });

  test("keeps exact duplicates on one side, so that no held-out text was trained on", async () => {
    const heldOut = await heldOutOf([...forty, ...forty, ...forty.slice(0, 20)]);
    const counts = new Map(forty.map((text) => [text, heldOut.filter((other) => other === text).length]));
    for (const [index, text] of forty.entries()) expect([0, index < 20 ? 3 : 2]).toContain(counts.get(text));
  });

  test("holds out the share that was asked for, give or take chance, and another part with another seed", async () => {
    const lines = Array.from({ length: 2000 }, (_, index) => `Line ${index}.`);
    const heldOut = await heldOutOf(lines);
    expect(Math.abs(heldOut.length - 400)).toBeLessThan(72); // four standard deviations, sqrt(2000 0.2 0.8) = 17.9
    const other = new Set(await heldOutOf(lines, 0.2, 2));
    const both = heldOut.filter((text) => other.has(text)).length;
    expect(Math.abs(both - 80)).toBeLessThan(36); // 0.2^2 of 2000; standard deviation 8.8
  });

  test.each([
    ["nothing to evaluate on", 1e-6, "held out"],
    ["nothing to train on", 1 - 1e-6, "to train on"],
  ])("that leaves %s is refused", async (_, share, words) => {
    await expect(heldOutOf(forty, share)).rejects.toMatchObject({
      code: "training.invalid",
      message: expect.stringContaining(words),
      hint: expect.stringContaining("--held-out"),
    });
  });
});
