import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { epsilonSpent } from "../../../src/training/privacy/epsilonSpent.ts";
import { entriesOf, openLedger, readLedger, spentOn } from "../../../src/training/privacy/ledger.ts";
import type { ProtectedLine, UnprotectedLine } from "../../../src/training/privacy/ledger.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-ledger-"));
  path = join(folder, "deep", "ledger.jsonl");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function payment(changes: Partial<ProtectedLine> = {}): ProtectedLine {
  return {
    version: 1,
    kind: "protected",
    at: "2026-01-01T00:00:00.000Z",
    corpus: "abc",
    run: "run-1",
    arm: "dp",
    step: 1,
    samplingRate: 0.05,
    noiseMultiplier: 1,
    steps: 10,
    unit: "record",
    clipMode: "hard",
    ...changes,
  };
}

const unprotected: UnprotectedLine = {
  version: 1,
  kind: "unprotected",
  at: "2026-01-01T00:00:00.000Z",
  corpus: "abc",
  run: "run-1",
  arm: "plain",
  reason: "no noise",
};

async function write(...lines: (ProtectedLine | UnprotectedLine)[]): Promise<void> {
  const ledger = await openLedger(path);
  for (const line of lines) await ledger.append(line);
  await ledger.close();
}

describe("the ledger", () => {
  test("is empty before the first line, and makes its folder", async () => {
    expect(await readLedger(path)).toEqual({ lines: [], damaged: [] });
    await write(payment());
    expect((await readLedger(path)).lines).toEqual([payment()]);
  });

  test("only grows: a second opening keeps what is there", async () => {
    await write(payment());
    const before = await readFile(path, "utf8");
    await write(payment({ step: 11 }));
    expect((await readFile(path, "utf8")).startsWith(before)).toBe(true);
    expect((await readLedger(path)).lines).toHaveLength(2);
  });

  test("survives a line that a crash cut short, and says which", async () => {
    await write(payment());
    await appendFile(path, '{"version":1,"kind":"prot');
    await write(payment({ step: 11 }));
    const { lines, damaged } = await readLedger(path);
    expect(lines.map((line) => line.kind === "protected" && line.step)).toEqual([1, 11]);
    expect(damaged).toEqual([2]);
  });

  test("counts lines that are no payment as damaged instead of as free", async () => {
    await write(payment());
    await appendFile(path, `${JSON.stringify({ ...payment(), noiseMultiplier: "1" })}\n[]\n`);
    expect((await readLedger(path)).damaged).toEqual([2, 3]);
  });

  test("says where it cannot write", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(openLedger(join(folder, "file", "ledger.jsonl"))).rejects.toMatchObject({
      code: "output.unwritable",
      message: expect.stringContaining("ledger.jsonl"),
    });
  });
});

describe("what a corpus has paid", () => {
  test("composes all runs and arms on it, and none on others", () => {
    const lines = [payment(), payment({ run: "run-2", samplingRate: 0.1 }), payment({ corpus: "other" })];
    const { epsilon, protectedRuns, unprotectedRuns } = spentOn(lines, "abc", 1e-5);
    expect(epsilon).toBe(epsilonSpent(lines.slice(0, 2) as ProtectedLine[], 1e-5).epsilon);
    expect(epsilon).toBeGreaterThan(epsilonSpent([payment()], 1e-5).epsilon);
    expect([protectedRuns, unprotectedRuns]).toEqual([2, 0]);
  });

  test("names runs that no epsilon covers", () => {
    expect(spentOn([payment(), unprotected], "abc", 1e-5)).toMatchObject({ protectedRuns: 1, unprotectedRuns: 1 });
  });

  test("counts both segments of a run that crashed and went on", () => {
    const lines = [payment({ steps: 7 }), payment({ step: 5, steps: 6 }), payment({ arm: "dp+cda", steps: 100 })];
    expect(entriesOf(lines, "run-1", "dp")).toEqual([{ samplingRate: 0.05, noiseMultiplier: 1, steps: 13 }]);
  });
});
