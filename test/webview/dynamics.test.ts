import type { Page } from "@playwright/test";
import { describe, expect, test } from "vitest";
import { withMisalignment } from "../report/misaligned.ts";
import { fullReport } from "../report/sampleReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

describe.skipIf(chromiumPath === undefined)("convergence by group", () => {
  const pages = usePage();

  async function choose(page: Page, dropdown: string, label: string | RegExp): Promise<void> {
    await page.locator(dropdown).click();
    await page.locator(`${dropdown} vscode-option`, { hasText: label }).click();
  }

  /** The table under the chart of an arm. */
  const table = (page: Page, arm: string) =>
    page
      .locator("#training .dynamics figure", { has: page.locator("strong", { hasText: `${arm}:` }) })
      .locator("table");

  test("has the points of each chart as a table: steps as rows, groups as columns", async () => {
    const { page, faults } = await pages.openFile(fullReport());
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    const plain = table(page, "plain");
    expect(await plain.locator("thead th").allTextContents()).toEqual(["Step", "female", "male"]);
    expect(await plain.locator("tbody th").allTextContents()).toEqual(["1", "20", "40", "60", "80", "100", "120"]);
    // 4.2 − 0.6 · (1 − exp(−0)), and 4.2 − 0.6 · (1 − exp(−6 / 1.5)) for the first group, exp(−6 / 2.1) for the second
    expect(await plain.locator("tbody tr").first().locator("td").allTextContents()).toEqual(["4.200", "4.200"]);
    expect(await plain.locator("tbody tr").last().locator("td").allTextContents()).toEqual(["3.611", "3.634"]);
    await plain.locator("button.sort", { hasText: "female" }).click();
    expect(await plain.locator("tbody th").first().textContent()).toBe("1");
    await plain.locator("button.sort", { hasText: "Step" }).click();
    expect(await plain.locator("tbody th").first().textContent()).toBe("120");
    expect(await page.locator("#training table", { hasText: "How training treated each group" }).count()).toBe(1);
    expect(faults).toEqual([]);
    await page.close();
  });

  test("draws the measure that is chosen, of the arms that have it", async () => {
    const { page, faults } = await pages.openFile(withMisalignment(fullReport()));
    const titles = page.locator("#training .dynamics figcaption strong");
    expect(await titles.allTextContents()).toEqual(
      ["plain", "dp", "dp+cda"].map((arm) => `${arm}: loss of neutral sentences about each group, gender.`),
    );
    await page.locator("#dynamics-measure").click();
    expect(await page.locator("#dynamics-measure vscode-option").allTextContents()).toEqual([
      "Loss",
      "Gradient norm",
      "Gradient norm after clipping",
      "Share clipped",
      "Cosine with the step",
      "Misalignment",
      "Misalignment, unclipped",
    ]);
    await page.locator("#dynamics-measure vscode-option", { hasText: "Share clipped" }).click();
    await expect
      .poll(() => titles.allTextContents())
      .toEqual(["dp", "dp+cda"].map((arm) => `${arm}: share of sentences clipped, gender.`));
    expect(await page.locator("#training .dynamics").textContent()).toContain("No clipping: plain.");
    await choose(page, "#dynamics-axis", "Religion");
    const chart = page.locator("#training .dynamics svg.plot").first();
    await expect.poll(() => chart.getAttribute("aria-label")).toContain("Muslim from 100.0% to 100.0%");
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await table(page, "dp").locator("tbody tr").first().locator("td").allTextContents()).toEqual([
      "100.0%",
      "100.0%",
      "100.0%",
    ]);
    // The choice outlives a page that is drawn anew.
    await choose(page, "#choose-axis", "Race");
    await expect
      .poll(() => titles.allTextContents())
      .toEqual(["dp", "dp+cda"].map((arm) => `${arm}: share of sentences clipped, race.`));
    expect(faults).toEqual([]);
    await page.close();
  });
});
