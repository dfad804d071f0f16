import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unitCount } from "../../../src/evaluation/unitLosses.ts";
import { bundledGuard, readGuard } from "../../../src/jobs/studies/guardSet.ts";

const context = { signal: new AbortController().signal, onProgress: () => {} };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-guard-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the bundled guard's halves share no sentence, and a sentence is held out with all its variants", () => {
  const { training, heldOut, sentences } = bundledGuard();
  const [first = ""] = heldOut.texts;
  const end = first.split(" ").slice(-3).join(" ");
  expect(unitCount(heldOut)).toBe(10);
  expect(heldOut.texts.length).toBe(training.length);
  expect(training.some((text) => text.endsWith(end))).toBe(false);
  const own = heldOut.texts.filter((_, index) => heldOut.unitOf[index] === 0);
  expect(own.length).toBe(heldOut.texts.length / 10);
  expect(own.every((text) => text.endsWith(end))).toBe(true);
  expect(new Set(own.map((text) => sentences?.get(text))).size).toBe(1);
  expect(new Set([...training, ...heldOut.texts].map((text) => sentences?.get(text))).size).toBe(20);
});

test("a file's texts are split by their content, each on one side, whatever their order", async () => {
  const texts = Array.from({ length: 60 }, (_, index) => `Guard text number ${index}.`);
  const path = join(folder, "guard.txt");
  await writeFile(path, [...texts, ...texts.slice(0, 5)].join("\n"));
  const { training, heldOut, name, warnings } = await readGuard(path, { maximum: 100 }, context);
  expect(name).toBe("guard.txt");
  expect(warnings).toEqual(["Noted or passed over in guard.txt: text that was read before (5)."]);
  expect([...training, ...heldOut.texts].sort()).toEqual([...texts].sort());
  expect(unitCount(heldOut)).toBe(heldOut.texts.length);
  await writeFile(path, texts.toReversed().join("\n"));
  expect((await readGuard(path, { maximum: 100 }, context)).training.toSorted()).toEqual(training.toSorted());
  expect((await readGuard(path, { maximum: 12 }, context)).training).toHaveLength(12);
});

test("too few texts are refused", async () => {
  const path = join(folder, "few.txt");
  await writeFile(path, "One.\nTwo.\nThree.\n");
  await expect(readGuard(path, { maximum: 100 }, context)).rejects.toMatchObject({ code: "training.invalid" });
});

test("broken lines are counted, or refused where asked; the text is taken from the field that was named", async () => {
  const path = join(folder, "guard.jsonl");
  const lines = Array.from({ length: 60 }, (_, at) =>
    JSON.stringify({ letter: `Letter ${at}.`, note: `A note ${at}.` }),
  );
  await writeFile(path, [...lines, "{broken", "{broken as well", lines[0]].join("\n"));
  const { training, heldOut, warnings } = await readGuard(path, { maximum: 100, field: "letter" }, context);
  expect([...training, ...heldOut.texts].every((text) => text.startsWith("Letter "))).toBe(true);
  expect(warnings).toEqual([
    "Noted or passed over in guard.jsonl: not a JSON value (2), text that was read before (1).",
  ]);
  await expect(readGuard(path, { maximum: 100, field: "letter", strict: true }, context)).rejects.toMatchObject({
    code: "corpus.malformed",
  });
});
