import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { swapLines } from "../src/cli/counterfactual.ts";

/**
 * Runs `evenhand counterfactual --jsonl` over sentences with gold counterfactuals, all axes, names kept or swapped as the
 * row says, swaps the results back, and prints the scorer's report:
 *
 *     npm run eval:cda                          the development set of ../shared/cda-dev, where it is present
 *     npm run eval:cda -- FOLDER                another folder laid out like it: a score.mjs beside its rows
 *     npm run eval:cda -- [FOLDER] --errors 5   further arguments go to the scorer
 */
const [first, ...others] = process.argv.slice(2);
const isFolder = first !== undefined && !first.startsWith("-");
const start = process.env["INIT_CWD"] ?? process.cwd();
const folder = isFolder ? resolve(start, first) : join(process.env["EVENHAND_ROOT"] ?? ".", "..", "shared", "cda-dev");
const scorerArguments = isFolder || first === undefined ? others : [first, ...others];
const scorer = join(folder, "score.mjs");

if (existsSync(scorer)) await evaluate();
else if (isFolder) {
  const isThere = existsSync(folder) && statSync(folder).isDirectory();
  console.error(`${folder} ${isThere ? "has no score.mjs" : "is no folder"}.`);
  process.exitCode = 2;
} else {
  console.log(
    `skipped: ${folder} is not there; it holds sentences with gold counterfactuals that are not part of this repository.`,
  );
}

async function evaluate(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "evenhand-cda-"));
  try {
    const outputs = join(work, "out.jsonl");
    const again = join(work, "again.jsonl");
    writeFileSync(outputs, await swapRows(score(["inputs"], work)));
    writeFileSync(again, await swapRows(score(["roundtrip", "--out", outputs], work)));
    console.log(score([outputs, "--roundtrip", again, ...scorerArguments], work));
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

/** The command's answers, without what the scorer does not read. */
async function swapRows(lines: string): Promise<string> {
  let printed = "";
  await swapLines(input(lines), {
    out: (text) => void (printed += text),
    error: (text) => void process.stderr.write(text),
    interactive: false,
    signal: new AbortController().signal,
  });
  return printed
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { readonly id: unknown; readonly output: string })
    .map(({ id, output }) => `${JSON.stringify({ id, output })}\n`)
    .join("");
}

async function* input(lines: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(lines));
}
