import { describe, expect, test } from "vitest";
import type { ArmSection, BiasReport } from "../../src/report/biasReport.ts";
import { experimentReport } from "../report/experimentReport.ts";
import { fullReport } from "../report/sampleReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

/** What `evenhand augment` writes: no scan, no arms. */
function counterfactualReport(): BiasReport {
  const { scan: _scan, arms: _arms, comparisons: _comparisons, ...report } = fullReport();
  return { ...report, warnings: [] };
}

/** What `evenhand evaluate CHECKPOINT` writes without --text. */
function evaluationReport(): BiasReport {
  const { corpus: _corpus, counterfactuals: _counterfactuals, comparisons: _comparisons, ...report } = fullReport();
  const { scan: _scan, ...rest } = report;
  const [{ kind: _kind, ...arm }] = report.arms as readonly [ArmSection];
  return { ...rest, arms: [{ ...arm, arm: "checkpoint", label: "checkpoint" }], warnings: [] };
}

describe.skipIf(chromiumPath === undefined)("the page of a report that has some parts alone", () => {
  const pages = usePage();

  test("of a counterfactual corpus shows no section that it cannot have, and says what would fill it", async () => {
    const { page, faults } = await pages.openFile(counterfactualReport());
    await expect
      .poll(() => page.locator("nav li").allTextContents())
      .toEqual(["Data", "Counterfactuals", "Method", "Not in this report"]);
    expect(await page.locator("#glance").textContent()).toContain("2,871 of 4,000 records");
    expect(await page.locator(".empty").count()).toBe(0);
    expect(await page.locator("#absent li").allTextContents()).toEqual([
      expect.stringContaining("“evenhand scan”"),
      expect.stringContaining("“evenhand train”"),
    ]);
    expect(faults).toEqual([]);
    await page.close();
  });

  test("of one checkpoint shows its figures and compares it with nobody", async () => {
    const { page, faults } = await pages.openFile(evaluationReport());
    await expect.poll(() => page.locator("#absent li").count()).toBe(4);
    expect(await page.locator("#absent").textContent()).toContain("with --text");
    expect(await page.locator("nav li").allTextContents()).not.toContain("Data");
    expect(await page.locator("#arms").textContent()).not.toContain("against each other");
    expect(await page.locator("#training").count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  test("of a training without counterfactuals names the arm that has them", async () => {
    const { counterfactuals: _counterfactuals, ...report } = fullReport();
    const { page } = await pages.openFile({ ...report, arms: (report.arms ?? []).slice(0, 3) });
    await expect
      .poll(() => page.locator("#absent li").allTextContents())
      .toEqual(["Counterfactuals: the arm dp+cda of “evenhand train” is trained on them."]);
    await page.close();
  });

  test("does not call absent what the reader hides", async () => {
    const { page } = await pages.openFile(fullReport());
    await expect.poll(() => page.locator("#method").count()).toBe(1);
    await page.locator("#choose-arms summary").click();
    for (const place of [1, 2, 3]) await page.locator("#choose-arms vscode-checkbox").nth(place).click();
    await expect.poll(() => page.locator("#training").count()).toBe(0);
    expect(await page.locator("#absent").count()).toBe(0);
    await page.close();
  });

  test("says that no example was kept only where that is so", async () => {
    const report = counterfactualReport();
    const { examples: _examples, ...rest } = report.counterfactuals as NonNullable<BiasReport["counterfactuals"]>;
    const unchanged = await pages.openFile({ ...report, counterfactuals: { ...rest, changed: 0, examples: [] } });
    await expect.poll(() => unchanged.page.locator("#method").count()).toBe(1);
    expect(await unchanged.page.locator("#counterfactuals").textContent()).not.toContain("without the corpus's text");
    await unchanged.page.close();
    const bare = await pages.openFile({ ...report, counterfactuals: rest });
    await expect.poll(() => bare.page.locator("#counterfactuals").textContent()).toContain("without the corpus's text");
    await bare.page.close();
  });

  test("masks slurs of a counterfactual corpus until they are asked for", async () => {
    const report = counterfactualReport();
    const { counterfactuals } = report;
    if (counterfactuals === undefined) throw new RangeError("no counterfactuals");
    const failure = { word: "grobbler", there: "x", back: "y", reason: "not seen", count: 1, example: "a.txt:1" };
    const { page } = await pages.openFile({
      ...report,
      slurs: ["grobbler"],
      counterfactuals: {
        ...counterfactuals,
        examples: [{ id: "a.txt:1", before: "She met a grobbler.", after: "He met a grobbler." }],
        roundTrip: { restored: 1, measured: 2, failures: [failure] },
      },
    });
    const section = page.locator("#counterfactuals");
    await expect.poll(() => section.textContent()).toContain("g•••••••");
    expect(await section.textContent()).not.toContain("grobbler");
    await page.locator("#show-slurs").click();
    await expect.poll(() => section.textContent()).toContain("grobbler → x → y");
    await page.close();
  });
});

describe.skipIf(chromiumPath === undefined)("the head of the page", () => {
  const pages = usePage();
  const facts = async (report: BiasReport): Promise<readonly string[]> => {
    const { page } = await pages.openFile(report);
    const rows = page.locator("#identity > div");
    await expect.poll(() => rows.count()).toBeGreaterThan(2);
    const found = await rows.allTextContents();
    await page.close();
    return found.filter((row) => /^(?:Privacy|Unit|Accountant)/u.test(row));
  };
  const withPrivacy = (change: (privacy: NonNullable<ArmSection["privacy"]>) => object): BiasReport => {
    const report = experimentReport();
    const arms = (report.arms ?? []).map((arm) =>
      arm.privacy === undefined ? arm : { ...arm, privacy: { ...arm.privacy, ...change(arm.privacy) } },
    );
    return { ...report, arms };
  };

  test("has every promise with its own delta, unit and accountant", async () => {
    const unit = "record, with all its counterfactual views; add or remove one unit; Poisson sampling";
    expect(await facts(experimentReport())).toEqual(["Privacyε 3, 8, 20; δ 2.8e-5", `Unit${unit}`, "AccountantRDP"]);
    const other = withPrivacy(({ epsilon }) => (epsilon === 20 ? { delta: 1e-6, accountant: "PLD" } : {}));
    expect(await facts(other)).toEqual([`Privacyε 3, 8; δ 2.8e-5; ${unit}; RDP`, `Privacyε 20; δ 1e-6; ${unit}; PLD`]);
  });

  test("names the model that was trained, and not the folders of its arms", async () => {
    const report = fullReport();
    const arms = (report.arms ?? []).map((arm) => ({ ...arm, model: { ...arm.model, name: arm.arm } }));
    const settings = { ...report.method.settings, model: "evenhand-tiny" };
    const { page } = await pages.openFile({ ...report, arms, method: { ...report.method, settings } });
    await expect.poll(() => page.locator("#identity").textContent()).toContain("Modelevenhand-tiny");
    await page.close();
  });

  test("and all below it stay within the window, however long names are", async () => {
    const long = "x".repeat(250);
    const report = fullReport();
    const [arm, ...others] = report.arms as readonly [ArmSection, ...ArmSection[]];
    const dp = others.at(-1) ?? arm;
    const named = { ...dp, arm: long, label: long, model: { ...dp.model, name: long } };
    const { page } = await pages.openFile({
      ...report,
      title: long,
      corpus: { ...(report.corpus as NonNullable<BiasReport["corpus"]>), name: long },
      arms: [named],
    });
    await expect.poll(() => page.locator("#method").count()).toBe(1);
    const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
    expect(width[0]).toBeLessThanOrEqual(width[1]);
    await page.close();
  });

  test("promises nothing where the noise came from a known seed", async () => {
    const [privacy = ""] = await facts(withPrivacy(() => ({ noiseSource: "seeded, not private" })));
    expect(privacy).toBe("Privacynone: the noise came from a known seed");
  });
});
