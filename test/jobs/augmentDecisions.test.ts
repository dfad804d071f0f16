import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { augmentCommand } from "../../src/cli/augment.ts";
import { swapKeys } from "../../src/cda/decisions/swapKey.ts";
import { planSwaps } from "../../src/cda/planSwaps.ts";
import { readSwaps } from "../../src/jobs/augment/swapSelection.ts";
import { augment } from "../../src/jobs/augment.ts";

let folder = "";
/** What the command line said beside its output. */
let told = "";
const terminal = {
  out: () => {},
  error: (text: string) => void (told += text),
  interactive: false,
  signal: new AbortController().signal,
};

beforeEach(() => {
  told = "";
  folder = mkdtempSync(join(tmpdir(), "evenhand-decisions-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const quiet = { signal: new AbortController().signal, onProgress: () => {} };
const record = "She met an earl and her brother.";

/** A line of the file about the swap of a word of `record`. */
function line(word: string, decision: "accept" | "reject"): string {
  const edit = planSwaps(record).edits.find(({ before }) => before === word);
  if (edit === undefined) throw new RangeError(`no swap of ${word}`);
  return `${JSON.stringify({ decision, swap: swapKeys(record)(edit), word, after: edit.after })}\n`;
}

function texts(path: string): string[] {
  return readFileSync(path, "utf8").trim().split("\n");
}

test("what was rejected is not in the output, is counted with its reason, and costs the round trip nothing", async () => {
  const decisionsFile = write("evenhand.decisions", line("earl", "reject") + line("She", "accept"));
  const path = write("a.txt", `${record}\nThe king left.\n`);
  const out = join(folder, "out.txt");
  const options = { paths: [path], mode: "counterfactual-only", out, decisionsFile } as const;
  const summary = await augment(options, quiet);
  expect(texts(out)).toEqual(["He met an earl and his sister.", "The queen left."]);
  expect(summary.skippedByReason).toEqual([{ reason: "rejected in review", count: 1 }]);
  expect(summary.roundTrip).toEqual({ restored: 2, measured: 2, failures: [] });
  expect(summary.decisions).toMatchObject({ name: "evenhand.decisions", accepted: 1, rejected: 1 });
  const manifest = JSON.parse(readFileSync(summary.manifestPath, "utf8")) as Record<string, unknown>;
  expect(manifest["decisions"]).toEqual(summary.decisions);
});

test("a decision that met nothing is counted: the sentence has changed, or its swap was not asked for", async () => {
  const decided = line("earl", "reject") + line("She", "accept") + line("brother", "reject") + line("earl", "accept");
  const decisionsFile = write(
    "evenhand.decisions",
    `${decided}${JSON.stringify({ decision: "reject", word: "queen" })}\n`,
  );
  const paths = [write("a.txt", `${record}\n`), write("b.txt", "She met an old earl.\n".repeat(3))];
  const reason = "decision about a swap that is not in this corpus, or was not asked for: it had no effect";
  const all = await augment({ paths, out: join(folder, "out.txt"), decisionsFile }, quiet);
  expect(all.skippedRecords).toEqual([]);
  const other = { paths: paths.slice(1), out: join(folder, "other.txt"), decisionsFile } as const;
  expect((await augment(other, quiet)).skippedRecords).toEqual([
    { reason, count: 3, examples: ["earl → countess", "She → He", "brother → sister"] },
  ]);
  const women = { paths, swaps: ["gender:m2f"], out: join(folder, "women.txt"), decisionsFile } as const;
  expect((await augment(women, quiet)).skippedRecords).toEqual([{ reason, count: 1, examples: ["She → He"] }]);
});

test("a swap that was accepted needs no second look", async () => {
  const unsure = "During Lent the churches were full.";
  const swaps = ["religion:Christian->Muslim"];
  const planOptions = { swaps: readSwaps(swaps) };
  const before = await augment({ paths: [write("a.txt", `${unsure}\n`)], swaps }, quiet);
  const [look] = before.review;
  if (look === undefined) throw new RangeError("the planner has become sure of this sentence: choose another");
  const edit = planSwaps(unsure, planOptions).edits.find((one) => one.before === look.before);
  if (edit === undefined) throw new RangeError("no such edit");
  const decision = { decision: "accept", swap: swapKeys(unsure)(edit), word: edit.before, after: edit.after };
  const decisionsFile = write("evenhand.decisions", JSON.stringify(decision));
  const after = await augment({ paths: [join(folder, "a.txt")], swaps, decisionsFile, force: true }, quiet);
  expect(after.review).toEqual(before.review.slice(1));
});

test("a file that is broken or not there stops the work before anything is written", async () => {
  const path = write("a.txt", `${record}\n`);
  const decisionsFile = write("evenhand.decisions", '{"decision":"maybe","word":"king"}');
  const broken = { code: "configuration.invalid", message: expect.stringContaining("line 1") as string };
  await expect(augment({ paths: [path], decisionsFile }, quiet)).rejects.toMatchObject(broken);
  const missing = augment({ paths: [path], decisionsFile: join(folder, "none") }, quiet);
  await expect(missing).rejects.toMatchObject({ code: "configuration.invalid" });
});

test("the command line takes the file beside evenhand.json, says so, and can leave it out", async () => {
  write("evenhand.decisions", line("She", "reject"));
  const config = write("evenhand.json", "{}");
  const path = write("a.txt", `${record}\n`);
  const out = join(folder, "out.txt");
  const usual = [path, "--mode", "counterfactual-only", "--out", out, "--force", "--no-report", "--config", config];
  await augmentCommand.run(usual, terminal);
  expect(texts(out)).toEqual(["She met a countess and his sister."]);
  expect(told).toContain(`Decisions: ${join(folder, "evenhand.decisions")}\n`);
  await augmentCommand.run([...usual, "--no-decisions"], terminal);
  expect(texts(out)).toEqual(["He met a countess and his sister."]);
  const named = augmentCommand.run([...usual, "--no-decisions", "--decisions", "x"], terminal);
  await expect(named).rejects.toMatchObject({ code: "arguments.invalid" });
});

test("the command line takes the nearest file, though evenhand.json lies above: there the editor keeps it", async () => {
  write("evenhand.json", "{}");
  const corpora = join(folder, "corpora");
  mkdirSync(corpora);
  writeFileSync(join(corpora, "evenhand.decisions"), line("She", "reject"));
  writeFileSync(join(corpora, "a.txt"), `${record}\n`);
  const before = process.cwd();
  process.chdir(corpora);
  try {
    await augmentCommand.run(["a.txt", "--mode", "counterfactual-only", "--out", "out.txt", "--no-report"], terminal);
    expect(told).toContain("Decisions: evenhand.decisions\n");
    expect(texts("out.txt")).toEqual(["She met a countess and his sister."]);
  } finally {
    process.chdir(before);
  }
});
