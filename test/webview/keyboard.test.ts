import type { Page } from "@playwright/test";
import { describe, expect, test } from "vitest";
import { fullReport } from "../report/sampleReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

/** What a reader with a keyboard meets at one press of Tab. */
interface Stop {
  /** Place among all that can be worked on the page. */
  readonly number: number;
  readonly name: string;
  /** Why a reader would not see where they are; absent where they do. */
  readonly hidden?: string;
}

/** Everything that can be worked, numbered in the order of the document. */
async function numberControls(page: Page): Promise<number> {
  return await page.evaluate(() => {
    const controls = [
      ...document.querySelectorAll<HTMLElement>(
        "a[href], button, summary, [tabindex='0'], vscode-button, vscode-checkbox, vscode-dropdown, vscode-text-field",
      ),
    ].filter((one) => one.closest("details:not([open]) > :not(summary)") === null && one.closest("[hidden]") === null);
    for (const [number, one] of controls.entries()) one.dataset["stop"] = String(number);
    return controls.length;
  });
}

async function stopAt(page: Page): Promise<Stop> {
  return await page.evaluate(() => {
    const active = document.activeElement as HTMLElement;
    const { top, bottom, left, right, height } = active.getBoundingClientRect();
    const name = active.getAttribute("aria-label") ?? active.textContent?.trim() ?? "";
    const reasons = (): string | undefined => {
      if (active.dataset["stop"] === undefined) return `not a control: ${active.outerHTML.slice(0, 80)}`;
      if (name === "" && !active.hasAttribute("aria-labelledby")) return "without a name";
      if (bottom <= 0 || top >= innerHeight) return `out of sight, at ${Math.round(top)}`;
      const { outlineStyle, outlineWidth } = getComputedStyle(active);
      // Controls of the toolkit draw their focus inside themselves.
      if (!active.localName.startsWith("vscode-") && (outlineStyle === "none" || Number.parseFloat(outlineWidth) < 1)) {
        return "without a mark of the focus";
      }
      if (height > innerHeight / 2) return undefined; // a table that scrolls: its edge is in sight
      const over = document.elementFromPoint(
        (left + right) / 2,
        (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2,
      );
      const isOwn = over !== null && (active.contains(over) || over.contains(active));
      return isOwn ? undefined : `covered by ${over?.outerHTML.slice(0, 60)}`;
    };
    const hidden = reasons();
    return {
      number: Number(active.dataset["stop"]),
      name: name.slice(0, 40),
      ...(hidden === undefined ? {} : { hidden }),
    };
  });
}

describe.skipIf(chromiumPath === undefined)("the whole page by keyboard alone", () => {
  const pages = usePage();

  test("every control is met once, in reading order, in sight, with a name and a mark of the focus", async () => {
    const { page, faults } = await pages.openFile(fullReport());
    await expect.poll(() => page.locator("[data-waiting]").count(), { timeout: 20_000 }).toBe(0);
    const count = await numberControls(page);
    expect(count).toBeGreaterThan(100);
    const met: number[] = [];
    const faulty: Stop[] = [];
    for (let press = 0; press < count; press += 1) {
      await page.keyboard.press("Tab");
      const stop = await stopAt(page);
      if (stop.hidden !== undefined) faulty.push(stop);
      met.push(stop.number);
    }
    expect(faulty).toEqual([]);
    expect(met).toEqual(Array.from({ length: count }, (_, number) => number));
    expect(faults).toEqual([]);
    await page.close();
  }, 180_000);

  test("and back again nothing is covered by the bar that stays in sight", async () => {
    const { page } = await pages.openFile(fullReport());
    await expect.poll(() => page.locator("[data-waiting]").count(), { timeout: 20_000 }).toBe(0);
    await numberControls(page);
    await page.locator("#method [tabindex='0']").first().focus();
    const faulty: Stop[] = [];
    for (let press = 0; press < 60; press += 1) {
      await page.keyboard.press("Shift+Tab");
      const stop = await stopAt(page);
      if (stop.hidden !== undefined) faulty.push(stop);
    }
    expect(faulty).toEqual([]);
    await page.close();
  }, 120_000);

  test("goes to a section, opens a figure, filters what is behind it, copies, closes, and is where it was", async () => {
    const { page } = await pages.openFile(fullReport());
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
    const tabTo = async (selector: string): Promise<void> => {
      for (let press = 0; press < 200; press += 1) {
        await page.keyboard.press("Tab");
        if (await page.evaluate((one) => document.activeElement?.matches(one) === true, selector)) return;
      }
      throw new Error(`${selector} is not met`);
    };
    await tabTo('nav a[href="#associations"], nav a[href="#arms"]');
    await page.keyboard.press("Enter");
    expect(await focused()).toBe("Arms");
    await page.locator("#data h2").focus();
    await tabTo("#associations button.figure");
    const figure = await page.evaluateHandle(() => document.activeElement);
    await page.keyboard.press("Enter");
    expect(await page.locator("dialog").count()).toBe(1);
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Close");
    await page.keyboard.press("Enter");
    expect(await page.locator("dialog").count()).toBe(0);
    expect(await figure.evaluate((one) => one === document.activeElement)).toBe(true);
    await tabTo("#associations .copy button");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("#associations .said").textContent()).toMatch(/Copied|Not copied/);
    await page.close();
  }, 120_000);
});
