import { existsSync } from "node:fs";
import { copyFile, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { scoreBenchmarks } from "../../src/jobs/askedBenchmarks.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import type { CountedScorer } from "../../src/jobs/countedScorer.ts";
import type { TrainOptions } from "../../src/jobs/options.ts";
import { planTraining } from "../../src/jobs/planTraining.ts";
import { train } from "../../src/jobs/train.ts";
import type { ArmSection, BiasReport } from "../../src/report/biasReport.ts";
import { resultOf } from "../../src/report/measures.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { smallRun, smallRunFolder } from "./smallRun.ts";

vi.mock("../../src/jobs/askedBenchmarks.ts", { spy: true });

/** Laid out as CrowS-Pairs: ten pairs about gender, ten about race. */
const pairs = Array.from({ length: 20 }, (_, index) => {
  const [more, less] = index % 2 === 0 ? ["He", "She"] : ["The visitor", "He"];
  const type = index % 2 === 0 ? "gender" : "race-color";
  return `${index},${more} was the pilot on day ${index}.,${less} was the pilot on day ${index}.,stereo,${type}\n`;
});

/** Laid out as StereoSet: twelve items about four target terms, whose sentences take turns, so that terms differ in any model. */
const stereoSet = (target: string): string =>
  JSON.stringify({
    version: "1.1",
    data: {
      intersentence: [],
      intrasentence: Array.from({ length: 12 }, (_, index) => ({
        id: String(index),
        bias_type: "gender",
        target: [target, "pilot", "doctor", "teacher"][index % 4],
        sentences: ["stereotype", "anti-stereotype", "unrelated"].map((label, place) => ({
          sentence: `${["She", "He", "The visitor"][(place + (index % 4)) % 3]} was kind on day ${index}.`,
          gold_label: label,
        })),
      })),
    },
  });

let folder: string;

beforeAll(async () => {
  folder = await smallRunFolder("train-benchmarks");
  await writeFile(join(folder, "pairs.csv"), `,sent_more,sent_less,stereo_antistereo,bias_type\n${pairs.join("")}`);
  await writeFile(join(folder, "dev.json"), stereoSet("nurse"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const options = (out: string, changes: Partial<TrainOptions> = {}): TrainOptions =>
  smallRun(folder, out, {
    benchmarks: [`crows-pairs=${join(folder, "pairs.csv")}`, `stereoset=${join(folder, "dev.json")}`],
    learningRate: 0.01,
    ...changes,
  });

function watching(onStage: (stage: string, abort: AbortController) => void = () => {}): JobContext {
  const abort = new AbortController();
  return { signal: abort.signal, onProgress: ({ stage }) => onStage(stage, abort) };
}

const benchmarkMetrics = ["crows-pairs", "stereoset-ss", "stereoset-lms", "stereoset-icat"] as const;
const items = { "crows-pairs": 20, "stereoset-ss": 12, "stereoset-lms": 12, "stereoset-icat": 12 } as const;

describe("two trainings of each arm", () => {
  let report: BiasReport;
  const stages = new Set<string>();

  beforeAll(async () => {
    report = await train(
      options("twice", { seeds: 2 }),
      watching((stage) => stages.add(stage)),
    );
  }, 240_000);

  test("every arm is measured by the user's benchmarks, with n and interval", () => {
    for (const arm of report.arms as readonly ArmSection[]) {
      for (const metric of benchmarkMetrics) {
        const result = resultOf(arm, metric, undefined);
        expect(result, `${arm.arm}, ${metric}`).toMatchObject({ n: items[metric], unit: "share" });
        expect(result?.interval?.low).toBeLessThanOrEqual(result?.value ?? Number.NaN);
        expect(result?.interval?.high).toBeGreaterThanOrEqual(result?.value ?? Number.NaN);
      }
      expect(resultOf(arm, "crows-pairs", "gender")).toMatchObject({ n: 10 });
      expect(resultOf(arm, "crows-pairs", "race")).toMatchObject({ n: 10 });
      expect(resultOf(arm, "crows-pairs", undefined)?.groups?.map(({ group }) => group)).toEqual([
        "gender",
        "race-color",
      ]);
    }
    expect(stages).toContain("1 of 5, base: crows-pairs");
    expect(stages).toContain("5 of 5, dp-seed6: stereoset");
  });

  test("the trainings of an arm are pooled item by item, and each one's own figure stands beside", () => {
    const plain = report.arms?.find(({ arm }) => arm === "plain") as ArmSection;
    expect(resultOf(plain, "crows-pairs", undefined)?.interval?.method).toContain("means over 2 trainings");
    for (const metric of ["crows-pairs", "stereoset-ss", "stereoset-lms"] as const) {
      const own = (plain.seeds ?? []).map(
        ({ values }) => values.find((one) => one.metric === metric && one.axis === undefined)?.value ?? Number.NaN,
      );
      expect(own).toHaveLength(2);
      const mean = ((own[0] as number) + (own[1] as number)) / 2;
      expect(resultOf(plain, metric, undefined)?.value).toBeCloseTo(mean, 12);
    }
    const [ss, lms, icat] = (["stereoset-ss", "stereoset-lms", "stereoset-icat"] as const).map(
      (metric) => resultOf(plain, metric, undefined)?.value ?? Number.NaN,
    ) as [number, number, number];
    expect(icat).toBeCloseTo((lms * Math.min(ss, 1 - ss)) / 0.5, 12);
    const [total, nats] = resultOf(plain, "crows-pairs", undefined)?.variants ?? [];
    expect(total?.name).toContain("total log-probability");
    expect(nats).toMatchObject({ unit: "nats" });
  });

  test("arms are compared by them, item by item and corrected", () => {
    for (const [a, b] of [
      ["base", "plain"],
      ["plain", "dp"],
    ]) {
      for (const metric of benchmarkMetrics) {
        const found = report.comparisons?.find(
          (one) => one.metric === metric && one.axis === undefined && one.a === a && one.b === b,
        );
        expect(found, `${a}, ${b}, ${metric}`).toMatchObject({ n: metric === "crows-pairs" ? 20 : 4 });
        expect(found?.adjustedP).toBeGreaterThanOrEqual(found?.pValue ?? Number.NaN);
      }
    }
  });

  test("the report has their licences, caveats and sentences, and its schema accepts it", () => {
    expect(report.method.settings).toMatchObject({
      "benchmark crows-pairs": "CrowS-Pairs, CC BY-SA 4.0: 20 items of the user's copy",
      "benchmark stereoset": "StereoSet (intrasentence), CC BY-SA 4.0: 12 items of the user's copy",
    });
    expect(report.warnings).toContain(
      "CrowS-Pairs: Its own authors warn of unreliable items; Blodgett et al. (2021) list the pitfalls.",
    );
    const listed = report.itemTexts?.find(({ metrics }) => metrics.includes("crows-pairs"));
    expect(listed).toMatchObject({ from: "benchmark", items: { length: 20 } });
    expect(parseReport(JSON.stringify(report), "r.json")).toEqual(report);
  });
});

test("BOLD's prompts take the place of the bundled beginnings", { timeout: 120_000 }, async () => {
  const bold = join(folder, "gender_prompt.json");
  const titles = (who: string) => Object.fromEntries([0, 1, 2].map((n) => [`${who}${n}`, [`${who} ${n} was an`]]));
  await writeFile(bold, JSON.stringify({ American_actors: titles("He"), American_actresses: titles("She") }));
  const asked = options("bold", { benchmarks: [`bold=${bold}`], arms: ["base"], continuations: 1 });
  const report = await train(asked, watching());
  expect(report.arms?.[0]?.metrics.find(({ metric }) => metric === "toxicity")).toMatchObject({ axis: "gender", n: 6 });
  expect(report.method.settings["generations"]).toMatch(/^6 beginnings x 1 continuations/u);
  expect(report.itemTexts?.find(({ metrics }) => metrics.includes("toxicity-gap"))?.from).toBe("benchmark");
});

test("a stopped run goes on with the same copies, and not with others", { timeout: 120_000 }, async () => {
  const copy = join(folder, "own-dev.json");
  await copyFile(join(folder, "dev.json"), copy);
  const asked = options("stopped", {
    arms: ["base", "plain"],
    benchmarks: [`stereoset=${relative(process.cwd(), copy)}`],
  });
  const stopping = watching((stage, abort) => {
    if (stage === "plain: fine-tuning") abort.abort();
  });
  await expect(train(asked, stopping)).rejects.toMatchObject({ code: "cancelled" });
  const [id = ""] = await readdir(join(folder, "stopped", "runs"));
  const run = JSON.parse(await readFile(join(folder, "stopped", "runs", id, "run.json"), "utf8")) as {
    options: TrainOptions;
  };
  expect(run.options.benchmarks).toEqual([`stereoset=${copy}`]); // whole, so that it holds in another working folder
  const resume = (): Promise<BiasReport> =>
    train({ paths: [], outDirectory: join(folder, "stopped"), resume: id }, watching());

  await writeFile(copy, stereoSet("baker"));
  await expect(resume()).rejects.toMatchObject({
    code: "training.invalid",
    message: `The benchmark stereoset of run ${id} has changed since the run began.`,
    hint: "Put the benchmark stereoset back as it was, or start a new run.",
  });
  await rm(copy);
  await expect(resume()).rejects.toMatchObject({
    code: "evaluation.invalid",
    message: /^Cannot read .*own-dev\.json/u,
  });
  await copyFile(join(folder, "dev.json"), copy);
  const report = await resume();
  for (const arm of report.arms ?? []) expect(resultOf(arm, "stereoset-ss", undefined)?.n).toBe(12);
});

test.each<[string, string, string]>([
  ["a name that there is not", "winobios=pairs.csv", "arguments.invalid"],
  ["a path that is missing", "crows-pairs", "arguments.invalid"],
  ["a file that is not there", "crows-pairs=nowhere.csv", "evaluation.invalid"],
  ["a file of another benchmark", "stereoset=pairs.csv", "evaluation.invalid"],
  ["BOLD without continuations", "bold=pairs.csv", "arguments.invalid"],
])("%s is refused before there is a run", async (_, argument, code) => {
  const asked = argument.replace("=", `=${folder}/`);
  await expect(train(options("refused", { benchmarks: [asked] }), watching())).rejects.toMatchObject({ code });
  expect(existsSync(join(folder, "refused", "runs"))).toBe(false);
  await expect(planTraining(options("refused", { benchmarks: [asked] }), watching())).rejects.toMatchObject({ code });
});

test("a plan counts what they hold", async () => {
  const scoring = vi.mocked(scoreBenchmarks).mockClear();
  await planTraining(options("planned", { arms: ["base"] }), watching());
  expect(scoring).toHaveBeenCalledOnce();
  const [scorer, scored] = scoring.mock.calls[0] as Parameters<typeof scoreBenchmarks>;
  expect(scored.map(({ name }) => name)).toEqual(["crows-pairs", "stereoset"]);
  expect((scorer as CountedScorer).nodes).toBeGreaterThan(0); // counted, not computed
}, 120_000);
