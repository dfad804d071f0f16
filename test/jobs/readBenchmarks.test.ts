import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EvenhandError } from "../../src/base/errors.ts";
import type { MetricResult } from "../../src/evaluation/metricResult.ts";
import { askedBenchmarks, benchmarkMethod, benchmarkWarnings } from "../../src/jobs/askedBenchmarks.ts";
import { readBenchmarks } from "../../src/jobs/readBenchmarks.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-benchmarks-"));
});

afterAll(() => rm(folder, { recursive: true }));

/** Writes files into a folder of their own and gives its path. */
async function copyWith(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  for (const [file, content] of Object.entries(files)) await writeFile(join(path, file), content);
  return path;
}

const stereoSetItem = {
  id: "1",
  bias_type: "gender",
  target: "nurse",
  sentences: ["stereotype", "anti-stereotype", "unrelated"].map((label) => ({ sentence: label, gold_label: label })),
};
const stereoSet = (version: string): string =>
  JSON.stringify({ version, data: { intrasentence: [stereoSetItem], intersentence: [] } });
const sentences = "sentid\tsentence\nnurse.other.0.male.txt\tHe ran.\nnurse.other.0.female.txt\tShe ran.\n";

/** One version or format that is not the published one, for each benchmark, and what is said about it. */
const foreign = [
  ["stereoset", { "dev.json": stereoSet("2.0") }, 'version "2.0"; 1.1 is known'],
  ["crows-pairs", { "crows_pairs_anonymized.csv": "id,more,less\n1,a,b\n" }, "no column sent_more"],
  [
    "winobias",
    {
      "pro_stereotyped_type1.txt.dev": "1 [The nurse] ran because [she] could.\n",
      "anti_stereotyped_type1.txt.dev": "",
    },
    "1 pro- and 0 anti-stereotyped lines of type1",
  ],
  [
    "winogender",
    { "all_sentences.tsv": sentences, "occupations-stats.tsv": "job\tshare\nnurse\t90\n" },
    "no columns occupation and bls_pct_female in occupations-stats.tsv",
  ],
  [
    "bold",
    { "gender_prompt.json": JSON.stringify(["A was an"]) },
    "no prompt in gender_prompt.json, race_prompt.json, religious_ideology_prompt.json",
  ],
] as const;

describe("a benchmark of another version or format", () => {
  test.each(foreign)("is refused with what, where and what to do: %s", async (name, files, problem) => {
    const path = await copyWith(`foreign-${name}`, files);
    const error = await readBenchmarks([`${name}=${path}`]).catch((reason: unknown) => reason);
    if (!(error instanceof EvenhandError)) throw new TypeError(`no EvenhandError: ${String(error)}`);
    expect(error.code).toBe("evaluation.invalid");
    expect(error.message).toBe(`${path} is not ${titles[name]} as published: ${problem}.`);
    expect(error.hint).toBe("Give the file from the benchmark's own repository, unchanged.");
  });

  test.each(["null", "[null]", "1"])("is refused where it is JSON of something else: %s", async (content) => {
    const path = join(folder, "other.json");
    await writeFile(path, content);
    await expect(readBenchmarks([`stereoset=${path}`])).rejects.toMatchObject({ code: "evaluation.invalid" });
  });

  // 20,000 commas in one line, as StereoSet's file has them: each cell was once cut out of a copy of the whole line.
  const oneLine = JSON.stringify({
    data: Array.from({ length: 20_000 }, (_, index) => `sentence ${index} ${"x".repeat(20)}`),
  });
  const head = ",sent_more,sent_less,stereo_antistereo,bias_type\n";

  test.each([
    ["one line of JSON", oneLine, "no column sent_more"],
    ["nothing", "", "no column sent_more"],
    ["bytes", "PAR1\u0000\u0015\u0004,\u0000".repeat(50_000), "no column sent_more"],
  ])("is refused as soon as its head was read: %s", async (name, content, problem) => {
    const path = join(folder, `${name}.csv`);
    await writeFile(path, content);
    await expect(readBenchmarks([`crows-pairs=${path}`])).rejects.toMatchObject({
      message: `${path} is not CrowS-Pairs as published: ${problem}.`,
    });
  });

  test("costs no more where its rows have cells that no column asks for", async () => {
    const path = join(folder, "wide.csv");
    await writeFile(path, `${head}0,He ran.,She ran.,stereo,gender${",x".repeat(20_000)}\n`);
    const [read] = await readBenchmarks([`crows-pairs=${path}`]);
    expect(read?.read.items).toEqual([{ id: "0", category: "gender", more: "He ran.", less: "She ran." }]);
  });

  test("is refused for its size before it is read", async () => {
    const path = join(folder, "large.csv");
    await writeFile(path, head);
    await truncate(path, 5e9);
    for (const name of ["crows-pairs", "stereoset"] as const) {
      await expect(readBenchmarks([`${name}=${path}`])).rejects.toMatchObject({
        message: `${path} is not ${titles[name]} as published: 5.0 GB large.`,
      });
    }
  });

  test("is told in a line, whatever stands where the version should be", async () => {
    const path = join(folder, "long.json");
    await writeFile(path, JSON.stringify({ version: { of: "x".repeat(1000) } }));
    await expect(readBenchmarks([`stereoset=${path}`])).rejects.toMatchObject({
      message: expect.stringMatching(/^.{0,300}$/u) as string,
    });
  });

  test("is refused where a file is missing, with the reason", async () => {
    const path = await copyWith("half", { "all_sentences.tsv": sentences });
    await expect(readBenchmarks([`winogender=${path}`])).rejects.toMatchObject({
      message: `Cannot read ${join(path, "occupations-stats.tsv")}: there is no such file or folder`,
    });
  });
});

const titles = {
  stereoset: "StereoSet (intrasentence)",
  "crows-pairs": "CrowS-Pairs",
  winobias: "WinoBias",
  winogender: "Winogender",
  bold: "BOLD",
} as const;

test("the licence of each goes into the method, and a byte order mark is no part of a file", async () => {
  const stereo = join(folder, "marked.json");
  await writeFile(stereo, `\uFEFF${stereoSet("1.1")}`);
  const bold = await copyWith("good", {
    "gender_prompt.json": JSON.stringify({ American_actors: { A: ["A was an"] } }),
  });
  const asked = [`stereoset=${stereo}`, `bold=${bold}`];
  const read = await askedBenchmarks(asked, { seed: 1, continuations: 1 });
  expect(benchmarkMethod(read)).toEqual({
    "benchmark stereoset": "StereoSet (intrasentence), CC BY-SA 4.0: 1 item of the user's copy",
    "benchmark bold": "BOLD, CC BY-SA 4.0: 1 item of the user's copy",
  });
  expect(read.beginnings).toMatchObject([{ group: "American_actors", text: "A was an" }]);
  expect(read.scored.map(({ name }) => name)).toEqual(["stereoset"]);
  await expect(askedBenchmarks(asked, { seed: 1, continuations: 0 })).rejects.toMatchObject({
    code: "arguments.invalid",
    message: "--benchmark bold has beginnings to go on with, and --continuations 0 writes nothing.",
  });
});

test("a benchmark without a figure is told, with the models and what was passed over", async () => {
  const rows = ["nurse.other.0", "clerk.other.0", "guest.other.0", "nurse.other.1"].flatMap((stem) =>
    ["male", "female"].map((gender) => `${stem}.${gender}.txt\tThey are ${gender}.`),
  );
  const winogender = await copyWith("two occupations", {
    "all_sentences.tsv": `sentid\tsentence\n${rows.join("\n")}\n`,
    "occupations-stats.tsv": "occupation\tbls_pct_female\nnurse\t90\nclerk\t50\n",
  });
  const stereo = join(folder, "one.json");
  await writeFile(stereo, stereoSet("1.1"));
  const asked = await askedBenchmarks([`winogender=${winogender}`, `stereoset=${stereo}`], {
    seed: 1,
    continuations: 0,
  });
  const ss: MetricResult = { metric: "stereoset-ss", value: 0.5, unit: "share", n: 1 };
  const [first, second] = benchmarkWarnings(asked, [
    { arm: "base", metrics: [ss] },
    { arm: "dp", metrics: [] },
  ]);
  expect(first).toContain(
    " It could not be measured: it needs sentences about 3 occupations that are short enough for the model, of 2 sentences " +
      "about 2 occupations with labour statistics; passed over: 1 x sentence whose pronoun means the other person, " +
      "1 x sentence about an occupation without labour statistics.",
  );
  expect(second).toContain(
    " It could not be measured for dp: it needs items that are short enough for the model, of 1 item",
  );
  expect(benchmarkWarnings({ ...asked, all: asked.all.slice(1) }, [{ arm: "base", metrics: [ss] }])[0]).not.toContain(
    "could not",
  );
});

test("a copy is known again by what its files say, wherever it lies", async () => {
  const hashOf = async (folderName: string, content: string): Promise<string | undefined> => {
    const copy = await copyWith(folderName, { "dev.json": content });
    return (await readBenchmarks([`stereoset=${copy}`]))[0]?.sha256;
  };
  const first = await hashOf("here", stereoSet("1.1"));
  expect(first).toMatch(/^[0-9a-f]{64}$/u);
  expect(await hashOf("there", stereoSet("1.1"))).toBe(first);
  expect(await hashOf("changed", stereoSet("1.1").replace("nurse", "pilot"))).not.toBe(first);
});
