import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { privacyLine } from "../../src/cli/train.ts";
import { amplificationTables, trainTable } from "../../src/cli/trainTable.ts";
import { writeSmallCheckpoint } from "../jobs/smallCheckpoint.ts";
import type { ArmSection, BiasReport } from "../../src/report/biasReport.ts";

async function run(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  let out = "";
  let error = "";
  const code = await main(["train", ...args], {
    out: (text) => (out += text),
    error: (text) => (error += text),
    interactive: false,
    signal: new AbortController().signal,
  });
  return { code, out, error };
}

describe("evenhand train", () => {
  test("explains every option within 100 columns", async () => {
    const { code, out } = await run("--help");
    expect(code).toBe(0);
    for (const option of [
      "--epsilon",
      "--delta",
      "--clip",
      "--resume",
      "--seeded-noise-not-private",
      "--arms",
      "--benchmark",
    ]) {
      expect(out).toContain(option);
    }
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test.each([
    [["corpus.txt", "--epsilon", "0"], "--epsilon 0: must be a number from"],
    [["corpus.txt", "--arms", "dp,best"], "--arms best: must be one of base, plain, dp, dp+cda"],
    [
      ["corpus.txt", "--clip", "gentle"],
      "--clip gentle: must be one of hard, automatic, soft, adaptive, soft-adaptive",
    ],
    [["corpus.txt", "--optimizer", "lion"], "--optimizer lion: must be one of adam, adamw, sgd"],
    [["corpus.txt", "--decay", "step"], "--decay step: must be one of none, linear, cosine"],
    [["corpus.txt", "--clip-quantile", "1"], "--clip-quantile 1: must be a number from"],
    [["corpus.txt", "--steps", "2.5"], "--steps 2.5: must be a whole number"],
    [["corpus.txt", "--unknown"], "--unknown"],
    [[], "Name at least one file or folder"],
  ])("%s is wrong use", async (args, message) => {
    const { code, out, error } = await run(...args);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(error).toContain(message);
    expect(error).toContain("evenhand train --help");
  });

  test("a file that is not there is a failure with one clear sentence", { timeout: 120_000 }, async () => {
    const { code, error } = await run("/nowhere/corpus.txt", "--model", "/nowhere/model");
    expect(code).toBe(3);
    expect(error).toMatch(/^evenhand: .*nowhere/u);
    expect(error).not.toContain(" at ");
  });
});

describe("--benchmark", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "evenhand-cli-train-"));
    const texts = Array.from({ length: 30 }, (_, index) => `She met the doctor on day ${index} and was kind.`);
    await writeFile(join(folder, "corpus.txt"), `${texts.join("\n")}\n`);
    await writeSmallCheckpoint(join(folder, "tiny"), texts, 3);
    const pairs = "sent_more,sent_less,stereo_antistereo,bias_type\nHe is kind.,She is kind.,stereo,gender\n";
    await writeFile(join(folder, "pairs.csv"), pairs);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const train = (...args: string[]) => {
    const shared = ["--model", join(folder, "tiny"), "--out", join(folder, "out"), "--arms", "base", "--threads", "1"];
    return run(join(folder, "corpus.txt"), ...shared, "--continuations", "0", ...args);
  };

  test("measures the arms by it and says whose licence it has", { timeout: 60_000 }, async () => {
    const { code, out } = await train("--held-out", "0.4", "--benchmark", `crows-pairs=${join(folder, "pairs.csv")}`);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}CrowS-Pairs +\d+\.\d%\n +\d+\.\d% to \d+\.\d%$/mu);
    expect(out).toContain("Whose benchmarks?\n  CrowS-Pairs, CC BY-SA 4.0: 1 item of the user's copy\n\n");
    expect(out).toContain("! CrowS-Pairs: Its own authors warn of unreliable items");
  });

  test.each([
    ["winobios=pairs.csv", 2, "--benchmark winobios=pairs.csv: not a benchmark that can be scored."],
    ["winobias", 2, "--benchmark winobias: not a benchmark that can be scored."],
    ["bold=pairs.csv", 2, "--benchmark bold has beginnings to go on with, and --continuations 0 writes nothing."],
    ["stereoset=nowhere.json", 3, "Cannot read "],
  ])("%s is told in a sentence, before there is a run", async (argument, code, message) => {
    const result = await train("--benchmark", argument, "--out", join(folder, "none"));
    expect(result).toMatchObject({ code, out: "" });
    expect(result.error).toContain(`evenhand: ${message}`);
    expect(existsSync(join(folder, "none"))).toBe(false);
  });
});

test("the table has one column an arm, and intervals below the values, within 100 columns", () => {
  const arm = (name: string, value: number, epsilon?: number): ArmSection => ({
    arm: name,
    label: name,
    model: { name, parameters: 1, sha256: name },
    ...(epsilon === undefined
      ? {}
      : { privacy: { epsilon, noiseSource: "operating system" } as NonNullable<ArmSection["privacy"]> }),
    metrics: [
      {
        metric: "group-loss-gap",
        axis: "gender",
        value,
        unit: "nats per token",
        n: 100,
        interval: { low: value - 0.01, high: value + 0.01, level: 0.95, method: "bootstrap" },
      },
    ],
  });
  const arms = [arm("base", 0.02), arm("plain", 0.03), arm("dp", 0.05, 7.99), arm("dp+cda", 0.04, 7.99)];
  const table = trainTable({ arms } as unknown as BiasReport);
  expect(table.split("\n").map((line) => line.trimEnd())).toMatchInlineSnapshot(`
    [
      "                                          base             plain                dp            dp+cda",
      "  epsilon                                    0              none              7.99              7.99",
      "Gender",
      "  Loss gap between groups                0.020             0.030             0.050             0.040",
      "                                0.010 to 0.030    0.020 to 0.040    0.040 to 0.060    0.030 to 0.050",
    ]
  `);
  expect(Math.max(...table.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
});

test("names of benchmarks stand whole in both tables, with their capitals", () => {
  const shared = { axis: "gender", value: 0.6, unit: "share", n: 10 } as const;
  const metrics = (["stereoset-ss", "stereoset-lms", "stereoset-icat", "crows-pairs"] as const).map((metric) => ({
    metric,
    ...shared,
  }));
  const arm = (name: "plain" | "dp"): ArmSection => {
    const model = { name, parameters: 1, sha256: name };
    return { arm: name, kind: name, label: name, model, metrics };
  };
  const interval = { low: -0.1, high: 0.1, level: 0.95, method: "bootstrap" };
  const compared = { a: "plain", b: "dp", difference: 0, interval, pValue: 1, n: 10, method: "test" };
  const comparisons = metrics.map(({ metric, axis }) => ({ metric, axis, ...compared }));
  const report = { arms: [arm("plain"), arm("dp")], comparisons } as unknown as BiasReport;
  const names = (table: string): string[] => table.match(/[^ \n].*?(?= {3}|\n|$)/gu) ?? [];
  expect(names(trainTable(report))).toEqual(
    expect.arrayContaining(["StereoSet, ss", "StereoSet, lms", "StereoSet, icat", "CrowS-Pairs"]) as string[],
  );
  expect(names(amplificationTables(report))).toEqual(
    expect.arrayContaining(["Gender: StereoSet, ss", "Gender: StereoSet, icat", "Gender: CrowS-Pairs"]) as string[],
  );
});

test("an arm with seeded noise has no epsilon, in the table and above it", () => {
  const privacy = {
    epsilon: 7.99,
    delta: 1e-5,
    unit: "record, with all its counterfactual views",
    samplingRate: 0.1,
    noiseMultiplier: 1.5,
    steps: 10,
  } as NonNullable<ArmSection["privacy"]>;
  const model = { name: "dp", parameters: 1, sha256: "dp" };
  const arm = (noiseSource: "operating system" | "seeded, not private"): ArmSection => ({
    arm: "dp",
    label: "dp",
    model,
    privacy: { ...privacy, noiseSource },
    metrics: [],
  });
  const table = trainTable({ arms: [arm("seeded, not private")] } as unknown as BiasReport);
  expect(table).not.toContain("7.99");
  expect(table).toMatch(/epsilon +not private/u);
  const line = privacyLine(arm("seeded, not private").privacy as typeof privacy);
  expect(line).not.toMatch(/epsilon|7\.99|Private arms/u);
  expect(line).toMatch(/seeded noise, not private/iu);
  expect(privacyLine(arm("operating system").privacy as typeof privacy)).toContain("epsilon 7.99, delta 1e-5");
});
