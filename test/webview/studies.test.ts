import { describe, expect, test } from "vitest";
import { robustnessReport, tradeOffReport } from "../report/studyReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

describe.skipIf(chromiumPath === undefined)("the page of a study", () => {
  const pages = usePage();

  test("of constraints draws the trade-off with every run, and tables of the same figures", async () => {
    const { page, faults } = await pages.openFile(tradeOffReport());
    await expect.poll(() => page.locator("#tradeoff svg.plot").count()).toBe(3);
    expect(await page.locator("#glance").textContent()).toMatch(/changed the guard set's loss by 0\.400/);
    const words = await page.locator("#tradeoff svg.plot").first().getAttribute("aria-label");
    expect(words).toContain("guard loss, λ 4 −0.100 at −1.100");
    const drawn = await page.locator("#tradeoff svg.plot").first().textContent();
    for (const label of ["no constraint", "λ 0.25", "λ 4", "radius 0.75", "radius 0.25", "base"]) {
      expect(drawn).toContain(label);
    }
    const rows = page.locator("#tradeoff table").first().locator("tbody tr");
    expect(await rows.count()).toBe(5);
    expect(await page.locator("nav").textContent()).not.toContain("Arms");
    expect(faults).toEqual([]);
    await page.close();
  });

  test("of training sizes draws four curves for every arm, with their ideals", async () => {
    const { page, faults } = await pages.openFile(robustnessReport());
    await expect.poll(() => page.locator("#robustness svg.plot").count()).toBe(4);
    const chart = page.locator("#robustness svg.plot").first();
    expect(await chart.getAttribute("aria-label")).toContain("standard 0.738 at 350");
    for (const label of ["standard", "robust", "private", "350", "700", "1,400", "2,800"]) {
      expect(await chart.textContent()).toContain(label);
    }
    expect(await page.locator("#robustness .reading").allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining("Ideal 0:"), expect.stringContaining("Ideal 0.5:")]),
    );
    expect(await page.locator("#robustness").textContent()).toContain("She raeds.");
    expect(faults).toEqual([]);
    await page.close();
  });
});
