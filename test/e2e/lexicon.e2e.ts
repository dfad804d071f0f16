import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { activityBarItem, chooseFromMenu, expect, picture, runCommand, test, view } from "./harness.ts";

test("a curator labels twenty mentions of a term, excepts a phrase and takes the term out", async ({
  server,
  page,
}) => {
  const labels = join(server.workspace, ".evenhand", "labels.jsonl");
  const lexicon = join(server.workspace, "evenhand.lexicon.json");
  writeFileSync(join(server.workspace, "ink.txt"), inkText());

  await test.step("after a scan, the workbench lists the terms that matched", async () => {
    await open(page, server);
    await activityBarItem(page).click();
    await view(page, "Findings").locator(".monaco-button").filter({ hasText: "Scan Workspace" }).click();
    await expect(view(page, "Findings").locator(".monaco-list-row").first()).toContainText("gender");
    await runCommand(page, "Evenhand: Open Lexicon Workbench");
    await unfold(page, "Black people");
    await expect(term(page)).toContainText("30");
    await picture(page, "60-terms");
  });

  await test.step("mentions are labelled one after the other by keyboard, and the precision has its interval", async () => {
    await runCommand(page, "Evenhand: Label Mentions…");
    const input = page.locator(".quick-input-widget .quick-input-box input");
    const rows = page.locator(".quick-input-list .monaco-list-row");
    await expect(input).toHaveAttribute("placeholder", /Ambiguous terms/);
    await input.fill("black");
    await expect(rows.first()).toContainText("30 mentions");
    await page.keyboard.press("Enter");
    for (let mention = 1; mention <= 20; mention += 1) {
      await expect(page.locator(".quick-input-title")).toContainText(`(${mention}/20)`);
      if (mention === 3) await picture(page, "61-label");
      const isPeople = ((await input.getAttribute("placeholder")) ?? "").includes("voters");
      if (!isPeople) await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
    }
    const toast = page.locator(".notification-toast", { hasText: "labelled mentions, chosen at random" });
    await expect(toast).toContainText(/[1-9]\d* of 20 .* \(exact 95% interval \d+% to \d+%\)/);
    await expect(term(page)).toContainText(/30 · labelled \d+% \(\d+% to \d+%\)/);
    await picture(page, "62-labelled");
    const lines = readFileSync(labels, "utf8").trim().split("\n");
    expect(lines).toHaveLength(20);
    expect(readFileSync(labels, "utf8")).not.toMatch(/voters|ink/u);
  });

  await test.step("labels are there after a reload; a phrase becomes an exception of the team's lexicon", async () => {
    await open(page, server);
    await activityBarItem(page).click();
    await unfold(page, "Black people");
    await expect(term(page)).toContainText("labelled");
    await term(page).click();
    const mention = view(page, "Lexicon")
      .locator(".monaco-list-row[aria-level='3']")
      .filter({ hasText: "ink" })
      .first();
    await expect(mention).toHaveAttribute("aria-label", /Names something else/);
    await picture(page, "63-mentions");
    await chooseFromMenu(page, mention, "Add Exception…");
    const input = page.locator(".quick-input-widget .quick-input-box input");
    await expect(input).toBeVisible();
    await input.fill("black ink");
    await page.keyboard.press("Enter");
    await expect.poll(() => textOf(lexicon)).toContain('"black ink"');
    // Written after the lexicon that it names.
    await expect.poll(() => textOf(join(server.workspace, "evenhand.json"))).toContain("evenhand.lexicon.json");
  });

  await test.step("the term is switched off, and the next scan does not look for it", async () => {
    await expect(async () => {
      await chooseFromMenu(page, term(page), "Switch Term Off");
      // Where the view is drawn again behind an open menu, the editor forgets which row it is of, and we say so.
      await expect(term(page)).toContainText("off", { timeout: 5000 });
    }).toPass();
    await picture(page, "64-off");
    expect(JSON.parse(readFileSync(lexicon, "utf8"))).toEqual({
      extends: "bundled",
      exceptions: { "race.black": ["black ink"] },
      remove: { "race.black": ["black"] },
    });
    await runCommand(page, "Evenhand: Scan Workspace");
    await expect(term(page)).toHaveCount(0, { timeout: 60_000 });
  });
});

/** Empty while there is no such file. */
function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** Thirty mentions of "black" by itself: twelve of people, eighteen of ink. */
function inkText(): string {
  const lines = Array.from({ length: 30 }, (_, number) =>
    number % 5 < 2 ? `The voters of district ${number} are black.` : `On page ${number} the black ink is fading.`,
  );
  return `${lines.join("\n")}\n`;
}

async function open(page: Page, server: { readonly address: string; readonly workspace: string }): Promise<void> {
  await page.goto(`${server.address}/?folder=${encodeURIComponent(server.workspace)}`, {
    waitUntil: "domcontentloaded",
  });
  await expect(page.locator(".explorer-folders-view .monaco-list-row").first()).toBeVisible();
  await expect(activityBarItem(page)).toBeVisible();
}

/** Opens a group of the workbench. */
async function unfold(page: Page, group: string): Promise<void> {
  const row = view(page, "Lexicon").locator(".monaco-list-row[aria-level='1']").filter({ hasText: group });
  await expect(row).toBeVisible();
  if ((await row.getAttribute("aria-expanded")) !== "true") await row.click();
}

/** The row of "black" by itself. */
function term(page: Page): Locator {
  return view(page, "Lexicon")
    .locator(".monaco-list-row[aria-level='2']")
    .filter({ has: page.locator(".label-name", { hasText: /^black$/ }) });
}
