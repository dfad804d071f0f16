import { describe, expect, test } from "vitest";
import { recordHash } from "../../src/corpus/recordHash.ts";
import { matchesFile, silenceOf } from "../../src/policy/silence.ts";
import type { Finding, Silence } from "../../src/policy/silence.ts";
import { withSilenced } from "../../src/policy/silencedFindings.ts";
import { strongFindings } from "../../src/report/strongAssociations.ts";
import { deepScanReport } from "../report/deepScanReport.ts";

const atPlace: Finding = {
  rule: "association",
  group: "gender.female",
  word: "nurse",
  files: ["data/letters.jsonl"],
  record: recordHash("The nurse said she would call."),
};

const scopes: readonly (readonly [scope: string, silences: Silence, isSilenced: boolean])[] = [
  ["a word", { word: "nurse" }, true],
  ["a word in capitals", { word: "Nurse" }, true],
  ["another word", { word: "nurses" }, false],
  ["a pair", { group: "gender.female", word: "nurse" }, true],
  ["a word with another group", { group: "gender.male", word: "nurse" }, false],
  ["a rule", { rule: "association" }, true],
  ["another rule", { rule: "ambiguous-term" }, false],
  ["a file by name", { file: "letters.jsonl" }, true],
  ["a file by path", { file: "./data/letters.jsonl" }, true],
  ["a folder", { file: "data" }, true],
  ["files by pattern", { file: "data/*.jsonl" }, true],
  ["another folder", { file: "drafts/**" }, false],
  ["the record", { records: [recordHash("The nurse said she would call.")] }, true],
  ["another record", { records: [recordHash("The nurse said he would call.")] }, false],
  ["a word in another file", { word: "nurse", file: "notes.txt" }, false],
  ["everything", { rule: "*" }, true],
];

test.each(scopes)("a finding at a place and %s", (_scope, silence, isSilenced) => {
  expect(silenceOf([silence], atPlace) !== undefined).toBe(isSilenced);
});

test("what is about several files is silenced by a file only where that names all of them", () => {
  const about = (...files: string[]): Finding => ({ rule: "duplicates", files });
  expect(silenceOf([{ file: "drafts/**" }], about("drafts/a.txt", "drafts/b/c.txt"))).toBeDefined();
  expect(silenceOf([{ file: "drafts/**" }], about("drafts/a.txt", "final.txt"))).toBeUndefined();
  expect(silenceOf([{ file: "drafts/**" }], about())).toBeUndefined();
  expect(silenceOf([{ records: ["0123456789abcdef"] }], about("drafts/a.txt"))).toBeUndefined();
});

test("files are matched as they are excluded from a scan: by name, or by place", () => {
  expect(matchesFile("*.md", "docs/deep/a.md")).toBe(true);
  expect(matchesFile("docs/*.md", "docs/deep/a.md")).toBe(false);
  expect(matchesFile("docs/**/*.md", "docs/deep/a.md")).toBe(true);
  expect(matchesFile("docs", "docs.txt")).toBe(false);
});

test("a name behind ./ is that of the file beside evenhand.json, not of those in folders below", () => {
  expect([matchesFile("train.txt", "train.txt"), matchesFile("train.txt", "sub/train.txt")]).toEqual([true, true]);
  expect([matchesFile("./train.txt", "train.txt"), matchesFile("./train.txt", "sub/train.txt")]).toEqual([true, false]);
  expect([matchesFile("./*.txt", "train.txt"), matchesFile("./*.txt", "sub/train.txt")]).toEqual([true, false]);
  expect([matchesFile("./sub", "sub/train.txt"), matchesFile("./sub", "other/sub/train.txt")]).toEqual([true, false]);
});

test("a file whose name is a pattern is matched by its name, too", () => {
  expect([matchesFile("a[1].txt", "deep/a[1].txt"), matchesFile("a[1].txt", "deep/a1.txt")]).toEqual([true, true]);
});

test("a record's hash is that of its text alone", () => {
  // printf %s 'abc' | sha256sum | cut -c1-16
  expect(recordHash("abc")).toBe("ba7816bf8f01cfea");
});

describe("the findings of a scan", () => {
  const report = deepScanReport();
  const kind = report.scan?.dataProblems?.[0]?.kind ?? "";

  test("are told as silenced with the reason, and stay where they are", () => {
    const silences = [
      { word: "nurse", reason: "the corpus is about nursing" },
      { rule: kind as "duplicates", reason: "wanted" },
    ];
    const told = withSilenced(report, silences);
    expect(told.scan?.silenced).toEqual([
      { rule: "association", group: "gender.female", word: "nurse", reason: "the corpus is about nursing" },
      { rule: kind, reason: "wanted" },
    ]);
    expect(told.scan?.associations).toEqual(report.scan?.associations);
    expect(told.scan?.dataProblems).toEqual(report.scan?.dataProblems);
    expect(strongFindings(told)).toBe(strongFindings(report) - 1);
  });

  test("are as before when nothing silences them", () => {
    expect(withSilenced(report, [{ word: "unheard" }])).toEqual(report);
    expect(withSilenced(withSilenced(report, [{ word: "nurse" }]), [])).toEqual(report);
  });
});
