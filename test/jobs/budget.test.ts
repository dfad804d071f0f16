import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { augment } from "../../src/jobs/augment.ts";
import { budget, identityOfPaths } from "../../src/jobs/budget.ts";
import { openLedger } from "../../src/training/privacy/ledger.ts";
import { payment } from "../training/privacy/ledgerLines.ts";

let folder: string;
let source: string;
const context = { signal: new AbortController().signal, onProgress: () => {} };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-budget-"));
  source = join(folder, "films.txt");
  await writeFile(source, "She saw the house.\nHe saw it too.\n");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]): ReturnType<typeof runIn> => runIn(folder, ...args);

async function runIn(outDirectory: string, ...args: string[]): Promise<{ out: string; error: string; code: number }> {
  const text = { out: "", error: "" };
  const code = await main(["budget", ...args, "--out", outDirectory], {
    out: (added) => void (text.out += added),
    error: (added) => void (text.error += added),
    interactive: false,
    signal: context.signal,
  });
  return { ...text, code };
}

test("a corpus: nothing spent, a budget set, spent by its copy, an edit accepted, the budget taken back", async () => {
  expect((await run()).out).toContain("No corpus has spent anything yet.");
  expect((await run(source, "--set-epsilon", "8", "--delta", "1e-6")).out).toContain("budget 8, 8 left");

  const { outPath } = await augment({ paths: [source], mode: "substitute", seed: 3 }, context);
  const { corpus } = await identityOfPaths([outPath]);
  const ledger = await openLedger(join(folder, "ledger.jsonl"));
  await ledger.append(payment({ corpus }));
  await ledger.close();
  const { out } = await run(source);
  expect(out).toMatch(/spent: epsilon 2\.\d+ at delta 1e-6; budget 8, 5\.\d+ left/u);
  expect(out).toMatch(/mu \(GDP\) \d\.\d{3}; a test that wrongly accuses 1% of others finds at most \d+\.\d%/u);
  expect(out).toMatch(/run-1 +dp +10 +1\.66 +1e-5 +record/u);

  const path = join(folder, "ledger.jsonl");
  await writeFile(path, (await readFile(path, "utf8")).replace('"steps":10', '"steps":1'));
  expect((await run()).out).toContain("The ledger was changed by hand");
  const refused = await run(source, "--set-epsilon", "9");
  expect([refused.code, refused.error]).toEqual([3, expect.stringContaining("changed by hand")]);
  expect((await run("--accept-ledger")).out).toMatch(/accepted on \d{4}-\d\d-\d\d: line 3/u);
  expect((await run(source, "--remove")).out).toContain("no budget is set");
});

test("spendings for different units are told to be no total for either", async () => {
  const out = join(folder, "units");
  const { corpus } = await identityOfPaths([source]);
  const ledger = await openLedger(join(out, "ledger.jsonl"));
  await ledger.append(payment({ corpus }));
  await ledger.append(payment({ corpus, run: "run-2", unit: "block of at most 64 tokens of a line" }));
  await ledger.close();
  const text = (await runIn(out, source)).out.replaceAll(/\s+/gu, " ");
  expect(text).toContain("! Private trainings on this corpus protect different units (record; block of at most 64");
});

test("an edition of the same name with other content is pointed at", async () => {
  const edited = join(folder, "films.txt");
  await writeFile(edited, "She saw the house.\nHe saw it too.\nOne more.\n");
  const { corpora } = await budget({ paths: [edited], outDirectory: folder }, context);
  expect(corpora[0]?.spent.epsilon).toBe(0);
  expect(corpora[0]?.namesakes).toHaveLength(1);
});

test.each([
  ["without a corpus", ["--set-epsilon", "8"]],
  ["set and removed at once", ["--set-epsilon", "8", "--remove"]],
])("a budget %s makes no sense", async (_, args) => {
  const paths = args.length === 2 ? [] : [source];
  const { code, error } = await run(...paths, ...args);
  expect(code).toBe(2);
  expect(error).toContain("evenhand budget");
});
