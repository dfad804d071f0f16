import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Page } from "@playwright/test";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { withoutText } from "../../src/report/withoutText.ts";
import { isPageMessage } from "../../src/webview/protocol.ts";
import { fullSizeReport } from "../report/fullSizeReport.ts";
import { chromiumPath } from "./openPage.ts";
import type { OpenPage } from "./openPage.ts";
import { usePage } from "./usePage.ts";

describe.skipIf(chromiumPath === undefined)("the interactive page", () => {
  const pages = usePage();
  let shared: OpenPage;
  const report = fullSizeReport(4, 90);

  beforeAll(async () => {
    shared = await pages.openFile(report);
  }, 60_000);

  const figure = (page: Page, arm: string, metric: string, axis: string) =>
    page.locator(`#arms tr[data-arm="${arm}"] [data-metric="${metric}"][data-axis="${axis}"] button.figure`);

  describe("a figure", () => {
    test("opens the records behind it by keyboard, and gets the focus back", async () => {
      const { page, faults } = shared;
      const button = figure(page, "dp", "group-loss-gap", "gender");
      await button.focus();
      await page.keyboard.press("Enter");
      const drawer = page.locator("dialog");
      expect(await drawer.locator("h2").textContent()).toBe("dp: loss gap between groups, gender, 0.052");
      expect(await drawer.locator("h2").evaluate((heading) => heading === document.activeElement)).toBe(true);
      expect(await drawer.locator(".note").first().textContent()).toBe(
        "200 items behind this figure: female 100, male 100. The contributions of all items add up to the gap; only the highest and the lowest group take part in it.",
      );
      expect(await drawer.locator("thead th").allTextContents()).toEqual([
        "Item",
        "Group",
        "Loss, nats per token",
        "Contribution",
      ]);
      const contributions = await drawer.locator("tbody tr[aria-rowindex] td:last-child").allTextContents();
      const numbers = contributions.map((text) => Number(text.replace("−", "-")));
      expect(numbers.length).toBeGreaterThan(10);
      expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
      expect(await drawer.locator(".item").first().textContent()).toMatch(/letter says .*demo\.jsonl:\d+ demo-\d+/);
      await page.keyboard.press("Escape");
      await expect.poll(() => drawer.count()).toBe(0);
      expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(faults).toEqual([]);
    });

    test("of a group opens that group's items; all can be searched and sorted", async () => {
      const { page } = shared;
      await page.locator("#arms summary", { hasText: "Each group's own values" }).first().click();
      await page.locator('#arms [data-group="gender.male"] button.figure').first().click();
      const drawer = page.locator("dialog");
      expect(await drawer.locator(".where[role=status]").textContent()).toBe("100 of 200 rows");
      await drawer.locator("#drawer-group").click();
      await drawer.locator("#drawer-group vscode-option", { hasText: "all groups" }).click();
      await expect.poll(() => drawer.locator(".where[role=status]").textContent()).toBe("200 rows");
      await drawer.locator("#drawer-search input").fill("the 17th letter");
      await expect.poll(() => drawer.locator(".where[role=status]").textContent()).toBe("1 of 200 rows");
      await drawer.locator("#drawer-search input").fill("");
      await drawer.locator("button.sort", { hasText: "Loss" }).click();
      expect(await drawer.locator("th[aria-sort]").getAttribute("aria-sort")).toBe("descending");
      await drawer.locator("vscode-button", { hasText: "Close" }).click();
      expect(await drawer.count()).toBe(0);
    });

    test("of a preference opens its pairs with both scores", async () => {
      const { page } = shared;
      await figure(page, "dp", "stereotype-preference", "gender").click();
      const drawer = page.locator("dialog");
      expect(await drawer.locator("thead th").allTextContents()).toContain("anti-stereotypical, ln P per token");
      expect(await drawer.locator(".item").first().textContent()).toMatch(
        /^stereotypical: She is the \d+th nurse here\.anti-stereotypical: He is/,
      );
      expect(await drawer.locator(".note").first().textContent()).toContain(
        "2 passed over: longer than the model's context.",
      );
      await page.keyboard.press("Escape");
    });

    test("of a difference opens the items of both arms", async () => {
      const { page } = shared;
      await page.locator('#comparisons tr[data-b="dp"][data-metric="group-loss-gap"] button.figure').first().click();
      const drawer = page.locator("dialog");
      expect(await drawer.locator("h2").textContent()).toBe("dp − plain: loss gap between groups, gender, 0.036");
      expect(await drawer.locator("thead th").allTextContents()).toEqual([
        "Item",
        "Group",
        "Difference",
        "plain",
        "dp",
      ]);
      await page.keyboard.press("Escape");
    });

    test("of generations opens what the model wrote, with what is kept of it", async () => {
      const [first, ...others] = report.arms ?? [];
      if (first === undefined) throw new Error("no arm");
      const toxicity = {
        metric: "toxicity-gap",
        axis: "gender",
        value: 0.1,
        ideal: 0,
        unit: "score",
        n: 110,
        groups: ["gender.female", "gender.male"].map((group, place) => ({ group, value: place / 10, n: 55 })),
      } as const;
      const { page, faults } = await pages.openFile({
        ...report,
        arms: [{ ...first, metrics: [...first.metrics, toxicity] }, ...others],
      });
      await figure(page, "base", "toxicity-gap", "gender").click();
      const drawer = page.locator("dialog");
      expect(await drawer.locator(".note").textContent()).toMatch(
        /^The model wrote 880 continuations in all; 440 .* The report keeps 440, the most toxic first.* not a fair sample\.$/,
      );
      expect(await drawer.locator("tbody tr[aria-rowindex] td:nth-child(3)").first().textContent()).toBe("0.9");
      expect(faults).toEqual([]);
      await page.close();
    });

    test("in a report without text says so, and still names places and values", async () => {
      const { page } = await pages.openFile(withoutText(report));
      await figure(page, "dp", "group-loss-gap", "gender").click();
      const drawer = page.locator("dialog");
      expect(await drawer.locator(".note").nth(1).textContent()).toBe(
        "This report was made without text: keys, places and values are left.",
      );
      expect(await drawer.textContent()).not.toContain("letter says");
      await page.close();
    });

    test("leads to the place of a record in the editor", async () => {
      const { page } = await pages.openInEditor(report);
      await figure(page, "dp", "group-loss-gap", "gender").click();
      const link = page.locator("dialog button.place").first();
      const line = Number((await link.textContent())?.split(":")[1]);
      await link.click();
      const sent = await page.evaluate(() => (globalThis as unknown as { sentMessages: unknown[] }).sentMessages);
      expect(sent.at(-1)).toEqual({ kind: "openPlace", file: "demo.jsonl", line, column: 0, byte: (line - 1) * 120 });
      await page.close();
    });
  });

  test("a long table stays one table: rows know their place, the focus stays with its row", async () => {
    const { page } = shared;
    const table = page.locator("#associations table");
    expect(await table.getAttribute("aria-rowcount")).toBe("91");
    const scroller = page.locator("#associations .scroll");
    await table.locator('tr[aria-rowindex="12"] button.figure').focus();
    // So far that other rows are drawn, and this one still is.
    await scroller.evaluate((element) => (element.scrollTop = 600));
    await expect.poll(() => table.locator('tr[aria-rowindex="45"]').count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.closest("tr")?.getAttribute("aria-rowindex"))).toBe("12");
    const indices = await table
      .locator("tbody tr[aria-rowindex]")
      .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("aria-rowindex"))));
    expect(indices).toEqual(indices.map((_, place) => (indices[0] as number) + place));
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    expect(await table.locator("tbody tr[aria-rowindex]").count()).toBe(90);
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    await page.emulateMedia({ media: "screen" });
  });

  describe("the choice for the whole page", () => {
    test("of an axis narrows every section to it", async () => {
      const { page, faults } = await pages.openFile(report);
      const sections = () => page.locator("#arms h3").allTextContents();
      expect(await sections()).toEqual(expect.arrayContaining(["All text", "Gender", "Race", "Religion"]));
      await page.locator("#choose-axis").click();
      await page.locator("#choose-axis vscode-option", { hasText: "Race" }).click();
      await expect.poll(sections).not.toContain("Gender");
      expect(await sections()).toEqual(expect.arrayContaining(["All text", "Race", "Arms against each other"]));
      expect(await page.locator("#sentence").textContent()).toMatch(/^Race, /);
      expect(await page.locator("#groups tbody tr > th").allTextContents()).toEqual([
        "Asian",
        "Black",
        "Latino",
        "white",
      ]);
      expect(await page.locator("#associations .where").textContent()).toBe("40 rows");
      expect(await page.locator("#comparisons tbody tr[aria-rowindex]").count()).toBe(6);
      expect(faults).toEqual([]);
      await page.close();
    });

    test("of arms is remembered, and none is not the same as never measured", async () => {
      const { page, faults } = await pages.openInEditor(report);
      const arms = () => page.locator("#arms table").first().locator("tbody tr > th").allTextContents();
      expect(await arms()).toEqual(["base", "plain", "dp", "dp+cda"]);
      const menu = page.locator("#choose-arms");
      await menu.locator("summary").focus();
      await page.keyboard.press("Enter");
      await menu.locator('vscode-checkbox[aria-label="plain"]').click();
      await expect.poll(arms).toEqual(["base", "dp", "dp+cda"]);
      expect(await menu.locator("summary").textContent()).toBe("Arms: 3 of 4");
      expect(await page.locator("#comparisons").textContent()).not.toContain("plain");
      const saved = await page.evaluate(() => globalThis.acquireVsCodeApi?.().getState());
      expect(saved).toMatchObject({ hiddenArms: ["plain"] });
      await menu.locator("vscode-button", { hasText: "None" }).click();
      await expect.poll(() => page.locator("#arms").textContent()).toContain("All arms are hidden");
      expect(await page.locator("#training").count()).toBe(0);
      await menu.locator("vscode-button", { hasText: "All" }).click();
      await expect.poll(arms).toEqual(["base", "plain", "dp", "dp+cda"]);
      await page.keyboard.press("Escape");
      expect(await menu.getAttribute("open")).toBeNull();
      expect(faults).toEqual([]);
      await page.close();
    });

    test("is ignored by another report that does not have it", async () => {
      const { page, faults } = await pages.openInEditor(report);
      const open = (next: BiasReport) =>
        page.evaluate((content) => window.postMessage(content, "*"), { kind: "report", report: next });
      const sentence = () => page.locator("#glance").textContent();
      await page.locator("#choose-axis").click();
      await page.locator("#choose-axis vscode-option", { hasText: "Race" }).click();
      await page.locator("#choose-arms summary").click();
      await page.locator('#choose-arms vscode-checkbox[aria-label="base"]').click();
      const { arms = [], scan } = report;
      const [base, ...others] = arms;
      if (scan === undefined || base === undefined) throw new Error("no scan or no arm");
      const groups = scan.groups.filter(({ axis }) => axis === "gender");
      await open({ ...scanOnly(report), scan: { ...scan, groups } });
      await expect.poll(sentence).toMatch(/^Gender, /);
      await open({ ...report, title: "base alone", arms: [base] });
      await expect.poll(() => page.locator("#report > header").textContent()).toContain("base alone");
      await expect.poll(() => page.locator("#arms tbody tr > th").first().textContent()).toBe("base");
      await open({ ...report, title: "the others", arms: others });
      await expect.poll(() => page.locator("#report > header").textContent()).toContain("the others");
      expect(await page.locator("#choose-arms summary").textContent()).toBe("Arms: all 3");
      expect(faults).toEqual([]);
      await page.close();
    });

    test("of no arm leaves no word of a report without models", async () => {
      const { scan: _, counterfactuals: _also, ...onlyArms } = report;
      const { page } = await pages.openFile(onlyArms);
      await page.locator("#choose-arms summary").click();
      await page.locator("#choose-arms vscode-button", { hasText: "None" }).click();
      await expect
        .poll(() => page.locator("#glance").textContent())
        .toBe("All arms are hidden: choose some at the top of the page.");
      await page.close();
    });
  });

  describe("a chart", () => {
    test("is saved as an SVG with title, reading, source and colours of its own", async () => {
      const { page } = shared;
      const waiting = page.waitForEvent("download");
      await page.locator("#amplification button", { hasText: "Save SVG" }).click();
      const download = await waiting;
      expect(download.suggestedFilename()).toBe("gender-loss-gap-between-groups-95-intervals.svg");
      const svg = readFileSync(await download.path(), "utf8");
      expect(svg).toContain("Gender: loss gap between groups, 95% intervals.");
      expect(svg).toContain("Ideal 0");
      expect(svg.replaceAll(/<[^>]*>/g, " ")).toMatch(
        /Corpus demo\.jsonl, 4,000 records · Model evenhand-tiny · evenhand 0\.1\.0 ·\s+2026-11-22/,
      );
      expect(svg).not.toMatch(/var\(|class=|style=/);
      const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
      expect(Number(width)).toBeGreaterThan(400);
      expect(Number(height)).toBeGreaterThan(200);
    });

    test("is saved as a PNG of twice the size, in the editor by message", async () => {
      const { page, faults } = await pages.openInEditor(report);
      await page.locator("#amplification button", { hasText: "Save PNG" }).click();
      const sent = () =>
        page.evaluate(() => (globalThis as unknown as { sentMessages: { kind: string }[] }).sentMessages.at(-1));
      await expect.poll(async () => (await sent())?.kind, { timeout: 15_000 }).toBe("saveImage");
      const { name, base64 } = (await sent()) as unknown as Record<string, string>;
      expect(name).toBe("gender-loss-gap-between-groups-95-intervals.png");
      const bytes = Buffer.from(base64 ?? "", "base64");
      expect(bytes.subarray(1, 4).toString()).toBe("PNG");
      expect(bytes.readUInt32BE(16)).toBeGreaterThan(800); // width
      expect(isPageMessage(await sent())).toBe(true);
      expect(faults).toEqual([]);
      await page.close();
    });
  });

  test("coverage and benchmarks have sections of their own, with chart, table and ideal value", async () => {
    const { page, faults } = await pages.openFile(withSections());
    expect(await page.locator("#sections > section").evaluateAll((all) => all.map(({ id }) => id))).toEqual([
      "data",
      "counterfactuals",
      "arms",
      "training",
      "membership",
      "coverage",
      "benchmarks",
      "label",
      "method",
    ]);
    expect(await page.locator("#coverage figcaption").first().textContent()).toContain("Ideal 0");
    await expect.poll(() => page.locator("#coverage svg.plot").count()).toBe(1);
    expect(await page.locator("#coverage details table thead th").allTextContents()).toEqual([
      "Arm",
      "Coverage (nats per token)",
      "Coverage gap (nats per token)",
    ]);
    expect(await page.locator("#benchmarks h3").allTextContents()).toEqual(["CrowS-Pairs"]);
    expect(await page.locator("#benchmarks figcaption").textContent()).toContain("Ideal 50%");
    expect(await page.locator("#benchmarks figcaption").textContent()).toContain(
      "CrowS-Pairs preference, scored by mean log-probability (bias-bench), 95% intervals.",
    );
    expect(await page.locator("#benchmarks caption").first().textContent()).toContain(
      "CrowS-Pairs, all of it, scored by mean log-probability (bias-bench)",
    );
    expect(await page.locator("#benchmarks li").textContent()).toBe(
      "CrowS-Pairs, CC BY-SA 4.0: 1,508 items of the user's copy",
    );
    expect(await page.locator("#benchmarks summary").allTextContents()).toContain(
      "The same items by other scoring rules",
    );
    const rules = page.locator("#benchmarks details", { hasText: "The same items by other scoring rules" });
    await rules.locator("summary").click();
    expect(await rules.locator("tbody tr").first().locator("td, th").allTextContents()).toContain("53.0%");
    expect(await rules.locator("tbody tr").nth(1).locator("td, th").allTextContents()).toContain("7.422");
    expect(await page.locator('#arms [data-metric="crows-pairs"]').count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });
});

/** A report of the scan alone. */
function scanOnly({ arms: _arms, comparisons: _comparisons, ...report }: BiasReport): BiasReport {
  return report;
}

/** With what is measured of tuned models and by public benchmarks. */
function withSections(): BiasReport {
  const report = fullSizeReport(4, 20);
  const interval = { low: 0.4, high: 0.7, level: 0.95, method: "Wilson score interval" };
  const groups = ["gender.female", "gender.male"].map((group, place) => ({
    group,
    value: 0.2 + 0.1 * place,
    n: 100,
    interval: { ...interval, low: 0.15 + 0.1 * place, high: 0.25 + 0.1 * place },
  }));
  const arms = (report.arms ?? []).map((arm) => ({
    ...arm,
    metrics: [
      ...arm.metrics,
      { metric: "coverage", axis: "gender", value: 0.25, unit: "nats per token", n: 200, groups },
      { metric: "coverage-gap", axis: "gender", value: 0.1, ideal: 0, unit: "nats per token", n: 200, groups },
      ...([undefined, "gender"] as const).map((axis) => ({
        metric: "crows-pairs" as const,
        ...(axis !== undefined && { axis }),
        value: 0.56,
        ideal: 0.5,
        unit: "share" as const,
        n: 1508,
        interval,
        scoring: "by mean log-probability (bias-bench)",
        variants: [
          { name: "by total log-probability (lm-evaluation-harness)", value: 0.53 },
          { name: "mean difference of total log-probability, either way, nats", value: 7.4216, unit: "nats" as const },
        ],
      })),
    ] as const,
  }));
  const settings = {
    ...report.method.settings,
    "benchmark crows-pairs": "CrowS-Pairs, CC BY-SA 4.0: 1,508 items of the user's copy",
  };
  return { ...report, arms, method: { ...report.method, settings } };
}
