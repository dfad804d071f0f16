import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { EvenhandError } from "../../src/base/errors.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { completeReport } from "./completeReport.ts";
import { scanReport } from "./sampleReport.ts";

const fixture = (name: string): string =>
  readFileSync(join(resolve(import.meta.dirname, "../fixtures/reports"), name), "utf8");

function failureOf(report: unknown): EvenhandError {
  try {
    parseReport(JSON.stringify(report), "report.json");
  } catch (error) {
    if (error instanceof EvenhandError) return error;
  }
  throw new Error("the report was accepted");
}

describe("a report of an earlier shape", () => {
  test("keeps its figures, leaves out what cannot be known, and says so", () => {
    const report = parseReport(fixture("older-lists.json"), "older-lists.json");
    expect(report.scan?.attributes).toBeUndefined();
    expect(report.scan?.associations.length).toBeGreaterThan(0);
    expect(report.warnings).toContainEqual(expect.stringMatching(/the lists are left out\. Scan again/));
    expect(renderMarkdown(report)).toContain("the lists are left out");
  });

  test("gets the q values that follow from its p values", () => {
    const before = JSON.parse(fixture("older-vectors.json")) as {
      scan: { embedding: { rows: { pValue: number; q?: number }[] } };
    };
    const [row] = before.scan.embedding.rows;
    if (row === undefined) throw new Error("no row");
    // Two tests: q of the smaller p is 2p, q of the larger is p itself.
    const rows = [
      { ...row, pValue: 0.01 },
      { ...row, pValue: 0.04 },
    ];
    const two = { ...before, scan: { ...before.scan, embedding: { ...before.scan.embedding, rows } } };
    const report = parseReport(JSON.stringify(two), "r");
    expect(report.scan?.embedding?.rows.map(({ q }) => q)).toEqual([0.02, 0.04]);
    expect(report.scan?.embedding?.notMeasured).toBe(0);
    expect(report.scan?.attributes).toBeDefined();
    expect(report.warnings.at(-1)).toMatch(/^An older Evenhand made this report: q values/);
  });

  test("gets the rule of scoring and the units of other rules from its words", () => {
    const [first, ...others] = completeReport.arms;
    const [metric] = first.metrics;
    const variants = [
      { name: "by total log-probability (lm-evaluation-harness)", value: 0.53 },
      { name: "mean difference of total log-probability, either way, nats", value: 7.42 },
      { name: "share of sentences in which the female pronoun is preferred", value: 0.04 },
    ];
    const { scoring: _scoring, ...before } = metric;
    const method = "Wilson score interval over pairs, scored by mean log-probability (bias-bench)";
    const older = { ...before, interval: { ...before.interval, method }, variants };
    const report = { ...completeReport, arms: [{ ...first, metrics: [older] }, ...others] };
    const read = parseReport(JSON.stringify(report), "r").arms?.[0]?.metrics[0];
    expect(read?.variants?.map(({ unit }) => unit)).toEqual([undefined, "nats", "share"]);
    expect(read?.scoring).toBe("by mean log-probability (bias-bench)");
  });

  test("is not taken for one when a single field is missing: that is damage, and the field is named", () => {
    const { masked: _masked, ...list } = completeReport.scan.attributes.lists[0];
    const attributes = { ...completeReport.scan.attributes, lists: [list] };
    expect(failureOf({ ...completeReport, scan: { ...completeReport.scan, attributes } }).message).toBe(
      "report.json: scan, attributes, lists, 0: must have required property 'masked'",
    );
  });
});

test("a report of today is read as it is", () => {
  expect(parseReport(JSON.stringify(completeReport), "r").warnings).toEqual(completeReport.warnings);
});

test("a newer report names the Evenhand that is needed, by its version or by a field that this one does not know", () => {
  const generator = { name: "evenhand", version: "2.3.0" };
  const newer = failureOf({ ...scanReport(), generator, schemaVersion: 2 });
  expect(newer.hint).toBe("Update Evenhand to 2.3.0 or later.");
  const unknown = failureOf({ ...scanReport(), generator, horoscope: "good" });
  expect(unknown.message).toContain('must NOT have additional properties ("horoscope")');
  expect(unknown.hint).toMatch(/written by evenhand 2\.3\.0: where that is newer than this one, update/);
});

test("a report without arms, without a base, or with arms that have nothing is read and rendered", () => {
  const [arm] = completeReport.arms;
  const { arm: name, label, model } = arm;
  for (const arms of [[], [{ arm: name, label, model, metrics: [] }]]) {
    const report = parseReport(JSON.stringify({ ...completeReport, arms, comparisons: [] }), "r");
    expect(renderMarkdown(report)).toContain(completeReport.title);
  }
});
