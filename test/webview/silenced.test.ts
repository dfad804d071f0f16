import { describe, expect, test } from "vitest";
import { withSilenced } from "../../src/policy/silencedFindings.ts";
import { deepScanReport } from "../report/deepScanReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

describe.skipIf(chromiumPath === undefined)("findings that a team has silenced", () => {
  const pages = usePage();

  test("are marked where they stand, with the reason, and stay in place", async () => {
    const silences = [{ word: "nurse", reason: "a fact of the ward" }, { rule: "duplicates" as const }];
    const { page, faults } = await pages.openFile(withSilenced(deepScanReport(), silences));
    const heads = await page.locator("#associations thead th").allTextContents();
    const column = heads.findIndex((head) => head.startsWith("Silenced"));
    expect(column).toBeGreaterThan(0);
    const textOf = (word: string) =>
      page
        .locator(`#associations tr[data-word="${word}"] td, #associations tr[data-word="${word}"] th`)
        .nth(column)
        .textContent();
    await page.locator("#associations").scrollIntoViewIfNeeded();
    expect(await textOf("nurse")).toBe("silenced: a fact of the ward");
    expect(await textOf("caring")).toBe("");
    expect(await page.locator('#data-problems [data-kind="duplicates"] .silenced').textContent()).toBe(
      "In evenhand.json, silenced.",
    );
    expect(await page.locator('#data-problems [data-kind="encoding"] .silenced').count()).toBe(0);
    expect(faults).toEqual([]);
  }, 60_000);

  test("leave no column where there are none", async () => {
    const { page } = await pages.openFile(deepScanReport());
    expect(await page.locator("#associations thead th").allTextContents()).not.toContain("Silenced");
  }, 60_000);
});
