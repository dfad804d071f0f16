import { describe, expect, test } from "vitest";
import { deepScanReport } from "../report/deepScanReport.ts";
import { fullSizeReport } from "../report/fullSizeReport.ts";
import { fullReport } from "../report/sampleReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

describe.skipIf(chromiumPath === undefined)("the page on paper", () => {
  const pages = usePage();

  test("opens what is folded for printing and folds it afterwards, and prints no controls", async () => {
    const { page, faults } = await pages.openFile(fullReport());
    const closed = () => page.locator("details:not([open])").count();
    await expect.poll(() => page.locator("#method").count()).toBe(1);
    const before = await closed();
    expect(before).toBeGreaterThan(5);
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await closed()).toBe(0);
    for (const control of ["nav", "vscode-dropdown", "vscode-button", "vscode-checkbox", "vscode-text-field"]) {
      expect(await page.locator(`${control}:visible`).count(), control).toBe(0);
    }
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    expect(await closed()).toBe(before);
    expect(faults).toEqual([]);
    await page.close();
  });

  test("is white with the light colours, also from a dark browser", async () => {
    const { page } = await pages.openFile(fullReport(), { colorScheme: "dark" });
    const colours = () =>
      page.evaluate(() => {
        const style = getComputedStyle(document.documentElement);
        return ["editor-background", "foreground", "evenhand-seriesOne"].map((name) =>
          style.getPropertyValue(`--vscode-${name}`).trim(),
        );
      });
    const [background] = await colours();
    expect(background).not.toBe("#ffffff");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await colours()).toEqual(["#ffffff", "#000000", "#0067ff"]);
    await page.close();
  });

  test.each([
    ["a full report", fullReport()],
    ["a deep scan", deepScanReport()],
    ["a report of fifteen arms", fullSizeReport(15, 400)],
  ])(
    "of %s cuts no table, however many columns it has",
    async (_, report) => {
      // A4 less margins of 1 cm is 718 CSS pixels wide.
      const { page } = await pages.openFile(report, { viewport: { width: 718, height: 1000 } });
      await page.emulateMedia({ media: "print" });
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll("table, .plot, p, dl, ul")]
          .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
          .map((one) => `${one.localName} ${one.textContent?.slice(0, 60)}`),
      );
      expect(cut).toEqual([]);
      await page.close();
    },
    60_000,
  );

  test("says how many rows of a long table it leaves out", async () => {
    const { page } = await pages.openFile(fullSizeReport(2, 400));
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    const table = page.locator("#associations table");
    expect(await table.locator("tbody tr[aria-rowindex]").count()).toBe(200);
    expect(await table.locator("caption").getAttribute("data-printed")).toBe("Printed: the first 200 of 400 rows.");
    await page.close();
  });
});
