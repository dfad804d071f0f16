import { describe, expect, test } from "vitest";
import { divergedReport } from "../report/divergedReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

describe.skipIf(chromiumPath === undefined)("the page of a run that lost trainings", () => {
  const pages = usePage();

  test("names the arm without figures, and puts each training's figure under its seed", async () => {
    const { page, faults } = await pages.openFile(divergedReport());
    await expect.poll(() => page.locator("#arms tr[data-arm='dp ε3']").count()).toBeGreaterThan(0);
    const rows = page.locator("#arms tr[data-arm='dp ε3']:has([title='not measured'])");
    expect(await rows.count()).toBeGreaterThan(0);
    expect(new Set(await rows.first().locator("td").allTextContents())).toEqual(new Set(["–"]));
    expect(await page.locator("#headline tr", { hasText: "dp ε3" }).count()).toBe(0);
    await page.locator("#arms summary", { hasText: "trainings of each arm" }).click();
    const table = page.locator("#arms table", { hasText: "Each training's own figures" });
    expect((await table.locator("thead th").allTextContents()).slice(3)).toEqual(["Seed 1", "Seed 2", "Seed 3"]);
    expect((await table.locator("tr[data-arm='dp ε8']").first().locator("td").allTextContents()).at(-1)).toBe("–");
    expect(faults).toEqual([]);
    await page.close();
  });
});
