import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { planSpread } from "../src/jobs/planSpread.ts";
import type { TrainingPlan } from "../src/jobs/planTraining.ts";
import type { BenchRow } from "./benchRow.ts";

const root = process.env["EVENHAND_ROOT"] ?? process.cwd();

/** Runs of the sample that differ in what they are made of. */
const runs: readonly (readonly string[])[] = [
  ["--arms", "base,plain", "--steps", "10"],
  ["--arms", "dp,dp+cda", "--steps", "10", "--lot", "64"],
  ["--arms", "base,dp", "--steps", "20", "--continuations", "1"],
  ["--arms", "dp", "--steps", "10", "--trainable", "lora"],
  ["--steps", "15"],
];

/** How near a run comes to what `train --plan` told before. */
export async function* benchPlan(): AsyncIterable<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), "evenhand-plan-"));
  try {
    for (const [index, args] of runs.entries()) {
      const out = ["--out", join(folder, String(index)), "--json"];
      const plan = JSON.parse(command([...args, ...out, "--plan"]).text) as TrainingPlan;
      const { seconds, peakBytes } = command([...args, ...out]);
      const question = args.join(" ");
      const words = ({ low, high }: { readonly low: number; readonly high: number }): string => `${low} to ${high}`;
      yield {
        question: `time of train ${question}`,
        figure: seconds,
        unit: "s",
        comparedWith: `planned: ${plan.seconds.toFixed(0)} s`,
        ratio: seconds / plan.seconds,
        wanted: words(planSpread.seconds),
      };
      yield {
        question: `memory of train ${question}`,
        figure: peakBytes / 1e6,
        unit: "MB",
        comparedWith: `planned: ${(plan.rates.memoryBytes / 1e6).toFixed(0)} MB`,
        ratio: peakBytes / plan.rates.memoryBytes,
        wanted: words(planSpread.memory),
      };
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function command(args: readonly string[]): {
  readonly text: string;
  readonly seconds: number;
  readonly peakBytes: number;
} {
  const sample = join(root, "samples", "demo.jsonl");
  // The process tells its own peak when it ends, on the line after the last.
  const tell = "process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS))";
  const preload = `data:text/javascript,${encodeURIComponent(tell)}`;
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", preload, join(root, "dist", "cli.mjs"), "train", sample, ...args],
    { encoding: "utf8", maxBuffer: 1e9 },
  );
  if (status !== 0) throw new Error(stderr);
  const peak = /\npeak (\d+)$/u.exec(stderr)?.[1];
  return { text: stdout, seconds: (performance.now() - started) / 1000, peakBytes: 1024 * Number(peak) };
}
