import type { Page } from "@playwright/test";
import { describe, expect, test } from "vitest";
import { clippingReport } from "../report/clippingReport.ts";
import { deepScanReport } from "../report/deepScanReport.ts";
import { membershipReport } from "../report/membershipReport.ts";
import { fullReport } from "../report/sampleReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

/** Title, note and rows of what a click on a figure opened; closes it. */
async function drawer(page: Page): Promise<{ title: string; note: string; text: string; rows: number }> {
  const dialog = page.locator("dialog");
  const shown = {
    title: (await dialog.locator("h2").textContent()) ?? "",
    note: (await dialog.locator(".note").allTextContents()).join(" "),
    text: (await dialog.textContent()) ?? "",
    rows: await dialog.locator("tbody tr[aria-rowindex], .contexts li").count(),
  };
  await page.keyboard.press("Escape");
  await expect.poll(() => dialog.count()).toBe(0); // it goes when the browser says that it is closed, a task later
  return shown;
}

describe.skipIf(chromiumPath === undefined)("figures that lead to what is behind them", () => {
  const pages = usePage();

  test("what clipping left of a group, and how two groups differ, to the public sentences", async () => {
    const { page, faults } = await pages.openFile(clippingReport());
    const groups = page.locator("#clipping .table", { hasText: "What clipping did to the gradients" });
    await groups.locator('tr[data-arm="dp soft"] button.figure').first().click();
    const one = await drawer(page);
    expect(one.title).toMatch(/^dp soft: share clipped, public sentences about (female|women)/);
    expect(one.note).toContain("16 items behind this figure");
    expect(one.rows).toBe(16);
    const disparity = page.locator("#clipping .table", { hasText: "Largest minus smallest value of the groups" });
    await disparity.locator("button.figure").first().click();
    expect((await drawer(page)).rows).toBe(32);
    expect(await page.locator("#clipping").textContent()).toContain("none has a share of its own");
    expect(faults).toEqual([]);
    await page.close();
  });

  test("tests and gaps between clip modes to the losses of both arms", async () => {
    const { page } = await pages.openFile(clippingReport());
    const tests = page.locator("#clipping .table", { hasText: "Losses of the same texts, mode against mode" });
    await tests.locator("button.figure").first().click();
    const records = await drawer(page);
    expect(records.title).toMatch(/^dp soft − dp hard: loss of held-out records, [+−]\d\.\d+ nats per token$/);
    expect(records.note).toContain("60 items");
    const changes = page.locator("#clipping .table", { hasText: "Gaps between groups, mode against mode" });
    await changes.locator("button.figure").first().click();
    expect((await drawer(page)).title).toContain("dp soft − dp hard: coverage gap");
    await page.close();
  });

  test("a group's convergence to its sentences", async () => {
    const report = fullReport();
    const look = (step: number, loss: number) => ({
      step,
      groups: [
        { group: "gender.female", n: 2, loss, norm: 2, clippedNorm: 1, shareClipped: 0.5, alignment: 0.2 },
        { group: "gender.male", n: 2, loss, norm: 2, clippedNorm: 1, shareClipped: 0.5, alignment: 0.2 },
      ],
    });
    const sentence = (key: string, group: string) => ({
      key,
      group,
      firstLoss: 4,
      lastLoss: 3,
      norm: 2,
      clippedNorm: 1,
      shareClipped: 0.5,
    });
    const arms = (report.arms ?? []).map((arm) =>
      arm.arm !== "dp" || arm.training === undefined
        ? arm
        : {
            ...arm,
            training: {
              ...arm.training,
              dynamics: [look(1, 4), look(20, 3)],
              probeSentences: ["a", "b"].flatMap((key) => [
                sentence(key, "gender.female"),
                sentence(key, "gender.male"),
              ]),
            },
          },
    );
    const { page, faults } = await pages.openFile({ ...report, arms });
    const row = page.locator('#training .part > .table tr[data-arm="dp"][data-group="gender.male"]');
    expect(await row.locator("button.figure").count()).toBe(5);
    await row.locator("button.figure").first().click();
    const shown = await drawer(page);
    expect(shown.title).toMatch(/^dp: loss after the first look, public sentences about male/);
    expect(shown.note).toContain("The contributions of all items add up to the figure.");
    expect(faults).toEqual([]);
    await page.close();
  });

  test("counts of words beside groups to their places, a group's mentions to its terms", async () => {
    const report = deepScanReport();
    const { scan } = report;
    if (scan === undefined) throw new Error("no scan");
    const associations = scan.associations.filter(({ word }) => word !== "war");
    const { page, faults } = await pages.openFile({ ...report, scan: { ...scan, associations } });
    const war = page.locator('#contrast tr[data-word="war"] button.figure');
    await page.locator("#contrast details summary").click();
    await war.last().click();
    const word = await drawer(page);
    expect(word.title).toMatch(/^“war” with male/);
    expect(word.text).toContain("He came back from the war and said nothing.");
    await page.locator('#groups tr[data-group="gender.male"] button.figure').click();
    const group = await drawer(page);
    expect(group.title).toMatch(/mentions$/);
    expect(group.text).toContain("Terms that name the group");
    expect(group.text).toContain("demo.jsonl:31");
    expect(await page.locator("#lists").textContent()).toContain("these figures lead nowhere");
    expect(faults).toEqual([]);
    await page.close();
  });

  test("slurs stay masked in what is behind a word", async () => {
    const { page } = await pages.openFile(deepScanReport());
    await page.locator("#groups button.figure").first().click();
    expect((await drawer(page)).text).not.toContain("grobbler");
    await page.close();
  });

  test("of attacks they lead to no record, which is said; canaries lead to the exposure of each", async () => {
    const { page } = await pages.openFile(membershipReport());
    expect(await page.locator("#membership").textContent()).toContain("These figures lead to no records");
    const canaries = page.locator("#membership figure", { hasText: "Mean exposure of the canaries" });
    await canaries.locator("summary").click();
    await canaries.locator("button.figure").first().click();
    const shown = await drawer(page);
    expect(shown.title).toMatch(/exposure of each canary$/);
    expect(shown.rows).toBeGreaterThan(1);
    await page.close();
  });

  test("a scorer's false positives lead to the neutral sentences with their scores", async () => {
    const report = fullReport();
    const items = ["gender.female", "gender.male"].flatMap((group) =>
      [0.1, 0.7].map((score) => ({
        key: `sentence ${score}/${group}`,
        group,
        value: score > 0.5 ? 1 : 0,
        scores: [score],
      })),
    );
    const result = {
      metric: "toxicity-false-positives",
      axis: "gender",
      value: 0.5,
      ideal: 0,
      unit: "share",
      n: 4,
      groups: [
        { group: "gender.female", value: 0.5, n: 2 },
        { group: "gender.male", value: 0.5, n: 2 },
      ],
      items,
      scoreNames: ["toxicity"],
    } as const;
    const arms = (report.arms ?? []).map((arm) => ({ ...arm, metrics: [...arm.metrics, result] }));
    const { page } = await pages.openFile({ ...report, arms });
    await page.locator('#arms tr[data-arm="dp"] [data-metric="toxicity-false-positives"] button.figure').click();
    const shown = await drawer(page);
    expect(shown.rows).toBe(4);
    expect(shown.text).toContain("Called toxic");
    await page.close();
  });
});
