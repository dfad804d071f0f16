import { describe, expect, test } from "vitest";
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
});
