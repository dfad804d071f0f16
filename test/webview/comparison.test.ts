import { beforeAll, describe, expect, test } from "vitest";
import { compareReports } from "../../src/report/comparison/compareReports.ts";
import type { ReportComparison } from "../../src/report/comparison/reportComparison.ts";
import { scanReport } from "../report/sampleReport.ts";
import { twoReports } from "../report/comparison/twoReports.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

const made = { version: "0.1.0", createdAt: "2026-11-25T10:00:00.000Z" };

describe.skipIf(chromiumPath === undefined)("the page of two reports", () => {
  const pages = usePage();
  let comparison: ReportComparison;

  beforeAll(async () => {
    const { a, b } = twoReports();
    comparison = compareReports({ file: "a.json", report: a }, { file: "b.json", report: b }, made);
  }, 60_000);

  test("says what differs, then compares, then says what it does not compare", async () => {
    const { page, faults } = await pages.openComparison(comparison);
    await expect.poll(() => page.locator("#sides svg.plot").count()).toBe(1);
    expect(await page.locator("main > *").evaluateAll((all) => all.map(({ id, tagName }) => id || tagName))).toEqual([
      "HEADER",
      "differences",
      "glance",
      "NAV",
      "measures",
      "mentions",
      "words",
      "not-compared",
    ]);
    expect(await page.locator("#differences tbody tr").first().textContent()).toBe("dp: epsilon83");
    expect(await page.locator("#sides svg.plot").getAttribute("aria-label")).toContain(
      "dp, A 0.052 (0.046 to 0.058), B",
    );
    expect(await page.locator("#measures .difference").first().textContent()).toBe("0.000 (−0.008 to 0.008)");
    expect(await page.locator("#words").textContent()).toContain("engineer");
    expect(await page.locator("main").textContent()).not.toContain("grobbler");
    expect(await page.locator("#not-compared").textContent()).toContain("Arm baseonly in A");
    expect(faults).toEqual([]);
    await page.close();
  });

  test("follows the choice of the measure", async () => {
    const { page, faults } = await pages.openComparison(comparison);
    await page.locator("#choose-compared").click();
    await page.locator("#choose-compared vscode-option", { hasText: "Gender: stereotype preference" }).click();
    await expect
      .poll(() => page.locator("#sentence").textContent())
      .toMatch(/^Gender, stereotype preference: plain: B is 2\.0 percentage points higher than A/);
    await page.locator("#choose-compared").click();
    await page.locator("#choose-compared vscode-option", { hasText: /^\s*Perplexity\s*$/ }).click();
    await expect.poll(() => page.locator("#sentence").textContent()).toMatch(/^Perplexity/);
    expect(faults).toEqual([]);
    await page.close();
  });

  test("of two scans has no measures and says so", async () => {
    const [a, b] = [scanReport(), scanReport()];
    const scans = compareReports({ file: "a.json", report: a }, { file: "b.json", report: b }, made);
    const { page, faults } = await pages.openComparison(scans);
    expect(await page.locator("#glance").textContent()).toMatch(/No measure of a model stands in both reports/);
    expect(await page.locator("#differences .empty").textContent()).toMatch(/^Nothing: /);
    expect(await page.locator("#measures").count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });
});
