import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyPlan } from "../src/cda/applyPlan.ts";
import { planSwaps, readSwap } from "../src/cda/planSwaps.ts";
import type { PlanOptions } from "../src/cda/planSwaps.ts";

/**
 * Runs the planner over the development sentences of `../shared/cda-dev` (all axes, names kept or swapped as the row says) and prints the scorer's
 * report. Arguments go to the scorer: `npm run eval:cda -- --errors 5`.
 */
interface Row {
  readonly id: string;
  readonly axis: string;
  readonly direction: string;
  readonly names: "keep" | "swap";
  readonly text: string;
}

const known = new Map<string, PlanOptions>();
const folder = join(process.env["EVENHAND_ROOT"] ?? ".", "..", "shared", "cda-dev");
const scorer = join(folder, "score.mjs");
if (existsSync(scorer)) evaluate();
else
  console.log(
    `skipped: ${folder} is not there; it holds sentences with gold counterfactuals that are not part of this repository.`,
  );

function evaluate(): void {
  const work = mkdtempSync(join(tmpdir(), "evenhand-cda-"));
  try {
    const outputs = join(work, "out.jsonl");
    const again = join(work, "again.jsonl");
    writeFileSync(outputs, swapRows(score(["inputs"], work)));
    writeFileSync(again, swapRows(score(["roundtrip", "--out", outputs], work)));
    console.log(score([outputs, "--partial", "--roundtrip", again, ...process.argv.slice(2)], work));
    if (process.env["EVENHAND_KEEP"] !== undefined) writeFileSync(process.env["EVENHAND_KEEP"], readFileSync(outputs));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Its output goes through a file: the scorer exits before a pipe of this size is empty. */
function score(args: readonly string[], work: string): string {
  const path = join(work, "stdout.txt");
  const file = openSync(path, "w");
  const result = spawnSync(process.execPath, [scorer, ...args], { encoding: "utf8", stdio: ["ignore", file, "pipe"] });
  closeSync(file);
  if (result.status !== 0) throw new Error(`the scorer failed: ${result.stderr}`);
  return readFileSync(path, "utf8");
}

function swapRows(lines: string): string {
  return lines
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Row)
    .map(({ id, text, ...row }) => {
      const { edits } = planSwaps(text, optionsOf(row));
      return `${JSON.stringify({ id, output: applyPlan(text, edits) })}\n`;
    })
    .join("");
}

function optionsOf({ axis, direction, names }: Omit<Row, "id" | "text">): PlanOptions {
  const key = JSON.stringify([axis, direction, names]);
  const options = known.get(key) ?? { swaps: [readSwap(axis, direction)], names };
  known.set(key, options);
  return options;
}
