import { expect, test } from "vitest";
import { strongWords, textFindings } from "../../src/editor/hintText.ts";
import { bundledLexicon } from "../../src/lexicon/bundledLexicon.ts";
import { createMatcher } from "../../src/lexicon/findTerms.ts";
import { associationRow, scanReport } from "./scanReport.ts";

const matcher = createMatcher(bundledLexicon());

function found(text: string, rows = [associationRow("nurse")]): [string, string, string][] {
  const { scan } = scanReport;
  if (scan === undefined) throw new Error("no scan");
  const strong = strongWords({ ...scanReport, scan: { ...scan, associations: rows } });
  return textFindings(text, matcher.find(text), strong).map(({ rule, group, start, end }) => [
    rule,
    group,
    text.slice(start, end),
  ]);
}

test("a word that keeps company with a group is found in a sentence with the group, and nowhere else", () => {
  expect(found("The Nurse said she left. A nurse stayed.")).toEqual([["association", "gender.female", "Nurse"]]);
  expect(found("The nurse said he left.")).toEqual([]);
});

test("weak associations are left out, and words that name the group are no company", () => {
  expect(found("The nurse said she left.", [associationRow("nurse", { npmiLow: -0.1 })])).toEqual([]);
  expect(found("She left with her.", [associationRow("her")])).toEqual([]);
});

test("ambiguous terms are found with or without a scan, in the order of the text", () => {
  expect(found("Black ink. The nurse said she left.")).toEqual([
    ["ambiguous-term", "race.black", "Black"],
    ["association", "gender.female", "nurse"],
  ]);
  const text = "Black ink.";
  expect(textFindings(text, matcher.find(text), strongWords(undefined))).toHaveLength(1);
});
