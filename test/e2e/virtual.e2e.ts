import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { activityBarItem, expect, ghostTexts, isOffered, picture, runCommand, test, view } from "./harness.ts";

// The folder comes from the extension in test/e2e/memoryFiles.
test("a corpus that no disk holds is scanned and previewed, training says why it is not offered", async ({
  page,
  server,
}) => {
  const workspace = join(server.workspace, "..", "far.code-workspace");
  writeFileSync(workspace, JSON.stringify({ folders: [{ uri: "memory:/corpus", name: "corpus" }] }));
  await page.goto(`${server.address}/?workspace=${encodeURIComponent(workspace)}`, { waitUntil: "domcontentloaded" });
  const far = page.locator(".explorer-folders-view .monaco-list-row").filter({ hasText: "far.jsonl" });
  await expect(far).toBeVisible();

  await test.step("the scan reads a copy and its findings lead to the original", async () => {
    await activityBarItem(page).click();
    await expect(view(page, "Runs")).toContainText("Training needs a folder on disk");
    const findings = view(page, "Findings");
    await findings.locator(".monaco-button").first().click();
    await expect(findings.locator(".monaco-list-row").first()).toContainText("gender");
    await findings.locator(".monaco-list-row[aria-level='2']").first().click();
    const word = findings.locator(".monaco-list-row[aria-level='3']").first();
    await expect(word).toContainText(/z \d/);
    await word.click();
    await expect(page.locator(".tab.active[data-resource-name='far.jsonl']")).toBeVisible();
    await picture(page, "virtual-1-finding");
  });

  await test.step("counterfactuals are previewed", async () => {
    await runCommand(page, "Evenhand: Preview Counterfactuals");
    await expect.poll(() => ghostTexts(page)).toEqual(expect.arrayContaining(['"·his·"', '"·she·"']));
    await picture(page, "virtual-2-preview");
  });

  await test.step("neither training nor generation is offered", async () => {
    await expect.poll(() => isOffered(page, "Scan Workspace")).toBe(true);
    const writing = ["Fine-tune and Report", "Run Study", "Download Model", "Generate Counterfactual Corpus"];
    for (const command of writing) expect(await isOffered(page, command)).toBe(false);
  });
});
