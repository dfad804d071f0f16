import { beforeAll, describe, expect, test } from "vitest";
import type { Page } from "@playwright/test";
import type { MetricResult } from "../../src/evaluation/metricResult.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { withoutText } from "../../src/report/withoutText.ts";
import { deepScanReport } from "../report/deepScanReport.ts";
import { experimentReport } from "../report/experimentReport.ts";
import { fullReport, largeReport, scanReport } from "../report/sampleReport.ts";
import { chromiumPath } from "./openPage.ts";
import type { OpenPage } from "./openPage.ts";
import { usePage } from "./usePage.ts";

if (chromiumPath === undefined) console.warn("The page's tests are skipped: no /usr/bin/chromium and no $CHROMIUM.");

describe.skipIf(chromiumPath === undefined)("the report page", () => {
  const pages = usePage();
  /** The full report as a saved file, for tests that only look. */
  let full: OpenPage;

  beforeAll(async () => {
    full = await pages.openFile(fullReport());
  }, 60_000);

  async function choose(page: Page, dropdown: string, label: string | RegExp): Promise<void> {
    await page.locator(dropdown).click();
    await page.locator(`${dropdown} vscode-option`, { hasText: label }).click();
  }

  test("answers on its first screen, in a saved file, without a fault", async () => {
    const { page, faults } = full;
    await expect.poll(() => page.locator("#amplification svg.plot").count()).toBe(1);
    expect(await page.locator("h1").textContent()).toBe("Letters and notices: four arms");
    expect(await page.locator("#identity").textContent()).toMatch(
      /demo\.jsonl.*4,000.*3f1c9a77e0b5….*ε 8; δ 2\.8e-5.*RDP/,
    );
    expect(await page.locator("#warnings li").count()).toBe(2);
    expect(await page.locator("#how-sure").textContent()).toMatch(
      /1 \(seed 7\).*female 220, male 213.*\+0\.036, p = 0\.003/,
    );
    expect(await page.locator("#sentence").textContent()).toBe(
      "Gender, loss gap between groups: dp is 0.036 nats per token higher than plain (95% interval 0.024 to 0.048); " +
        "dp+cda is 0.025 nats per token lower than dp (95% interval 0.010 to 0.040).",
    );
    const bottom = await page.locator("#sentence").evaluate((sentence) => sentence.getBoundingClientRect().bottom);
    expect(bottom).toBeLessThan(860);
    expect(faults).toEqual([]);
  });

  test("leaves the loss on the probe set out where none was recorded", async () => {
    const report = fullReport();
    const arms = (report.arms ?? []).map(({ training, ...arm }) => {
      if (training === undefined) return arm;
      const { probeLoss: _probeLoss, ...rest } = training;
      return { ...arm, training: rest };
    });
    const { page } = await pages.openFile({ ...report, arms });
    await expect
      .poll(() => page.locator("#training h3").allTextContents())
      .toEqual(["Privacy spent", "Convergence by group", "Runs", "Privacy"]);
    expect(await full.page.locator("#training h3").allTextContents()).toContain("Loss on the probe set");
    await page.close();
  });

  test("shows every figure in a table beside its chart, and every chart in words", async () => {
    const { page } = full;
    const cell = page.locator('#amplification [data-arm="dp"] [data-metric="group-loss-gap"]');
    expect(await cell.textContent()).toBe("0.0520.046 to 0.058n 433");
    await expect.poll(() => page.locator("svg.plot").count()).toBe(11);
    const words = await page
      .locator("svg.plot")
      .evaluateAll((charts) => charts.map((chart) => [chart.getAttribute("role"), chart.getAttribute("aria-label")]));
    for (const [role, label] of words) {
      expect(role).toBe("img");
      expect(label?.length).toBeGreaterThan(40);
    }
    expect(words[0]?.[1]).toContain("dp 0.052, interval 0.046 to 0.058");
    expect(await page.locator("figure").count()).toBe(await page.locator("figure details table").count());
    expect(
      await page
        .locator("svg.plot style, svg.plot [style]")
        .evaluateAll((found) => found.filter((node) => node.nodeName === "style").length),
    ).toBe(0);
  });

  test("has all arms, metrics and axes in the arms section", async () => {
    const { page } = full;
    const text = (axis: string, arm: string, metric: string) =>
      page.locator(`#arms tr[data-arm="${arm}"] [data-axis="${axis}"][data-metric="${metric}"] .value`).textContent();
    expect(await text("gender", "dp", "group-loss-gap")).toBe("0.052");
    expect(await text("race", "plain", "stereotype-preference")).toBe("52.1%");
    expect(await page.locator('#arms tr[data-arm="base"] [data-metric="perplexity"] .value').textContent()).toBe(
      "84.2",
    );
    expect(await page.locator("#comparisons tbody tr[aria-rowindex]").count()).toBe(18);
    expect(await page.locator("#comparisons").textContent()).toContain("no difference that this data could show");
  });

  test("of several epsilons draws one line a kind, and tells each arm's difference and ratio", async () => {
    const { page, faults } = await pages.openFile(experimentReport());
    const chart = page.locator("#privacy-against-bias svg.plot");
    // Two lines of three epsilons each, named where they end; base and plain are points of their own.
    await expect.poll(() => chart.locator("g[data-mark=line] path").count()).toBe(2);
    expect((await chart.locator("g[data-mark=text] text").allTextContents()).sort()).toEqual([
      "base",
      "dp",
      "dp+cda",
      "plain",
    ]);
    const rows = page.locator("#headline tbody tr");
    expect(await rows.count()).toBe(8);
    expect(await rows.nth(1).locator("td").allTextContents()).toEqual([
      "∞, no privacy",
      expect.stringMatching(/^0\.\d{3}0\.\d{3} to 0\.\d{3}n 433$/),
      "–",
      "–",
      "–",
      "–",
      "–",
    ]);
    expect(await rows.nth(2).locator("td").allTextContents()).toEqual([
      "3",
      "0.0520.046 to 0.058n 433",
      "+0.036",
      "0.012 to 0.060",
      "0.004",
      "0.024",
      "3.20 (1.40 to 6.10)",
    ]);
    expect(await page.locator("#how-sure").textContent()).toContain("2 (seeds 1, 2)");
    await choose(page, "#choose-axis", "Race");
    await expect.poll(() => rows.nth(2).locator("td").last().textContent()).toBe("–");
    expect(faults).toEqual([]);
    await page.close();
  });

  test("answers for eight arms on one screen, in a sentence and its figures", async () => {
    const made = experimentReport();
    const comparisons = (made.comparisons ?? []).map((one) => ({
      ...one,
      interval: { low: -0.154, high: 0.16, level: 0.95, method: "bootstrap" },
    }));
    const warnings = Array.from({ length: 9 }, (_, index) => `${index} `.padEnd(180, "What a reader is told first. "));
    const { page } = await pages.openFile(
      { ...made, comparisons, warnings },
      { viewport: { width: 1280, height: 800 } },
    );
    expect(await page.locator("#sentence").textContent()).toBe(
      "Gender, loss gap between groups: between plain and dp at ε3, ε8 and ε20 no difference that this data could show " +
        "(95% intervals within −0.154 to 0.160 nats per token).",
    );
    const bottom = async (selector: string): Promise<number> =>
      await page.locator(selector).evaluate((shown) => shown.getBoundingClientRect().bottom + scrollY);
    expect(await page.locator("#headline tbody tr").count()).toBe(8);
    expect(await bottom("#sentence")).toBeLessThan(800);
    expect(await bottom("#headline table")).toBeLessThan(800);
    await page.close();
  });

  test("names lines that end beside each other where no name covers another or the axis", async () => {
    const report = experimentReport();
    const level = (metric: MetricResult): MetricResult => ({
      ...metric,
      value: 0.05,
      interval: { low: 0, high: 0.1, level: 0.95, method: "bootstrap" },
    });
    const arms = (report.arms ?? []).map((arm) => ({ ...arm, metrics: arm.metrics.map(level) }));
    const { page } = await pages.openFile({ ...report, arms });
    const chart = page.locator("#privacy-against-bias svg.plot");
    await expect.poll(() => chart.locator("g[data-mark=text] text").count()).toBe(4);
    const texts = chart.locator("text");
    const boxes = await texts.evaluateAll((all) => all.map((text) => text.getBoundingClientRect().toJSON() as DOMRect));
    const covered = boxes.filter((a, index) =>
      boxes.slice(index + 1).some((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
    );
    expect(covered).toEqual([]);
    await page.close();
  });

  test("follows the choice of axis and measure", async () => {
    const { page, faults } = await pages.openFile(fullReport());
    await choose(page, "#choose-axis", "Race");
    await choose(page, "#choose-metric", "Stereotype preference");
    await expect
      .poll(() => page.locator("#sentence").textContent())
      .toMatch(/^Race, stereotype preference: between plain and dp no difference that this data could show/);
    expect(await page.locator('#amplification [data-arm="dp"] .value').textContent()).toBe("56.9%");
    expect(faults).toEqual([]);
    await page.close();
  });

  test("of a scan alone answers with associations", async () => {
    const { page, faults } = await pages.openFile(scanReport(), { colorScheme: "dark" });
    await expect.poll(() => page.locator("#company svg.plot").count()).toBe(1);
    expect(await page.locator("#sentence").textContent()).toMatch(
      /^Gender, the most distinctive company of each group: female with “nurse”/,
    );
    await choose(page, "#choose-axis", "Religion");
    await expect.poll(() => page.locator("#sentence").textContent()).toMatch(/^Religion.*mosque/);
    await expect.poll(() => page.locator("#absent").textContent()).toContain("“evenhand train” compares four arms");
    expect(await page.locator("#arms, #training, #counterfactuals, .empty").count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  test("sorts, filters and opens associations in context", async () => {
    const { page, faults } = await pages.openFile(fullReport());
    const words = () => page.locator("#associations tbody tr[data-word] > th").allTextContents();
    expect((await words())[0]).toBe("nurse");
    await page.locator('[data-sort="word"]').click();
    expect((await words())[0]).toBe("athlete");
    expect(await page.locator("#associations th[aria-sort]").getAttribute("aria-sort")).toBe("ascending");
    await page.locator("#filter-word input").fill("church");
    await expect.poll(words).toEqual(["church", "church"]);
    await choose(page, "#filter-group", "Black");
    await expect.poll(words).toEqual(["church"]);
    await page.locator("#associations .figure").click();
    expect(await page.locator("dialog h2").textContent()).toBe("“church” with Black");
    expect(await page.locator("dialog mark").allTextContents()).toEqual(["church", "church", "church"]);
    expect(await page.locator("dialog strong").first().textContent()).toBe("Black");
    await page.keyboard.press("Escape");
    await page.locator("#filter-word input").fill("nothing like it");
    await expect
      .poll(() => page.locator("#associations tbody .empty").textContent())
      .toBe("No association fits the filter.");
    expect(faults).toEqual([]);
    await page.close();
  });

  test("of a deeper scan shows contrasts, lists, vectors, ambiguity, sources and data problems", async () => {
    const { page, faults } = await pages.openFile(deepScanReport());
    await expect.poll(() => page.locator("#contrast svg.plot").count()).toBe(1);
    expect(await page.locator("nav li").allTextContents()).toContain("Contrasts");
    expect(await page.locator("#contrast .sentence").textContent()).toMatch(
      /^female against male: “nurse” leans most to female \(log-odds 1\.39, 95% interval/,
    );
    await choose(page, "#contrast-group", /^\s*male\s*$/);
    // The same contrast from its other side.
    await expect
      .poll(() => page.locator("#contrast .sentence").textContent())
      .toMatch(/^male against female: “engineer” leans most to male \(log-odds 1\.40, 95% interval 1\.17 to 1\.64\)/);
    await choose(page, "#contrast-group", "Asian");
    await expect.poll(() => page.locator("#contrast .sentence").textContent()).toMatch(/^Asian.*“g•••••••”.*“jazz”/);
    await choose(page, "#choose-list", "negative sentiment");
    await expect.poll(() => page.locator("#list .note").textContent()).toContain("name groups (2): black, miss.");
    await choose(page, "#choose-axis", "Religion");
    await expect
      .poll(() => page.locator("#list tbody tr > th").allTextContents())
      .toEqual(["Christian", "Jewish", "Muslim"]);
    await choose(page, "#choose-axis", "all axes");
    await expect
      .poll(() => page.locator("#occupations tbody tr").first().textContent())
      .toBe("nurse601283%73% to 90%87%");
    expect(await page.locator("#vectors tbody tr").first().textContent()).toContain("family against career1.120.002");
    expect(await page.locator("#precision tbody tr").first().textContent()).toContain("40% (36% to 44%)");
    expect(await page.locator('#strata [data-value=""] > th').textContent()).toBe("(none)");
    expect(await page.locator("#data-problems .problem").count()).toBe(2);
    expect(await page.locator("#data").textContent()).toContain("Read by 2 workers, 100 MB/s");
    expect(await page.locator("#data").textContent()).toContain("every count of a word is too low by at most 3");
    expect(await page.locator("figure").count()).toBe(await page.locator("figure details table").count());
    for (const label of await page.locator("svg.plot").evaluateAll((all) => all.map((one) => one.ariaLabel ?? ""))) {
      expect(label.length).toBeGreaterThan(40);
      expect(label).not.toContain("grobbler");
    }
    expect(faults).toEqual([]);
    await page.close();
  });

  test("of a deeper scan filters associations by axis and sorts by how far the halves are apart", async () => {
    const { page } = await pages.openFile(deepScanReport());
    const words = () => page.locator("#associations tbody tr[data-word] > th").allTextContents();
    await page.locator('[data-sort="halves"]').click();
    const cells = page.locator("#associations tbody tr[data-word]");
    expect(await cells.first().textContent()).toContain("differ");
    await choose(page, "#choose-axis", "Religion");
    await expect.poll(async () => (await words()).length).toBe(13);
    await choose(page, "#filter-group", "Jewish");
    await expect.poll(async () => (await words()).length).toBe(4);
    // Another axis lets a group go that is not of it.
    await choose(page, "#choose-axis", "Gender");
    await expect.poll(async () => (await words()).length).toBe(20);
    await page.close();
  });

  test("folds warnings away beyond the third, so that the answer stays on the first screen", async () => {
    const warnings = ["one", "two", "three", "four", "five"];
    const { page } = await pages.openFile({ ...deepScanReport(), warnings });
    expect(await page.locator("#warnings > ul li").allTextContents()).toEqual(["one", "two", "three"]);
    expect(await page.locator("#warnings summary").textContent()).toBe("2 more to read first");
    expect(await page.locator("#warnings li").count()).toBe(5);
    await page.close();
  });

  test("sorts the other tables by their heads, figures from the largest", async () => {
    const { page } = await pages.openFile(deepScanReport());
    const first = () => page.locator("#strata tbody tr > th").first().textContent();
    await page.locator("#strata thead button", { hasText: "Documents" }).click();
    expect(await first()).toBe("news");
    await page.locator("#strata thead button", { hasText: "Documents" }).click();
    expect(await first()).toBe("(none)");
    expect(await page.locator("#strata th[aria-sort]").getAttribute("aria-sort")).toBe("ascending");
    await page.close();
  });

  test("opens the place of a data problem in the editor, where its line is known", async () => {
    const { page, faults } = await pages.openInEditor(deepScanReport());
    await page.locator("#data-problems button.place").click();
    expect(await page.locator("#data-problems span.place").textContent()).toBe("demo.jsonl, byte 90,112");
    expect(
      await page.evaluate(() => (globalThis as unknown as { sentMessages: unknown[] }).sentMessages.at(-1)),
    ).toEqual({ kind: "openPlace", file: "demo.jsonl", line: 12, column: 0, byte: 1344 });
    expect(faults).toEqual([]);
    await page.close();
  });

  test("of a scan without deeper findings has no empty sections for them", async () => {
    const { page } = await pages.openFile(scanReport());
    expect(await page.locator("nav li").allTextContents()).toEqual(["Data", "Label", "Method", "Not in this report"]);
    expect(await page.locator("#associations thead").textContent()).not.toContain("Halves");
    await page.close();
  });

  test("masks slurs until they are asked for", async () => {
    const { page } = await pages.openFile(scanReport());
    expect(await page.locator("#groups").textContent()).toContain("g••••••• 9");
    await page.locator("#show-slurs").click();
    await expect.poll(() => page.locator("#groups").textContent()).toContain("grobbler 9");
    await page.close();
    const deep = await pages.openFile(deepScanReport());
    const shown = () => deep.page.locator("main").textContent();
    await choose(deep.page, "#choose-list", "insults");
    await expect.poll(() => deep.page.locator("#list tbody").textContent()).toContain("s•••••••••");
    expect(await shown()).not.toMatch(/grobbler|snorkelwit/);
    await deep.page.locator("#show-slurs").click();
    await expect.poll(shown).toContain("call her grobbler");
    expect(await deep.page.locator("#list tbody").textContent()).toContain("snorkelwit 31");
    await deep.page.close();
  });

  test("stays quick with five thousand associations", async () => {
    const { page, faults } = await pages.openFile(largeReport(5000));
    expect(await page.locator("#associations .where").textContent()).toBe("5,000 rows");
    const table = page.locator("#associations table");
    expect(await table.getAttribute("aria-rowcount")).toBe("5001");
    expect(await table.locator("tbody tr").count()).toBeLessThan(100);
    await page.locator("#associations .scroll").evaluate((scroller) => (scroller.scrollTop = scroller.scrollHeight));
    const last = table.locator('tr[aria-rowindex="5001"] > th');
    await expect.poll(() => last.textContent()).toBe("word4999");
    const milliseconds = await page.evaluate(() => {
      const start = performance.now();
      document.querySelector<HTMLElement>('[data-sort="word"]')?.click();
      return performance.now() - start;
    });
    expect(milliseconds).toBeLessThan(1000); // about 30 ms on an idle machine
    expect(faults).toEqual([]);
    await page.close();
  });

  test("shows hostile text of the corpus as text", async () => {
    const { page, faults } = await pages.openFile(hostileReport());
    await page.locator("#associations .figure").first().click();
    expect(await page.locator("dialog .quote").first().textContent()).toBe(hostile);
    expect(await page.locator("img, script[src], iframe").count()).toBe(0);
    expect(await page.evaluate(() => "hacked" in globalThis)).toBe(false);
    expect(faults).toEqual([]);
    await page.close();
  });

  test("in the editor asks for the report, opens places, copies and saves", async () => {
    const { page, faults } = await pages.openInEditor(fullReport());
    const sent = () => page.evaluate(() => (globalThis as unknown as { sentMessages: unknown[] }).sentMessages);
    await page.locator("#associations .figure").first().click();
    await page.locator("dialog button.place").first().click();
    await page.keyboard.press("Escape");
    await page.locator("#how-sure").scrollIntoViewIfNeeded();
    await page.locator("header vscode-button").click();
    await page.locator("#data .copy button", { hasText: "Copy CSV" }).first().click();
    expect(await sent()).toEqual([
      { kind: "ready" },
      { kind: "openPlace", file: "demo.jsonl", line: 12, column: 26, byte: 1370 },
      { kind: "saveHtml" },
      {
        kind: "copy",
        text: expect.stringMatching(/^"File","Size","sha256"\r\n"demo\.jsonl",1204331,"3f1c/) as unknown,
      },
    ]);
    expect(faults).toEqual([]);
    await page.close();
  });

  test("of checkpoints that state no privacy says so and still compares them", async () => {
    const { comparisons: _comparisons, ...report } = fullReport();
    const arms = (report.arms ?? []).map(({ training: _training, privacy: _privacy, ...arm }, index) => ({
      ...arm,
      arm: ["gpt2", "distilgpt2-finetuned-on-the-letters-of-1890", "third", "fourth"][index] ?? arm.arm,
    }));
    const { page, faults } = await pages.openFile({ ...report, arms });
    await expect.poll(() => page.locator("#amplification svg.plot").count()).toBe(1);
    expect(await page.locator("#privacy-against-bias .empty").count()).toBe(1);
    expect(await page.locator("#sentence").textContent()).toMatch(/no difference is claimed\.$/);
    expect(await page.locator("#absent").textContent()).toContain("“evenhand train” fine-tunes");
    expect(faults).toEqual([]);
    await page.close();
  });

  test("drops messages that are not a report", async () => {
    const { page, faults } = await pages.openInEditor(scanReport());
    await page.evaluate(() => window.postMessage({ kind: "report", report: { schemaVersion: 9 } }, "*"));
    await page.evaluate(() => window.postMessage("hello", "*"));
    expect(await page.locator("h1").textContent()).toBe("Letters and notices");
    expect(faults).toEqual([]);
    await page.close();
  });

  test("says what is missing instead of leaving it blank", async () => {
    const report: BiasReport = {
      schemaVersion: 1,
      generator: { name: "evenhand", version: "0.1.0" },
      createdAt: "2026-11-22T17:20:00.000Z",
      title: "Empty",
      warnings: [],
      method: { settings: {}, versions: {} },
    };
    const { page, faults } = await pages.openFile(report);
    expect(await page.locator("#glance").textContent()).toMatch(/neither a scan nor measured models/);
    expect(await page.locator("nav li").allTextContents()).toEqual(["Method", "Not in this report"]);
    expect(await page.locator("#absent li").count()).toBe(3);
    expect(faults).toEqual([]);
    await page.close();
  });

  test("of a report without text says so where the text would be", async () => {
    const { page } = await pages.openFile(withoutText(fullReport()));
    await page.locator("#associations .figure").first().click();
    expect(await page.locator("dialog").textContent()).toContain("without the corpus's text");
    await page.keyboard.press("Escape");
    expect(await page.locator("#counterfactuals").textContent()).toContain("without the corpus's text");
    await page.close();
  });

  test("fits a narrow window and one zoomed to 200%", async () => {
    const { page, faults } = await pages.openFile(fullReport());
    for (const width of [640, 360]) {
      await page.setViewportSize({ width, height: 700 });
      const chartWidth = () => page.locator("#amplification svg.plot").evaluate((chart) => chart.clientWidth);
      await expect.poll(chartWidth).toBeLessThan(width);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `at ${width} pixels`).toBe(0);
    }
    expect(faults).toEqual([]);
    await page.close();
  });

  test("can be worked by keyboard", async () => {
    const { page } = await pages.openFile(fullReport());
    await page.locator("#choose-axis").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.locator("#sentence").textContent()).toMatch(/^Race/);
    const unnamed = await page.evaluate(() =>
      [
        ...document.querySelectorAll(
          "button, a, vscode-button, vscode-checkbox, vscode-dropdown, vscode-text-field, [tabindex='0']",
        ),
      ]
        .filter(
          (control) =>
            (control.textContent ?? "").trim() === "" &&
            !control.hasAttribute("aria-label") &&
            !control.hasAttribute("aria-labelledby"),
        )
        .map((control) => control.outerHTML.slice(0, 80)),
    );
    expect(unnamed).toEqual([]);
    await page.close();
  });
});

const hostile = '</script><img src=x onerror="globalThis.hacked=1"> & <b>bold</b>';

function hostileReport(): BiasReport {
  const report = fullReport();
  if (report.scan === undefined) throw new Error("no scan");
  return {
    ...report,
    title: hostile,
    warnings: [hostile],
    scan: {
      ...report.scan,
      associations: report.scan.associations.map((row) => ({
        ...row,
        word: hostile,
        places: [{ file: hostile, line: 1, column: 0, byte: 0, text: hostile }],
      })),
    },
  };
}
