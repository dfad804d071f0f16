import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BenchRow } from "./benchRow.ts";

interface Measurement {
  readonly seconds: readonly number[];
  /** All cores together. */
  readonly processorSeconds: readonly number[];
  readonly peakBytes: number;
}

const size = { prompts: 16, promptTokens: 8, newTokens: 20 };
const runs = 3;
const turns = 3;

/**
 * How long do 16 prompts of 8 tokens take for 20 more tokens each, at distilGPT2's shape? Beside transformers, in turns, each
 * in its own process. Needs `EVENHAND_PEERS_PYTHON`, a Python with torch and transformers.
 */
export async function benchGenerate(): Promise<BenchRow[]> {
  const root = process.env["EVENHAND_ROOT"] ?? process.cwd();
  const python = process.env["EVENHAND_PEERS_PYTHON"];
  const hasPeer = python !== undefined && existsSync(python);
  if (!hasPeer) {
    console.error("generate: transformers skipped; set EVENHAND_PEERS_PYTHON to a Python with torch and transformers.");
  }
  return [2, 1].flatMap((threads) => {
    const args = [threads, size.prompts, size.promptTokens, size.newTokens, runs].map(String);
    const ours: Measurement[] = [];
    const theirs: Measurement[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const script = ["scripts/run.mjs", "bench/generateChild.ts", ...args];
      ours.push(measure(process.execPath, script, root, threads));
      if (hasPeer) theirs.push(measure(python, [join(root, "bench", "peers", "generate.py"), ...args], root, threads));
    }
    const row = (what: string, unit: string, of: (it: Measurement) => readonly number[]): BenchRow => {
      const figure = median(ours.flatMap(of));
      const peer = median(theirs.flatMap(of));
      const question = `16 x 20 tokens, ${threads} ${threads === 1 ? "thread" : "threads"}, ${what}`;
      if (theirs.length === 0) return { question, figure, unit };
      const comparedWith = `${peer.toPrecision(3)} ${unit} transformers`;
      return { question, figure, unit, comparedWith, ratio: figure / peer };
    };
    return [
      { ...row("time", "s", (it) => it.seconds), wanted: "at most half" },
      row("processor time", "s", (it) => it.processorSeconds),
      row("peak memory", "MB", (it) => [it.peakBytes / 1e6]),
    ];
  });
}

function measure(program: string, args: readonly string[], root: string, threads: number): Measurement {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, OMP_NUM_THREADS: String(threads) },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Measurement;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
