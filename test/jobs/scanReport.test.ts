import { expect, test } from "vitest";
import { rankAssociations } from "../../src/audit/associations.ts";
import { attributeAssociations } from "../../src/audit/attributeAssociations.ts";
import { contrasts } from "../../src/audit/contrasts.ts";
import type { Counts, StratumTally } from "../../src/audit/counts.ts";
import { dataProblems } from "../../src/audit/dataProblems.ts";
import { createPlainEngine } from "../../src/audit/engine/plainEngine.ts";
import { scanSection } from "../../src/jobs/scanReport.ts";
import type { ScanFindings } from "../../src/jobs/scanReport.ts";
import { bundledAttributeLists } from "../../src/lexicon/attributeLists.ts";
import { bundledLexicon } from "../../src/lexicon/bundledLexicon.ts";
import type { BiasReport, ScanSection } from "../../src/report/biasReport.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { strongFindings } from "../../src/report/strongAssociations.ts";
import { scanWarnings } from "../../src/report/scanWarnings.ts";

const lexicon = bundledLexicon();

/** 40 women who are nurses and 40 men who are pilots in two sources, three Sikhs; invented throughout. */
function countedPeople(): Counts {
  const engine = createPlainEngine(lexicon);
  engine.beginPart({ file: 0, byteStart: 0 });
  const add = (text: string, record: number, stratum: number): void => {
    const bytes = new TextEncoder().encode(text);
    engine.input(bytes.length).set(bytes);
    engine.record(bytes.length, record, stratum);
  };
  for (let index = 0; index < 40; index += 1) {
    add(`Ward ${index}: she is a kind nurse.`, 2 * index, index % 4 === 0 ? 1 : 0);
    add(`Gate ${index}: he is a strong pilot. The sky is clear.`, 2 * index + 1, 0);
  }
  for (let index = 0; index < 3; index += 1) add(`A sikh came by on day ${index}.`, 80 + index, 0);
  engine.takeMentions();
  return engine.takeCounts(["people.txt"], { field: "source", values: ["letters", "news"] });
}

const counts = countedPeople();

function findings(): ScanFindings {
  const { associations, tests } = rankAssociations(counts, lexicon);
  return {
    counts,
    lexicon,
    associations: associations.map((row) => ({ ...row, places: [] })),
    tests,
    contrasts: contrasts(counts, lexicon),
    attributes: attributeAssociations(counts, lexicon, bundledAttributeLists()),
    dataProblems: dataProblems(counts, lexicon),
  };
}

function reportWith(scan: ScanSection): BiasReport {
  return {
    schemaVersion: 1,
    generator: { name: "evenhand", version: "0.1.0" },
    createdAt: "2026-11-22T17:20:00.000Z",
    title: "People",
    scan,
    warnings: scanWarnings(scan, []),
    method: { settings: {}, versions: {} },
  };
}

test("a report says how many ranked words it does not list, for every group", () => {
  const { associations, further } = rankAssociations(counts, lexicon, { top: 1 });
  const rows = associations.map((row) => ({ ...row, places: [] }));
  const section = scanSection({ ...findings(), associations: rows, further });
  const all = scanSection(findings());
  for (const { group, further: rest } of section.groups) {
    const ranked = all.associations.filter((row) => row.group === group).length;
    expect(rest?.words ?? 0, group).toBe(Math.max(0, ranked - 1));
  }
  expect(section.groups.some((group) => group.further !== undefined)).toBe(true);
  const report = reportWith(section);
  expect(parseReport(JSON.stringify(report), "report.json")).toEqual(report);
  expect(strongFindings(report)).toBe(strongFindings(reportWith(all)));
});

test("what was counted and found makes a valid report, without what the audit keeps for itself", () => {
  const section = scanSection(findings());
  expect(section.contrasts?.length).toBeGreaterThan(0);
  expect(section.attributes?.rows.length).toBeGreaterThan(0);
  const report = reportWith(section);
  expect(parseReport(JSON.stringify(report), "report.json")).toEqual(report);
});

test("groups have their label, their terms from the most frequent, and what else a term means", () => {
  const { groups, axes, totals } = scanSection(findings());
  expect(totals).toMatchObject({ documents: 83, sentences: 123 });
  expect(groups.find(({ group }) => group === "gender.female")).toMatchObject({
    axis: "gender",
    label: "women and girls",
    mentions: 40,
    sentences: 40,
    documents: 40,
    terms: [{ term: "she", mentions: 40, slur: false, sentences: 40, documents: 40 }],
  });
  expect(axes?.find(({ axis }) => axis === "gender")).toMatchObject({ mentions: 80, sentences: 80 });
  const sikhs = groups.find(({ group }) => group === "religion.sikh");
  expect(sikhs?.terms.map(({ term }) => term)).toEqual(["sikh"]);
});

test("of very many strata those with the most documents are listed, and the others counted", () => {
  const strata = Array.from({ length: 1200 }, (_, index) => ({
    ...(counts.strata[0] as StratumTally),
    value: String(index).padStart(4, "0"),
    documents: index < 150 || index >= 1150 ? 1 : 2, // 200 with one document each
  }));
  const section = scanSection({ ...findings(), counts: { ...counts, strata } });
  expect(section.strata?.values.map(({ value }) => value)).toEqual(strata.slice(150, 1150).map(({ value }) => value));
  expect(section.strata?.further).toEqual({ values: 200, documents: 200 });
  expect(renderMarkdown(reportWith(section))).toContain("200 more values with 200 documents are not listed.");
});

test("strata name their field and give each group's counts by value", () => {
  const { strata } = scanSection(findings());
  expect(strata?.field).toBe("source");
  expect(strata?.values.map(({ value, documents }) => [value, documents])).toEqual([
    ["letters", 73],
    ["news", 10],
  ]);
  const women = strata?.values.map(({ groups }) => groups.find(({ group }) => group === "gender.female")?.mentions);
  expect(women).toEqual([30, 10]);
});

test("parts that were not asked for are absent, and an exact count claims no error", () => {
  const { contrasts: _contrasts, attributes: _attributes, dataProblems: _problems, ...rest } = findings();
  const section = scanSection(rest);
  for (const part of ["contrasts", "attributes", "embedding", "dataProblems", "termPrecision", "undercountAtMost"]) {
    expect(section).not.toHaveProperty(part);
  }
  expect(scanSection({ ...rest, counts: { ...counts, undercountAtMost: 4 } }).undercountAtMost).toBe(4);
});

test("the reader is warned of what the figures cannot carry, of each thing once", () => {
  const section = scanSection(findings());
  const { dataProblems: _problems, ...without } = section;
  const warnings = scanWarnings(without, [{ reason: "not a JSON value", count: 2, examples: [] }]);
  expect(warnings).toContain("Fewer than 20 sentences, too few to rank words: Sikhs.");
  expect(warnings.join("\n")).toContain("Never mentioned: nonbinary people");
  expect(warnings).toContain("Lines, records or files noted or passed over: 2; the corpus lists why.");
  expect(scanWarnings({ ...without, undercountAtMost: 4 }, [])[0]).toContain("too low by at most 4");

  const problem = (kind: string) => ({ kind, sentence: `About ${kind}.`, figures: [], examples: [], hint: "" });
  const five = ["duplicates", "encoding", "languages", "boilerplate", "tiny-groups"].map(problem);
  const told = scanWarnings({ ...without, dataProblems: five }, []);
  expect(told.slice(0, 4)).toEqual([
    "About duplicates.",
    "About encoding.",
    "About languages.",
    "2 more problems with the data: see Data problems.",
  ]);
  expect(told.join("\n")).not.toMatch(/too few to rank words|Never mentioned/);
});

test("words that differ between the halves are told where they are more than chance has it", () => {
  const section = scanSection(findings());
  const [first] = section.associations;
  if (first === undefined) throw new RangeError("no association");
  const warningsOf = (differing: number): string => {
    const associations = Array.from({ length: 100 }, (_, index) => ({ ...first, agreesInHalves: index >= differing }));
    return scanWarnings({ ...section, associations }, []).join("\n");
  };
  expect(warningsOf(12)).toContain(
    "12 of 100 ranked words differ between two random halves of the documents; by chance about 5 would.",
  );
  expect(warningsOf(6)).not.toContain("random halves");
});
