import { describe, expect, test } from "vitest";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { renderLabel } from "../../src/report/label.ts";
import { labelFacts } from "../../src/report/labelFacts.ts";
import { fullReport, scanReport } from "./sampleReport.ts";

const empty: BiasReport = {
  schemaVersion: 1,
  generator: { name: "evenhand", version: "0.1.0" },
  createdAt: "2026-11-22T17:20:00.000Z",
  title: "Empty",
  warnings: [],
  method: { settings: {}, versions: {} },
};

const fact = (term: string, report: BiasReport, arm?: string) =>
  labelFacts(report, arm).facts.find((one) => one.term === term);

describe("the label", () => {
  test("has the few figures of the last arm, each with its interval and n", () => {
    const { facts, notCovered } = labelFacts(fullReport());
    expect(facts.map(({ term, value }) => [term, value])).toEqual([
      ["Corpus", "demo.jsonl, 4,000 records"],
      ["Model", "evenhand-tiny, DP + counterfactuals, ε 8"],
      ["Privacy", "ε 8, δ 2.8e-5"],
      ["Gender gap", "0.027 (0.021 to 0.033)"],
      ["Race gap", "0.034 (0.022 to 0.046)"],
      ["Religion gap", "0.040 (0.022 to 0.058)"],
      ["Membership", "area 0.530 (0.500 to 0.560)"],
    ]);
    expect(facts[3]?.notes[0]).toBe("loss gap between groups in nats per token; n 433; ideal 0");
    expect(facts[6]?.notes.at(-1)).toBe("ε, δ allow 1.000 at most");
    expect(notCovered).toHaveLength(3);
  });

  test("says the tighter ceiling where mu is known", () => {
    const report = fullReport();
    const arms = (report.arms ?? []).map((arm) =>
      arm.privacy === undefined ? arm : { ...arm, privacy: { ...arm.privacy, gdpMu: 1 } },
    );
    expect(fact("Membership", { ...report, arms })?.notes.at(-1)).toBe("ε, δ and μ allow 0.761 at most");
  });

  test("has no ceiling where the unit of privacy is less than the records that are attacked", () => {
    const report = fullReport();
    const arms = (report.arms ?? []).map((arm) => {
      if (arm.membership === undefined) return arm;
      const { privacy: _claim, ...membership } = arm.membership;
      return { ...arm, membership };
    });
    expect(fact("Membership", { ...report, arms })?.notes.at(-1)).toBe("no ceiling: ε is not of whole records");
  });

  test("of an arm without privacy promises nothing", () => {
    expect(fact("Privacy", fullReport(), "plain")?.value).toBe("trained without differential privacy");
    expect(fact("Membership", fullReport(), "plain")?.notes.at(-1)).toBe("no ceiling: without differential privacy");
    const seeded = fullReport();
    const arms = (seeded.arms ?? []).map((arm) =>
      arm.privacy === undefined
        ? arm
        : { ...arm, privacy: { ...arm.privacy, noiseSource: "seeded, not private" as const } },
    );
    expect(fact("Privacy", { ...seeded, arms })?.value).toBe("noise from a known seed: not private");
  });

  test("calls a preference no gap", () => {
    const report = fullReport();
    const arms = (report.arms ?? []).map((arm) => ({
      ...arm,
      metrics: arm.metrics.filter(({ metric }) => metric === "stereotype-preference"),
    }));
    expect(fact("Gender gap", { ...report, arms })).toBeUndefined();
    expect(fact("Gender", { ...report, arms })?.value).toMatch(/^\d\d\.\d%/u);
  });

  test("of an arm that was not measured says so", () => {
    const report = fullReport();
    const arms = (report.arms ?? []).map(({ membership: _membership, ...arm }) => ({ ...arm, metrics: [] }));
    expect(fact("Bias", { ...report, arms })?.value).toBe("not measured");
    expect(fact("Membership", { ...report, arms })?.value).toBe("not tested");
  });

  test("of a scan has the strongest association of each axis, and masks slurs", () => {
    const report = scanReport();
    expect(fact("Gender", report)?.value).toBe("female with “nurse”");
    const { scan } = report;
    const [first] = scan?.associations ?? [];
    if (scan === undefined || first === undefined) throw new Error("no scan");
    const slur = { ...report, scan: { ...scan, associations: [{ ...first, word: "grobbler" }] } };
    expect(renderLabel(slur)).not.toContain("grobbler");
    expect(fact("Gender", slur)?.value).toBe("female with “g•••••••”");
    expect(fact("Race", slur)?.value).toBe("no clear association");
  });

  test("cannot be made of nothing, or of an arm that is not there", () => {
    expect(() => renderLabel(empty)).toThrow("neither a scan nor a model");
    expect(() => renderLabel(fullReport(), "other")).toThrow('no arm "other"');
  });

  test("is an SVG that stands alone: named, described, without colours or anything from elsewhere", async () => {
    const svg = renderLabel(fullReport());
    expect(svg).toMatch(/role="img" aria-labelledby="evenhand-label-title evenhand-label-description"/);
    expect(svg).toContain("<title id=");
    expect(svg).toMatch(/<desc id=[^>]*>.*Gender gap: 0\.027 \(0\.021 to 0\.033\).*Epsilon does not cover/);
    const colors = [...new Set(svg.match(/#[0-9a-f]{6}/gu))];
    for (const color of colors) {
      const [red, green, blue] = [1, 3, 5].map((from) => Number.parseInt(color.slice(from, from + 2), 16));
      expect(Math.max(red ?? 0, green ?? 0, blue ?? 0) - Math.min(red ?? 0, green ?? 0, blue ?? 0)).toBeLessThan(24);
    }
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|href|url\(/u);
    await expect(svg).toMatchFileSnapshot("../golden/label.svg");
  });

  test("keeps text from elsewhere as text, on lines that fit", () => {
    const title = `</svg><script>alert("x")</script>\u0000 & ${"W".repeat(90)}`;
    const svg = renderLabel({ ...fullReport(), title });
    expect(svg).not.toMatch(/<script|\p{Cc}(?<!\n)/u);
    const lines = [...svg.matchAll(/font-size="14"[^>]*>([^<]*)</gu)].map(([, line]) => line ?? "");
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line.replaceAll(/&\w+;/gu, "x").length).toBeLessThanOrEqual(64);
    // An em each: 39 fill the 552 pixels.
    const wide = renderLabel({ ...fullReport(), title: "語".repeat(100) });
    const wideLines = [...wide.matchAll(/font-size="14"[^>]*>(語+)</gu)].map(([, line]) => line?.length ?? 0);
    expect(Math.max(...wideLines)).toBeLessThanOrEqual(39);
    expect(wideLines.reduce((sum, length) => sum + length, 0)).toBe(100);
  });
});
