import type { Page } from "@playwright/test";
import { describe, expect, test } from "vitest";
import { fullSizeReport } from "../report/fullSizeReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

/** A browser that does what can wait only when the test says so, by `drawWhatWaits`. */
async function idleOnDemand(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const asked: ((deadline: { timeRemaining: () => number }) => void)[] = [];
    Object.assign(globalThis, {
      requestIdleCallback: (work: (typeof asked)[number]) => asked.push(work),
      beIdle: () => asked.splice(0).forEach((work) => work({ timeRemaining: () => 50 })),
    });
  });
}

async function drawWhatWaits(page: Page): Promise<void> {
  await page.evaluate(async () => {
    while (document.querySelector("[data-waiting]") !== null) {
      (globalThis as unknown as { beIdle: () => void }).beIdle();
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
}

/** How far the section is from where the contents lead: below the bar that stays in view. */
async function distance(page: Page, section: string): Promise<number> {
  return await page.evaluate(async (id) => {
    // What was drawn is laid out, and what follows the layout has run.
    for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    const top = document.querySelector(id)?.getBoundingClientRect().top ?? Number.NaN;
    return Math.round(top - parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop));
  }, section);
}

describe.skipIf(chromiumPath === undefined)("a link of the contents", () => {
  const pages = usePage();
  const report = fullSizeReport(8, 90);
  const follow = async (page: Page, name: string): Promise<void> =>
    await page.locator("nav a", { hasText: name }).click();

  for (const reducedMotion of ["reduce", "no-preference"] as const) {
    test(`leads to its section, also where all above is drawn after the click (motion: ${reducedMotion})`, async () => {
      const { page, faults } = await pages.openFile(report, { reducedMotion }, idleOnDemand);
      await follow(page, "Membership and privacy");
      await drawWhatWaits(page);
      await expect.poll(() => distance(page, "#membership"), { timeout: 5000 }).toBe(0);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("membership-title");
      expect(faults).toEqual([]);
      await page.close();
    });
  }

  test("holds the reader no longer than until they scroll", async () => {
    const { page } = await pages.openFile(report, {}, idleOnDemand);
    await follow(page, "Membership and privacy");
    await expect.poll(() => distance(page, "#membership")).toBe(0);
    await page.mouse.move(600, 500);
    await page.mouse.wheel(0, -300);
    await expect.poll(() => distance(page, "#membership")).toBeGreaterThan(200);
    await drawWhatWaits(page);
    expect(await distance(page, "#membership")).toBeGreaterThan(200);
    await page.close();
  });
});
