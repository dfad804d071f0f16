import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { evaluate } from "../../src/jobs/evaluate.ts";
import { train } from "../../src/jobs/train.ts";
import { writeSmallCheckpoint } from "./smallCheckpoint.ts";

const texts = Array.from({ length: 60 }, (_, index) => `She met the doctor on day ${index} and said that it was kind.`);
const context = { signal: new AbortController().signal, onProgress: () => {} };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-no-text-"));
  await writeFile(join(folder, "corpus.jsonl"), texts.map((text) => `${JSON.stringify({ text })}\n`).join(""));
  await writeSmallCheckpoint(join(folder, "tiny"), texts, 3);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("train: a report without text has no held-out record and nothing that a model wrote, in any form", async () => {
  const options = {
    paths: [join(folder, "corpus.jsonl")],
    model: join(folder, "tiny"),
    arms: ["base"],
    maximumTokens: 24,
    heldOut: 0.2,
    continuations: 1,
    threads: 1,
  };
  const written = async (noText: boolean): Promise<string[]> => {
    const outDirectory = join(folder, `out-${noText}`);
    await train({ ...options, noText, outDirectory }, context);
    const reports = join(outDirectory, "reports");
    return Promise.all((await readdir(reports)).map((name) => readFile(join(reports, name), "utf8")));
  };
  const textOfRecord = /met the doctor on day/u;
  const textOfModel = /"kept": ?\[\s*\{[^[\]]*"text"/u;
  const full = await written(false);
  expect(full.some((text) => textOfRecord.test(text))).toBe(true);
  expect(full.some((text) => textOfModel.test(text))).toBe(true);
  const bare = await written(true);
  expect(bare.length).toBeGreaterThanOrEqual(2);
  expect(bare.map((text) => textOfRecord.test(text) || textOfModel.test(text))).not.toContain(true);
}, 120_000);

test("evaluate: a report without text has no held-out record", async () => {
  const options = { checkpoints: [join(folder, "tiny")], texts: [join(folder, "corpus.jsonl")], continuations: 0 };
  const hasRecord = async (noText: boolean): Promise<boolean> =>
    JSON.stringify(await evaluate({ ...options, noText, threads: 1 }, context)).includes("met the doctor on day");
  expect(await hasRecord(false)).toBe(true);
  expect(await hasRecord(true)).toBe(false);
}, 120_000);
