import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { JobContext } from "../../src/jobs/context.ts";
import type { TrainOptions } from "../../src/jobs/options.ts";
import { train } from "../../src/jobs/train.ts";
import { formatEpsilon } from "../../src/report/numberFormat.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { diverged } from "../../src/training/divergence.ts";
import type * as Loop from "../../src/training/loop.ts";
import type { PrivacyEntry } from "../../src/training/privacy/accountant.ts";
import { entriesOf } from "../../src/training/privacy/corpusSpending.ts";
import { epsilonSpent } from "../../src/training/privacy/epsilonSpent.ts";
import { readLedger } from "../../src/training/privacy/ledger.ts";
import { smallRun, smallRunFolder } from "./smallRun.ts";

/** The steps after which the next private trainings lose their numbers, if at all: no honest setting does so every time. */
const fate = vi.hoisted(() => ({ breaksAfter: [] as (number | undefined)[] }));

vi.mock("../../src/training/loop.ts", async (importOriginal) => {
  const real = await importOriginal<typeof Loop>();
  return {
    ...real,
    async trainLoop(options: Loop.LoopOptions) {
      const last = options.protection === undefined ? undefined : fate.breaksAfter.shift();
      return real.trainLoop({
        ...options,
        onStep(report) {
          if (report.step === last) throw diverged(last, "the loss is not finite", undefined);
          options.onStep?.(report);
        },
      });
    },
  };
});

let folder: string;

beforeAll(async () => {
  folder = await smallRunFolder("diverged");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const asked = (out: string, changes?: Partial<TrainOptions>): TrainOptions => smallRun(folder, out, changes);
const context: JobContext = { signal: new AbortController().signal, onProgress: () => {} };

const paid = async (out: string, model: string): Promise<number> => {
  const { lines } = await readLedger(join(folder, out, "ledger.jsonl"));
  const [id = ""] = await readdir(join(folder, out, "runs"));
  return entriesOf(lines, id, model).reduce((sum, { steps }) => sum + steps, 0);
};

test("a private model that diverged is reported without figures, and the others keep theirs", async () => {
  // As much noise as 0.02 asks for makes logits that no exponential holds; 8 leaves the model its words.
  const wide = asked("figures", { epsilon: [0.02, 8], optimizer: "sgd", learningRate: 0.01, clipNorm: 250 });
  const report = await train(wide, context);
  const [, , lost, kept] = report.arms ?? [];
  expect(report.arms?.map(({ arm }) => arm)).toEqual(["base", "plain", "dp ε0.02", "dp ε8"]);
  expect(lost?.metrics).toEqual([]);
  expect(lost?.privacy).toMatchObject({ steps: 3, epsilon: expect.closeTo(0.02, 2) as number });
  expect(kept?.metrics.length).toBeGreaterThan(3);
  expect(new Set(report.comparisons?.flatMap(({ a, b }) => [a, b]))).toEqual(new Set(["base", "plain", "dp ε8"]));
  const said = report.warnings.filter((warning) => warning.includes("diverged"));
  expect(said).toEqual([
    "dp ε0.02 diverged and has no figures: its model gives held-out text no finite loss or perplexity.",
  ]);
  expect(parseReport(JSON.stringify(report), "r.json")).toEqual(report);
}, 300_000);

test("a private training that breaks takes nothing from the others, and is not paid for again", async () => {
  fate.breaksAfter.push(1, undefined);
  const abort = new AbortController();
  const stopping: JobContext = {
    signal: abort.signal,
    onProgress: ({ stage, done }) => {
      if (stage === "5 of 5, dp-seed6: fine-tuning" && done === 2) abort.abort();
    },
  };
  await expect(train(asked("broken", { seeds: 2 }), stopping)).rejects.toMatchObject({ code: "cancelled" });
  const [resume = ""] = await readdir(join(folder, "broken", "runs"));
  const notices: string[] = [];
  const { lines } = await readLedger(join(folder, "broken", "ledger.jsonl"));
  const [step] = entriesOf(lines, resume, "dp-seed5");
  const going: JobContext = { ...context, onNotice: (notice) => notices.push(notice) };
  const report = await train({ paths: [], resume, outDirectory: join(folder, "broken") }, going);
  // One step of dp-seed6 is to be made, and none of the training that broke after its first.
  const { epsilon } = epsilonSpent([{ ...step, steps: 1 } as PrivacyEntry], 1e-3);
  expect(notices.join(" ")).toContain(`this run costs ${formatEpsilon(epsilon)},`);
  expect(await paid("broken", "dp-seed5")).toBe(1);
  expect(await paid("broken", "dp-seed6")).toBe(3);
  const dp = report.arms?.find(({ arm }) => arm === "dp");
  expect(dp?.model.name).toBe("dp-seed6");
  expect(dp?.metrics.length).toBeGreaterThan(3);
  expect(report.comparisons?.some(({ a, b }) => a === "plain" && b === "dp")).toBe(true);
  const said = report.warnings.filter((warning) => warning.includes("diverge"));
  expect(said).toEqual([
    "dp, seed 5, diverged and has no figures and no model. At step 1 the loss is not finite.",
    "The figures of dp are of the 1 of its 2 trainings that did not diverge: what they would be over all is not known.",
  ]);
}, 300_000);

test("there is no report where every training diverged", async () => {
  fate.breaksAfter.push(3);
  await expect(train(asked("none", { arms: ["base", "dp"] }), context)).rejects.toMatchObject({
    code: "training.diverged",
    message: "dp diverged and has no figures and no model. At step 3 the loss is not finite.",
    hint: expect.stringContaining("lower learning rate") as string,
  });
  await expect(readdir(join(folder, "none", "reports"))).rejects.toMatchObject({ code: "ENOENT" });
}, 300_000);
