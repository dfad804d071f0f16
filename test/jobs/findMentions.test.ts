import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordHash } from "../../src/corpus/recordHash.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import { findMentions } from "../../src/jobs/findMentions.ts";
import { scan } from "../../src/jobs/scan.ts";
import { plainRun } from "./scan/testCorpus.ts";

let folder = "";
let partsFolder = "";
const context: JobContext = { signal: new AbortController().signal, onProgress: () => {} };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-mentions-"));
  partsFolder = join(folder, "parts");
  const lines = Array.from({ length: 60 }, (_, number) => `Number ${number}: she is here.`);
  await writeFile(join(folder, "a.txt"), `${lines.join("\n")}\n`);
  await writeFile(join(folder, "b.jsonl"), `{"text":"\\u0022Her\\u0022\\n${"long ".repeat(40)}"}\n`);
  await scan({ paths: [join(folder, "a.txt"), join(folder, "b.jsonl")], partsFolder }, context, { run: plainRun });
});

afterAll(() => rm(folder, { recursive: true }));

const of = (term: string, limit: number, group = "gender.female") =>
  findMentions({ partsFolder, group, term, limit }, context);

describe("mentions of a term", () => {
  test("are told with place, record and the words around them", async () => {
    const { mentions, changed } = await of("her", 20);
    expect(changed).toEqual([]);
    const [her] = mentions;
    expect(mentions).toHaveLength(1);
    const text = `"Her"\n${"long ".repeat(40)}`;
    expect(her).toMatchObject({ file: "b.jsonl", line: 1, column: 15, record: recordHash(text), start: 1 });
    expect(her?.text).toMatch(/^"Her" long long .*long…$/u);
    expect(her?.text.slice(her.span.start, her.span.end)).toBe("Her");
  });

  test("are a sample that a longer one begins with, from all parts of the corpus", async () => {
    const [few, more, all] = await Promise.all([of("she", 20), of("she", 40), of("she", 100)]);
    expect(few.mentions).toHaveLength(20);
    expect(more.mentions.slice(0, 20)).toEqual(few.mentions);
    expect(all.mentions.slice(0, 40)).toEqual(more.mentions);
    expect(new Set(all.mentions.map(({ line }) => line)).size).toBe(60);
    // A random 20 of 60 lines all of one half has a probability of 2 · C(30, 20) / C(60, 20) < 1e-7.
    expect(new Set(few.mentions.map(({ line }) => line <= 30)).size).toBe(2);
    expect(few.mentions.map(({ line }) => line)).not.toEqual(
      few.mentions.map(({ line }) => line).toSorted((a, b) => a - b),
    );
  });

  test("of a term that the lexicon lacks are refused, and of one that is nowhere are none", async () => {
    await expect(of("zebra", 20)).rejects.toMatchObject({ code: "arguments.invalid" });
    await expect(of("she", 20, "gender.male")).rejects.toThrow('"she" is no term of gender.male');
    expect((await of("woman", 20)).mentions).toEqual([]);
  });
});
