import { expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { studyTables } from "../../src/cli/studyTables.ts";
import { robustnessReport, tradeOffReport } from "../report/studyReport.ts";

async function run(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  let out = "";
  let error = "";
  const code = await main(["study", ...args], {
    out: (text) => (out += text),
    error: (text) => (error += text),
    interactive: false,
    signal: new AbortController().signal,
  });
  return { code, out, error };
}

test.each([
  [[], "Name a study: tradeoff or robustness, or resume one."],
  [["balance", "corpus.txt"], 'There is no study "balance".'],
  [["tradeoff"], "Name at least one file or folder"],
  [["tradeoff", "corpus.txt", "--lambda", "1,strong"], "--lambda strong: must be a number"],
  [["tradeoff", "corpus.txt", "--radius", ""], "--radius : must be a number"],
  [["tradeoff", "corpus.txt", "--epsilon", "8"], "--epsilon"],
  [["robustness", "corpus.txt", "--guard", "guard.txt"], "--guard"],
  [["robustness", "corpus.txt", "--delta", "1e-5"], "--delta belongs to --epsilon"],
  [["resume"], "Name the study to go on with"],
  [["resume", "a", "--guard", "b"], "--guard"],
  [["robustness", "corpus.txt", "--limit", "10"], "--limit 10: must be a number from 20"],
])("%j is wrong use", async (args, message) => {
  const { code, out, error } = await run(...args);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(error).toContain(message);
  expect(error).toContain("evenhand study --help");
});

test("the tables fit a terminal and show every run with its intervals", () => {
  for (const report of [tradeOffReport(), robustnessReport()]) {
    for (const line of studyTables(report).split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  }
  const tradeOff = studyTables(tradeOffReport());
  expect(tradeOff).toMatch(/guard loss, λ 4 +−0\.100 +−0\.150 to −0\.050 +−1\.100/);
  expect(tradeOff).toMatch(/ball, radius 0\.25 +−0\.350 +−0\.400 to −0\.300 +0\.016/);
  const robustness = studyTables(robustnessReport());
  expect(robustness).toMatch(/private +2,800 +worst perturbation +0\.050 +0\.000 to 0\.100 +0\.517/);
});
