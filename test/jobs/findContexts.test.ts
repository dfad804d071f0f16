import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JobContext } from "../../src/jobs/context.ts";
import { findContexts } from "../../src/jobs/findContexts.ts";
import { scan } from "../../src/jobs/scan.ts";
import { plainRun } from "./scan/testCorpus.ts";

let folder = "";
let partsFolder = "";
let scanId = "";
const context: JobContext = { signal: new AbortController().signal, onProgress: () => {} };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-kwic-"));
  partsFolder = join(folder, "parts");
  await writeFile(join(folder, "a.txt"), "He is a nurse.\nShe is a Nurse, she said.\nShe is here. A nurse is there.\n");
  await writeFile(join(folder, "b.jsonl"), '{"text":"\\u0022She\\u0022 met the nurse\'s son."}\n');
  const paths = [join(folder, "a.txt"), join(folder, "b.jsonl")];
  const report = await scan({ paths, partsFolder }, context, { run: plainRun });
  scanId = String(report.method.settings["scanIndex"]);
});

afterAll(() => rm(folder, { recursive: true }));

describe("keywords in context from an earlier scan", () => {
  test("are found for any group and word, once for each sentence", async () => {
    const { places } = await findContexts(
      { partsFolder, scanId, group: "gender.female", word: "NURSE", limit: 9 },
      context,
    );
    expect(places).toEqual([
      { file: "a.txt", line: 2, column: 0, byte: 15, text: "She is a Nurse, she said." },
      { file: "b.jsonl", line: 1, column: 15, byte: 15, text: '"She" met the nurse\'s son.' },
    ]);
  });

  test("are found for one term, in the newest scan, up to a limit", async () => {
    const { places: he } = await findContexts({ partsFolder, group: "He", word: "nurse", limit: 9 }, context);
    expect(he.map(({ file, line }) => [file, line])).toEqual([["a.txt", 1]]);
    const one = await findContexts({ partsFolder, group: "gender.female", word: "nurse", limit: 1 }, context);
    expect(one.places).toHaveLength(1);
    const none = await findContexts({ partsFolder, group: "gender.female", word: "zebra", limit: 1 }, context);
    expect(none).toEqual({ places: [], changed: [] });
  });

  test("of a group are those that its figures count, of a term all of them", async () => {
    const own = join(folder, "mention-parts");
    const corpus = join(folder, "mention.txt");
    await writeFile(corpus, "A black sofa stood here.\nA Black woman had a sofa.\n"); // "black" alone is only counted as a mention
    await scan({ paths: [corpus], partsFolder: own }, context, { run: plainRun });
    const linesOf = async (group: string): Promise<number[]> =>
      (await findContexts({ partsFolder: own, group, word: "sofa", limit: 9 }, context)).places.map(({ line }) => line);
    expect(await linesOf("race.black")).toEqual([2]);
    expect(await linesOf("black")).toEqual([1]);
  });

  test("leave out files that changed or are gone, and name them; one that was only touched stays", async () => {
    const corpus = join(folder, "changing");
    await mkdir(corpus);
    const own = join(folder, "changing-parts");
    for (const name of ["changed.txt", "gone.txt", "same.txt", "gone.csv"]) {
      await writeFile(join(corpus, name), name.endsWith("csv") ? "text\nShe is a nurse.\n" : "She is a nurse.\n");
    }
    await scan({ paths: [corpus], partsFolder: own }, context, { run: plainRun });
    await writeFile(join(corpus, "changed.txt"), "He met a nurse.\n");
    await utimes(join(corpus, "same.txt"), 1, 1);
    await rm(join(corpus, "gone.txt"));
    await rm(join(corpus, "gone.csv"));
    const query = { partsFolder: own, group: "gender.female", word: "nurse", limit: 9 };
    const { places, changed } = await findContexts(query, context);
    expect(places).toMatchObject([{ line: 1, text: "She is a nurse." }]);
    expect(places[0]?.file).toContain("same.txt");
    expect([...changed].sort()).toEqual(["changed.txt", "gone.csv", "gone.txt"]);
  });

  test("come from the scan whose id is given, not from one of the same files under other settings", async () => {
    const own = join(folder, "settings-parts");
    const corpus = join(folder, "settings.txt");
    const lexiconFile = join(folder, "own.json");
    await writeFile(corpus, '{"text":"She is a well-known nurse."}\n');
    await writeFile(lexiconFile, JSON.stringify({ groups: { "gender.female": ["she"], "gender.male": ["he"] } }));
    const ids: unknown[] = [];
    const variants = [{}, { lexiconFile }, { axes: ["race"] }, { hyphens: "join" }, { format: "jsonl" }] as const;
    for (const variant of variants) {
      const report = await scan({ paths: [corpus], partsFolder: own, ...variant }, context, { run: plainRun });
      ids.push(report.method.settings["scanIndex"]);
    }
    expect(new Set(ids).size).toBe(variants.length);
    const again = await scan({ paths: [corpus], partsFolder: own, hyphens: "split" }, context, { run: plainRun });
    expect(again.method.settings["scanIndex"]).toBe(ids[0]);
    const query = { partsFolder: own, scanId: String(ids[0]), group: "she", word: "known", limit: 9 };
    expect((await findContexts(query, context)).places).toHaveLength(1);
  });

  test("say what cannot be looked for", async () => {
    const look = (options: object): Promise<unknown> =>
      findContexts({ partsFolder, group: "she", word: "nurse", limit: 1, ...options }, context);
    await expect(look({ group: "robots" })).rejects.toMatchObject({ code: "arguments.invalid" });
    await expect(look({ word: "two words" })).rejects.toMatchObject({ code: "arguments.invalid" });
    await expect(look({ scanId: "none" })).rejects.toMatchObject({ code: "report.invalid" });
    await expect(look({ partsFolder: join(folder, "empty") })).rejects.toMatchObject({ code: "report.invalid" });
  });
});
