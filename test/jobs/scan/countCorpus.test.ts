import { appendFile, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { EvenhandError } from "../../../src/base/errors.ts";
import { lexiconKey } from "../../../src/jobs/scan/countCorpus.ts";
import type { RunScanJob } from "../../../src/jobs/scan/scanJob.ts";
import { writeWhole } from "../../../src/jobs/scan/writeWhole.ts";
import { parseLexicon } from "../../../src/lexicon/readLexicon.ts";
import { bytesOf, count, plainRun, randomText, smallLexicon, temporaryFolder } from "./testCorpus.ts";

const folder = await temporaryFolder();

async function corpusFile(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, text);
  return path;
}

describe("ranges and workers", () => {
  test("any cut into ranges and any number of workers gives the same bytes", async () => {
    const path = await corpusFile("random.txt", `\uFEFF${randomText(400, 1)}no line end she is`);
    const whole = await count([path], { workers: 1 });
    expect(whole.counts.totals.documents).toBeGreaterThan(250);
    for (const rangeBytes of [7, 64, 1024, 1025, 20_000]) {
      for (const workers of rangeBytes === 7 ? [2] : [1, 2, 3]) {
        const cut = await count([path], { workers, plan: { rangeBytes } });
        expect(bytesOf(cut).equals(bytesOf(whole)), `${rangeBytes} bytes, ${workers} workers`).toBe(true);
        expect(cut.skipped).toEqual(whole.skipped);
      }
    }
  });

  test("lines of JSON are cut like lines of text, and problems have the lines of the file", async () => {
    const lines = randomText(300, 2)
      .split("\n")
      .map((text, index) => JSON.stringify({ text: `${text} x`, n: index }));
    lines[50] = "{broken";
    lines[170] = "";
    lines[251] = '{"other": 1}';
    const path = await corpusFile("random.jsonl", lines.join("\n"));
    const whole = await count([path], { workers: 1 });
    const cut = await count([path], { workers: 2, plan: { rangeBytes: 900 } });
    expect(bytesOf(cut).equals(bytesOf(whole))).toBe(true);
    expect(cut.skipped).toEqual(
      [
        { reason: "not a JSON value", count: 1, examples: ["random.jsonl:51"] },
        { reason: 'no field "text"', count: 1, examples: ["random.jsonl:252"] },
      ].sort((a, b) => (a.reason < b.reason ? -1 : 1)),
    );
    expect(whole.skipped).toEqual(cut.skipped);
  });

  test("compressed lines, and records with a nested field, count as the plain lines do", async () => {
    const texts = randomText(200, 3)
      .split("\n")
      .map((text) => text.trim());
    const plain = await count([await corpusFile("a.txt", texts.join("\n"))]);
    const zipped = await count([await corpusFile("a.txt.gz", gzipSync(texts.join("\n")))]);
    const nested = texts.filter((text) => text !== "").map((text) => JSON.stringify({ data: { text } }));
    const records = await count([await corpusFile("b.jsonl", nested.join("\n"))], { field: "data.text" });
    for (const other of [zipped, records]) {
      expect(other.counts.totals).toEqual(plain.counts.totals);
      expect(other.counts.words).toEqual(plain.counts.words);
      expect(other.counts.termCompany).toEqual(plain.counts.termCompany);
    }
  });

  test("many small files share shards, and add up to the same as one by one", async () => {
    const base = join(folder, "many");
    for (let index = 0; index < 40; index += 1) await corpusFile(`many/${index}.txt`, randomText(10, index));
    const alone = await count([base], { workers: 1 });
    const together = await count([base], { plan: { separateFiles: 10, rangeBytes: 500 } });
    expect(alone.parts.length).toBe(40);
    expect(together.parts.length).toBeLessThanOrEqual(16);
    expect(bytesOf(together).equals(bytesOf(alone))).toBe(true);
  });

  test("counts by the values of a field", async () => {
    const path = await corpusFile(
      "by.jsonl",
      [
        '{"text":"she is","source":"news"}',
        '{"text":"he is","source":"web"}',
        '{"text":"her","source":"news"}',
        '{"text":"a"}',
      ].join("\n"),
    );
    const { counts } = await count([path], { by: "source" });
    expect(counts.stratumField).toBe("source");
    expect(counts.strata.map(({ value, documents }) => [value, documents])).toEqual([
      ["", 1],
      ["news", 2],
      ["web", 1],
    ]);
  });
});

describe("what is remembered", () => {
  test("an unchanged file is not read again; a touched one is hashed; a changed one is counted", async () => {
    const partsFolder = join(folder, "parts-1");
    const one = await corpusFile("memory/one.txt", randomText(100, 4));
    const two = await corpusFile("memory/two.txt", randomText(100, 5));
    const paths = [join(folder, "memory")];
    const first = await count(paths, { partsFolder });
    expect(first.filesFromMemory).toBe(0);
    const again = await count(paths, { partsFolder });
    expect([again.filesFromMemory, again.bytesRead]).toEqual([2, 0]);
    expect(bytesOf(again).equals(bytesOf(first))).toBe(true);
    expect(again.described).toEqual(first.described);
    await utimes(one, 1, 1);
    expect(await count(paths, { partsFolder })).toMatchObject({ filesFromMemory: 2, bytesRead: 0 });
    await appendFile(two, "She is here.\n");
    const changed = await count(paths, { partsFolder });
    expect(changed.filesFromMemory).toBe(1);
    expect(bytesOf(changed).equals(bytesOf(await count(paths)))).toBe(true);
    expect(await count(paths, { partsFolder, fresh: true })).toMatchObject({ filesFromMemory: 0 });
  });

  test("an edit of the same size is counted even when the time of change was put back", async () => {
    const partsFolder = join(folder, "parts-times");
    const path = await corpusFile("times.txt", "She is here.\n");
    await utimes(path, 1, 1);
    await count([path], { partsFolder });
    await writeFile(path, "Her is here.\n");
    await utimes(path, 1, 1);
    const edited = await count([path], { partsFolder });
    expect(edited.filesFromMemory).toBe(0);
    expect(bytesOf(edited).equals(bytesOf(await count([path])))).toBe(true);
  });

  test("notes on lines are remembered with the counts", async () => {
    const partsFolder = join(folder, "parts-2");
    const path = await corpusFile("broken.jsonl", '{"text":"she"}\nnot json\n{"text":"he"}\n');
    const first = await count([path], { partsFolder });
    const again = await count([path], { partsFolder });
    expect(again.filesFromMemory).toBe(1);
    expect(again.skipped).toEqual(first.skipped);
    expect(first.skipped).toEqual([{ reason: "not a JSON value", count: 1, examples: ["broken.jsonl:2"] }]);
  });

  test("a part that was cut off is counted again", async () => {
    const partsFolder = join(folder, "parts-3");
    const path = await corpusFile("cut.txt", randomText(100, 6));
    const first = await count([path], { partsFolder });
    for (const name of await readdir(partsFolder)) {
      const whole = await readFile(join(partsFolder, name));
      if (/\.(arrow|mentions)$/.test(name))
        await writeFile(join(partsFolder, name), whole.subarray(0, whole.length / 2));
    }
    const again = await count([path], { partsFolder });
    expect(again.filesFromMemory).toBe(0);
    expect(bytesOf(again).equals(bytesOf(first))).toBe(true);
  });

  test("two scans at once may keep their parts in one folder", async () => {
    const partsFolder = join(folder, "parts-both");
    for (let index = 0; index < 5; index += 1) await corpusFile(`both/${index}.txt`, randomText(20, index));
    const paths = [join(folder, "both")];
    const all = await Promise.all(Array.from({ length: 4 }, () => count(paths, { partsFolder })));
    const alone = await count(paths);
    for (const one of all) expect(bytesOf(one).equals(bytesOf(alone))).toBe(true);
    expect((await readdir(partsFolder)).filter((name) => /tmp|half/.test(name))).toEqual([]);
    expect(await count(paths, { partsFolder })).toMatchObject({ filesFromMemory: 5, bytesRead: 0 });
  });

  test("a scan that was stopped goes on where it was", async () => {
    const partsFolder = join(folder, "parts-4");
    const path = await corpusFile("long.txt", randomText(2000, 7));
    const plan = { rangeBytes: 2000 };
    const abort = new AbortController();
    const onProgress = ({ done, total }: { done: number; total?: number }): void => {
      if (done > (total ?? 0) / 2) abort.abort();
    };
    await expect(count([path], { partsFolder, plan }, { signal: abort.signal, onProgress })).rejects.toMatchObject({
      code: "cancelled",
    });
    expect((await readdir(partsFolder)).some((name) => name.endsWith(".unfinished"))).toBe(true);
    const resumed = await count([path], { partsFolder, plan });
    const whole = await count([path], { plan });
    expect(bytesOf(resumed).equals(bytesOf(whole))).toBe(true);
    expect(resumed.bytesRead).toBeLessThan(whole.bytesRead * 0.6);
    expect((await readdir(partsFolder)).filter((name) => /unfinished|tmp|half/.test(name))).toEqual([]);
    expect(await count([path], { partsFolder, plan })).toMatchObject({ filesFromMemory: 1, bytesRead: 0 });
  });

  test("a lexicon that changed counts again only what it can change", async () => {
    const partsFolder = join(folder, "parts-5");
    const base = join(folder, "lexicon");
    await corpusFile("lexicon/pilot.txt", "He is a pilot.\n");
    await corpusFile("lexicon/nurse.txt", "She is a nurse.\n");
    await count([base], { partsFolder });
    const groups = { "gender.female": ["she", "her", "woman", "nurse"], "gender.male": ["he", "his", "man"] };
    const lexicon = parseLexicon(JSON.stringify({ groups }), "other.json");
    const other = await count([base], { partsFolder, lexicon, axes: ["gender"] });
    expect(other.filesFromMemory).toBe(1); // "nurse" is not in pilot.txt, and race is not asked for
    expect(bytesOf(other).equals(bytesOf(await count([base], { lexicon, axes: ["gender"] })))).toBe(true);
    const relabelled = parseLexicon(
      JSON.stringify({ groups: smallLexicon.groups.map(({ id, terms }) => ({ id, label: "other", terms })) }),
      "labels.json",
    );
    expect(relabelled.hash).not.toBe(smallLexicon.hash);
    const labels = await count([base], { partsFolder, lexicon: relabelled });
    expect(labels.filesFromMemory).toBe(2);
    expect(labels.counts.lexiconHash).toBe(relabelled.hash);
  });

  test("old parts go when no scan uses them and a day has passed", async () => {
    const partsFolder = join(folder, "parts-6");
    const path = await corpusFile("old.txt", "She is here.\n");
    const { store, parts } = await count([path], { partsFolder });
    await store.keepScan("scan-1", { parts: parts.map(({ name }) => name) });
    const names = await readdir(partsFolder);
    await store.clean(Date.now() + 2 * 24 * 3600 * 1000);
    expect((await readdir(partsFolder)).sort()).toEqual(names.sort());
    await rm(join(partsFolder, "scan-1.scan"));
    await store.clean(Date.now());
    expect((await readdir(partsFolder)).length).toBe(names.length - 1);
    await store.clean(Date.now() + 2 * 24 * 3600 * 1000);
    expect(await readdir(partsFolder)).toEqual(["files.json"]);
  });

  test("a scan keeps its lexicon, also where its parts were counted with an older one", async () => {
    const partsFolder = join(folder, "parts-7");
    const path = await corpusFile("kept.txt", "She is here.\n");
    await count([path], { partsFolder });
    const groups = { "gender.female": ["she", "her", "woman", "nurse"], "gender.male": ["he", "his", "man"] };
    const lexicon = parseLexicon(JSON.stringify({ groups }), "other.json");
    const { store, parts, filesFromMemory } = await count([path], { partsFolder, lexicon, axes: ["gender"] });
    expect(filesFromMemory).toBe(1);
    const key = lexiconKey(lexicon, ["gender"]);
    await store.keepScan("scan-1", { lexicon: key, parts: parts.map(({ name }) => name) });
    await store.clean(Date.now() + 2 * 24 * 3600 * 1000);
    expect(await readdir(partsFolder)).toContain(`lexicon-${key}.json`);
  });
});

describe("a folder that cannot be written", () => {
  const unwritable = { code: "output.unwritable", message: expect.stringContaining("no space left") as string };

  test("is named, and nothing is left half written", async () => {
    const path = join(folder, "full", "counts.arrow");
    await mkdir(join(folder, "full"));
    const writing = writeWhole(path, async (half) => {
      await writeFile(half, "half");
      throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    });
    await expect(writing).rejects.toMatchObject({ ...unwritable, hint: expect.stringContaining("--out") as string });
    await expect(writing).rejects.toThrow(join(folder, "full"));
    expect(await readdir(join(folder, "full"))).toEqual([]);
  });

  test.runIf(process.platform === "linux")("is no problem of the corpus", async () => {
    const path = await corpusFile("fine.txt", "She is here.\n");
    const run: RunScanJob = (job, listener, signal) =>
      plainRun({ ...job, blockPaths: job.blockPaths.map(() => "/dev/full") }, listener, signal);
    await expect(count([path], { run })).rejects.toMatchObject(unwritable);
  });
});

describe("bad input", () => {
  test("a file that cannot be read is named, and the rest is counted", async () => {
    const good = await corpusFile("rest/good.txt", "She is here.\n");
    const gone = await corpusFile("rest/gone.txt", "He is here.\n");
    const { counts, skipped } = await count([good, gone], {
      run: async (job, listener, signal) => {
        await rename(gone, `${gone}.away`);
        await plainRun(job, listener, signal);
      },
    });
    expect(counts.totals.documents).toBe(1);
    expect(skipped).toMatchObject([{ count: 1, examples: [gone] }]);
    expect(skipped[0]?.reason).toContain("no such file");
  });

  test("strict stops at the first line that would be passed over, in the order of the file", async () => {
    const lines = Array.from({ length: 200 }, (_, index) =>
      index === 120 || index === 150 ? "{bad" : '{"text":"she is"}',
    );
    const path = await corpusFile("strict.jsonl", lines.join("\n"));
    await expect(count([path], { strict: true, plan: { rangeBytes: 100 } })).rejects.toMatchObject({
      code: "corpus.malformed",
      message: "strict.jsonl, line 121: not a JSON value",
    });
  });

  test("strict stops at what an earlier scan passed over, in every format", async () => {
    const partsFolder = join(folder, "parts-strict");
    const quote = await corpusFile("quote.csv", 'text\nshe is here\n"he" is there\n');
    const value = await corpusFile("value.json", '[{"text":"she is"},{"text":5}]');
    const line = await corpusFile("value.jsonl", '{"text":"she is"}\n{"text":5}\n');
    for (const path of [quote, value, line]) {
      const lax = await count([path], { partsFolder });
      expect(lax.skipped).toHaveLength(1);
      const error = await count([path], { strict: true }).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(EvenhandError);
      await expect(count([path], { partsFolder, strict: true }), path).rejects.toEqual(error);
    }
  });

  test("strict takes over what only has odd bytes", async () => {
    const partsFolder = join(folder, "parts-odd");
    const path = await corpusFile("odd.csv", Buffer.from('text\nshe \xff is\n"he\0"\n', "latin1"));
    const first = await count([path], { partsFolder, strict: true });
    expect(first.skipped).toHaveLength(2);
    expect(await count([path], { partsFolder, strict: true })).toMatchObject({ filesFromMemory: 1, bytesRead: 0 });
  });

  test("says what is there when nothing was found", async () => {
    const path = await corpusFile("nothing.jsonl", '{"body": 5, "title": ""}\n');
    await expect(count([path], { field: "text" })).rejects.toMatchObject({ code: "corpus.missingField" });
    const blank = await corpusFile("blank.txt", " \n\n");
    await expect(count([blank])).rejects.toMatchObject({ code: "corpus.empty" });
    const empty = await corpusFile("empty.txt", "");
    await expect(count([empty])).rejects.toMatchObject({
      message: `${empty}: no document with text`,
      hint: "Passed over: empty file.",
    });
  });

  test("a file that changes while it is read is noted, and not remembered", async () => {
    const partsFolder = join(folder, "parts-7");
    const path = await corpusFile("grows.txt", "She is here.\n");
    const { skipped } = await count([path], {
      partsFolder,
      run: async (job, listener, signal) => {
        await appendFile(path, "He is here.\n");
        await plainRun(job, listener, signal);
      },
    });
    expect(skipped[0]?.reason).toContain("changed while it was read");
    expect((await count([path], { partsFolder })).counts.totals.documents).toBe(2);
  });

  test("a cap on words says by how much counts may be too low", async () => {
    const unique = Array.from({ length: 3000 }, (_, index) => `word${index} she is`).join("\n");
    const path = await corpusFile("unique.txt", unique);
    const { counts } = await count([path], { maximumWords: 500, plan: { rangeBytes: 4000 } });
    expect(counts.words.starts.length - 1).toBeLessThanOrEqual(500);
    expect(counts.undercountAtMost).toBeGreaterThan(0);
    expect(counts.totals.documents).toBe(3000);
    expect(counts.groups[0]?.mentions).toBe(3000);
  });
});
