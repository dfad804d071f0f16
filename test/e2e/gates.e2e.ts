import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { readPolicy } from "../../src/policy/readPolicy.ts";
import { activityBarItem, expect, openFile, picture, runCommand, test, view } from "./harness.ts";

test("a curator silences a finding, finds it still silenced, and checks the gates", async ({ server, page }) => {
  const policyFile = join(server.workspace, "evenhand.json");
  const silenced = () => readPolicy(readFileSync(policyFile, "utf8"), "evenhand.json").silenced;
  // The team's file is there before the window opens, as in a clone.
  mkdirSync(join(server.workspace, ".vscode"), { recursive: true });
  writeFileSync(join(server.workspace, ".vscode", "settings.json"), '{ "evenhand.diagnostics.enabled": true }\n');
  writeFileSync(policyFile, policyText(1));

  await test.step("scan the workspace", async () => {
    await open(page, server);
    await activityBarItem(page).click();
    await view(page, "Findings").locator(".monaco-button").filter({ hasText: "Scan Workspace" }).click();
    await expect(view(page, "Findings").locator(".monaco-list-row").first()).toContainText("gender");
  });

  let all = 0;
  await test.step("an association is a hint, and a quick fix silences it in this file with a reason", async () => {
    await openFile(page, "notes.txt");
    await expect(hints(page).first()).toBeVisible();
    all = await hints(page).count();
    await goToNurse(page);
    await quickFix(page, "Silence “nurse” in this file");
    const input = page.locator(".quick-input-widget .quick-input-box input");
    await expect(input).toBeVisible();
    await picture(page, "11-reason");
    await input.fill("a note of ours");
    await page.keyboard.press("Enter");
    // The editor empties the file before it writes: what is read in between is no policy.
    await expect(() =>
      expect(silenced()).toMatchObject([
        { rule: "association", word: "nurse", file: "./notes.txt", reason: "a note of ours" },
      ]),
    ).toPass({ timeout: 60_000 });
    expect(readFileSync(policyFile, "utf8")).toContain("// What the team has agreed on.");
    await expect(hints(page)).toHaveCount(all - 1);
  });

  await test.step("after a reload it is still silenced, and the list says so", async () => {
    await open(page, server);
    await openFile(page, "notes.txt");
    await expect(hints(page)).toHaveCount(all - 1);
    await runCommand(page, "Evenhand: Silenced Findings");
    const rows = page.locator(".quick-input-list .monaco-list-row");
    await expect(rows.first()).toContainText("a note of ours");
    await picture(page, "12-silenced");
    await page.keyboard.press("Enter");
    await expect(rows.first()).toContainText("Unsilence");
    await page.keyboard.press("Enter");
    await expect(() => expect(silenced()).toEqual([])).toPass({ timeout: 60_000 });
    await expect(hints(page)).toHaveCount(all);
    await goToNurse(page);
    await runCommand(page, "Show or Focus Hover");
    await expect(page.locator(".monaco-hover:visible").first()).toContainText("nurse keeps company with");
    await picture(page, "13-hint");
    await page.locator(".monaco-hover:visible a.code-link").first().click();
    await expect(page.locator(".tab.active[data-resource-name='rules.md']")).toBeVisible();
    await expect(page.locator(".editor-instance .view-lines").first()).toContainText("association");
    await picture(page, "13-rule");
    await page.keyboard.press("Escape");
    await openFile(page, "notes.txt");
  });

  await test.step("the same gates run as a task, whose findings are problems", async () => {
    await runCommand(page, "Tasks: Run Task");
    const rows = page.locator(".quick-input-list .monaco-list-row");
    await rows.filter({ hasText: "evenhand" }).first().click();
    await rows.filter({ hasText: "check the gates" }).first().click();
    await expect(page.locator(".terminal-wrapper.active")).toBeVisible();
    await picture(page, "13-task");
    await runCommand(page, "Problems: Focus on Problems View");
    const problems = page.locator(".markers-panel .monaco-list-row");
    await expect(problems.filter({ hasText: "strongest association" }).first()).toBeVisible();
    await picture(page, "13-task-problems");
  });

  await test.step("a gate that is not kept fails in the Testing view, and passes once its limit is another", async () => {
    await runCommand(page, "Evenhand: Check Gates");
    await expect(gate(page)).toHaveAttribute("aria-label", /Failed/);
    await picture(page, "14-gate-failed");
    writeFileSync(policyFile, policyText(1000));
    await expect(gate(page)).toContainText("below 1000");
    await runCommand(page, "Evenhand: Check Gates");
    await expect(gate(page)).toHaveAttribute("aria-label", /Passed/);
    await picture(page, "15-gate-passed");
  });
});

function policyText(below: number): string {
  return `{
  // What the team has agreed on.
  "gates": [{ "name": "strongest association", "measure": "association-z", "axis": "gender", "below": ${below} }]
}
`;
}

/** Opens the window, or opens it again. */
async function open(page: Page, server: { readonly address: string; readonly workspace: string }): Promise<void> {
  await page.goto(`${server.address}/?folder=${encodeURIComponent(server.workspace)}`, {
    waitUntil: "domcontentloaded",
  });
  await expect(page.locator(".explorer-folders-view .monaco-list-row").first()).toBeVisible();
  await expect(activityBarItem(page)).toBeVisible();
}

function hints(page: Page): Locator {
  return page.locator(".monaco-editor .squiggly-hint");
}

function gate(page: Page): Locator {
  return page.locator(".test-explorer .monaco-list-row").filter({ hasText: "strongest association" }).first();
}

/** Puts the cursor into the word in the first line of notes.txt. */
async function goToNurse(page: Page): Promise<void> {
  await page.locator(".editor-instance .view-lines").first().click();
  await page.keyboard.press("Control+g");
  const input = page.locator(".quick-input-widget .quick-input-box input");
  await expect(input).toBeVisible();
  await input.fill(":1:6");
  await page.keyboard.press("Enter");
  await expect(input).toBeHidden();
}

/** The menu sometimes needs a second press, and is chosen from with Enter. */
async function quickFix(page: Page, title: string): Promise<void> {
  const rows = page.locator(".action-widget .monaco-list-row");
  await expect(async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+.");
    await expect(rows.filter({ hasText: title })).toBeVisible({ timeout: 5000 });
  }).toPass({ timeout: 60_000 });
  await picture(page, "10-quick-fixes");
  const focused = page.locator(".action-widget .monaco-list-row.focused");
  for (let press = 0; press < 20; press += 1) {
    if ((await focused.textContent())?.includes(title) === true) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
}
