import { activityBarItem, expect, ghostTexts, openFile, picture, runCommand, test, view } from "./harness.ts";

test.use({ trusted: false });

test("in Restricted Mode scan and preview work, training is not offered", async ({ window }) => {
  await activityBarItem(window).click();
  await expect(view(window, "Runs")).toContainText("Training runs only in a trusted workspace");
  await view(window, "Findings").locator(".monaco-button").first().click();
  await expect(view(window, "Findings").locator(".monaco-list-row").first()).toContainText("gender");

  await openFile(window, "notes.txt");
  await runCommand(window, "Evenhand: Preview Counterfactuals");
  await expect.poll(() => ghostTexts(window)).toEqual(expect.arrayContaining(['"·he·"', '"·his·"']));

  await window.keyboard.press("F1");
  await window.locator(".quick-input-widget .quick-input-box input").fill(">Evenhand: ");
  const rows = window.locator(".quick-input-list .monaco-list-row");
  await expect(rows.filter({ hasText: "Scan Workspace" })).toBeVisible();
  await expect(rows.filter({ hasText: "Fine-tune and Report" })).toHaveCount(0);
  await picture(window, "10-restricted");
});
