import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BenchRow } from "./benchRow.ts";

/** What a child of ours or a peer prints as JSON: one entry a run. */
interface Measurement {
  readonly seconds: readonly number[];
  /** All cores together. */
  readonly processorSeconds: readonly number[];
  readonly peakBytes: number;
}

export interface Contest {
  /** A question without what is measured: `16 x 20 tokens, 2 threads`. */
  readonly question: string;
  /** Of `bench/`, run by `scripts/run.mjs`. */
  readonly ours: string;
  /** Of `bench/peers/`, run by `EVENHAND_PEERS_PYTHON`. */
  readonly theirs: string;
  /** What they are called. */
  readonly peer: string;
  /** The same for both. */
  readonly args: readonly string[];
  readonly threads: number;
  readonly turns: number;
  /** Of the time. */
  readonly wanted: string;
}

/** Fewer for a first look, or for a part of a measurement that is made in several. */
const rounds =
  process.env["EVENHAND_BENCH_ROUNDS"] === undefined ? undefined : Number(process.env["EVENHAND_BENCH_ROUNDS"]);

/**
 * Ours and a peer, each in a process of its own, in turns: medians of time, processor time and memory. Every measurement is told
 * as it is made, so that one that is stopped is not lost.
 */
export function inTurns({ question, ours, theirs, peer, args, threads, turns, wanted }: Contest): BenchRow[] {
  const root = process.env["EVENHAND_ROOT"] ?? process.cwd();
  const python = process.env["EVENHAND_PEERS_PYTHON"];
  const hasPeer = python !== undefined && existsSync(python);
  if (!hasPeer) {
    console.error(`${peer} skipped; set EVENHAND_PEERS_PYTHON to a Python with torch and transformers.`);
  }
  const own: Measurement[] = [];
  const others: Measurement[] = [];
  const told = (who: string, measured: Measurement): Measurement => {
    console.error(`${question}, ${who}: ${JSON.stringify(measured)}`);
    return measured;
  };
  for (let turn = 0; turn < (rounds ?? turns); turn += 1) {
    const program = ["scripts/run.mjs", `bench/${ours}`, ...args];
    own.push(told("ours", measure(process.execPath, program, root, threads)));
    if (!hasPeer) continue;
    others.push(told(peer, measure(python, [join(root, "bench", "peers", theirs), ...args], root, threads)));
  }
  const row = (what: string, unit: string, of: (it: Measurement) => readonly number[]): BenchRow => {
    const figure = median(own.flatMap(of));
    const other = median(others.flatMap(of));
    const asked = { question: `${question}, ${what}`, figure, unit };
    if (others.length === 0) return asked;
    return { ...asked, comparedWith: `${other.toPrecision(3)} ${unit} ${peer}`, ratio: figure / other };
  };
  return [
    { ...row("time", "s", (it) => it.seconds), wanted },
    row("processor time", "s", (it) => it.processorSeconds),
    row("peak memory", "MB", (it) => [it.peakBytes / 1e6]),
  ];
}

/** Runs a program that prints a measurement. @throws Error with what it wrote when it fails */
export function measure(program: string, args: readonly string[], root: string, threads: number): Measurement {
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
