import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureEvenhandFolder } from "../../src/jobs/evenhandFolder.ts";
import type { ScanOptions } from "../../src/jobs/options.ts";
import { scan } from "../../src/jobs/scan.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { plainRun } from "./scan/testCorpus.ts";

let folder = "";
let corpus = "";

/** 30 women who are nurses, 30 men who are pilots, and sentences about neither; invented throughout. */
const records = Array.from({ length: 30 }, (_, index) => [
  { id: `f${index}`, bio: `Ward ${index}: "She" is a nurse. It is caf\u00e9 time.` },
  { id: `m${index}`, bio: `Gate ${index}: he is a pilot. The sky is clear.` },
]).flat();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-scan-"));
  corpus = join(folder, "people.jsonl");
  const lines = records.map((record) => JSON.stringify(record).replace("\u00e9", String.raw`\u00e9`));
  await writeFile(corpus, `${lines.join("\n")}\n{broken\n`);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

function run(options: Partial<ScanOptions> = {}, signal = new AbortController().signal): Promise<BiasReport> {
  return scan({ paths: [corpus], ...options }, { signal, onProgress: () => {} }, { run: plainRun });
}

describe("scan", () => {
  test("fills corpus and scan of a valid report", async () => {
    const report = await run();
    expect(parseReport(JSON.stringify(report), "report.json")).toEqual(report);
    expect(report.title).toBe("Scan of people.jsonl");
    expect(report.corpus).toMatchObject({ name: "people.jsonl", textField: "bio", records: 60 });
    expect(report.corpus?.files[0]).toMatchObject({ name: "people.jsonl" });
    expect(report.corpus?.skipped).toEqual([{ reason: "not a JSON value", count: 1, examples: ["people.jsonl:61"] }]);
    expect(report.scan?.totals).toMatchObject({ documents: 60, sentences: 120 });
    expect(report.scan?.groups.find(({ group }) => group === "gender.female")).toMatchObject({
      axis: "gender",
      label: "women and girls",
      mentions: 30,
      sentences: 30,
      documents: 30,
      terms: [{ term: "she", mentions: 30, slur: false }],
    });
  });

  test("says the text field of each file where they differ", async () => {
    const [other, plain] = [join(folder, "others.csv"), join(folder, "notes.txt")];
    await writeFile(other, "id,body\n1,She wrote about the nurse.\n2,He wrote about the nurse.\n");
    await writeFile(plain, "She walks on.\n");
    const fieldsOf = async (...paths: readonly string[]) => {
      const report = await run({ paths });
      expect(parseReport(JSON.stringify(report), "report.json")).toEqual(report);
      return [report.corpus?.textField, report.corpus?.files.map(({ name, textField }) => [name, textField])];
    };
    expect(await fieldsOf(corpus, other, plain)).toEqual([
      "bio, body",
      [
        ["people.jsonl", "bio"],
        ["others.csv", "body"],
        ["notes.txt", undefined],
      ],
    ]);
    expect(await fieldsOf(corpus, plain)).toEqual([
      "bio",
      [
        ["people.jsonl", undefined],
        ["notes.txt", undefined],
      ],
    ]);
  });

  test("says what it does after counting", async () => {
    const stages: string[] = [];
    const onProgress = ({ stage }: { readonly stage: string }): void => void stages.push(stage);
    await scan({ paths: [corpus] }, { signal: new AbortController().signal, onProgress }, { run: plainRun });
    expect([...new Set(stages)]).toEqual([
      "scan",
      "ranking words",
      "looking up places",
      "reading examples",
      "telling senses apart",
    ]);
  });

  test("ranks the company of each group, with places that point at the term in the raw record", async () => {
    const { scan: section } = await run();
    const nurse = section?.associations.find(({ word }) => word === "nurse");
    expect(nurse).toMatchObject({ group: "gender.female", together: 30, wordSentences: 30 });
    expect(nurse?.places.length).toBe(5);
    const bytes = await readFile(corpus);
    const lines = bytes.toString("utf8").split("\n");
    for (const { file, line, column, byte, text } of nurse?.places ?? []) {
      expect(file).toBe("people.jsonl");
      expect(lines[line - 1]?.slice(column, column + 3)).toBe("She");
      expect(bytes.toString("utf8", byte, byte + 3)).toBe("She");
      expect(text).toContain('"She" is a nurse. It is café time.');
    }
  });

  test("keeps places of the words of contrasts and lists that no association has", async () => {
    const { scan: section } = await run({ top: 1 });
    const associated = new Set(section?.associations.map(({ group, word }) => `${group} ${word}`));
    const kept = section?.wordPlaces ?? [];
    expect(kept.length).toBeGreaterThan(0);
    for (const { group, word, places } of kept) {
      expect(associated.has(`${group} ${word}`)).toBe(false);
      expect(places.length).toBeLessThanOrEqual(2);
      for (const { text } of places) expect(text?.toLowerCase()).toContain(word);
    }
    const leading = new Set([...associated, ...kept.map(({ group, word }) => `${group} ${word}`)]);
    for (const { group, rows } of section?.contrasts ?? []) {
      for (const { word, count } of rows) if (count > 0) expect([...leading]).toContain(`${group} ${word}`);
    }
  });

  test("leaves text out when asked to, and keeps as many words as asked for", async () => {
    const { scan: section } = await run({ noText: true, top: 1, axes: ["gender"] });
    expect(section?.associations.flatMap(({ places }) => places.map(({ text }) => text))).toEqual(
      Array.from({ length: 10 }, () => undefined),
    );
    expect(section?.associations.length).toBe(2);
    expect(section?.groups.map(({ axis }) => axis)).toEqual(["gender", "gender", "gender"]);
  });

  test("takes a team's lexicon, and says what is wrong with it", async () => {
    const file = join(folder, "lexicon.json");
    await writeFile(file, '{"groups": {"race.pilot": ["pilot"]}}');
    const report = await run({ lexiconFile: file });
    expect(report.scan?.groups.map(({ group, mentions }) => [group, mentions])).toEqual([["race.pilot", 30]]);
    await writeFile(file, '{"groups": {"race.pilot": []}}');
    await expect(run({ lexiconFile: file })).rejects.toMatchObject({ code: "lexicon.invalid" });
    await expect(run({ lexiconFile: join(folder, "none") })).rejects.toMatchObject({ code: "lexicon.invalid" });
  });

  test("stops at the malformed line when strict, and when cancelled", async () => {
    await expect(run({ strict: true })).rejects.toMatchObject({ code: "corpus.malformed" });
    await expect(run({}, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
  });

  test("warns of what the figures cannot carry", async () => {
    const { warnings } = await run();
    expect(warnings.join("\n")).not.toContain("too few to rank words");
    expect(warnings.join("\n")).toContain("never mentioned: nonbinary people");
    expect(warnings.join("\n")).toContain("Lines, records or files noted or passed over: 1;");
  });
});

test("ranks no word for a group with fewer than twenty sentences, and says so", async () => {
  const path = join(folder, "few.txt");
  await writeFile(path, "She is a nurse.\n".repeat(19) + "He is a pilot.\n".repeat(20) + "It is late.\n".repeat(60));
  const report = await run({ paths: [path], axes: ["gender"] });
  expect([...new Set(report.scan?.associations.map(({ group }) => group))]).toEqual(["gender.male"]);
  expect(report.warnings.join("\n")).toContain("women and girls (19)");
});

test("the folder for Evenhand's own files is ignored by git from the start, and left alone later", async () => {
  const path = await ensureEvenhandFolder(folder);
  expect(await readdir(path)).toEqual([".gitignore"]);
  expect(await readFile(join(path, ".gitignore"), "utf8")).toBe("*\n");
  await writeFile(join(path, ".gitignore"), "runs/\n");
  await ensureEvenhandFolder(folder);
  expect(await readFile(join(path, ".gitignore"), "utf8")).toBe("runs/\n");
});
