import { describe, expect, test } from "vitest";
import { convergenceReport } from "../report/convergenceReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

describe.skipIf(chromiumPath === undefined)("how far the loss of each group fell", () => {
  const pages = usePage();

  test("is a table in the section on training, with interval, difference and test", async () => {
    const { page, faults } = await pages.openFile(convergenceReport());
    await expect
      .poll(() => page.locator("#training h3").allTextContents())
      .toContain("How far the loss of each group fell");
    const table = page.locator("#training table", { hasText: "Loss fell by" });
    const row = table.locator('tr[data-arm="dp"][data-group="gender.male"]');
    const cells = await row.locator("td, th").allTextContents();
    expect(cells.slice(0, 2)).toEqual(["dp", "male"]);
    expect(cells[3]).toMatch(/^0\.\d{3} to 0\.\d{3}$/u);
    expect(cells[4]).toBe("plain");
    expect(cells[5]).toMatch(/^−0\.[78]\d\d$/u);
    expect(cells.slice(7)).toEqual(["< 0.001", "< 0.001", "16"]);
    expect(faults).toEqual([]);
  });
});
