import { fork } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entriesOf, spentOn } from "../../../src/training/privacy/corpusSpending.ts";
import { acceptLedger, headPath, openLedger, readLedger } from "../../../src/training/privacy/ledger.ts";
import type { NewLedgerLine } from "../../../src/training/privacy/ledger.ts";
import type { ProtectedLine } from "../../../src/training/privacy/ledgerLine.ts";
import { payment, unprotected } from "./ledgerLines.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-ledger-"));
  path = join(folder, "deep", "ledger.jsonl");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(...lines: NewLedgerLine[]): Promise<void> {
  const ledger = await openLedger(path);
  for (const line of lines) await ledger.append(line);
  await ledger.close();
}

/** Changes the text of the ledger as an editor would. */
async function edit(change: (lines: string[]) => string[]): Promise<void> {
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  await writeFile(path, `${change(lines).join("\n")}\n`);
}

const stepsIn = async (): Promise<number[]> =>
  (await readLedger(path)).lines.flatMap((line) => (line.kind === "protected" ? [line.step] : []));

describe("the ledger", () => {
  test("is empty before the first line, and makes its folder", async () => {
    expect(await readLedger(path)).toEqual({ lines: [], damaged: [] });
    await write(payment());
    expect((await readLedger(path)).lines).toMatchObject([{ ...payment(), version: 2, seen: 0 }]);
  });

  test("only grows: a second opening keeps what is there", async () => {
    await write(payment());
    const before = await readFile(path, "utf8");
    await write(payment({ step: 11 }));
    expect((await readFile(path, "utf8")).startsWith(before)).toBe(true);
    expect(await stepsIn()).toEqual([1, 11]);
  });

  test("survives a line that a crash cut short, says which, and takes it for no edit", async () => {
    await write(payment());
    await appendFile(path, '{"version":2,"kind":"prot');
    expect(await readLedger(path)).not.toHaveProperty("problem");
    await write(payment({ step: 11 }), payment({ step: 21 }));
    expect(await stepsIn()).toEqual([1, 11, 21]);
    const { damaged, problem } = await readLedger(path);
    expect(damaged).toEqual([2]);
    expect(problem).toBeUndefined();
  });

  test("loses no line that was whole but for its end", async () => {
    await write(payment(), payment({ step: 11 }));
    const text = await readFile(path, "utf8");
    await writeFile(path, text.slice(0, -1));
    await write(payment({ step: 21 }));
    expect(await stepsIn()).toEqual([1, 11, 21]);
    expect(await readLedger(path)).not.toHaveProperty("problem");
  });

  test("counts lines that are no payment as damaged instead of as free", async () => {
    await write(payment());
    await appendFile(path, `${JSON.stringify({ ...payment(), version: 1, noiseMultiplier: "1" })}\n[]\n`);
    expect((await readLedger(path)).damaged).toEqual([2, 3]);
  });

  test("goes on with lines of the first version, which had no chain", async () => {
    await write();
    await writeFile(path, `${JSON.stringify({ ...payment(), version: 1 })}\n`);
    await write(payment({ step: 11 }));
    expect(await stepsIn()).toEqual([1, 11]);
    await edit((lines) => lines.map((line, index) => (index === 0 ? line.replace('"steps":10', '"steps":1') : line)));
    expect((await readLedger(path)).problem).toContain("line 2 does not follow");
  });

  test("says where it cannot write", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(openLedger(join(folder, "file", "ledger.jsonl"))).rejects.toMatchObject({
      code: "output.unwritable",
      message: expect.stringContaining("ledger.jsonl"),
    });
  });
});

describe("a ledger that was edited by hand stops whoever would add to it", () => {
  const cases: [string, (lines: string[]) => string[], string][] = [
    ["a number changed in the middle", (it) => it.with(1, it[1]!.replace('"steps":10', '"steps":1')), "line 2"],
    ["a number changed in the last line", (it) => it.with(3, it[3]!.replace('"steps":10', '"steps":1')), "line 4"],
    ["the first line taken out", (it) => it.slice(1), "line 1"],
    ["a line taken out in the middle", (it) => it.toSpliced(2, 1), "line 3"],
    ["the last line taken out", (it) => it.slice(0, -1), "3 of 4 lines"],
    ["all lines taken out", () => [], "0 of 4 lines"],
    ["two lines exchanged", (it) => [it[0]!, it[2]!, it[1]!, it[3]!], "line 2"],
    ["a line written twice", (it) => it.toSpliced(1, 0, it[1]!), "line 5"],
    ["the last line cut short", (it) => it.with(3, it[3]!.slice(0, 30)), "line 4"],
  ];

  test.each(cases)("%s", async (_, change, where) => {
    await write(payment(), payment({ step: 11 }), payment({ step: 21 }), payment({ step: 31 }));
    await edit(change);
    await expect(openLedger(path)).rejects.toMatchObject({
      code: "privacy.ledgerEdited",
      message: expect.stringContaining(where),
      hint: expect.stringContaining("--accept-ledger"),
    });
  });

  test("its length taken away", async () => {
    await write(payment(), payment({ step: 11 }));
    await rm(headPath(path));
    await expect(openLedger(path)).rejects.toMatchObject({ message: expect.stringContaining("ledger.head.json") });
  });

  test("but a crash before the very first length was written is no edit", async () => {
    await write(payment());
    await rm(headPath(path));
    await write(payment({ step: 11 }));
    expect(await stepsIn()).toEqual([1, 11]);
  });

  test("until somebody accepts it, which the ledger keeps; a later edit stops again", async () => {
    await write(payment(), payment({ step: 11 }), payment({ step: 21 }));
    await edit((lines) => lines.toSpliced(1, 1));
    const problem = await acceptLedger(path);
    expect(problem).toContain("line 2");
    await write(payment({ step: 31 }));
    expect(await stepsIn()).toEqual([1, 21, 31]);
    expect((await readLedger(path)).lines).toContainEqual(expect.objectContaining({ kind: "accepted", problem }));
    expect(await acceptLedger(path)).toBeUndefined();
    await edit((lines) => lines.slice(1));
    await expect(openLedger(path)).rejects.toMatchObject({ code: "privacy.ledgerEdited" });
  });

  test("also while a run is going on", async () => {
    const ledger = await openLedger(path);
    await ledger.append(payment());
    await writeFile(path, "");
    await expect(ledger.append(payment({ step: 11 }))).rejects.toMatchObject({ code: "privacy.ledgerEdited" });
    await ledger.close();
  });
});

test("three processes that add at once lose no line and break no chain", { timeout: 60_000 }, async () => {
  await write(payment());
  const program = join(folder, "appendLines.mjs");
  const entryPoints = [join(import.meta.dirname, "appendLines.ts")];
  await build({ entryPoints, outfile: program, bundle: true, platform: "node", format: "esm" });
  const children = ["a", "b", "c"].map((run) => fork(program, [path, run, "40"]));
  const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0] as number));
  expect(codes).toEqual([0, 0, 0]);
  const { lines, damaged, problem } = await readLedger(path);
  expect([lines.length, damaged, problem]).toEqual([121, [], undefined]);
  for (const run of ["a", "b", "c"]) expect(entriesOf(lines, run, "dp")).toMatchObject([{ steps: 40 }]);
  await write(unprotected);
  expect(spentOn((await readLedger(path)).lines, "abc", 1e-5)).toMatchObject({ protectedRuns: 4, unprotectedRuns: 1 });
});

test("a line says what it protects, and how", async () => {
  await write(payment());
  const [line] = (await readLedger(path)).lines as ProtectedLine[];
  expect(line).toMatchObject({ unit: "record", adjacency: "add or remove one unit", sampling: "Poisson", delta: 1e-5 });
});
