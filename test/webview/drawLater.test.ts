import type { Page } from "@playwright/test";
import { describe, expect, test } from "vitest";
import { fullSizeReport } from "../report/fullSizeReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

/** A browser that always has something else to do. */
async function neverIdle(page: Page): Promise<void> {
  await page.addInitScript(() => Object.assign(globalThis, { requestIdleCallback: () => 0 }));
}

describe.skipIf(chromiumPath === undefined)("what is not in sight", () => {
  const pages = usePage();
  const report = fullSizeReport(4, 90);

  test("is drawn when it is scrolled to or opened", async () => {
    const { page, faults } = await pages.openFile(report, {}, neverIdle);
    const picture = page.locator("#training .picture").first();
    expect(await page.locator("#amplification svg.plot").count()).toBe(1);
    expect(await picture.locator("svg").count()).toBe(0);
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.locator("svg.plot").count()).toBe(1);
    const folded = page.locator("#training figure details").first();
    await folded.locator("summary").click();
    await expect.poll(() => folded.locator("tbody tr").count()).toBeGreaterThan(2);
    expect(faults).toEqual([]);
    await page.close();
  });

  test("is drawn when the browser has nothing else to do, so that its search finds everything", async () => {
    const { page, faults } = await pages.openFile(report);
    await expect.poll(() => page.locator("[data-waiting]").count(), { timeout: 20_000 }).toBe(0);
    expect(await page.locator(".picture:empty").count()).toBe(0);
    expect(await page.locator("#training figure details table").count()).toBeGreaterThan(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  test("is drawn before the page is printed", async () => {
    const { page } = await pages.openFile(report, {}, neverIdle);
    expect(await page.locator(".picture:empty").count()).toBeGreaterThan(0);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await page.locator("[data-waiting], .picture:empty").count()).toBe(0);
    await page.close();
  });

  test("of a chart is drawn before it is saved", async () => {
    const { page } = await pages.openFile(report, {}, neverIdle);
    const waiting = page.waitForEvent("download");
    // By script, so that nothing is scrolled.
    await page
      .locator("#training figure button", { hasText: "Save SVG" })
      .first()
      .evaluate((button: HTMLElement) => button.click());
    expect((await waiting).suggestedFilename()).toMatch(/svg$/);
    await page.close();
  });
});
