import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobContext } from "../../src/jobs/context.ts";
import type { TrainOptions } from "../../src/jobs/options.ts";
import { train } from "../../src/jobs/train.ts";
import { resultOf } from "../../src/report/measures.ts";
import type { ArmSection } from "../../src/report/biasReport.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { entriesOf } from "../../src/training/privacy/corpusSpending.ts";
import { readLedger } from "../../src/training/privacy/ledger.ts";
import { smallRecords, smallRun, smallRunFolder } from "./smallRun.ts";

let folder: string;

beforeAll(async () => {
  folder = await smallRunFolder("matrix");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const out = (): string => join(folder, "out");

const asked = (changes: Partial<TrainOptions> = {}): TrainOptions =>
  smallRun(folder, "out", { epsilon: [3, 8], seeds: 2, ...changes });

const models = [
  "base",
  "plain-seed5",
  "plain-seed6",
  "dp-eps3-seed5",
  "dp-eps3-seed6",
  "dp-eps8-seed5",
  "dp-eps8-seed6",
];

test("a matrix of arms, epsilons and seeds that is stopped in the middle goes on and loses nothing", async () => {
  const abort = new AbortController();
  const notices: string[] = [];
  const stopping: JobContext = {
    signal: abort.signal,
    onProgress: ({ stage, done }) => {
      if (stage === "5 of 7, dp-eps3-seed6: fine-tuning" && done === 2) abort.abort();
    },
    onNotice: (notice) => notices.push(notice),
  };
  await expect(train(asked(), stopping)).rejects.toMatchObject({ code: "cancelled" });
  const [id = ""] = await readdir(join(out(), "runs"));
  const directory = join(out(), "runs", id);
  const ledger = async () => (await readLedger(join(out(), "ledger.jsonl"))).lines;
  const paid = async (model: string): Promise<number> =>
    entriesOf(await ledger(), id, model).reduce((sum, { steps }) => sum + steps, 0);
  expect(await paid("dp-eps3-seed5")).toBe(3);
  expect(await paid("dp-eps3-seed6")).toBe(2);
  expect(await paid("dp-eps8-seed5")).toBe(0);
  expect(notices).toHaveLength(1);
  const weights = async (model: string): Promise<number> =>
    (await stat(join(directory, model, "model.safetensors"))).mtimeMs;
  // What attacks made of single records is the owner's alone, and goes with the last segment.
  const { mode } = await stat(join(directory, "measured", "dp-eps3-seed5.json"));
  if (process.platform !== "win32") expect(mode & 0o777).toBe(0o600);
  const before = await weights("dp-eps3-seed5");

  const stages = new Set<string>();
  const report = await train(
    { paths: [], resume: id, outDirectory: out() },
    { signal: new AbortController().signal, onProgress: ({ stage }) => stages.add(stage) },
  );
  expect(await weights("dp-eps3-seed5")).toBe(before);
  expect([...stages].some((stage) => stage.includes("dp-eps3-seed5"))).toBe(false); // neither trained nor measured again
  for (const model of models.slice(3)) expect(await paid(model)).toBe(3); // nobody pays a step twice
  expect((await readdir(directory)).sort()).toEqual(
    [...models.slice(1), "promised.json", "run.json", "state.json"].sort(),
  );

  expect(parseReport(JSON.stringify(report), "r").arms?.map(({ arm }) => arm)).toEqual([
    "base",
    "plain",
    "dp ε3",
    "dp ε8",
  ]);
  const [base, plain, dp3, dp8] = report.arms as readonly [ArmSection, ArmSection, ArmSection, ArmSection];
  expect(base.seeds).toBeUndefined();
  expect(plain.seeds?.map(({ seed, model }) => `${seed} ${model.name}`)).toEqual(["5 plain-seed5", "6 plain-seed6"]);
  expect(dp3.kind).toBe("dp");
  expect(dp3.privacy?.epsilon).toBeLessThanOrEqual(3);
  expect(dp8.privacy?.epsilon).toBeGreaterThan(3);
  expect(dp3.privacy?.noiseMultiplier).toBeGreaterThan(dp8.privacy?.noiseMultiplier ?? Infinity);

  // The pooled figure is of each item's mean: for a mean over items, the mean of the repeats' figures.
  const [first = 0, second = 0] = (plain.seeds ?? []).map(
    ({ values }) => values.find(({ metric, axis }) => metric === "occupation-kl" && axis === "gender")?.value,
  );
  expect(first).not.toBe(second);
  expect(resultOf(plain, "occupation-kl", "gender")?.value).toBeCloseTo((first + second) / 2, 10);
  // What clipping did is of both trainings.
  const { looks = 0 } = dp3.training?.treatment ?? {};
  expect(looks).toBe(2 * (dp3.training?.dynamics?.length ?? 0));
  expect(dp3.training?.treatment?.groups[0]?.misalignmentInterval?.method).toContain("4 blocks of sentences");
  expect(report.comparisons?.some(({ a, b }) => a === "plain" && b === "dp ε8")).toBe(true);
  expect(report.warnings.join(" ")).toContain("Each arm was trained 2 times");
  expect(report.method.settings).toMatchObject({ epsilon: "3, 8", trainingSeeds: "5, 6" });
}, 300_000);

test("repeats that are one and the same, because every step has the whole corpus, still end in a report", async () => {
  const outDirectory = join(folder, "whole");
  const { lotSize: _, ...all } = asked({ arms: ["plain", "dp"], epsilon: 8, outDirectory }); // 60 records: fewer than a lot
  const context = { signal: new AbortController().signal, onProgress: () => {} };
  const report = await train(all, context);
  const [plain, dp] = (report.arms ?? []).map(({ seeds = [] }) => new Set(seeds.map(({ model }) => model.sha256)).size);
  expect([plain, dp]).toEqual([1, 2]);
  expect(report.warnings.filter((warning) => warning.includes("the whole corpus"))).toHaveLength(1);
}, 120_000);

test("arms that could not differ are refused before anything is spent", async () => {
  const plainTexts = join(folder, "plain.jsonl");
  await writeFile(
    plainTexts,
    smallRecords.map((_, n) => `${JSON.stringify({ text: `The sky on day ${n} was grey.` })}\n`).join(""),
  );
  const context = { signal: new AbortController().signal, onProgress: () => {} };
  const attempt = train(
    asked({ paths: [plainTexts], arms: ["dp", "dp+cda"], outDirectory: join(folder, "none") }),
    context,
  );
  await expect(attempt).rejects.toMatchObject({
    code: "training.invalid",
    message: "No record has a counterfactual: dp+cda would be the same as dp.",
  });
}, 60_000);
