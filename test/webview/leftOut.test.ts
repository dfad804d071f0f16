import { describe, expect, test } from "vitest";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { fullReport } from "../report/sampleReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

describe.skipIf(chromiumPath === undefined)("groups of few units on the page", () => {
  const pages = usePage();

  test("are greyed with n and units, said to be in no gap, and a missing interval is explained", async () => {
    const report = fullReport();
    const [arm] = report.arms ?? [];
    if (arm === undefined) throw new RangeError("no arm");
    const interval = { low: 0.01, high: 0.2, level: 0.95, method: "bootstrap" };
    const shared = { axis: "religion", unit: "score", value: 0.1, ideal: 0, n: 94 } as const;
    const metrics: NonNullable<BiasReport["arms"]>[number]["metrics"] = [
      {
        ...shared,
        metric: "sentiment-gap",
        interval,
        groups: [
          { group: "atheism", value: 0.19, n: 28, units: 1, isLeftOut: true },
          { group: "islam", value: 0.05, n: 47, interval },
          { group: "judaism", value: 0.15, n: 47, interval },
        ],
      },
      {
        ...shared,
        metric: "toxicity-gap",
        groups: [
          { group: "atheism", value: 0.19, n: 28, units: 1 },
          { group: "islam", value: 0.05, n: 8, interval },
        ],
      },
    ];
    const { page, faults } = await pages.openFile({ ...report, arms: [{ ...arm, metrics }], comparisons: [] });
    await expect
      .poll(() => page.locator("#arms").textContent())
      .toContain("Sentiment gap, generations leaves out groups of fewer than 10 units: atheism (n 28, 1 unit).");
    const gap = page.locator('#arms td[data-metric="toxicity-gap"]').first();
    expect(await gap.textContent()).toContain("no interval: atheism is a single unit, n 28");
    await page.locator("#arms summary", { hasText: "Each group's own values" }).click();
    const few = page.locator('#arms td[data-group="atheism"] .few').first();
    expect(await few.textContent()).toContain("n 28, 1 unit, few");
    expect(faults).toEqual([]);
  });
});
