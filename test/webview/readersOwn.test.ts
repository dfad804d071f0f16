import type { Page } from "@playwright/test";
import { describe, expect, test } from "vitest";
import { deepScanReport } from "../report/deepScanReport.ts";
import { fullReport } from "../report/sampleReport.ts";
import { contrast } from "./colorVision.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

/** The colours of marks and words in the page's charts, and of what they stand on. */
async function chartColors(page: Page): Promise<{ background: string; words: string[]; marks: string[] }> {
  return await page.evaluate(() => {
    const hex = (color: string): string => {
      const [red = 0, green = 0, blue = 0] = (/rgba?\(([^)]*)\)/.exec(color)?.[1] ?? "").split(",").map(Number);
      return `#${[red, green, blue].map((one) => Math.round(one).toString(16).padStart(2, "0")).join("")}`;
    };
    const of = (selector: string, key: "fill" | "stroke"): string[] => [
      ...new Set(
        [...document.querySelectorAll(selector)]
          .map((one) => getComputedStyle(one)[key])
          .filter((color) => color.startsWith("rgb") && !/^rgba.*, 0\)$/.test(color))
          .map(hex),
      ),
    ];
    return {
      background: hex(getComputedStyle(document.body).backgroundColor),
      words: of(".plot text", "fill"),
      marks: of(".plot path[stroke], .plot line", "stroke"),
    };
  });
}

describe.skipIf(chromiumPath === undefined)("a reader's own settings", () => {
  const pages = usePage();

  for (const colorScheme of ["light", "dark"] as const) {
    test(`of colours (${colorScheme}) reach the charts, and what colour alone told is told otherwise`, async () => {
      const { page, faults } = await pages.openFile(fullReport(), { forcedColors: "active", colorScheme });
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      const { background, words, marks } = await chartColors(page);
      expect(words.length).toBeGreaterThan(0);
      expect(marks.length).toBeGreaterThan(0);
      for (const color of words) expect(contrast(color, background), color).toBeGreaterThan(4.5);
      for (const color of marks) expect(contrast(color, background), color).toBeGreaterThan(3);
      const figure = page.locator("#arms button.figure").first();
      expect(await figure.evaluate((one) => getComputedStyle(one).textDecorationLine)).toBe("underline");
      const card = page.locator(".card").first();
      expect(await card.evaluate((one) => getComputedStyle(one).borderTopWidth)).toBe("1px");
      // Arms are told apart by their marks: no two of them are drawn alike.
      const drawn = await page
        .locator("#arms table")
        .first()
        .locator(".mark path")
        .evaluateAll((all) => all.map((one) => one.getAttribute("d")));
      expect(new Set(drawn).size).toBe(4);
      expect(faults).toEqual([]);
      await page.close();
    });
  }

  test("of motion: nothing moves by itself, and the way to a section is a jump", async () => {
    for (const [reducedMotion, behaviour] of [
      ["reduce", "auto"],
      ["no-preference", "smooth"],
    ] as const) {
      const { page } = await pages.openFile(deepScanReport(), { reducedMotion });
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe(behaviour);
      await page.locator("#groups button.figure").first().click();
      const moving = await page.evaluate(() =>
        document.getAnimations().map((one) => (one.effect as KeyframeEffect | null)?.target?.nodeName),
      );
      expect(moving).toEqual([]);
      await page.close();
    }
  });
});
