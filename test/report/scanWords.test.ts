import { describe, expect, test } from "vitest";
import type { ContrastSection } from "../../src/report/scanFindings.ts";
import {
  attributeSentence,
  contrastSentence,
  emptyContrastsSentence,
  figureText,
  firstContrasts,
  furthestFromLabour,
  mainContrasts,
  readingText,
  rankedSentences,
  turnedContrast,
} from "../../src/report/scanWords.ts";
import { noDifference } from "../../src/report/wording.ts";
import { deepScanReport } from "./deepScanReport.ts";
import { scanReport } from "./sampleReport.ts";

const report = deepScanReport();
const [gender] = report.scan?.contrasts ?? [];
if (gender === undefined) throw new RangeError("no contrast");

function contrastOf(group: string, against: string | undefined, sentences: number): ContrastSection {
  const { against: _against, ...rest } = gender as ContrastSection;
  return { ...rest, group, ...(against !== undefined && { against }), sentences };
}

function withContrasts(...contrasts: readonly ContrastSection[]) {
  if (report.scan === undefined) throw new RangeError("no scan");
  return { ...report, scan: { ...report.scan, contrasts } };
}

describe("contrasts", () => {
  test("seen from the other side have all signs turned and the interval's ends exchanged", () => {
    const turned = turnedContrast(report, gender);
    expect(turned).toMatchObject({ group: "gender.male", against: "gender.female", sentences: 6_300 });
    const [engineer] = turned?.rows ?? [];
    const [, , , original] = gender.rows;
    expect(engineer).toMatchObject({ word: "engineer", count: 80, againstCount: 12 });
    expect(engineer?.deltaLow).toBe(-(original?.deltaHigh ?? 0));
    expect(turned === undefined ? undefined : turnedContrast(report, turned)).toEqual({ ...gender });
  });

  test("against no group have no other side", () => {
    expect(turnedContrast(report, contrastOf("race.asian", undefined, 9))).toBeUndefined();
    expect(turnedContrast(report, contrastOf("race.asian", "race", 9))).toBeUndefined();
  });

  test("of an axis with many pairs are told of each group against the others", () => {
    const races = ["race.asian", "race.black", "race.latino", "race.white"];
    const pairs = races.flatMap((group, index) =>
      races.slice(index + 1).map((against) => contrastOf(group, against, 10)),
    );
    const others = races.map((group, index) => contrastOf(group, "race", 100 * (index + 1)));
    const many = withContrasts(gender, ...pairs, ...others);
    expect(mainContrasts(many)).toEqual([gender, ...others]);
    expect(firstContrasts(many).map(({ group }) => group)).toEqual(["gender.female", "race.white"]);
    expect(mainContrasts(withContrasts(...pairs))).toEqual(pairs);
  });

  test("without a word are counted, not listed", () => {
    const empty = { ...contrastOf("race.asian", "race.black", 30), rows: [] };
    const some = withContrasts(gender, empty, { ...empty, against: "race.white" });
    expect(mainContrasts(some)).toEqual([gender]);
    expect(emptyContrastsSentence(some)).toBe(`For 2 other pairs of sides, ${noDifference}.`);
    expect(emptyContrastsSentence(report)).toBeUndefined();
  });

  test("claim nothing where no word survives the correction or its interval covers zero", () => {
    const slurs = new Set<string>();
    const unsure = gender.rows.map((row) => ({ ...row, q: 0.2 }));
    expect(contrastSentence(report, { ...gender, rows: unsure }, slurs)).toBe(`female against male: ${noDifference}.`);
    const wide = gender.rows.map((row) => ({ ...row, deltaLow: -1, deltaHigh: 1 }));
    expect(contrastSentence(report, { ...gender, rows: wide }, slurs)).toContain(noDifference);
  });
});

test("a list of words is told with direction only for groups whose interval leaves out zero", () => {
  expect(attributeSentence(report, "agency")).toBe(
    "Agency, log odds ratio against all other sentences with 95% interval: more often beside female " +
      "(0.50, 0.38 to 0.62), male (0.34, 0.17 to 0.51); less often beside Muslim (−0.78, −1.30 to −0.26), Jewish " +
      `(−0.62, −1.09 to −0.15), Christian (−0.46, −0.88 to −0.04); for 4 other groups, no difference that is clear by interval and q alike.`,
  );
  expect(attributeSentence(report, "no such list")).toBe(`No such list: ${noDifference}.`);
});

test("the occupations furthest from the labour force are kept in their order", () => {
  const row = (word: string, share: number, labourShare?: number) => ({
    word,
    together: 1,
    againstTogether: 1,
    share,
    shareLow: share - 0.1,
    shareHigh: share + 0.1,
    ...(labourShare !== undefined && { labourShare }),
  });
  const rows = [row("a", 0.5, 0.9), row("b", 0.5, 0.55), row("c", 0.5), row("d", 0.5, 0.2)];
  // Beyond the interval: a by 0.3, b by 0, c unknown, d by 0.2.
  expect(furthestFromLabour(rows, 2).map(({ word }) => word)).toEqual(["a", "d"]);
});

test("figures of data problems read as words, shares in percent", () => {
  expect(figureText(report, { name: "invalidDocuments", value: 1200 })).toBe("invalid documents 1,200");
  expect(figureText(report, { name: "shareLow", value: 0.1234 })).toBe("share low 12.3%");
  expect(figureText(report, { name: "share", value: 1 })).toBe("share 100.0%");
  expect(figureText(report, { name: "race.asian", value: 11 })).toBe("Asian 11");
  expect(figureText(report, { name: "Spanish", value: 0.0004 })).toBe("Spanish < 0.1%");
});

test("of ranked words it is told how many are not listed, and how many agree where the scan looked at halves", () => {
  expect(rankedSentences(report)).toMatch(/^In two random halves of the documents, 51 of 57 ranked words agree/);
  expect(rankedSentences(scanReport())).toBeUndefined();
  const { scan, ...rest } = scanReport();
  if (scan === undefined) throw new RangeError("no scan");
  const further = { words: 2, z: 1.5, npmi: 0.4, npmiLow: 0.1, npmiHigh: 0.8 };
  const [first, ...groups] = scan.groups.map((group, index) => (index === 0 ? { ...group, further } : group));
  if (first === undefined) throw new RangeError("no group");
  expect(rankedSentences({ ...rest, scan: { ...scan, groups: [first, ...groups] } })).toBe(
    `Further words are associated and not listed: ${first.label} 2; --top lists more.`,
  );
});

test("how the corpus was read has rate, memory and a guessed field only where there are any", () => {
  const plain = { filesFromMemory: 0, workers: 1, bytes: 0, durationMs: 5, fieldGuessed: false };
  expect(readingText(plain)).toBe("read by 1 worker");
  expect(readingText({ ...plain, bytes: 48, durationMs: 700 })).toBe("read by 1 worker");
  expect(readingText({ ...plain, filesFromMemory: 2, workers: 2, bytes: 148e6, durationMs: 1000 })).toBe(
    "read by 2 workers, 148 MB/s over 1.0 s; 2 files remembered from an earlier scan",
  );
  expect(readingText({ ...plain, workers: 0, filesFromMemory: 1, fieldGuessed: true })).toBe(
    "nothing read again; 1 file remembered from an earlier scan; text field guessed",
  );
});
