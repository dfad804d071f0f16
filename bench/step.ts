import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { EvenhandError } from "../src/base/errors.ts";
import type { BenchRow } from "./benchRow.ts";

interface Measurement {
  /** Forward, backward, norms, clipping and the sum. */
  readonly gradientSeconds: number;
  /** The same, then noise on every coordinate (private only) and Adam. */
  readonly stepSeconds: number;
  /** Of the gradient, all cores together: steadier than the clock where other programs run beside. */
  readonly processorSeconds: number;
  readonly peakBytes: number;
}

/** What does a private step cost at distilGPT2's shape (6 layers, 768 wide, V 50,257, 8 records of 128 tokens)? */
export async function benchStep(): Promise<BenchRow[]> {
  const plain = measure("none");
  const clipped = measure("hard");
  const compare = (question: string, unit: string, of: (it: Measurement) => number): BenchRow => ({
    question,
    figure: of(clipped),
    unit,
    comparedWith: `${of(plain).toPrecision(4)} ${unit} without privacy`,
    ratio: of(clipped) / of(plain),
  });
  return [
    compare("clipped gradient sum, distilGPT2 shape, 8 x 128 tokens", "s", (it) => it.gradientSeconds),
    compare("the same, processor time of all cores", "s", (it) => it.processorSeconds),
    compare("whole private step with noise and Adam, one such micro-batch a lot", "s", (it) => it.stepSeconds),
    compare("peak memory of the process that makes these steps", "MB", (it) => it.peakBytes / 1e6),
  ];
}

function measure(mode: "none" | "hard"): Measurement {
  const root = process.env["EVENHAND_ROOT"] ?? ".";
  const child = spawnSync(process.execPath, [join(root, "scripts", "run.mjs"), "bench/stepChild.ts", mode], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.status !== 0) {
    throw new EvenhandError("runtime.failed", `The measurement of mode ${mode} ended with status ${child.status}.`, {
      hint: "It needs about 2.5 GB of memory.",
    });
  }
  return JSON.parse(child.stdout) as Measurement;
}
