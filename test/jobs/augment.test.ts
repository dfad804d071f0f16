import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { augment } from "../../src/jobs/augment.ts";
import { toCounterfactualSection } from "../../src/jobs/augmentReport.ts";
import { privacyNotes } from "../../src/jobs/augment/privacyNotes.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import type { AugmentOptions } from "../../src/jobs/options.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenhand-augment-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const quiet: JobContext = { signal: new AbortController().signal, onProgress: () => {} };

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function readLines(path: string): Record<string, unknown>[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const source = `{"id": "a", "n": 12345678901234567890, "text": "She lost her keys."}
{"id": "b", "text": "The committee met."}
{"id": "c", "text": "Mr. Bell\\u2019s \\"aunt\\" left."}
`;

describe("augment", () => {
  test("tells files of one name apart in where records come from, so that no two records are one pair", async () => {
    for (const name of ["one", "two"]) mkdirSync(join(folder, name));
    const paths = [write("one/people.jsonl", source), write("two/people.jsonl", source)];
    const { outPath, files } = await augment({ paths, out: join(folder, "all.cda.jsonl") }, quiet);
    const origins = readLines(outPath).map(({ evenhand }) => evenhand as { source: string; pairId: string });
    expect(new Set(origins.map((one) => one.source))).toEqual(new Set(["one/people.jsonl", "two/people.jsonl"]));
    expect(new Set(origins.map((one) => one.pairId)).size).toBe(6); // three records a file
    expect(files.map(({ name }) => name)).toEqual(["one/people.jsonl", "two/people.jsonl"]);
  });

  test("writes original and counterfactual with where they come from", async () => {
    const path = write("people.jsonl", source);
    const summary = await augment({ paths: [path] }, quiet);
    expect(summary.outPath).toBe(join(folder, "people.cda.jsonl"));
    const lines = readLines(summary.outPath);
    expect(lines.map(({ id, text }) => [id, text])).toEqual([
      ["a", "She lost her keys."],
      ["a", "He lost his keys."],
      ["b", "The committee met."],
      ["c", 'Mr. Bell’s "aunt" left.'],
      ["c", 'Ms. Bell’s "uncle" left.'],
    ]);
    expect(lines[1]?.["evenhand"]).toEqual({
      source: "people.jsonl",
      record: 0,
      line: 1,
      view: "counterfactual",
      pairId: "people.jsonl#0",
      rules: ["pronoun.subject", "pronoun.possessive"],
    });
    expect(lines[0]?.["evenhand"]).toMatchObject({ view: "original", pairId: "people.jsonl#0", rules: [] });
    expect(readFileSync(path, "utf8")).toBe(source);
  });

  test("keeps every digit of the other fields", async () => {
    const summary = await augment({ paths: [write("people.jsonl", source)] }, quiet);
    expect(readFileSync(summary.outPath, "utf8").match(/"n": 12345678901234567890,/g)).toHaveLength(2);
  });

  test("counts what it did, measures the round trip, and says the same in the manifest", async () => {
    const summary = await augment({ paths: [write("people.jsonl", source)] }, quiet);
    expect(summary).toMatchObject({ records: 3, changed: 2, counterfactuals: 2, written: 5, textField: "text" });
    // she, her; Mr., aunt
    expect(summary.editsByRule.reduce((sum, { edits }) => sum + edits, 0)).toBe(4);
    expect(summary.roundTrip).toEqual({ restored: 2, measured: 2, failures: [] });
    const manifest = JSON.parse(readFileSync(summary.manifestPath, "utf8")) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      file: "people.cda.jsonl",
      swaps: [{ axis: "gender", direction: "swap" }],
      mode: "augment",
      records: 3,
      changed: 2,
      lexiconHash: summary.lexiconHash,
      privacyNote: privacyNotes.augment,
    });
    expect(manifest["sha256"]).toBe(createHash("sha256").update(readFileSync(summary.outPath)).digest("hex"));
    expect(JSON.stringify(manifest)).not.toContain(folder);
    expect(privacyNotes.augment).toContain("group of 2");
    expect(toCounterfactualSection(summary)).toMatchObject({ axis: "gender", records: 3, changed: 2 });
  });

  test("text files become records with a text field", async () => {
    const summary = await augment({ paths: [write("notes.txt", "He sat.\n\nNobody came.\n")] }, quiet);
    expect(readLines(summary.outPath).map(({ text }) => text)).toEqual(["He sat.", "She sat.", "Nobody came."]);
  });

  test("nested fields are replaced in place", async () => {
    const path = write("nested.jsonl", '{"text": {"body": "He sat."}, "label": 1}\n');
    const summary = await augment({ paths: [path], field: "text.body", mode: "counterfactual-only" }, quiet);
    expect(readLines(summary.outPath)).toEqual([
      {
        text: { body: "She sat." },
        label: 1,
        evenhand: expect.objectContaining({ view: "counterfactual" }) as unknown,
      },
    ]);
  });

  test("substitute keeps the number of records and depends on the seed alone", async () => {
    const path = write("many.txt", Array.from({ length: 60 }, (_, at) => `He sat on chair ${at}.\n`).join(""));
    const run = async (seed: number, out: string): Promise<string> => {
      const options: AugmentOptions = { paths: [path], mode: "substitute", seed, out: join(folder, out) };
      const summary = await augment(options, quiet);
      expect(summary.written).toBe(60);
      expect(summary.counterfactuals).toBeGreaterThan(15);
      expect(summary.counterfactuals).toBeLessThan(45);
      return readFileSync(summary.outPath, "utf8");
    };
    const first = await run(7, "a.jsonl");
    expect(await run(7, "b.jsonl")).toBe(first);
    expect(await run(8, "c.jsonl")).not.toBe(first);
  });

  test("a folder gives one output beside it, sources named by their path below it", async () => {
    const inner = join(folder, "corpus");
    mkdirSync(join(inner, "deep"), { recursive: true });
    writeFileSync(join(inner, "deep", "a.txt"), "She sat.\n");
    const summary = await augment({ paths: [inner], mode: "counterfactual-only" }, quiet);
    expect(summary.outPath).toBe(join(folder, "corpus.cda.jsonl"));
    expect(readLines(summary.outPath)[0]?.["evenhand"]).toMatchObject({ source: "deep/a.txt", line: 1 });
  });

  test("replaces an existing output only when asked to", async () => {
    const paths = [write("people.jsonl", source)];
    await augment({ paths }, quiet);
    await expect(augment({ paths }, quiet)).rejects.toMatchObject({ code: "output.exists" });
    await expect(augment({ paths, force: true }, quiet)).resolves.toMatchObject({ records: 3 });
  });

  test("never writes over a source", async () => {
    const path = write("people.jsonl", source);
    const attempt = augment({ paths: [path], out: path, force: true }, quiet);
    await expect(attempt).rejects.toMatchObject({ code: "arguments.invalid" });
    const below = augment({ paths: [folder], out: path, force: true }, quiet);
    await expect(below).rejects.toMatchObject({ code: "arguments.invalid" });
    expect(readFileSync(path, "utf8")).toBe(source);
  });

  test("needs a place when there are several sources", async () => {
    const paths = [write("a.txt", "He sat.\n"), write("b.txt", "She sat.\n")];
    await expect(augment({ paths }, quiet)).rejects.toMatchObject({ code: "arguments.invalid" });
  });

  test("leaves no file behind when it is cancelled or fails", async () => {
    const controller = new AbortController();
    const path = write("people.jsonl", source);
    const cancelling = augment({ paths: [path] }, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(cancelling).rejects.toMatchObject({ code: "cancelled" });
    const broken = write("broken.jsonl", '{"text": "He sat."}\n{"text": \n');
    await expect(augment({ paths: [broken], strict: true }, quiet)).rejects.toMatchObject({ code: "corpus.malformed" });
    expect(readdirSync(folder).sort()).toEqual(["broken.jsonl", "people.jsonl"]);
  });

  test("counts malformed records unless it is strict", async () => {
    const broken = write("broken.jsonl", '{"text": "He sat."}\n{"text": \n');
    const summary = await augment({ paths: [broken] }, quiet);
    expect(summary.skippedRecords).toEqual([{ reason: "not a JSON value", count: 1, examples: ["broken.jsonl:2"] }]);
  });

  test("writes JSON records of lists, tables and columns, with their other fields", async () => {
    const parquet = parquetWriteBuffer({
      columnData: [
        { name: "n", data: [7n, 2n ** 60n], type: "INT64" },
        { name: "text", data: ["She sat.", "It rained."], type: "STRING" },
      ],
    });
    const cases = [
      ["a.json", '[\n  {\n    "n": 1.0,\n    "text": "She sat.\\n"\n  }\n]', "text"],
      ["b.csv", 'n,text\n1,"She ""sat"", there"\n', "text"],
      ["c.parquet", Buffer.from(parquet), "text"],
      ["d.json", '[{"m": [{"t": "She sat."}]}]', "m[0].t"],
    ] as const;
    const written: unknown[] = [];
    for (const [name, content, field] of cases) {
      writeFileSync(join(folder, name), content);
      const { outPath } = await augment({ paths: [join(folder, name)], field, mode: "counterfactual-only" }, quiet);
      expect(outPath).toBe(join(folder, `${name.charAt(0)}.cda.jsonl`));
      const [{ evenhand, ...fields } = {}] = readLines(outPath);
      written.push(fields);
      expect(evenhand).toMatchObject({ source: name, record: 0, view: "counterfactual" });
    }
    expect(written).toEqual([
      { n: 1, text: "He sat.\n" },
      { n: "1", text: 'He "sat", there' },
      { n: 7, text: "He sat." },
      { m: [{ t: "He sat." }] },
    ]);
    expect(readFileSync(join(folder, "a.cda.jsonl"), "utf8")).toMatch(/^\{ "n": 1\.0,/);
  });

  test("names the output after what is inside a compressed file, and wants a name for that of a pattern", async () => {
    const path = join(folder, "people.jsonl.gz");
    writeFileSync(path, gzipSync(source));
    const { outPath } = await augment({ paths: [path] }, quiet);
    expect(outPath).toBe(join(folder, "people.cda.jsonl"));
    expect(readLines(outPath)).toHaveLength(5);
    await expect(augment({ paths: [join(folder, "*.gz")] }, quiet)).rejects.toMatchObject({
      code: "arguments.invalid",
    });
  });
});
