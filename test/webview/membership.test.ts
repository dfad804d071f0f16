import { describe, expect, test } from "vitest";
import { membershipReport } from "../report/membershipReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

describe.skipIf(chromiumPath === undefined)("the section on membership", () => {
  const pages = usePage();

  test("has attacks arm against arm, tuning with its control, and canaries", async () => {
    const { page, faults } = await pages.openFile(membershipReport());
    await expect.poll(() => page.locator("#membership svg.plot").count()).toBe(3);
    expect(await page.locator("#membership h3").allTextContents()).toEqual([
      "Attacks, arm against arm",
      "Who is exposed most?",
      "Tuning against membership inference",
      "Canaries",
    ]);
    const text = await page.locator("#membership").textContent();
    expect(text).toContain("Empirical, not a guarantee");
    expect(text).toContain("plain+past-control: lambda 0.1 at shuffled places, as a control");
    const canaries = await page.locator("#membership svg.plot").nth(2).getAttribute("aria-label");
    expect(canaries).toMatch(/^Mean exposure: plain \d.*; never seen 1\.44\.$/);
    expect(faults).toEqual([]);
    await page.close();
  });
});
