import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { tableRows } from "../../src/evaluation/benchmarks/tableRows.ts";
import type { ArmSection, BiasReport } from "../../src/report/biasReport.ts";
import { datasetCard, modelCard } from "../../src/report/cards.ts";
import { renderCroissant } from "../../src/report/croissant.ts";
import type { DataProblem } from "../../src/report/scanFindings.ts";
import { checkPublication, missingFrom } from "../../src/report/publication.ts";
import { croissantProblems } from "./croissantRules.ts";
import { renderCsv } from "../../src/report/csv.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { completeReport } from "./completeReport.ts";
import { deepScanReport } from "./deepScanReport.ts";
import { experimentReport } from "./experimentReport.ts";
import { membershipReport } from "./membershipReport.ts";
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
  // mlcroissant 1.1.1 validates the file that the command line writes without an error (tried by hand, with and without a publication).
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

  describe("of files with their text in different fields", () => {
    const report = scanReport();
    const [one] = report.corpus?.files ?? [];
    if (report.corpus === undefined || one === undefined) throw new Error("no corpus");
    const corpus = { ...report.corpus, textField: "text, body" };
    const a = { ...one, name: "a.jsonl" };
    const b = { ...one, name: "b.csv" };

    test("names the column of each file", () => {
      const files = [
        { ...a, textField: "text" },
        { ...b, textField: "body" },
        { ...one, name: "c.txt" },
      ];
      const json = JSON.parse(renderCroissant({ ...report, corpus: { ...corpus, files } })) as {
        recordSet: { field: { name: string; source: unknown }[] }[];
      };
      expect(json.recordSet.map(({ field }) => field.map(({ source }) => source))).toEqual([
        [{ fileObject: { "@id": "file-1" }, extract: { column: "text" } }],
        [{ fileObject: { "@id": "file-2" }, extract: { column: "body" } }],
      ]);
    });

    test("names no column where the report does not say which file has which, and says so", () => {
      const json = JSON.parse(renderCroissant({ ...report, corpus: { ...corpus, files: [a, b] } })) as object;
      expect(json).not.toHaveProperty("recordSet");
      expect(json).toMatchObject({
        description: expect.stringMatching(/in different fields, and the report does not say .*: text, body\.$/),
      });
      // One file may well have a field of that name.
      const single = JSON.parse(renderCroissant({ ...report, corpus: { ...corpus, files: [a] } })) as object;
      expect(single).toHaveProperty("recordSet");
    });
  });

  const publication = {
    license: "CC-BY-4.0",
    creators: [{ kind: "Person", name: "Ada Fictional" }],
    url: "https://example.org/letters",
    published: "2026-11-27",
  } as const;
  const published = (): Record<string, unknown> =>
    JSON.parse(renderCroissant(scanReport(), publication)) as Record<string, unknown>;

  test("is accepted by the rules of both specifications once the publication is said", () => {
    expect(croissantProblems(published())).toEqual([]);
    expect(croissantProblems(JSON.parse(renderCroissant(scanReport())))).toEqual([
      "dataset: license is missing",
      "dataset: url is missing",
      "dataset: creator is missing",
      "dataset: datePublished is missing",
    ]);
    expect(missingFrom({})).toHaveLength(4);
    expect(missingFrom(publication)).toEqual([]);
  });

  const required = [
    "@context",
    "@type",
    "conformsTo",
    "name",
    "description",
    "license",
    "url",
    "creator",
    "datePublished",
  ];
  test.each([...required, "distribution"])("would be refused without %s", (name) => {
    const { [name]: _, ...rest } = published();
    expect(croissantProblems(rest)).toContain(`dataset: ${name} is missing`);
  });

  const nodes = { file: "distribution", "record set": "recordSet" } as const;
  test.each([
    ["file", "@id"],
    ["file", "contentUrl"],
    ["file", "encodingFormat"],
    ["file", "contentSize"],
    ["file", "sha256"],
    ["record set", "field"],
  ] as const)("would be refused with a %s without %s", (node, name) => {
    const whole = published();
    const [{ [name]: _, ...first } = {}, ...others] = whole[nodes[node]] as Record<string, unknown>[];
    expect(croissantProblems({ ...whole, [nodes[node]]: [first, ...others] })).toContain(`${node}: ${name} is missing`);
  });

  test.each([
    [{ license: "proprietary" }, "dataset: license has a wrong value"],
    [{ url: "letters" }, "dataset: url has a wrong value"],
    [{ creator: "Ada" }, "dataset: creator has a wrong value"],
    [{ datePublished: "yesterday" }, "dataset: datePublished has a wrong value"],
    [{ "@type": "Dataset" }, "dataset: @type has a wrong value"],
    [{ distribution: [] }, "dataset: distribution has a wrong value"],
    [
      { conformsTo: "http://mlcommons.org/croissant/1.1" },
      "dataset: conformsTo lacks http://mlcommons.org/croissant/RAI/1.0",
    ],
    [{ "rai:dataBiases": [3] }, "dataset: rai:dataBiases has a wrong value"],
    [{ "rai:biases": ["x"] }, "dataset: rai:biases is no known property"],
    [{ "@context": {} }, "@context: no rai"],
  ])("would be refused with %j", (change, problem) => {
    expect(croissantProblems({ ...published(), ...change })).toContain(problem);
  });

  test("would be refused with a column of no file, and with one name for two things", () => {
    const whole = published();
    const text = JSON.stringify(whole);
    const elsewhere = text.replace('"fileObject":{"@id":"file-1"}', '"fileObject":{"@id":"file-9"}');
    expect(croissantProblems(JSON.parse(elsewhere))).toContain("field: source is none of the files");
    expect(croissantProblems(JSON.parse(text.replace('"@id":"records-1"', '"@id":"file-1"')))).toContain(
      "two nodes have one @id",
    );
  });

  test.each([
    [{ url: "example.org" }, "--url example.org"],
    [{ license: "my own" }, "--license my own"],
    [{ published: "2026-02-30" }, "--published 2026-02-30"],
    [{ creators: [{ kind: "Person", name: " " }] }, "--creator, --organization"],
  ] as const)("refuses a publication with %j", (wrong, message) => {
    expect(() => checkPublication({ ...publication, ...wrong })).toThrow(message);
    expect(() => checkPublication(publication)).not.toThrow();
  });

  const problem = (number: number): DataProblem => ({
    kind: "duplicates",
    sentence: `Problem ${number} of the data.`,
    figures: [],
    examples: [],
    hint: "",
  });

  test("and the data set card have every problem of the data, and nothing about models", () => {
    const report = fullReport();
    const { scan, corpus } = report;
    if (scan === undefined || corpus === undefined) throw new RangeError("no scan");
    const dataProblems = [1, 2, 3, 4, 5].map(problem);
    const spent = "12 private trainings on this corpus are in the ledger: epsilon 39.26.";
    const trained = {
      ...report,
      scan: { ...scan, dataProblems },
      corpus: { ...corpus, skipped: [{ reason: "not a JSON value", count: 2, examples: [] }] },
      warnings: ["Problem 1 of the data.", "2 more problems with the data: see Data problems.", spent],
    };
    const limits = (JSON.parse(renderCroissant(trained)) as Record<string, string[]>)["rai:dataLimitations"] ?? [];
    for (const { sentence } of dataProblems) {
      expect(limits.filter((limit) => limit === sentence)).toHaveLength(1);
      expect(datasetCard(trained)).toContain(`- ${sentence}`);
    }
    expect(limits).toContain("2 left out: not a JSON value.");
    expect(limits.join("\n")).not.toMatch(/epsilon|more problems|passed over/u);
    expect(datasetCard(trained)).not.toContain("39.26");
    const { arms: _arms, ...scanned } = trained;
    expect(datasetCard({ ...scanned, warnings: ["Not every part says what was passed over."] })).toContain(
      "- Not every part says what was passed over.",
    );
  });

  test("needs a corpus", () => {
    expect(() => renderCroissant(bare)).toThrow("This report is about no corpus");
  });
});

describe("cards", () => {
  test("of the data say who is named and with whom, and mask slurs", () => {
    const card = datasetCard(scanReport());
    expect(card).toMatch(/\n---\n\n# [^\n]+\n\n## Bias, Risks, and Limitations\n\n- Gender, mentions: /);
    expect(card).toContain("the most distinctive company of each group");
    expect(() => datasetCard({ ...fullReport(), scan: bare.scan as never })).toThrow("This report has no scan");
  });

  test("of a model have its privacy with unit and limits, and every measure with its interval", () => {
    const card = modelCard(fullReport());
    expect(card).toContain("Figures of `dp+cda`");
    const named = { ...fullReport(), arms: (fullReport().arms ?? []).map((arm) => ({ ...arm, arm: "my_`model" })) };
    expect(modelCard(named)).toContain("Figures of ``my_`model`` (");
    expect(renderMarkdown(named)).toContain("- ``my_`model``: ");
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

describe("the card of a model", () => {
  const report = fullReport();
  const [base] = report.arms as readonly [ArmSection, ...ArmSection[]];

  test("claims nothing of a training that the report does not know", () => {
    const { kind: _kind, ...checkpoint } = { ...base, arm: "checkpoint" };
    for (const card of [modelCard(report, "base"), modelCard({ ...report, arms: [checkpoint], comparisons: [] })]) {
      expect(card).toContain("Not trained for this report");
      expect(card).not.toContain("Trained without");
    }
    expect(modelCard({ ...report, arms: [checkpoint], comparisons: [] })).not.toContain("other arms");
  });

  test("counts records only where a unit of privacy is one", () => {
    const withUnit = (unit: string): BiasReport => ({
      ...report,
      arms: (report.arms ?? []).map((arm) =>
        arm.privacy === undefined ? arm : { ...arm, privacy: { ...arm.privacy, unit } },
      ),
    });
    expect(modelCard(report)).toMatch(/[\d,]+ records, .* records on average/su);
    for (const arm of ["plain", "dp"]) {
      const card = modelCard(withUnit('all records with one value of "author"'), arm);
      expect(card).toMatch(/- [\d,]+ units, .* units on average/su);
    }
  });

  test("of a training that diverged has no table of nothing, and no results that the hub would refuse", () => {
    const diverged = { ...report, arms: [{ ...base, metrics: [] }] };
    expect(modelCard(diverged)).toContain("This model has no figures");
    expect(metadataOf(modelCard(diverged))).not.toHaveProperty("model-index");
  });
});

test("the card of the data names the axes that were looked for", () => {
  const { scan, ...report } = scanReport();
  if (scan === undefined) throw new RangeError("no scan");
  const groups = scan.groups.filter(({ axis }) => axis !== "race");
  const card = datasetCard({ ...report, scan: { ...scan, groups } });
  expect(card).toContain("English words for gender and religion;");
});

describe("front matter of cards", () => {
  test("of the data is YAML that the hub files them by", () => {
    const report = scanReport();
    const records = report.corpus?.records ?? 0;
    expect(metadataOf(datasetCard(report))).toEqual({
      pretty_name: report.corpus?.name,
      size_categories: [records < 1000 ? "n<1K" : "1K<n<10K"],
      language: ["en"],
      task_categories: ["text-generation"],
      tags: ["bias", "fairness", "evenhand"],
    });
    expect(metadataOf(datasetCard(report, { license: "CC-BY-SA-4.0" }))).toMatchObject({ license: "cc-by-sa-4.0" });
    expect(metadataOf(datasetCard(report, { license: "GPL-3.0-or-later" }))).toMatchObject({ license: "gpl-3.0" });
    expect(metadataOf(datasetCard(report, { license: "CDLA-Permissive-2.0" }))).toMatchObject({
      license: "other",
      license_name: "cdla-permissive-2.0",
      license_link: "https://spdx.org/licenses/CDLA-Permissive-2.0.html",
    });
  });

  test.each([
    [0, "n<1K"],
    [999, "n<1K"],
    [1000, "1K<n<10K"],
    [99_999, "10K<n<100K"],
    [100_000, "100K<n<1M"],
    [1_000_000, "1M<n<10M"],
    [2e12, "n>1T"],
  ])("has the bracket of %i records", (records, bracket) => {
    const { corpus, ...report } = scanReport();
    if (corpus === undefined) throw new RangeError("no corpus");
    expect(metadataOf(datasetCard({ ...report, corpus: { ...corpus, records } }))["size_categories"]).toEqual([
      bracket,
    ]);
  });

  test("of a model has every figure of the arm as a result", () => {
    const report = fullReport();
    const arm = report.arms?.find((one) => one.arm === "dp") as ArmSection;
    const metadata = metadataOf(modelCard(report, "dp", { license: "MIT" }));
    expect(metadata).toMatchObject({
      license: "mit",
      library_name: "transformers",
      pipeline_tag: "text-generation",
      tags: ["bias", "fairness", "evenhand", "differential-privacy"],
    });
    expect(metadata).not.toHaveProperty("base_model");
    const [index] = metadata["model-index"] as ModelIndex[];
    const [result] = index?.results ?? [];
    expect(index?.name).toBe("dp");
    expect(result).toMatchObject({
      task: { type: "text-generation" },
      dataset: { type: "evenhand", name: report.corpus?.name },
    });
    expect(result?.metrics).toHaveLength(arm.metrics.length);
    for (const { type, name, value } of result?.metrics ?? []) {
      expect(typeof name).toBe("string");
      const values = arm.metrics.filter(({ metric }) => metric === type).map((one) => Number(one.value.toPrecision(6)));
      expect(values).toContain(value);
    }
  });

  test("names the base model where it came from the hub", () => {
    const report = fullReport();
    const settings = { ...report.method.settings, modelSource: "huggingface.co/distilbert/distilgpt2@2290a62" };
    const card = modelCard({ ...report, method: { ...report.method, settings } });
    expect(metadataOf(card)["base_model"]).toBe("distilbert/distilgpt2");
  });

  test("no name can end the block, or become another value", () => {
    const { corpus, ...report } = scanReport();
    if (corpus === undefined) throw new RangeError("no corpus");
    for (const name of ["---\nlicense: mit", 'a "b": c # d', "no", "1e3", "{x: [y]}", "\u2028&*!|>'%@`"]) {
      expect(metadataOf(datasetCard({ ...report, corpus: { ...corpus, name } }))["pretty_name"]).toBe(name);
    }
  });
});

interface ModelIndex {
  readonly name: string;
  readonly results: readonly {
    readonly task: unknown;
    readonly dataset: unknown;
    readonly metrics: readonly { readonly type: string; readonly name: string; readonly value: number }[];
  }[];
}

const yaml = createRequire(import.meta.url)("js-yaml") as { load(text: string): unknown };

/** The front matter as a YAML reader has it; it must be the first thing in the card. */
function metadataOf(card: string): Record<string, unknown> {
  const block = /^---\n(.*?\n)---\n/su.exec(card)?.[1];
  if (block === undefined) throw new RangeError("no front matter");
  return yaml.load(block) as Record<string, unknown>;
}

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
    expect(rows.filter(({ section, measure }) => section === "association" && measure === "npmi")).toHaveLength(
      report.scan?.associations.length ?? 0,
    );
  });

  // Items behind figures, their places and texts, and settings are no figures.
  const noFigures =
    /^(?:schemaVersion|method|itemTexts)|\.(?:items|itemsLeftOut|totalLeftOut|places|examples|review|probeSentences|generations|reading|level|seed)\b|\.seeds\.\d+\.model/u;

  test("has every number of a report in which all are there", () => {
    const numbers: string[] = [];
    const withOwn = (value: unknown, path: string): unknown => {
      if (Array.isArray(value)) return value.map((one: unknown, index) => withOwn(one, `${path}.${index}`));
      if (typeof value === "object" && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withOwn(one, `${path}.${key}`)]));
      }
      return typeof value === "number" ? numbers.push(path) + 0.0625 : value;
    };
    const report = withOwn(completeReport, "") as BiasReport;
    const cells = new Set(renderCsv(report).split(/[^\d.]+/u));
    const absent = numbers.filter((path, index) => {
      return !noFigures.test(path.slice(1)) && !cells.has(String(index + 1 + 0.0625));
    });
    expect(absent).toEqual([]);
    expect(numbers.length).toBeGreaterThan(200);
  });

  test("tells apart what is told of one thing: no two rows have all in common but their figures", () => {
    const complete = parseReport(JSON.stringify(completeReport), "complete.json");
    const { scan } = complete;
    const contrasts = scan?.contrasts?.flatMap((one) => [one, { ...one, against: "race.white" }]) ?? [];
    const twice = { ...complete, scan: { ...(scan as NonNullable<typeof scan>), contrasts } };
    for (const report of [complete, twice, fullReport(), deepScanReport(), membershipReport(), experimentReport()]) {
      const keys = tableRows(renderCsv(report), ",").map(({ section, arm, axis, group, item, measure }) =>
        JSON.stringify([section, arm, axis, group, item, measure]),
      );
      expect(keys.filter((key, index) => keys.indexOf(key) !== index).slice(0, 5)).toEqual([]);
    }
  });

  test("keeps quotes and commas, and no word becomes a formula", () => {
    const report = fullReport();
    const [first] = report.scan?.associations ?? [];
    if (report.scan === undefined || first === undefined) throw new RangeError("no associations");
    const words = ['=HYPERLINK("x")', 'a "b", c', "＝1+1"];
    const associations = words.map((word) => ({ ...first, word }));
    const rows = tableRows(renderCsv({ ...report, scan: { ...report.scan, associations } }), ",");
    const found = new Set(rows.filter(({ section }) => section === "association").map(({ item }) => item));
    expect([...found]).toEqual([`'=HYPERLINK("x")`, 'a "b", c', "'＝1+1"]);
  });

  test("has what was corrected over all tests under q, and no p of that name", () => {
    const rows = tableRows(renderCsv(deepScanReport()), ",");
    const { scan } = deepScanReport();
    const of = (section: string, measure: string): readonly Readonly<Record<string, string>>[] =>
      rows.filter((row) => row["section"] === section && row["measure"]?.split(" against ")[0] === measure);
    expect(of("association", "npmi").map(({ q, p }) => [Number(q), p])).toEqual(
      scan?.associations.map(({ q }) => [q, ""]),
    );
    expect(of("word vectors", "effect size").map(({ p, q }) => [Number(p), Number(q)])).toEqual(
      scan?.embedding?.rows.map(({ pValue, q }) => [pValue, q]),
    );
  });

  test("marks an epsilon of known noise", () => {
    const report = fullReport();
    const arms = (report.arms ?? []).map((arm) =>
      arm.privacy === undefined
        ? arm
        : { ...arm, privacy: { ...arm.privacy, noiseSource: "seeded, not private" as const } },
    );
    const rows = tableRows(renderCsv({ ...report, arms }), ",").filter(
      ({ section, measure, item }) => section === "privacy" && measure === "epsilon" && !item?.startsWith("step"),
    );
    expect(rows.map(({ item }) => item)).toEqual(["seeded, not private", "seeded, not private"]);
  });
});
