import { expect, test } from "vitest";
import { bundledLexicon } from "../../src/lexicon/bundledLexicon.ts";
import { bundledGroupNames } from "../../src/report/bundledGroupNames.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { groupLabel } from "../../src/report/wording.ts";
import { fullReport } from "./sampleReport.ts";

test("the names of groups are the bundled lexicon's", () => {
  expect(bundledGroupNames).toEqual(Object.fromEntries(bundledLexicon().groups.map(({ id, label }) => [id, label])));
});

test("a report without a scan names groups as one with a scan does", () => {
  const { scan: _scan, ...evaluation } = fullReport();
  expect(groupLabel(evaluation, "gender.male")).toBe("men and boys");
  expect(groupLabel(evaluation, "gender.other")).toBe("other");
  const written = renderMarkdown(evaluation);
  expect(written).toContain("| women and girls | men and boys |");
  expect(written).not.toMatch(/\| (?:male|hispanic|jewish) \|/u);
});
