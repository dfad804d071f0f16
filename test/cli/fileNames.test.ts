import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateSampleCorpus, sampleCorpusText } from "../../scripts/sampleCorpus/generate.ts";
import { main } from "../../src/cli/main.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { writeSmallCheckpoint } from "../jobs/smallCheckpoint.ts";

let folder: string;
let before: string;
/** Seconds on an idle machine; a busy one gets more. */
const patienceMs = 120_000;

/** Two corpora of one name, the second in a folder below. */
beforeAll(async () => {
  before = process.cwd();
  folder = await realpath(await mkdtemp(join(tmpdir(), "evenhand-names-")));
  const records = generateSampleCorpus().slice(0, 120);
  await mkdir(join(folder, "project/deep"), { recursive: true });
  for (const name of ["evenhand.json", ".git"]) await writeFile(join(folder, "project", name), "{}");
  for (const name of ["letters.jsonl", "project/letters.jsonl", "project/deep/letters.jsonl"]) {
    await writeFile(join(folder, name), sampleCorpusText(records));
  }
  const texts = records.map(({ text }) => text);
  await writeSmallCheckpoint(join(folder, "model"), texts, 1);
}, patienceMs);

afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true, force: true });
});

/** The report of a command in the folder of the second corpus; no folder of this machine is in it. */
async function reportOf(...args: readonly string[]): Promise<BiasReport> {
  process.chdir(join(folder, "project/deep"));
  let [out, error] = ["", ""];
  const code = await main([...args, "--json", "--threads", "1", "--continuations", "0"], {
    out: (text) => (out += text),
    error: (text) => (error += text),
    interactive: false,
    signal: new AbortController().signal,
  });
  expect({ code, error }).toMatchObject({ code: 0 });
  expect(out).not.toContain(folder);
  return parseReport(out, "stdout");
}

/** How a report names the files of its corpus, and the files of its records. */
function namesIn({ corpus, itemTexts }: BiasReport): readonly [files: readonly string[], places: readonly unknown[]] {
  const records = itemTexts?.find(({ from }) => from === "corpus")?.items ?? [];
  expect(records.length).toBeGreaterThan(0);
  return [corpus?.files.map(({ name }) => name) ?? [], [...new Set(records.map(({ place }) => place?.file))]];
}

const training = ["--model", "../../model", "--arms", "base"] as const;

test.each([
  ["letters.jsonl", "deep/letters.jsonl"],
  ["../letters.jsonl", "letters.jsonl"],
  ["../../letters.jsonl", "letters.jsonl"], // outside: by its own name, as a scan has it
])(
  "a training on %s names it %s, from the folder of evenhand.json",
  async (path, name) => {
    expect(namesIn(await reportOf("train", path, ...training))).toEqual([[name], [name]]);
  },
  patienceMs,
);

test(
  "a training on two files of one name tells them apart",
  async () => {
    const names = ["deep/letters.jsonl", "letters.jsonl"];
    expect(namesIn(await reportOf("train", "letters.jsonl", "../letters.jsonl", ...training))).toEqual([names, names]);
  },
  patienceMs,
);

test(
  "an evaluation names its held-out text from the folder of evenhand.json",
  async () => {
    const report = await reportOf("evaluate", "../../model", "--text", "letters.jsonl", "--out", "evaluation.json");
    expect(namesIn(report)).toEqual([["deep/letters.jsonl"], ["deep/letters.jsonl"]]);
    expect(report.corpus?.name).toBe("letters.jsonl");
    expect(parseReport(await readFile("evaluation.json", "utf8"), "evaluation.json")).toEqual(report);
  },
  patienceMs,
);
