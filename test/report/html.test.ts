import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { withFewerItems } from "../../src/report/fewerItems.ts";
import { inlineJson, renderHtml } from "../../src/report/html.ts";
import { maskedWord, maskSlurs } from "../../src/report/wording.ts";
import { fullReport, scanReport } from "./sampleReport.ts";

const hostile = "</script><script>alert(1)</script><!-- \u2028 \u2029 </SCRIPT >";

function hostileReport() {
  const report = scanReport();
  if (report.scan === undefined) throw new Error("no scan");
  const associations = report.scan.associations.map((row) => ({
    ...row,
    word: hostile,
    places: [{ file: hostile, line: 1, column: 0, byte: 0, text: hostile }],
  }));
  return { ...report, title: `<img src=x>"${hostile}`, scan: { ...report.scan, associations } };
}

describe("the HTML report", () => {
  const assets = { script: 'const a = "</script>";\r\nconst b = /<!--/;', style: "a { color: red }\r\n" };

  test("holds the data as it was", () => {
    const report = hostileReport();
    const data = /<script type="application\/json" id="report-data">(.*?)<\/script>/s.exec(renderHtml(report, assets));
    expect(JSON.parse(data?.[1] ?? "null")).toEqual(report);
  });

  test("has exactly the two script ends of its own, whatever the corpus and the page's code hold", () => {
    const html = renderHtml(hostileReport(), assets);
    expect(html.match(/<\/script/gi)).toHaveLength(2);
    expect(html.match(/<script/gi)).toHaveLength(2);
    expect(html).not.toContain("<!--");
    expect(html).not.toContain("<img");
    expect(/[\u2028\u2029]/.test(html.slice(html.indexOf("<body>")))).toBe(false);
  });

  test("admits its own script and style by hash and nothing else", () => {
    const html = renderHtml(scanReport(), assets);
    const script = /<script>(.*?)<\/script>/s.exec(html)?.[1] ?? "";
    const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? "";
    const source = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${source(script)};`);
    expect(policy).toContain(`style-src ${source(style)}`);
    expect(policy).not.toContain("unsafe");
    // The parser turns \r\n into \n before hashing.
    expect(script).not.toContain("\r");
  });

  test("holds the items of a metric, of many those furthest from their mean, in their order", () => {
    expect(renderHtml(fullReport(), assets)).toContain("pair-1");
    const items = Array.from({ length: 1500 }, (_, index) => ({ key: `item ${index}`, value: index }));
    const [arm] = fullReport().arms ?? [];
    if (arm === undefined) throw new Error("no arm");
    const metrics = [{ metric: "perplexity", value: 1, unit: "perplexity", n: 1500, items } as const];
    const kept = withFewerItems({ ...scanReport(), arms: [{ ...arm, metrics }] }).arms?.[0]?.metrics[0]?.items ?? [];
    // Of 0..1,499, mean 749.5: 500 from either end.
    expect(kept.map(({ value }) => value)).toEqual(
      [...items.slice(0, 500), ...items.slice(1000)].map(({ value }) => value),
    );
  });
});

test("JSON inside a script element parses to the same value", () => {
  expect(JSON.parse(inlineJson({ hostile }))).toEqual({ hostile });
});

test("a slur is masked as a whole word, in any case", () => {
  expect(maskedWord("grobbler")).toBe("g•••••••");
  expect(maskSlurs("A Grobbler and two grobblers.", new Set(["grobbler"]))).toBe("A G••••••• and two grobblers.");
});
