import { describe, expect, test } from "vitest";
import { EvenhandError } from "../../src/base/errors.ts";
import schema from "../../src/report/biasReport.schema.json" with { type: "json" };
import { parseReport } from "../../src/report/validateReport.ts";
import { completeReport } from "./completeReport.ts";
import { deepScanReport } from "./deepScanReport.ts";
import { fullReport, scanReport } from "./sampleReport.ts";

function failureOf(text: string): EvenhandError {
  try {
    parseReport(text, "report.json");
  } catch (error) {
    if (error instanceof EvenhandError) return error;
    throw error;
  }
  throw new Error("the report was accepted");
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Every object inside a value, with a name for messages. */
function objectsIn(value: Json, path = "report"): { path: string; object: { [key: string]: Json } }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => objectsIn(item, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return [];
  return [
    { path, object: value },
    ...Object.entries(value).flatMap(([key, item]) => objectsIn(item, `${path}.${key}`)),
  ];
}

const copyOf = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

describe("a report", () => {
  test("that evenhand wrote is read back unchanged", () => {
    for (const report of [fullReport(), scanReport(), deepScanReport(), completeReport]) {
      expect(parseReport(JSON.stringify(report), "report.json")).toEqual(report);
    }
  });

  test("may begin with a byte order mark", () => {
    expect(parseReport(`\uFEFF${JSON.stringify(scanReport())}`, "report.json").title).toBe("Letters and notices");
  });

  test("that is not JSON is refused with the file's name", () => {
    const failure = failureOf("{");
    expect(failure.code).toBe("report.invalid");
    expect(failure.message).toMatch(/^report\.json: not JSON/);
  });

  test("of a newer schema version is refused with the way out", () => {
    const failure = failureOf(JSON.stringify({ ...scanReport(), schemaVersion: 2 }));
    expect(failure.message).toBe("report.json: schema version 2 is newer than 1, the one this version reads");
    expect(failure.hint).toMatch(/Update Evenhand/);
  });

  test("of an older schema version is refused with the way out", () => {
    expect(failureOf(JSON.stringify({ ...scanReport(), schemaVersion: 0 })).hint).toMatch(/again/);
  });

  test("without a version is no report", () => {
    for (const text of ["null", "[]", "3", '{"text":"a corpus record"}']) {
      expect(failureOf(text).message).toBe("report.json: not a bias report (it has no schemaVersion)");
    }
  });

  test("with a wrong value is refused with its place", () => {
    const report = copyOf(completeReport) as { arms: { metrics: { value: Json }[] }[] };
    const metric = report.arms[0]?.metrics[0];
    if (metric !== undefined) metric.value = null; // NaN becomes null in JSON
    expect(failureOf(JSON.stringify(report)).message).toBe("report.json: arms, 0, metrics, 0, value: must be number");
  });
});

describe("type and schema say the same", () => {
  test("an unknown field is refused in every object", () => {
    const { length } = objectsIn(copyOf(completeReport));
    for (let index = 0; index < length; index += 1) {
      const report = copyOf(completeReport);
      const place = objectsIn(report)[index];
      // The two free tables of the method accept any name.
      if (place === undefined || /\.(settings|versions)$/.test(place.path)) continue;
      place.object["surprise"] = "x";
      expect(() => parseReport(JSON.stringify(report), place.path), place.path).toThrow(/additional properties/);
    }
  });

  test("every property of the schema has a value in the complete report, which the type demands to be complete", () => {
    const used = new Set(objectsIn(copyOf(completeReport)).flatMap(({ object }) => Object.keys(object)));
    const declared = objectsIn(schema as Json).flatMap(({ path, object }) =>
      path.endsWith(".properties") ? Object.keys(object) : [],
    );
    expect(declared.filter((name) => !used.has(name))).toEqual([]);
    expect(declared.length).toBeGreaterThan(80);
  });

  test("every object of the schema lists what it requires and forbids the rest", () => {
    const open = objectsIn(schema as Json)
      .filter(({ object }) => object["type"] === "object" && object["properties"] !== undefined)
      .filter(({ object }) => object["additionalProperties"] !== false || !Array.isArray(object["required"]));
    expect(open.map(({ path }) => path)).toEqual([]);
  });

  test("leaving out any required field is refused", () => {
    const optional = new Set(
      "tradeOff robustness convergence units isLeftOut againstNone againstStandard bySeed itemTexts slurs itemsLeftOut totalLeftOut generations scores scoreNames place texts kind seeds adjustedP ratio textField scan corpus counterfactuals arms comparisons text examples training trained trainedParameters past privacy lossByStep dynamics probeSentences wordPlaces probeLoss epsilonByStep gdpMu truePositivesAt1Percent truePositivesAtTenthPercent noiseMechanism clipBoundByStep adaptiveClip axis ideal interval groups pValue items skipped scoring variants scorer weight reference membership ceiling group seed durationMs misalignment misalignmentUnclipped misalignmentInterval treatment lossSlope clipping sensitivity canaries membershipComparisons".split(
        " ",
      ),
    );
    // Optional in one place, required in another: named with the object that they are optional in.
    const optionalThere = [
      /\.canaries\.area$/,
      /\.membership\.privacy\.(held|empirical)$/,
      /\.truePositives\[0\]\.accused$/,
      /\.metrics\[0\]\.items\[0\]\.unit$/,
      /\.variants\[0\]\.(unit|n)$/,
      /\.past\.change$/,
      /\.terms\[0\]\.(sentences|documents|sense)$/,
      /\.scan\.(groups\[0\]|strata)\.further$/,
      /\.similarity\[0\]\.figures\.[\w ]+$/,
      /associations\[0\]\.(pmi\w*|logOddsRatio\w*|g2|fisherP|npmiHalves|sameDirectionInHalves|agreesInHalves|drivingTerms)$/,
      /\.scan\.(axes|contrasts|attributes|embedding|dataProblems|strata|termPrecision|undercountAtMost|reading|silenced)$/,
      /silenced\[0\]\.(group|word|reason)$/,
      /contrasts\[0\]\.against$/,
      /\.method\.source$/,
      /seeds\[\d\]\.epsilon$/,
      /counterfactuals\.(swaps|names|sensitive|written|counterfactuals|review|roundTrip|associations)$/,
      /(before|after)\.npmi\w*$/,
      /\.(labourShare|year|correlation|occupations|againstList|precision|precisionLow|precisionHigh)$/,
      /dataProblems\[0\]\.examples\[0\]\.(line|count)$/,
    ];
    const places = objectsIn(copyOf(completeReport)).flatMap(({ path, object }) =>
      /\.(settings|versions)$/.test(path) ? [] : Object.keys(object).map((key) => ({ path, key })),
    );
    for (const { path, key } of places) {
      if (optional.has(key) || optionalThere.some((place) => place.test(`${path}.${key}`))) continue;
      const report = copyOf(completeReport);
      const place = objectsIn(report).find((candidate) => candidate.path === path);
      delete place?.object[key];
      expect(() => parseReport(JSON.stringify(report), "r"), `${path}.${key}`).toThrow();
    }
  });
});
