import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { problemText, scanProblems } from "../../src/report/problemLines.ts";
import { scanReport } from "./sampleReport.ts";

const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8")) as {
  contributes: { problemMatchers: [{ pattern: Readonly<Record<string, string | number>> }] };
};
const { pattern } = manifest.contributes.problemMatchers[0];

/** What the editor reads from a line by the manifest's problem matcher. */
function matched(line: string): Record<string, string | undefined> | undefined {
  const match = new RegExp(pattern["regexp"] as string, "u").exec(line.trimEnd());
  if (match === null) return undefined;
  const parts = ["file", "line", "column", "severity", "message", "code"];
  return Object.fromEntries(parts.map((part) => [part, match[pattern[part] as number]]));
}

test("the problem matcher reads what was written", () => {
  const line = problemText({
    file: "a b:c.jsonl",
    line: 12,
    column: 3,
    severity: "warning",
    message: "a\nproblem [here]",
    rule: "tiny-groups",
  });
  expect(matched(line)).toEqual({
    file: "a b:c.jsonl",
    line: "12",
    column: "3",
    severity: "warning",
    message: "a problem [here]",
    code: "tiny-groups",
  });
});

test("without a rule or a column the rest is read as well", () => {
  const line = problemText({ file: "a.jsonl", line: 2, severity: "error", message: "not JSON" });
  expect(matched(line)).toMatchObject({ line: "2", column: "1", message: "not JSON", code: undefined });
});

test("what has no place is for people alone", () => {
  const line = problemText({ severity: "info", message: "see a.jsonl:3:1: warning: there" });
  expect(line).toBe("evenhand: info: see a.jsonl:3:1: warning: there\n");
  expect(matched(line)).toBeUndefined();
});

test("a scan's findings are told but for what is silenced", () => {
  const report = scanReport();
  const all = scanProblems(report);
  const strong = all.filter(({ rule }) => rule === "association");
  expect(strong.length).toBeGreaterThan(0);
  const [row] = report.scan?.associations ?? [];
  if (report.scan === undefined || row === undefined) throw new Error("the sample has no association");
  const silenced = [{ rule: "association", group: row.group, word: row.word, reason: "known" }];
  const fewer = scanProblems({ ...report, scan: { ...report.scan, silenced } });
  expect(all.length - fewer.length).toBe(1);
  expect(strong[0]).toMatchObject({ file: row.places[0]?.file, line: row.places[0]?.line, severity: "info" });
});

test("records passed over are told at the first of them", () => {
  const report = scanReport();
  const skipped = [{ reason: "not a JSON value", count: 3, examples: ["part:1/a.jsonl:41", "a.jsonl:50"] }];
  if (report.corpus === undefined) throw new Error("the sample has no corpus");
  const [first] = scanProblems({ ...report, corpus: { ...report.corpus, skipped } });
  expect(first).toEqual({
    file: "part:1/a.jsonl",
    line: 41,
    severity: "warning",
    message: "not a JSON value: 3 times, first here",
  });
});
