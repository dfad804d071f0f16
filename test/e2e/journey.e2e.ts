import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BiasReport } from "../../src/report/biasReport.ts";
import {
  activityBarItem,
  expect,
  ghostTexts,
  hoverWord,
  openFile,
  picture,
  runCommand,
  test,
  view,
  webview,
} from "./harness.ts";

test("a curator scans, previews, generates, fine-tunes and reads the report", async ({ window, server }) => {
  await test.step("scan the workspace from the empty view", async () => {
    await activityBarItem(window).click();
    const findings = view(window, "Findings");
    await findings.locator(".monaco-button").filter({ hasText: "Scan Workspace" }).click();
    const gender = findings.locator(".monaco-list-row").filter({ hasText: "gender" }).first();
    await expect(gender).toBeVisible({ timeout: 60_000 });
    await expect(findings.locator(".monaco-list-row").filter({ hasText: "religion" }).first()).toBeVisible();
    await expect
      .poll(() => filesIn(join(server.workspace, ".evenhand", "scans")))
      .toEqual([expect.stringMatching(/\.json$/), "parts"]);
    await picture(window, "1-findings");
  });

  await test.step("open a finding at its first place", async () => {
    const findings = view(window, "Findings");
    const female = findings.locator(".monaco-list-row[aria-level='2']").first();
    await female.click();
    const word = findings.locator(".monaco-list-row[aria-level='3']").first();
    await expect(word).toContainText(/z \d/);
    await word.click();
    await expect(window.locator(".tab.active[data-resource-name='demo.jsonl']")).toBeVisible();
    await picture(window, "2-finding");
  });

  await test.step("terms are underlined by axis, and the hover explains one", async () => {
    await openFile(window, "notes.txt");
    const underlines = window.locator('.monaco-editor .view-overlays [class*="TextEditorDecorationType"]');
    // she, her, He, his, brother, woman, Muslim, Black, man, his, hers
    await expect.poll(() => underlines.count()).toBeGreaterThanOrEqual(10);
    await hoverWord(window, "she");
    const hover = window.locator(".monaco-hover:visible").first();
    await expect(hover).toContainText("gender");
    await expect(hover).toContainText("in the last scan");
    await expect(hover).toContainText("keeps company with");
    await expect(hover).toContainText("he — subject pronoun (confidence 1.00)");
    await expect(hover).toContainText("The nurse said he would call his doctor.");
    await picture(window, "3-hover");
    await window.keyboard.press("Escape");
  });

  await test.step("the lens counts the swaps of a record, and the preview shows them", async () => {
    await expect(window.locator(".codelens-decoration a", { hasText: "2 swaps" }).first()).toBeVisible();
    expect(await ghostTexts(window)).toEqual([]);
    await runCommand(window, "Evenhand: Preview Counterfactuals");
    await expect.poll(() => ghostTexts(window)).toEqual(expect.arrayContaining(['"·he·"', '"·his·"', '"·She·"']));
    await picture(window, "4-preview");
  });

  await test.step("generate the counterfactual corpus beside its source", async () => {
    await openFile(window, "demo.jsonl");
    await runCommand(window, "Evenhand: Generate Counterfactual Corpus");
    for (const choice of ["demo.jsonl", "augment", "Gender, both ways", "Keep first names"]) {
      await expect(window.locator(".quick-input-list .monaco-list-row").first()).toContainText(choice);
      if (choice === "Gender, both ways") await picture(window, "5-choices");
      await window.keyboard.press("Enter");
    }
    const toast = window.locator(".notification-toast", { hasText: "have a counterfactual" });
    await expect(toast).toBeVisible({ timeout: 60_000 });
    const generated = join(server.workspace, "demo.cda.jsonl");
    expect(existsSync(generated)).toBe(true);
    expect(existsSync(join(server.workspace, "demo.cda.report.json"))).toBe(true);
    expect(lines(generated).length).toBeGreaterThan(lines(join(server.workspace, "demo.jsonl")).length);
    await picture(window, "5-generated");
    await toast.getByRole("button", { name: "Open File" }).click();
    await expect(window.locator(".tab.active[data-resource-name='demo.cda.jsonl']")).toBeVisible();
  });

  await test.step("fine-tune four arms and read the figures out of the report", async () => {
    await openFile(window, "demo.jsonl");
    await runCommand(window, "Evenhand: Fine-tune and Report");
    const firstRow = window.locator(".quick-input-list .monaco-list-row").first();
    await expect(firstRow).toContainText("demo.jsonl");
    await window.keyboard.press("Enter");
    // The run is measured and priced before it can be started from the top.
    await expect(firstRow).toContainText("4 models are made", { timeout: 240_000 });
    await picture(window, "6-review");
    await window.keyboard.press("Enter");
    await expect(window.locator(".notification-toast", { hasText: "steps" }).first()).toBeVisible({ timeout: 240_000 });
    await picture(window, "6-training");
    const page = webview(window);
    await expect(page.locator("#sentence")).toBeVisible({ timeout: 480_000 });
    const report = storedReport(server.workspace);
    expect(report.arms?.map(({ arm }) => arm)).toEqual(["base", "plain", "dp", "dp+cda"]);
    expect(new Set(report.arms?.map(({ model }) => model.sha256)).size).toBe(4);
    for (const { label } of report.arms ?? []) await expect(page.locator("#arms")).toContainText(label);
    const shown = (await page.locator("#arms").textContent()) ?? "";
    for (const arm of report.arms ?? []) {
      const perplexity = arm.metrics.find(({ metric }) => metric === "perplexity")?.value ?? Number.NaN;
      expect(shown, `${arm.arm}: perplexity ${perplexity}`).toContain(perplexity.toFixed(1));
    }
    const epsilon = report.arms?.find(({ arm }) => arm === "dp")?.privacy?.epsilon ?? Number.NaN;
    expect(epsilon).toBeGreaterThan(0);
    expect(epsilon).toBeLessThanOrEqual(8);
    await picture(window, "7-report");
    await page.locator("#arms").scrollIntoViewIfNeeded();
    await picture(window, "8-arms");
    await activityBarItem(window).click();
    await expect(view(window, "Runs").locator(".monaco-list-row").first()).toContainText("report");
    await picture(window, "9-runs");
  });
});

function lines(path: string): string[] {
  return readFileSync(path, "utf8").trim().split("\n");
}

/** Names of finished files; empty while the folder is not there. */
function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(".")) : [];
}

function storedReport(workspace: string): BiasReport {
  const folder = join(workspace, ".evenhand", "reports");
  const name = readdirSync(folder).find((file) => file.endsWith(".json")) ?? "";
  return JSON.parse(readFileSync(join(folder, name), "utf8")) as BiasReport;
}
