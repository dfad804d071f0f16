import type { Locator, Page } from "@playwright/test";
import { activityBarItem, expect, ghostTexts, picture, runCommand, test, view } from "./harness.ts";

const steps = ["sample", "scan", "preview", "generate", "train", "report"] as const;

type Step = (typeof steps)[number];

test("a newcomer goes through the walkthrough, and each step ticks when it is done, not before", async ({
  page,
  server,
}) => {
  await test.step("the walkthrough opens in an empty window, nothing is done", async () => {
    await page.goto(`${server.address}/?ew=true`, { waitUntil: "domcontentloaded" });
    await expect(activityBarItem(page)).toBeVisible();
    await expectDone(page, []);
    await expect(walkthrough(page)).toContainText("Get started with Evenhand");
    await picture(page, "walkthrough-1");
  });

  await test.step("Preview Counterfactuals says what to do where there is no corpus, and does not tick", async () => {
    await press(page, "Preview counterfactuals", "Preview Counterfactuals");
    const message = page.locator(".notification-toast", { hasText: "is open to preview" });
    await expect(message).toContainText("Use Open Sample");
    await picture(page, "walkthrough-2-no-corpus");
    await message.hover();
    await message.getByRole("button", { name: "Clear Notification" }).click();
    await expectDone(page, []);
  });

  await test.step("Open Sample opens a folder with the corpus", async () => {
    await press(page, "Open a corpus", "Open Sample");
    await expect(page).toHaveURL(/sample/);
    // The page of the walkthrough comes back with the window, and takes the focus from whatever has it.
    await expect(page.locator(".explorer-folders-view .monaco-list-row").first()).toBeVisible();
    await expect(activityBarItem(page)).toBeVisible();
    await expect(walkthrough(page)).toBeVisible();
    await expectDone(page, ["sample"]);
  });

  await test.step("a look at the views does no step", async () => {
    await activityBarItem(page).click();
    await expect(view(page, "Runs")).toBeVisible();
    await expect(view(page, "Findings")).toBeVisible();
    await expectDone(page, ["sample"]);
  });

  await test.step("Scan Workspace shows findings", async () => {
    await press(page, "Scan it", "Scan Workspace");
    const gender = view(page, "Findings").locator(".monaco-list-row").filter({ hasText: "gender" }).first();
    await expect(gender).toBeVisible();
    await picture(page, "walkthrough-3-scanned");
    await expectDone(page, ["sample", "scan"]);
  });

  await test.step("Preview Counterfactuals opens the corpus and shows its swaps", async () => {
    await press(page, "Preview counterfactuals", "Preview Counterfactuals");
    const tab = page.locator(".tab[data-resource-name='demo.jsonl']");
    await expect(tab).toHaveClass(/\bactive\b/);
    await expect.poll(() => ghostTexts(page)).toEqual(expect.arrayContaining(['"·him·"']));
    await picture(page, "walkthrough-4-preview");
    await expectDone(page, ["sample", "scan", "preview"]);
    await expect(tab).toBeVisible(); // behind the walkthrough, not gone
  });

  const picks = page.locator(".quick-input-list .monaco-list-row");
  await test.step("leaving the questions of Generate Counterfactual Corpus does not tick", async () => {
    await press(page, "Generate the balanced corpus", "Generate Counterfactual Corpus");
    await expect(picks.first()).toContainText("demo.jsonl");
    await page.locator(".quick-input-widget .quick-input-box input").press("Escape");
    await expect(picks.first()).toBeHidden();
    await expectDone(page, ["sample", "scan", "preview"]);
  });

  await test.step("Generate Counterfactual Corpus writes it; the report it opens is not yet the one to read", async () => {
    await press(page, "Generate the balanced corpus", "Generate Counterfactual Corpus");
    for (const choice of ["demo.jsonl", "augment", "Gender, both ways", "Keep first names"]) {
      await choose(page, choice);
    }
    await expect(page.locator(".notification-toast", { hasText: "have a counterfactual" })).toBeVisible();
    await expect(heading(page)).toContainText("Counterfactuals of demo.jsonl");
    await picture(page, "walkthrough-5-generated");
    await expectDone(page, ["sample", "scan", "preview", "generate"]);
  });

  await test.step("Open Report shows one", async () => {
    const scan = picks.filter({ hasText: ".evenhand/scans" });
    // A page that takes the focus, such as that of the report before, closes the list.
    await expect(async () => {
      if (!(await scan.isVisible())) await press(page, "Read the report", "Open Report");
      await scan.click({ timeout: 5000 });
    }).toPass();
    await expect(heading(page)).toContainText("demo.jsonl");
    await expect(heading(page)).not.toContainText("Counterfactuals");
    await picture(page, "walkthrough-6-report");
    await expectDone(page, ["sample", "scan", "preview", "generate", "report"]);
    await picture(page, "walkthrough-7-done");
  });
});

function walkthrough(page: Page): Locator {
  return page.locator(".gettingStarted").first();
}

/** Of the report that is shown; the walkthrough has a page of the kind too. */
function heading(page: Page): Locator {
  return page.frameLocator("iframe.webview.ready:visible").frameLocator("iframe#active-frame").locator("h1").first();
}

/** Shows it where it is behind a tab. */
async function showWalkthrough(page: Page): Promise<void> {
  if (!(await walkthrough(page).isVisible())) await runCommand(page, "Evenhand: Start Walkthrough");
  await expect(walkthrough(page)).toBeVisible();
}

/** Presses the button of a step; the page shows the buttons of one step at a time. */
async function press(page: Page, step: string, title: string): Promise<void> {
  await showWalkthrough(page);
  const button = walkthrough(page).getByRole("button", { name: title, exact: true }).first();
  await expect(async () => {
    if (!(await button.isVisible())) await walkthrough(page).getByText(step, { exact: true }).first().click();
    await expect(button).toBeVisible({ timeout: 2000 });
  }).toPass();
  await button.click();
}

/** Accepts the first entry of a pick by a click: a key may still go to the button of the walkthrough. */
async function choose(page: Page, text: string): Promise<void> {
  const row = page.locator(".quick-input-list .monaco-list-row").first().filter({ hasText: text });
  await row.click();
  await expect(row).toBeHidden();
}

/** These steps are ticked and no other one is. */
async function expectDone(page: Page, done: readonly Step[]): Promise<void> {
  await showWalkthrough(page);
  const box = (step: Step): Locator => walkthrough(page).locator(`[data-done-step-id$="#${step}"]`).first();
  for (const step of steps) await expect(box(step), step).toHaveAttribute("aria-checked", String(done.includes(step)));
}
