import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { augment } from "../../src/jobs/augment.ts";
import type { AugmentMode } from "../../src/jobs/augment/swapSettings.ts";
import type { Document } from "../../src/corpus/document.ts";
import { readTrainingCorpus } from "../../src/jobs/trainingCorpus.ts";
import type { TrainingCorpus } from "../../src/jobs/trainingCorpus.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-corpus-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const context = { signal: new AbortController().signal, onProgress: () => {} };

const record = { kind: "record" } as const;

function read(...names: string[]): Promise<TrainingCorpus> {
  return readTrainingCorpus(
    { paths: names.map((name) => join(folder, name)) },
    { heldOut: 0.5, seed: 1, unit: record },
    context,
  );
}

const twelve = Array.from({ length: 12 }, (_, index) => `She saw house ${index}.`);

describe("a counterfactual corpus", () => {
  const made = async (mode: AugmentMode, ending = "txt"): Promise<{ source: string; copy: string }> => {
    const source = `${mode}.${ending}`;
    const lines = ending === "csv" ? ["n,text", ...twelve.map((text, index) => `${index},${text}`)] : twelve;
    await writeFile(join(folder, source), `${lines.join("\n")}\n`);
    const copy = ending === "csv" ? `${mode}.cda.csv` : `${mode}.cda.jsonl`;
    await augment({ paths: [join(folder, source)], out: join(folder, copy), mode, force: true }, context);
    return { source, copy };
  };
  const refusal = (name: string, source: string) => ({
    code: "training.invalid",
    message: expect.stringContaining(name) as string,
    hint: expect.stringContaining(source) as string,
  });

  test("that holds a record and its counterfactual is refused: they are views of one record", async () => {
    const { source, copy } = await made("augment");
    await expect(read(copy)).rejects.toMatchObject(refusal(copy, source));
  });

  test.each(["substitute", "neutralise", "counterfactual-only"] as const)(
    "made with %s has one record for each of the source, and pays from the source's budget",
    async (mode) => {
      const { source, copy } = await made(mode);
      const [ofSource, ofCopy] = [await read(source), await read(copy)];
      expect(ofCopy.identity.corpus).toBe(ofSource.identity.corpus);
      expect(ofCopy.identity.files).toEqual(ofSource.identity.files);
      expect(ofCopy.identity.names).toEqual([`${copy}, made from ${source}`]);
      expect(ofCopy.contentHash).not.toBe(ofSource.contentHash);
    },
  );

  test.each(["txt", "csv"])("is refused beside its source: %s", async (ending) => {
    const { source, copy } = await made("substitute", ending);
    await expect(read(source, copy)).rejects.toMatchObject(refusal(copy, source));
  });

  test("is refused beside another copy of the same source", async () => {
    const { source, copy } = await made("substitute");
    await augment(
      { paths: [join(folder, source)], out: join(folder, "other.cda.jsonl"), mode: "neutralise", force: true },
      context,
    );
    await expect(read(copy, "other.cda.jsonl")).rejects.toMatchObject(refusal(copy, source));
  });

  test("is known as one when it is compressed or has another name, where the manifest is", async () => {
    const source = "letters.txt";
    await writeFile(join(folder, source), `${twelve.join("\n")}\n`);
    const both = join(folder, "letters.cda.txt");
    await augment({ paths: [join(folder, source)], out: both, mode: "augment" }, context);
    const text = await readFile(both);
    await writeFile(join(folder, "letters.cda.txt.gz"), gzipSync(text));
    await writeFile(join(folder, "renamed.txt"), text);
    await writeFile(join(folder, "renamed.txt.gz"), gzipSync(text));
    for (const name of ["letters.cda.txt", "letters.cda.txt.gz", "renamed.txt", "renamed.txt.gz"]) {
      await expect(read(name)).rejects.toMatchObject(refusal(name, source));
    }
    const one = join(folder, "one.cda.txt");
    await augment({ paths: [join(folder, source)], out: one, mode: "substitute" }, context);
    await writeFile(join(folder, "balanced.txt.gz"), gzipSync(await readFile(one)));
    const { identity } = await read("balanced.txt.gz");
    expect(identity.corpus).toBe((await read(source)).identity.corpus);
    await expect(read(source, "balanced.txt.gz")).rejects.toMatchObject(refusal("balanced.txt.gz", source));
    // Another text is another corpus, also beside a manifest that somebody has cut.
    await writeFile(
      join(folder, "cut.manifest.json"),
      JSON.stringify({ manifest: "evenhand counterfactual corpus", file: "other.txt" }),
    );
    await writeFile(join(folder, "other.txt"), `${twelve.map((line) => `${line}!`).join("\n")}\n`);
    expect((await read("other.txt")).identity.names).toEqual(["other.txt"]);
  });

  test("is never the source itself, also when nothing in it could be swapped", async () => {
    const source = join(folder, "weather.txt");
    await writeFile(source, twelve.map((_, index) => `It rained on day ${index}.\n`).join(""));
    const out = join(folder, "weather.cda.txt");
    await augment({ paths: [source], out, mode: "augment" }, context);
    expect(await readFile(out)).toEqual(await readFile(source));
    expect((await read("weather.txt")).identity.names).toEqual(["weather.txt"]);
    await expect(read("weather.cda.txt")).rejects.toMatchObject(refusal("weather.cda.txt", "weather.txt"));
  });

  test("is refused without its manifest, because nobody knows which corpus pays", async () => {
    const { source, copy } = await made("substitute");
    await rm(join(folder, "substitute.cda.manifest.json"));
    await expect(read(copy)).rejects.toMatchObject(refusal(copy, source));
  });

  test("is refused without its manifest also beside a file of the same name that has one", async () => {
    const copies = ["one", "two"].map((name) => join(name, "copy.cda.jsonl"));
    for (const [index, copy] of copies.entries()) {
      const source = join(folder, `source${index}.txt`);
      await writeFile(source, `${twelve.map((text) => text.replace("house", `garden ${index}`)).join("\n")}\n`);
      await mkdir(join(folder, copy, ".."));
      await augment({ paths: [source], out: join(folder, copy), mode: "substitute" }, context);
    }
    const { training, heldOut, identity } = await read(...copies);
    expect(training.length + heldOut.length).toBe(24);
    expect(identity.names).toEqual(["copy.cda.jsonl, made from source0.txt", "copy.cda.jsonl, made from source1.txt"]);
    await rm(join(folder, "two/copy.cda.manifest.json"));
    await expect(read(...copies)).rejects.toMatchObject(refusal("two/copy.cda.jsonl, line 1", "source1.txt"));
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
    splits.push({ training: training.flat().map(({ text }) => text), heldOut: heldOut.flat().map(({ text }) => text) });
  }
  expect(splits.every((split) => JSON.stringify(split) === JSON.stringify(splits[0]))).toBe(true);
});

describe("the split", () => {
  const forty = Array.from({ length: 40 }, (_, index) => `Neighbour ${index} came by.`);
  const heldOutOf = async (lines: readonly string[], heldOut = 0.2, seed = 1): Promise<string[]> => {
    const path = join(folder, "split.txt");
    await writeFile(path, `${lines.join("\n")}\n`);
    const corpus = await readTrainingCorpus({ paths: [path] }, { heldOut, seed, unit: record }, context);
    expect(corpus.training.length + corpus.heldOut.length).toBe(lines.length);
    return corpus.heldOut.flat().map(({ text }) => text);
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

describe("with the values of a field as units", () => {
  const authors = Array.from({ length: 60 }, (_, index) => ({ text: `Text ${index}.`, author: `a${index % 20}` }));
  const unit = { kind: "field", field: "author" } as const;
  const readBy = async (records: readonly object[], heldOut = 0.3): Promise<TrainingCorpus> => {
    const path = join(folder, "authors.jsonl");
    await writeFile(path, records.map((line) => `${JSON.stringify(line)}\n`).join(""));
    return readTrainingCorpus({ paths: [path] }, { heldOut, seed: 1, unit }, context);
  };
  const authorsOf = (documents: readonly Document[]): Set<unknown> =>
    new Set(documents.map(({ fields }) => fields?.["author"]));

  test("all records of an author are one unit, and on one side", async () => {
    const { training, heldOut, withoutField } = await readBy(authors);
    for (const documents of training) {
      expect(documents).toHaveLength(3);
      expect(authorsOf(documents).size).toBe(1);
    }
    const trained = authorsOf(training.flat());
    expect(authorsOf(heldOut.flat()).size + trained.size).toBe(20);
    expect([...authorsOf(heldOut.flat())].filter((author) => trained.has(author))).toEqual([]);
    expect(withoutField).toBe(0);
  });

  test("one author more or less moves no other", async () => {
    const whole = authorsOf((await readBy(authors)).heldOut.flat());
    for (const left of ["a0", "a7", "a19"]) {
      const rest = authorsOf((await readBy(authors.filter(({ author }) => author !== left))).heldOut.flat());
      expect(rest).toEqual(new Set([...whole].filter((author) => author !== left)));
    }
  });

  test("a record without the field is a unit of its own, and is counted", async () => {
    const { training, heldOut, withoutField } = await readBy([
      ...authors,
      { text: "No name." },
      { text: "Nor here.", author: "" },
    ]);
    expect(withoutField).toBe(2);
    expect(training.flat().length + heldOut.flat().length).toBe(62);
    for (const documents of training) expect([1, 3]).toContain(documents.length);
  });

  test("nine authors are too few, however many records they have", async () => {
    await expect(readBy(authors.map((line, index) => ({ ...line, author: index % 9 })))).rejects.toMatchObject({
      code: "training.invalid",
      message: expect.stringContaining('9 values of "author"'),
    });
  });
});
