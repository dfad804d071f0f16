import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { entriesOf } from "../../src/training/privacy/corpusSpending.ts";
import { readLedger } from "../../src/training/privacy/ledger.ts";
import { writeSmallCheckpoint } from "./smallCheckpoint.ts";

/** SIGKILLs for the run with seeded noise; the one with secure noise gets a quarter. EVENHAND_KILLS=20 is the whole test. */
const kills = Number(process.env["EVENHAND_KILLS"] ?? 4);
const steps = 120;
const command = join(import.meta.dirname, "..", "..", "dist", "cli.mjs");

let folder: string;
let corpus: string;
let model: string;
const random = seededRandom(20);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-killed-"));
  corpus = join(folder, "slice.jsonl");
  model = join(folder, "tiny");
  const sample = await readFile(join(import.meta.dirname, "..", "..", "samples", "demo.jsonl"), "utf8");
  const slice = sample.split("\n").slice(0, 150);
  await writeFile(corpus, `${slice.join("\n")}\n`);
  const texts = slice.map((line) => (JSON.parse(line) as { text: string }).text);
  await writeSmallCheckpoint(model, texts, 3);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Run {
  readonly report: BiasReport;
  readonly model: Buffer;
}

const options = (seeded: boolean): string[] =>
  ["--arms", "dp", "--steps", String(steps), "--lot", "8", "--max-tokens", "24", "--held-out", "0.2", "--delta", "1e-3"]
    .concat("--threads", "1", "--lr", "0.01", "--model", model)
    .concat(seeded ? ["--seeded-noise-not-private"] : []);

/**
 * A process of the product, killed when `moment` has come, or left to end. Gives its exit code, null when it was killed.
 */
async function start(
  args: readonly string[],
  moment?: (isOver: () => boolean) => Promise<void>,
): Promise<number | null> {
  const child = spawn(process.execPath, [command, "train", ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
  let over = false;
  const ended = once(child, "exit").then((exit) => {
    over = true;
    return exit as [number | null];
  });
  if (moment !== undefined) {
    await moment(() => over);
    child.kill("SIGKILL");
  }
  const [code] = await ended;
  expect([0, null], errors).toContain(code);
  return code;
}

async function runIn(out: string): Promise<string | undefined> {
  const [id] = await readdir(join(out, "runs")).catch(() => []);
  return id !== undefined && (await readdir(join(out, "runs", id))).includes("run.json") ? id : undefined;
}

async function resultIn(out: string): Promise<Run> {
  const id = (await runIn(out)) as string;
  const report = JSON.parse(await readFile(join(out, "reports", `${id}.json`), "utf8")) as BiasReport;
  return { report, model: await readFile(join(out, "runs", id, "dp", "model.safetensors")) };
}

/** The last step that a crash would leave; all of them when the arm is finished. */
async function stored(out: string): Promise<number> {
  const id = await runIn(out);
  if (id === undefined) return 0;
  const run = await readFile(join(out, "runs", id, "run.json"), "utf8");
  if ("dp" in (JSON.parse(run) as { finishedArms: object }).finishedArms) return steps;
  const state = await readFile(join(out, "runs", id, "dp", "state", "state.json"), "utf8").catch(() => undefined);
  return state === undefined ? 0 : (JSON.parse(state) as { state: { step: number } }).state.step;
}

/**
 * A run killed at random moments and gone on with each time: the moments are spread over all steps, each fourth is while the
 * process begins and the last while it evaluates. `check` sees what every kill leaves.
 */
async function killed(out: string, seeded: boolean, times: number, check: () => Promise<void>): Promise<Run> {
  const args = async (): Promise<string[]> => {
    const id = await runIn(out);
    if (id !== undefined) return ["--resume", id, "--threads", "1", "--out", out];
    await rm(join(out, "runs"), { recursive: true, force: true }); // killed before it was a run
    return [corpus, ...options(seeded), "--out", out];
  };
  for (let done = 0; done < times; done += 1) {
    const from = done === times - 1 ? steps : Math.floor((steps * (done + random.next())) / times);
    const code = await start(await args(), async (isOver) => {
      if (done % 4 === 3 && done < times - 1) return sleep(1500 * random.next());
      while (!isOver() && (await stored(out)) < from) await sleep(3);
      await sleep((from === steps ? 200 : 40) * random.next());
    });
    expect(code).toBeNull();
    await check();
  }
  expect(await start(await args())).toBe(0);
  await check();
  return resultIn(out);
}

const ledgerIn = async (out: string) => {
  const { lines, damaged, problem } = await readLedger(join(out, "ledger.jsonl"));
  expect(problem).toBeUndefined();
  expect(damaged).toEqual([]);
  return lines;
};

/** Lines without what is another in every run: time, run and chain. */
const comparable = async (out: string): Promise<unknown[]> =>
  (await ledgerIn(out)).map((line) => ({ ...line, at: "", run: "", seen: 0, chain: "" }));

test(`${kills} SIGKILLs change neither weights nor ledger`, { timeout: 900_000 }, async () => {
  const [whole, torn] = [join(folder, "whole"), join(folder, "torn")];
  expect(await start([corpus, ...options(true), "--out", whole])).toBe(0);
  const first = await resultIn(whole);
  const second = await killed(torn, true, kills, async () => void (await ledgerIn(torn)));
  expect(second.model.equals(first.model)).toBe(true);
  expect(await comparable(torn)).toEqual(await comparable(whole));
  const [a, b] = [first.report.arms?.[0], second.report.arms?.[0]];
  expect(b?.metrics).toEqual(a?.metrics);
  expect(b?.privacy).toEqual(a?.privacy);
  expect(b?.training?.steps).toBe(steps);
});

test(
  "with secure noise the ledger never holds less than was done, nor more than was planned",
  { timeout: 900_000 },
  async () => {
    const out = join(folder, "secure");
    const paid = async (): Promise<number> => {
      const entries = entriesOf(await ledgerIn(out), (await runIn(out)) ?? "", "dp");
      return entries.reduce((sum, entry) => sum + entry.steps, 0);
    };
    let before = 0;
    const { report } = await killed(out, false, Math.ceil(kills / 4), async () => {
      const now = await paid();
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
      expect(now).toBeGreaterThanOrEqual(await stored(out));
    });
    const arm = report.arms?.[0];
    expect(await paid()).toBe(steps);
    expect(arm?.privacy?.steps).toBe(steps);
    expect(arm?.privacy?.epsilon).toBeLessThanOrEqual(8);
    const made = arm?.training?.steps ?? 0;
    expect(made).toBeLessThanOrEqual(steps);
    const told = report.warnings.some((warning) => warning.includes("steps that it paid for were lost"));
    expect(told).toBe(made < steps);
  },
);
