import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { activityBarItem, expect, ghostTexts, openFile, picture, runCommand, test, view, webview } from "./harness.ts";

test("a curator previews swaps, rejects one, and generates: the rejected one is not in the output", async ({
  window,
  server,
}) => {
  const decisions = join(server.workspace, "evenhand.decisions");

  await test.step("preview, and reject the swap at the cursor by a quick fix", async () => {
    await openFile(window, "notes.txt");
    await runCommand(window, "Evenhand: Preview Counterfactuals");
    await expect.poll(() => ghostTexts(window)).toEqual(expect.arrayContaining(['"·he·"']));
    await toWord(window, "she");
    await quickFix(window, "Reject “she” → “he” here");
    await expect.poll(() => (existsSync(decisions) ? readFileSync(decisions, "utf8") : "")).toContain('"word":"she"');
    await expect.poll(() => ghostTexts(window)).not.toEqual(expect.arrayContaining(['"·he·"']));
    await picture(window, "review-1-rejected");
  });

  await test.step("it stays rejected after the window is loaded again, and when another line changes", async () => {
    await window.reload({ waitUntil: "domcontentloaded" });
    await expect(activityBarItem(window)).toBeVisible({ timeout: 60_000 });
    // Before its rows are there, a click on the Explorer's icon would hide it.
    await expect(window.locator(".explorer-folders-view .monaco-list-row").first()).toBeVisible({ timeout: 60_000 });
    await openFile(window, "notes.txt");
    await runCommand(window, "Evenhand: Compare with Counterfactual");
    const other = window.locator(".monaco-diff-editor .editor.modified .view-lines");
    await expect(other).toContainText(/nurse.said.she.would/u, { timeout: 60_000 });
    await picture(window, "review-2-difference");
  });

  await test.step("many swaps go through the refactor preview: what is checked there is done, and undone at once", async () => {
    await openFile(window, "notes.txt");
    await runCommand(window, "Evenhand: Apply Counterfactuals in Document");
    const panel = window.locator(".bulk-edit-panel");
    const kinship = panel.locator(".monaco-list-row").filter({ hasText: "brothersister" });
    await expect(kinship).toBeVisible();
    await kinship.locator(".edit-checkbox").click();
    await picture(window, "review-2-refactor");
    await panel.locator(".monaco-button").filter({ hasText: "Apply" }).click();
    const text = window.locator(".editor-instance .view-lines").first();
    await expect(text).toContainText(/He.told.his.sister/u);
    expect(readFileSync(join(server.workspace, "notes.txt"), "utf8")).toContain("He told his brother");
    await text.click();
    await window.keyboard.press("Control+z");
    await expect(text).toContainText(/He.told.his.brother/u);
  });

  await test.step("a rule is switched off by its box", async () => {
    await openFile(window, "notes.txt");
    await activityBarItem(window).click();
    const rows = view(window, "Counterfactuals").locator(".monaco-list-row");
    const rule = rows.filter({ hasText: "noun.kinship" }).first();
    await rule.locator(".monaco-custom-toggle").click();
    await expect.poll(() => readFileSync(decisions, "utf8")).toContain('"rule":"noun.kinship"');
    await expect(rule).toContainText(/0 of \d/u);
    await picture(window, "review-3-rules");
  });

  await test.step("the forecast is shown before anything is written", async () => {
    await runCommand(window, "Evenhand: Forecast Associations");
    const forecast = view(window, "Counterfactuals").locator(".monaco-list-row", { hasText: "forecast" });
    await expect(forecast).toContainText("of records change", { timeout: 60_000 });
    expect(existsSync(join(server.workspace, "notes.cda.jsonl"))).toBe(false);
    await picture(window, "review-4-forecast");
  });

  await test.step("one command generates what the view shows and opens the report", async () => {
    await runCommand(window, "Evenhand: Generate What the View Shows");
    const report = webview(window);
    await expect(report.locator("body")).toContainText("rejected in review", { timeout: 120_000 });
    await expect(report.locator("body")).toContainText("Swapping again gives the original back");
    await picture(window, "review-5-report");
    const output = readFileSync(join(server.workspace, "notes.cda.jsonl"), "utf8");
    const counterfactuals = output.split("\n").filter((line) => line.includes('"view":"counterfactual"'));
    expect(counterfactuals.length).toBeGreaterThan(0);
    expect(counterfactuals.find((line) => line.includes("nurse said"))).toContain("The nurse said she would call his");
    expect(output).not.toContain("sister");
  });
});

/** Puts the cursor on a word by the editor's own search. */
async function toWord(page: Page, word: string): Promise<void> {
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+f");
  await page.keyboard.type(word);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
}

/** Chooses a quick fix at the cursor; the menu does not always open at the first press. */
async function quickFix(page: Page, title: string): Promise<void> {
  const entry = page.locator(".action-widget .monaco-list-row", { hasText: title });
  await expect(async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+.");
    await expect(entry).toBeVisible({ timeout: 4000 });
  }).toPass({ timeout: 60_000 });
  await picture(page, "review-0-quick-fixes");
  await entry.click();
}
