import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { augment } from "../../src/jobs/augment.ts";
import { forecast } from "../../src/jobs/forecast.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenhand-forecast-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const quiet = { signal: new AbortController().signal, onProgress: () => {} };

/** Every fourth record has no word to swap; she is a nurse and he is an engineer. */
function corpus(records: number): string {
  const path = join(folder, "a.txt");
  const sentences = ["She was a kind nurse.", "He was an engineer.", "It rained.", "The nurse said she left."];
  const lines = Array.from({ length: records }, (_, n) => `${sentences[n % 4]}\n`);
  writeFileSync(path, lines.join(""));
  return path;
}

test("of a small corpus is what generating then gives, to the last digit, and leaves nothing behind", async () => {
  const path = corpus(400);
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith("evenhand-forecast-")).length;
  const { associations, ...found } = await forecast({ paths: [path] }, quiet);
  expect(found).toEqual({ records: 400, sampled: 400, changed: 300, share: { low: 0.75, high: 0.75 }, swaps: 300 });
  expect(readdirSync(folder)).toEqual(["a.txt"]);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith("evenhand-forecast-"))).toHaveLength(before);
  const summary = await augment({ paths: [path], report: true }, quiet);
  expect(associations).toEqual(summary.associations);
  const nurse = associations.find(({ group, word }) => group === "gender.female" && word === "nurse");
  expect(nurse?.before.npmi).toBeGreaterThan(nurse?.after.npmi ?? Number.NaN);
});

test("of a larger one comes from a sample of the whole file, and its interval holds the truth", async () => {
  const found = await forecast({ paths: [corpus(4000)], records: 500 }, quiet);
  expect(found).toMatchObject({ records: 4000, sampled: 500 });
  expect(found.share.low).toBeLessThan(0.75);
  expect(found.share.high).toBeGreaterThan(0.75);
  expect(found.share.high - found.share.low).toBeLessThan(0.1);
  // Records of the last quarter are as likely as others: a sample of the first 500 would have no more than these.
  expect(found.changed).not.toBe(375);
});

test("heeds decisions", async () => {
  const decisionsFile = join(folder, "evenhand.decisions");
  writeFileSync(decisionsFile, '{"decision":"reject","rule":"pronoun.subject"}\n');
  expect(await forecast({ paths: [corpus(40)], decisionsFile }, quiet)).toMatchObject({ changed: 0, swaps: 0 });
});
