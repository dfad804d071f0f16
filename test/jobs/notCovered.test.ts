import { expect, test } from "vitest";
import { notCovered } from "../../src/jobs/notCovered.ts";

const all = { arms: ["base", "plain", "dp", "dp+cda"], seed: 7 } as const;

test.each([
  ["the settings", /settings.*looking at this corpus/u],
  ["the number of records", /number of records N/u],
  ["the split", /split/u],
  ["the held-out records and their metrics", /held-out records \(split by seed 7\)/u],
  ["the counterfactual section with its examples", /counterfactuals.*example texts/u],
  ["the counts of cut and skipped records", /cut or skipped/u],
  ["the running time", /running time/u],
  ["other arms and runs", /ledger keeps the total/u],
  ["a person with several records", /k records.*up to k times epsilon/u],
  ["exact duplicates", /exact duplicates/iu],
  ["the arm plain", /"plain"/u],
])("says that epsilon does not cover %s", (_, words) => {
  expect(notCovered(all, "record").join("\n")).toMatch(words);
});

test("names the unit of text files, which is a line", () => {
  const text = notCovered(all, "line").join("\n");
  expect(text).toContain("k lines");
  expect(text).toContain("number of lines N");
});

test("leaves out the arms that were not trained", () => {
  const text = notCovered({ arms: ["dp"], seed: 1 }, "record").join("\n");
  expect(text).not.toContain("plain");
  expect(text).not.toContain("example texts");
});
