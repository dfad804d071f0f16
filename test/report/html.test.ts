import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
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

  test("leaves out the values of single items, which the page does not show", () => {
    expect(renderHtml(fullReport(), assets)).not.toContain("pair-1");
  });
});

test("JSON inside a script element parses to the same value", () => {
  expect(JSON.parse(inlineJson({ hostile }))).toEqual({ hostile });
});

test("a slur is masked as a whole word, in any case", () => {
  expect(maskedWord("grobbler")).toBe("g•••••••");
  expect(maskSlurs("A Grobbler and two grobblers.", new Set(["grobbler"]))).toBe("A G••••••• and two grobblers.");
});
