import { spawn } from "node:child_process";
import { join } from "node:path";

/** What one process measured of itself. */
export interface AugmentMeasurement {
  readonly wallSeconds: number;
  /** Of all threads. */
  readonly processorSeconds: number;
  readonly sourceBytes: number;
  readonly outputBytes: number;
  /** Of the output. */
  readonly digest: string;
  /** Of the whole process, all workers. */
  readonly peakBytes: number;
}

const root = process.env["EVENHAND_ROOT"] ?? process.cwd();

/** Generation as it runs in the product, in a process of its own. */
export function measureAugment(file: string, workers: number): Promise<AugmentMeasurement> {
  const runner = join(root, "scripts", "run.mjs");
  const child = spawn(process.execPath, [runner, join("bench", "augmentChild.ts"), file, `${workers}`], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(printed) as AugmentMeasurement);
      else reject(new Error(`augmentChild ended with ${code}`));
    });
  });
}
