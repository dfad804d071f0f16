import { describe, expect, test } from "vitest";
import { tableRows } from "../../src/evaluation/benchmarks/tableRows.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { datasetCard, modelCard } from "../../src/report/cards.ts";
import { renderCroissant } from "../../src/report/croissant.ts";
import { renderCsv } from "../../src/report/csv.ts";
import { completeReport } from "./completeReport.ts";
import { fullReport, scanReport } from "./sampleReport.ts";

const bare: BiasReport = {
  schemaVersion: 1,
  generator: { name: "evenhand", version: "0.1.0" },
  createdAt: "2026-11-22T17:20:00.000Z",
  title: "Empty",
  warnings: [],
  method: { settings: {}, versions: {} },
};

describe("Croissant metadata", () => {
  // That mlcroissant 1.1.1 validates it without an error, and reads the records by it, was tried by hand.
  test("describes the files, the text field and what the scan found", () => {
    const report = scanReport();
    const json = JSON.parse(renderCroissant(report)) as Record<string, unknown>;
    expect(json["conformsTo"]).toEqual([
      "http://mlcommons.org/croissant/1.1",
      "http://mlcommons.org/croissant/RAI/1.0",
    ]);
    const [file] = report.corpus?.files ?? [];
    expect(json["distribution"]).toMatchObject([
      { "@type": "cr:FileObject", name: file?.name, sha256: file?.sha256, contentSize: `${file?.bytes} B` },
    ]);
    expect((json["rai:dataBiases"] as string[])[0]).toMatch(/^Gender, mentions: /);
    expect(json["rai:dataLimitations"]).toEqual(expect.arrayContaining([expect.stringContaining("scan-rule-1")]));
    expect(JSON.stringify(json["recordSet"] ?? [])).toContain(report.corpus?.textField ?? "nothing");
  });

  test("needs a corpus", () => {
    expect(() => renderCroissant(bare)).toThrow("This report is about no corpus");
  });
});

describe("cards", () => {
  test("of the data say who is named and with whom, and mask slurs", () => {
    const card = datasetCard(scanReport());
    expect(card).toMatch(/^## Bias, Risks, and Limitations\n\n- Gender, mentions: /);
    expect(card).toContain("the most distinctive company of each group");
    expect(() => datasetCard({ ...fullReport(), scan: bare.scan as never })).toThrow("This report has no scan");
  });

  test("of a model have its privacy with unit and limits, and every measure with its interval", () => {
    const card = modelCard(fullReport());
    expect(card).toContain("Figures of `dp+cda`");
    expect(card).toMatch(/- Epsilon 8 at delta 2\.8e-5, by RDP; unit: record, with all its counterfactual views/);
    expect(card).toContain("- Not covered: the choice of hyper-parameters");
    expect(card).toContain("| Gender | Loss gap between groups |");
    expect(modelCard(fullReport(), "plain")).toContain("Trained without differential privacy");
    const [tuned] = completeReport.arms;
    expect(modelCard({ ...bare, arms: tuned === undefined ? [] : [tuned] })).toContain(
      "(PAST): empirical, not a guarantee.",
    );
    expect(() => modelCard(fullReport(), "other")).toThrow('arm "other" (it has base, plain, dp, dp+cda)');
    expect(() => modelCard(bare)).toThrow("This report has no arms");
  });
});

describe("the table of every figure", () => {
  test("has each metric of each arm, unrounded", () => {
    const report = fullReport();
    const rows = tableRows(renderCsv(report), ",");
    for (const { arm, metrics } of report.arms ?? []) {
      for (const { metric, axis = "", value } of metrics) {
        const found = rows.filter(
          (row) =>
            row["section"] === "metric" &&
            row["arm"] === arm &&
            row["axis"] === axis &&
            row["measure"] === metric &&
            row["group"] === "",
        );
        expect(found.map((row) => Number(row["value"]))).toEqual([value]);
      }
    }
    expect(rows.filter(({ section }) => section === "comparison")).toHaveLength(report.comparisons?.length ?? 0);
    expect(rows.some(({ section, item }) => section === "membership" && item === "ez")).toBe(true);
    expect(rows.filter(({ section }) => section === "association")).toHaveLength(
      3 * (report.scan?.associations.length ?? 0),
    );
  });

  test("keeps quotes and commas, and no word becomes a formula", () => {
    const report = fullReport();
    const [first] = report.scan?.associations ?? [];
    if (report.scan === undefined || first === undefined) throw new RangeError("no associations");
    const words = ['=HYPERLINK("x")', 'a "b", c'];
    const associations = words.map((word) => ({ ...first, word }));
    const rows = tableRows(renderCsv({ ...report, scan: { ...report.scan, associations } }), ",");
    const found = new Set(rows.filter(({ section }) => section === "association").map(({ item }) => item));
    expect([...found]).toEqual([`'=HYPERLINK("x")`, 'a "b", c']);
  });
});
