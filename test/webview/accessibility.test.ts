import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { describe, expect, test } from "vitest";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { compareReports } from "../../src/report/comparison/compareReports.ts";
import type { PageContent } from "../../src/report/pageContent.ts";
import { twoReports } from "../report/comparison/twoReports.ts";
import { deepScanReport } from "../report/deepScanReport.ts";
import { fullReport, scanReport } from "../report/sampleReport.ts";
import { robustnessReport, tradeOffReport } from "../report/studyReport.ts";
import { wholeReport } from "../report/wholeReport.ts";
import { editorThemes } from "./editorThemes.ts";
import type { EditorTheme } from "./editorThemes.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const empty: BiasReport = {
  schemaVersion: 1,
  generator: { name: "evenhand", version: "0.1.0" },
  createdAt: "2026-11-22T17:20:00.000Z",
  title: "Empty",
  warnings: [],
  method: { settings: {}, versions: {} },
};

const twoCompared = (() => {
  const { a, b } = twoReports();
  const made = { version: "0.1.0", createdAt: "2026-11-25T10:00:00.000Z" };
  return compareReports({ file: "a.json", report: a }, { file: "b.json", report: b }, made);
})();

/** Every page that there is. */
const contents: Readonly<Record<string, PageContent>> = {
  "a full report": { kind: "report", report: fullReport() },
  "a scan": { kind: "report", report: scanReport() },
  "a deep scan": { kind: "report", report: deepScanReport() },
  "a report with every section": { kind: "report", report: wholeReport() },
  "a study of constraints": { kind: "report", report: tradeOffReport() },
  "a study of training sizes": { kind: "report", report: robustnessReport() },
  "an empty report": { kind: "report", report: empty },
  "two reports": { kind: "comparison", comparison: twoCompared },
};

/**
 * Rules broken by the page, each with the elements that break it. Everything folded away is opened first.
 *
 * @param rules all of them when absent
 */
async function violations(page: Page, rules?: readonly string[]): Promise<unknown> {
  // Before printing all is drawn and opened.
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  expect(await page.locator(".picture:empty").count()).toBe(0);
  await page.evaluate(axe);
  return await page.evaluate(async (only) => {
    const found = await (globalThis as unknown as { axe: { run: (options: unknown) => Promise<AxeResults> } }).axe.run({
      resultTypes: ["violations"],
      ...(only !== undefined && { runOnly: { type: "rule", values: only } }),
    });
    return found.violations.map(({ id, nodes }) => ({
      rule: id,
      elements: nodes.slice(0, 4).map(({ html, any }) => `${html.slice(0, 140)} ${any[0]?.message ?? ""}`),
      count: nodes.length,
    }));
  }, rules);
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly any: readonly { readonly message: string }[] }[];
  }[];
}

describe.skipIf(chromiumPath === undefined)("the page breaks no rule of axe", () => {
  const pages = usePage();

  const openInBrowser = (content: PageContent, colorScheme: "light" | "dark") =>
    content.kind === "report"
      ? pages.openFile(content.report, { colorScheme })
      : pages.openComparison(content.comparison, { colorScheme });

  test("a report with every section has them all", async () => {
    const { page } = await openInBrowser(contents["a report with every section"] as PageContent, "light");
    expect(await page.locator("#sections > section > h2").allTextContents()).toEqual([
      "Data",
      "Contrasts",
      "Lists of words",
      "Counterfactuals",
      "Arms",
      "Training dynamics",
      "Clipping",
      "Membership and privacy",
      "Coverage",
      "Benchmarks",
      "Label",
      "Method",
    ]);
    expect(await page.locator("#membership h3").allTextContents()).toEqual(
      expect.arrayContaining(["Tuning against membership inference", "Canaries"]),
    );
    await page.close();
  }, 120_000);

  for (const [name, content] of Object.entries(contents)) {
    test(`${name} in a browser`, async () => {
      const { page } = await openInBrowser(content, "light");
      expect(await violations(page)).toEqual([]);
      await page.close();
    }, 120_000);

    // What differs between themes is the colours.
    test(`${name} in the colours of a dark browser`, async () => {
      const { page } = await openInBrowser(content, "dark");
      expect(await violations(page, ["color-contrast"])).toEqual([]);
      await page.close();
    }, 120_000);

    for (const theme of Object.keys(editorThemes) as EditorTheme[]) {
      test(`${name} in the editor's theme ${theme}`, async () => {
        const { page, faults } = await pages.openInTheme(content, theme);
        expect(await violations(page, ["color-contrast"])).toEqual([]);
        expect(faults).toEqual([]);
        await page.close();
      }, 120_000);
    }
  }
});
