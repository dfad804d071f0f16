import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Terminal } from "../../src/cli/command.ts";
import { kwicCommand } from "../../src/cli/kwic.ts";
import { mergeCommand } from "../../src/cli/merge.ts";
import { scan } from "../../src/jobs/scan.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { plainRun } from "../jobs/scan/testCorpus.ts";

let folder = "";
const at = (name: string): string => join(folder, name);

interface Recorded extends Terminal {
  readonly outs: string[];
  readonly errors: string[];
}

function terminal(): Recorded {
  const outs: string[] = [];
  const errors: string[] = [];
  return {
    outs,
    errors,
    interactive: false,
    signal: new AbortController().signal,
    out: (text) => void outs.push(text),
    error: (text) => void errors.push(text),
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-cli-merge-"));
  await mkdir(at("scans"));
  const context = { signal: new AbortController().signal, onProgress: () => {} };
  await writeFile(at("women.txt"), "She is a nurse.\n".repeat(30));
  await writeFile(at("men.txt"), "He is a pilot.\n".repeat(30));
  const scanned = async (name: string): Promise<void> => {
    const files = { countsFile: at(`${name}.arrow`), partsFolder: at("scans/parts") };
    const report = await scan({ paths: [at(`${name}.txt`)], ...files }, context, { run: plainRun });
    await writeFile(at(`scans/${name}.json`), JSON.stringify(report));
  };
  await scanned("women");
  await scanned("men");
});

afterAll(() => rm(folder, { recursive: true }));

describe("evenhand merge", () => {
  test("shows what follows from the sum, writes it, and names what was left out", async () => {
    const shown = terminal();
    const files = [at("women.arrow"), at("men.arrow"), at("women.arrow")];
    const args = [...files, "--out", at("all.arrow"), "--report", at("all.json")];
    expect(await mergeCommand.run(args, shown)).toBe(0);
    const text = shown.outs.join("");
    expect(text).toContain("2 parts: 60 documents, 60 sentences, 240 words");
    expect(text).toContain(`Added up: 2 shards, in ${at("all.arrow")}`);
    expect(shown.errors).toEqual([`${at("women.arrow")}: left out, its text is counted in another file\n`]);
    const report = parseReport(await readFile(at("all.json"), "utf8"), "all.json");
    expect(report.scan?.associations.map(({ word }) => word)).toEqual(["nurse", "pilot"]);
    const json = terminal();
    expect(await mergeCommand.run([at("all.arrow"), "--json"], json)).toBe(0);
    expect(parseReport(json.outs.join(""), "stdout").scan?.totals.documents).toBe(60);
  });

  test("writes its report over an earlier one of a merge, and over nothing else without --force", async () => {
    const part = at("men.arrow");
    const merge = (...args: readonly string[]): Promise<number> => mergeCommand.run([part, ...args], terminal());
    expect(await merge("--report", at("men.json"))).toBe(0);
    expect(await merge("--report", at("men.json"))).toBe(0);
    const text = await readFile(at("men.txt"), "utf8");
    await expect(merge("--report", at("men.txt"))).rejects.toMatchObject({ code: "output.exists" });
    await expect(merge("--report", at("scans/men.json"))).rejects.toMatchObject({ code: "output.exists" });
    await expect(merge("--report", part, "--force")).rejects.toMatchObject({ code: "arguments.invalid" });
    await expect(merge("--report", at("one"), "--out", at("one"))).rejects.toMatchObject({ code: "arguments.invalid" });
    expect(await readFile(at("men.txt"), "utf8")).toBe(text);
    await writeFile(at("old"), "old");
    expect(await merge("--report", at("old"), "--force")).toBe(0);
  });

  test("calls no file wrong use", async () => {
    await expect(mergeCommand.run([], terminal())).rejects.toMatchObject({ code: "arguments.invalid" });
  });
});

describe("evenhand kwic", () => {
  test("prints file, line, column and text, at most as many as asked for", async () => {
    const shown = terminal();
    const args = ["gender.female", "nurse", "--in", at("scans/women.json"), "--limit", "2"];
    expect(await kwicCommand.run(args, shown)).toBe(0);
    expect(shown.outs.join("")).toBe("women.txt:1:1  She is a nurse.\nwomen.txt:2:1  She is a nurse.\n");
    const none = terminal();
    await kwicCommand.run(["he", "nurse", "--in", at("scans/men.json")], none);
    expect(none.outs.join("")).toBe("No sentence has both.\n");
    const json = terminal();
    await kwicCommand.run(["he", "pilot", "--in", at("scans/men.json"), "--limit", "1", "--json"], json);
    expect(JSON.parse(json.outs.join(""))).toEqual([
      { file: "men.txt", line: 1, column: 0, byte: 0, text: "He is a pilot." },
    ]);
  });

  test("calls a missing word wrong use, and a report without an index by its name", async () => {
    await expect(kwicCommand.run(["she"], terminal())).rejects.toMatchObject({ code: "arguments.invalid" });
    const report = JSON.parse(await readFile(at("scans/men.json"), "utf8")) as { method: { settings: object } };
    report.method.settings = {};
    await writeFile(at("scans/bare.json"), JSON.stringify(report));
    await expect(kwicCommand.run(["he", "pilot", "--in", at("scans/bare.json")], terminal())).rejects.toMatchObject({
      code: "report.invalid",
    });
  });

  test("names a file that is gone on stderr, in one line", async () => {
    await rm(at("men.txt"));
    const shown = terminal();
    expect(await kwicCommand.run(["he", "pilot", "--in", at("scans/men.json")], shown)).toBe(0);
    expect(shown.errors).toEqual(["Left out, changed or gone since the scan: men.txt. Scan again to see them.\n"]);
  });
});
