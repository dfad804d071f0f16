import { describe, expect, test } from "vitest";
import { clippingReport } from "../report/clippingReport.ts";
import { fullReport } from "../report/sampleReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

describe.skipIf(chromiumPath === undefined)("the section on clipping", () => {
  const pages = usePage();

  test("compares modes, shows what each leaves of a group, the bound and the curve", async () => {
    const { page, faults } = await pages.openFile(clippingReport());
    await expect.poll(() => page.locator("#clipping svg.plot").count()).toBe(4);
    expect(await page.locator("#clipping h3").allTextContents()).toEqual([
      "Between modes: dp hard, dp soft, dp adaptive",
      "What clipping leaves of each group",
      "Disparity between groups",
      "Clipping bound",
      "What a mode leaves of a gradient",
    ]);
    const labels = await page
      .locator("#clipping svg.plot")
      .evaluateAll((charts) => charts.map((chart) => chart.getAttribute("aria-label") ?? ""));
    expect(labels[1]).toContain("female 83.1%, male 59.6%");
    expect(labels[1]).not.toContain("Muslim");
    expect(labels[3]).toContain("hard, adaptive 100% and 50%; soft 76% and 48%");
    await page.locator("#clipping-axis").click();
    await page.locator("#clipping-axis vscode-option", { hasText: "Religion" }).click();
    await expect
      .poll(() => page.locator("#clipping svg.plot").nth(1).getAttribute("aria-label"))
      .toContain("Muslim 30.0%");
    expect(await page.locator("#training h3").allTextContents()).not.toContain("Clipping bound");
    expect(faults).toEqual([]);
    await page.close();
  });

  test("is absent where no arm that clips was looked at", async () => {
    const { page } = await pages.openFile(fullReport());
    await expect.poll(() => page.locator("#training").count()).toBe(1);
    expect(await page.locator("#clipping").count()).toBe(0);
    await page.close();
  });
});
