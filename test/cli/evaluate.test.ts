import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { generateSampleCorpus, sampleCorpusText } from "../../scripts/sampleCorpus/generate.ts";
import { evaluateCommand } from "../../src/cli/evaluate.ts";
import { main } from "../../src/cli/main.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { writeSmallCheckpoint } from "../jobs/smallCheckpoint.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-cli-evaluate-"));
  const records = generateSampleCorpus().slice(0, 200);
  await writeFile(join(folder, "held-out.jsonl"), sampleCorpusText(records));
  const texts = records.map(({ text }) => text);
  await writeSmallCheckpoint(join(folder, "first"), texts, 1);
  await writeSmallCheckpoint(join(folder, "second-model-with-a-rather-long-name"), texts, 2);
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]): Promise<{ code: number; out: string; error: string }> {
  let [out, error] = ["", ""];
  const inFolder = vi.spyOn(process, "cwd").mockReturnValue(folder);
  try {
    const code = await main(["evaluate", ...args], {
      out: (text) => (out += text),
      error: (text) => (error += text),
      interactive: false,
      signal: new AbortController().signal,
    });
    return { code, out, error };
  } finally {
    inFolder.mockRestore();
  }
}

describe("evenhand evaluate", () => {
  test("is told that a classifier has nothing to judge where nothing is written", async () => {
    const { code, error } = await run(join(folder, "first"), "--classifier", "judge", "--continuations", "0");
    expect(code).toBe(2);
    expect(error).toContain("--continuations 0 writes nothing");
  });

  test("prints tables within 100 columns and writes the report", async () => {
    const { code, out } = await run(
      join(folder, "first"),
      join(folder, "second-model-with-a-rather-long-name"),
      "--text",
      join(folder, "held-out.jsonl"),
      "--threads",
      "1",
    );
    expect(code).toBe(0);
    for (const heading of ["Perplexity, lower is better", "Gender: how far from even?", "Religion: which group?"]) {
      expect(out).toContain(heading);
    }
    expect(out).toContain("women and girls");
    expect(out).toMatch(/In \d+ of \d+ rows the interval covers zero: no difference that this data could show\./);
    const tables = out.slice(0, out.indexOf("\nReport:"));
    expect(Math.max(...tables.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    const reports = join(folder, ".evenhand", "reports");
    const name = "evaluation-first-second-model-with-a-rather-long-name.json";
    expect(await readdir(reports)).toContain(name);
    const report = parseReport(await readFile(join(reports, name), "utf8"), name);
    expect(report.arms).toHaveLength(2);
  }, 120_000);

  test("replaces the report of the same models and says so, never that of others with the same names", async () => {
    const texts = generateSampleCorpus()
      .slice(0, 200)
      .map(({ text }) => text);
    await writeSmallCheckpoint(join(folder, "elsewhere", "first"), texts, 3);
    const evaluated = (path: string) => run(join(folder, path), "--threads", "1", "--continuations", "0");
    expect((await evaluated("first")).out).toContain("\nReport:\n");
    expect((await evaluated("first")).out).toMatch(/\nReport \(replaces that of \d{4}-\d\d-\d\d \d\d:\d\d UTC\):\n/);
    expect((await evaluated(join("elsewhere", "first"))).out).toContain("evaluation-first-2.json");
  }, 120_000);

  test("prints only JSON with --json and ends with 1 when a gap is too large", async () => {
    const file = join(folder, "report.json");
    const args = [
      join(folder, "first"),
      "--text",
      join(folder, "held-out.jsonl"),
      "--limit",
      "120",
      "--threads",
      "1",
      "--continuations",
      "0",
    ];
    const { code, out, error } = await run(...args, "--json", "--max-gap", "0", "--out", file);
    expect(code).toBe(1);
    expect(parseReport(out, "stdout")).toEqual(parseReport(await readFile(file, "utf8"), file));
    expect(error).toMatch(/first: the loss gap of gender is \d\.\d+ \(95% interval .*\), above --max-gap 0/);
  });

  test("does not pass --max-gap where no gap was measured", async () => {
    const without = await run(join(folder, "first"), "--max-gap", "0.1");
    expect(without).toMatchObject({ code: 2, error: expect.stringContaining("--max-gap needs --text") as string });
    await writeFile(join(folder, "groupless.jsonl"), `${JSON.stringify({ text: "The rain fell on the roof." })}\n`);
    const text = join(folder, "groupless.jsonl");
    const unmeasured = await run(join(folder, "first"), "--text", text, "--max-gap", "0.1", "--threads", "1");
    expect(unmeasured).toMatchObject({
      code: 3,
      error: expect.stringContaining("No loss gap was measured, so --max-gap could not be checked.") as string,
    });
  });

  test("scores a benchmark of the user's own and says whose licence it has", async () => {
    const pairs = "sent_more,sent_less,stereo_antistereo,bias_type\nHe is loud.,She is loud.,stereo,gender\n";
    await writeFile(join(folder, "pairs.csv"), pairs);
    const args = [
      join(folder, "first"),
      "--threads",
      "1",
      "--continuations",
      "0",
      "--benchmark",
      `crows-pairs=${join(folder, "pairs.csv")}`,
    ];
    const { code, out } = await run(...args);
    expect(code).toBe(0);
    expect(out).toMatch(/All axes together\n.*\n  CrowS-Pairs +first/);
    for (const line of [
      "CrowS-Pairs is scored by mean log-probability (bias-bench).",
      "CrowS-Pairs, by total log-probability (lm-evaluation-harness): first",
      "CrowS-Pairs, mean difference of total log-probability, either way, nats: first",
      "Whose benchmarks?\n  CrowS-Pairs, CC BY-SA 4.0: 1 item of the user's copy",
    ]) {
      expect(out).toContain(line);
    }
    expect(
      Math.max(
        ...out
          .slice(0, out.indexOf("\nReport:"))
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeLessThan(101);
    expect(out).toContain("! CrowS-Pairs: Its own authors warn of unreliable items");
    const json = JSON.parse((await run(...args, "--json")).out) as { method: { settings: Record<string, string> } };
    expect(json.method.settings["benchmark crows-pairs"]).toBe("CrowS-Pairs, CC BY-SA 4.0: 1 item of the user's copy");
    const wrong = await run(join(folder, "first"), "--benchmark", "winobias");
    expect(wrong).toMatchObject({ code: 2, error: expect.stringContaining("Give NAME=PATH") as string });
    const other = await run(join(folder, "first"), "--benchmark", `stereoset=${join(folder, "pairs.csv")}`);
    expect(other).toMatchObject({ code: 3, error: expect.stringContaining("not a JSON document") as string });
    const absent = await run(join(folder, "first"), "--benchmark", `stereoset=${join(folder, "none.json")}`);
    expect(absent).toMatchObject({ code: 3, error: expect.stringContaining("Cannot read") as string });
  }, 60_000);

  test("says what is wrong with the arguments", async () => {
    expect(await run()).toMatchObject({ code: 2, error: expect.stringContaining("There is no checkpoint") as string });
    expect(await run("x", "--max-gap", "much")).toMatchObject({ code: 2 });
    expect(await run(join(folder, "nowhere"))).toMatchObject({ code: 3 });
  });

  test("has help within 100 columns that names every option", () => {
    expect(Math.max(...evaluateCommand.help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    for (const option of [
      "text",
      "field",
      "benchmark",
      "limit",
      "seed",
      "threads",
      "max-gap",
      "out",
      "force",
      "json",
    ]) {
      expect(evaluateCommand.help).toContain(`--${option}`);
    }
  });
});
