import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Terminal } from "../../src/cli/command.ts";
import { countsCommand } from "../../src/cli/counts.ts";
import { progressLine, progressText } from "../../src/cli/progressLine.ts";
import { scanCommand } from "../../src/cli/scan.ts";
import { textTable } from "../../src/cli/textTable.ts";
import { parseReport } from "../../src/report/validateReport.ts";

let folder = "";
let corpus = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-cli-"));
  corpus = join(folder, "people.txt");
  const pair = (index: number): string => `Ward ${index}: She is a nurse.\nGate ${index}: he is a pilot.\n`;
  await writeFile(corpus, Array.from({ length: 20 }, (_, index) => pair(index)).join(""));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

interface Recorded extends Terminal {
  readonly outs: string[];
  readonly errors: string[];
}

function terminal(interactive = false): Recorded {
  const outs: string[] = [];
  const errors: string[] = [];
  return {
    outs,
    errors,
    interactive,
    signal: new AbortController().signal,
    out: (text) => void outs.push(text),
    error: (text) => void errors.push(text),
  };
}

describe("evenhand scan", () => {
  test("prints a table for each question within 100 columns and says where the report is", async () => {
    const shown = terminal();
    expect(await scanCommand.run([corpus, "--out", join(folder, "out")], shown)).toBe(0);
    const text = shown.outs.join("");
    expect(text).toContain("people.txt: 40 documents, 40 sentences, 240 words");
    expect(text).toContain("Who is mentioned?");
    expect(text).toContain("Which words keep company with women and girls? n = 20 sentences");
    expect(text).toMatch(/ {2}nurse +20 +20 +1\.00/);
    expect(text).toContain("evenhand report");
    // They stand above, with more words.
    expect(text).not.toContain("problems with the data: see");
    expect(Math.max(...text.split("\n").map((line) => (line.includes(folder) ? 0 : line.length)))).toBeLessThan(101);
    const written = parseReport(await readFile(join(folder, "out", "people.json"), "utf8"), "people.json");
    expect(written.scan?.totals.documents).toBe(40);
  });

  test("prints only JSON when asked to", async () => {
    const shown = terminal();
    expect(await scanCommand.run([corpus, "--json", "--no-text", "--top", "1"], shown)).toBe(0);
    const report = parseReport(shown.outs.join(""), "stdout");
    expect(report.scan?.associations.map(({ word }) => word)).toEqual(["nurse", "gate"]);
    expect(shown.errors).toEqual([]);
  });

  test("prints problems with their places and nothing else", async () => {
    const broken = join(folder, "broken.jsonl");
    const line = (text: string): string => `${JSON.stringify({ text })}\n`;
    const lines = Array.from(
      { length: 20 },
      (_, at) => line(`Ward ${at}: She is a nurse.`) + line(`${at} is a pilot.`),
    );
    await writeFile(broken, `{"text": 1\n${lines.join("")}`);
    const shown = terminal();
    expect(await scanCommand.run([broken, "--problems", "--out", join(folder, "broken")], shown)).toBe(0);
    const text = shown.outs.join("");
    expect(text).toContain("broken.jsonl:1:1: warning: not a JSON value\n");
    expect(text).toMatch(
      /^broken\.jsonl:2:18: info: "nurse" keeps company with women and girls: .* \[association\]$/mu,
    );
    expect(text).toMatch(/^evenhand: warning: .* \[tiny-groups\]$/mu);
    for (const one of text.trimEnd().split("\n")) expect(one).toMatch(/^(.+:\d+:\d+|evenhand): (warning|info): /u);
    await expect(scanCommand.run([broken, "--problems", "--json"], terminal())).rejects.toThrow("exclude each other");
  });

  test("exits with 1 when a word is stronger than the limit", async () => {
    const shown = terminal();
    expect(await scanCommand.run([corpus, "--json", "--max-z", "0.5"], shown)).toBe(1);
    expect(shown.errors.join("")).toMatch(/^"(nurse|pilot|ward|gate)" with gender\.\w+: z .* is larger than 0\.5\n$/);
    expect(await scanCommand.run([corpus, "--json", "--max-z", "1000"], terminal())).toBe(0);
  });

  test("looks at words below the end of the list too", async () => {
    const path = join(folder, "below.txt");
    const lines = Array.from({ length: 2000 }, (_, index) => {
      // "florist" ranks first, in 20 sentences, all with "she"; "nurse" has the larger z: in 40 with, and in 400 without.
      if (index < 60) return index < 20 ? "She, a florist." : "She, a nurse.";
      return index < 460 ? `A nurse met number ${index}.` : `A day had number ${index}.`;
    });
    await writeFile(path, lines.join("\n"));
    const shown = terminal();
    expect(await scanCommand.run([path, "--axis", "gender", "--json", "--top", "1", "--max-z", "5"], shown)).toBe(1);
    const report = parseReport(shown.outs.join(""), "report.json");
    expect(report.scan?.associations.map(({ word }) => word)).toEqual(["florist"]);
    expect(shown.errors.join("")).toMatch(/^a further word with gender\.female: z [\d.]+ is larger than 5\n$/);
  });

  test.each([
    ["no path", []],
    ["an unknown option", ["x", "--fast"]],
    ["an unknown axis", ["x", "--axis", "age"]],
    ["a number out of range", ["x", "--top", "0"]],
  ])("calls %s wrong use", async (_, args) => {
    await expect(scanCommand.run(args, terminal())).rejects.toMatchObject({ code: "arguments.invalid" });
  });
});

test("evenhand counts prints the exact counts", async () => {
  const lexicon = join(folder, "terms.json");
  await writeFile(lexicon, '{"groups": {"gender.female": ["she"]}}');
  const shown = terminal();
  expect(await countsCommand.run([corpus, "--lexicon", lexicon, "--format", "txt"], shown)).toBe(0);
  const counts = JSON.parse(shown.outs.join("")) as Record<string, Record<string, unknown>>;
  expect(counts["totals"]).toEqual({ documents: 40, sentences: 40, tokens: 240, types: 28 });
  expect(counts["words"]?.["nurse"]).toEqual([20, 20, 20]);
  expect(counts["groups"]?.["gender.female"]).toMatchObject({ mentions: 20, sentences: 20 });
});

describe("progress", () => {
  const bytes = { stage: "scan", unit: "bytes" } as const;

  test("has rate and time left", () => {
    expect(progressText({ ...bytes, done: 412e6, total: 1e9 }, 148e6, 1000)).toBe(
      "scan  412 MB of 1.0 GB  148 MB/s  4 s left",
    );
    expect(
      progressText({ stage: "dp", unit: "steps", done: 20, total: 400, figures: { epsilon: 1.2345 } }, 10, 20_000),
    ).toBe("dp  20 of 400 steps  2 s a step  13 min left  epsilon 1.24");
    expect(progressText({ stage: "read", unit: "records", done: 1200 }, 0, 0)).toBe("read  1,200 records");
  });

  test("rewrites one line of a terminal and removes it at the end", () => {
    let time = 0;
    const shown = terminal(true);
    const line = progressLine(shown, () => time);
    line.onProgress({ ...bytes, done: 1e6, total: 9e6 });
    time = 50;
    line.onProgress({ ...bytes, done: 2e6, total: 9e6 });
    time = 150;
    line.onProgress({ ...bytes, done: 3e6, total: 9e6 });
    line.finish();
    expect(shown.errors).toEqual(["\rscan  3.0 MB of 9.0 MB", `\r${" ".repeat(22)}\r`]);
  });

  test("names the next stage at once: it may keep the thread for seconds", () => {
    const shown = terminal(true);
    const line = progressLine(shown, () => 0);
    line.onProgress({ ...bytes, done: 9e6, total: 9e6 });
    line.onProgress({ stage: "ranking words", unit: "steps", done: 0, total: 4 });
    expect(shown.errors).toEqual(["\rranking words  0 of 4 steps"]);
  });

  test("writes a line every five seconds to a log", () => {
    let time = 0;
    const shown = terminal();
    const line = progressLine(shown, () => time);
    for (time = 0; time <= 10_000; time += 1000) line.onProgress({ ...bytes, done: time * 1000, total: 20e6 });
    line.finish();
    expect(shown.errors).toEqual([
      "scan  5.0 MB of 20 MB  1.0 MB/s  15 s left\n",
      "scan  10 MB of 20 MB  1.0 MB/s  10 s left\n",
    ]);
  });
});

test("a table aligns names left and numbers right and cuts what is too wide", () => {
  const columns = [
    { heading: "word", align: "left" },
    { heading: "n", align: "right" },
  ] as const;
  expect(
    textTable(
      columns,
      [
        ["nurse", "5"],
        ["engineering", "1,000"],
      ],
      8,
    ),
  ).toBe("  word          n\n  nurse         5\n  enginee…  1,000");
});
