import { expect, test } from "vitest";
import { notCovered } from "../../src/jobs/notCovered.ts";

const unit = { kind: "record" } as const;
const all = { arms: ["base", "plain", "dp", "dp+cda"], seed: 7, unit } as const;

test.each([
  ["the settings", /settings.*looking at this corpus/u],
  ["the number of records", /number of records N/u],
  ["the split", /split/u],
  ["the held-out records and their metrics", /held-out records \(split by seed 7\)/u],
  ["the counterfactual section with its examples", /counterfactuals.*example texts/u],
  ["the counts of cut and skipped records", /cut or skipped/u],
  ["the running time", /running time/u],
  ["the mean number of views", /mean number of views/u],
  ["the sentences that both sides share", /sentences that training and held-out records share/u],
  [
    "the texts of held-out records, which are others by another seed",
    /may quote them\. Another seed holds out others/u,
  ],
  ["the hashes of the files", /hashes of the corpus's files/u],
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
  const text = notCovered({ arms: ["dp"], seed: 1, unit }, "record").join("\n");
  expect(text).not.toContain("plain");
  expect(text).not.toContain("example texts");
});

test.each([
  ["a block", { kind: "block" }, /Several blocks by one person.*epsilon holds for one block/u],
  [
    "a value of a field",
    { kind: "field", field: "author" },
    /A person under several values of "author".*holds for one value/u,
  ],
] as const)("says what several units of %s cost", (_, chosen, words) => {
  expect(notCovered({ ...all, unit: chosen }, "record").join("\n")).toMatch(words);
});
