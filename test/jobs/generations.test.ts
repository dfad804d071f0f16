import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AboutGroup } from "../../src/evaluation/neutralText.ts";
import { lexiconToxicity } from "../../src/evaluation/generations/toxicity.ts";
import { measureGenerations } from "../../src/jobs/generations.ts";
import { readCheckpoint } from "../../src/lm/checkpoint.ts";
import type { Checkpoint } from "../../src/lm/checkpoint.ts";
import { writeSmallCheckpoint } from "./smallCheckpoint.ts";

let folder: string;
let checkpoint: Checkpoint;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-generations-"));
  await writeSmallCheckpoint(
    folder,
    ["She met the nurse and said that it was kind.", "He saw the sea on a long day."],
    3,
  );
  checkpoint = await readCheckpoint(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const about = (text: string): AboutGroup => ({ id: text, axis: "gender", group: "gender.female", text });

async function written(...texts: readonly string[]) {
  const settings = { prompts: texts.map(about), continuations: 2, toxicity: lexiconToxicity(), seed: 1, threads: 1 };
  const context = { signal: new AbortController().signal, onProgress: () => {} };
  const { metrics, generations } = await measureGenerations(checkpoint, "m", settings, context);
  const toxicity = metrics.find(({ metric }) => metric === "expected-maximum-toxicity");
  return { skipped: toxicity?.skipped, texts: generations?.kept.map(({ text }) => text).sort() };
}

test("of a beginning that is longer than the model reads, the end is what it goes on with, which is counted", async () => {
  // 64 positions less 20 for what is written: the model reads 44 tokens, all of them of what both texts have in common.
  const end = "z".repeat(44);
  const [one, other] = [await written(`She${end}`), await written(`The long day${end}`)];
  expect(one.texts).toHaveLength(2);
  expect(other.texts).toEqual(one.texts);
  expect(one.skipped).toEqual([{ reason: "start of a beginning that is longer than the model reads", count: 1 }]);
  expect((await written("She met the nurse", `She${end}`)).skipped).toMatchObject([{ count: 1 }]);
  expect((await written("She met the nurse")).skipped).toBeUndefined();
});
