import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { parseRunState, runStateFile } from "../../src/jobs/runState.ts";
import type { RunState } from "../../src/jobs/runState.ts";
import { activityBarItem, expect, openFile, picture, runCommand, test, view, webview } from "./harness.ts";
import type { EditorServer } from "./harness.ts";

test("a run is cancelled, survives a reload, is resumed, and its report leads to the records", async ({
  page,
  server,
}) => {
  await open(page, server);
  const row = view(page, "Runs").locator(".monaco-list-row").first();

  await test.step("the review says what the run takes before it starts", async () => {
    await startRun(page, async () => {
      await choose(page, "Arms");
      const rows = page.locator(".quick-input-list .monaco-list-row");
      await rows.filter({ hasText: "without privacy" }).click();
      await rows.filter({ hasText: "counterfactual" }).click();
      await picture(page, "30-arms");
      await page.keyboard.press("Enter");
      await planned(page, "2 models are made");
      await choose(page, "Steps of each");
      const input = page.locator(".quick-input-widget .quick-input-box input");
      await expect(input).toHaveValue("4");
      await input.fill("30");
      await page.keyboard.press("Enter");
      await planned(page, "2 models are made");
      await picture(page, "31-review");
    });
  });

  await test.step("its row shows how far it is, and cancelling keeps the step", async () => {
    await showRuns(page);
    await expect(row).toContainText(/dp: fine-tuning [2-9] of 30 steps/u, { timeout: 240_000 });
    await expect(row).toContainText("so far");
    await picture(page, "32-running");
    // A row that is drawn anew between press and release takes no click: as long as it offers to cancel, it was not asked to.
    const cancel = row.locator('.action-label[aria-label^="Cancel Run"]');
    await expect(async () => {
      if ((await cancel.count()) > 0) await rowAction(row, "Cancel Run");
      await expect(cancel).toHaveCount(0, { timeout: 5000 });
    }).toPass({ timeout: 60_000 });
    await expect(row).toContainText("stopped: 1 of 2 models made", { timeout: 120_000 });
    expect(stateOf(server)).toMatchObject({ state: "stopped", models: 2 });
    await picture(page, "33-stopped");
  });

  await test.step("a reload in the middle of the resumed run loses no step", async () => {
    const before = stateOf(server)?.progress?.done ?? 0;
    await rowAction(row, "Resume Run");
    await expect(row).toContainText(new RegExp(`dp: fine-tuning (${steps(before + 2, 29)}) of 30`, "u"), {
      timeout: 240_000,
    });
    const shown = stepIn((await row.textContent()) ?? "");
    await open(page, server);
    // The process that trained stores its step and ends by itself: nobody kills it.
    await expect.poll(() => stateOf(server)?.state, { timeout: 120_000 }).toBe("stopped");
    expect(existsSync(join(runFolder(server), "lock"))).toBe(false);
    expect(storedStep(server)).toBeGreaterThanOrEqual(shown);
    await expect(message(page, "stopped when its window was closed")).toBeVisible({ timeout: 60_000 });
    await showRuns(page);
    await expect(row).toContainText("stopped: 1 of 2 models made");
    await picture(page, "34-reloaded");
  });

  await test.step("go on from the message; the report opens", async () => {
    await message(page, "stopped when").getByRole("button", { name: "Resume Run" }).click();
    await expect(webview(page).locator("#sentence")).toBeVisible({ timeout: 480_000 });
    await expect(row).toContainText("report");
    await picture(page, "35-report");
  });

  await test.step("follow a figure to its records, and one of them to its place in the file", async () => {
    const report = webview(page);
    await report.locator("#arms").scrollIntoViewIfNeeded();
    // Measured on held-out records, which have a place.
    const figure = report.locator(
      '#arms tr[data-arm="dp"] [data-metric="group-loss-gap"][data-axis="gender"] button.figure',
    );
    await figure.click();
    const place = report.locator("dialog button.place").first();
    await expect(place).toBeVisible();
    await picture(page, "36-records");
    await place.click();
    await expect(page.locator(".tab.active[data-resource-name='demo.jsonl']")).toBeVisible();
    await picture(page, "37-place");
  });
});

test("a run whose process is killed says so and is resumed; runs are deleted after a question", async ({
  page,
  server,
}) => {
  await open(page, server);
  const row = view(page, "Runs").locator(".monaco-list-row").first();
  await startRun(page, async () => {
    await choose(page, "Arms");
    const rows = page.locator(".quick-input-list .monaco-list-row");
    for (const other of ["as it is", "without privacy", "counterfactual"]) {
      await rows.filter({ hasText: other }).click();
    }
    await page.keyboard.press("Enter");
    await planned(page, "1 models are made");
  });
  await showRuns(page);

  await test.step("the process is killed in the middle", async () => {
    await expect(row).toContainText(/dp: fine-tuning [1-3] of 4 steps/u, { timeout: 240_000 });
    process.kill(stateOf(server)?.pid ?? 0, "SIGKILL");
    await expect(message(page, "ended on signal SIGKILL")).toBeVisible({ timeout: 60_000 });
    await expect(row).toContainText("its process ended: 0 of 1 models made");
    await picture(page, "38-killed");
  });

  await test.step("its message resumes it to its end", async () => {
    await message(page, "ended on signal").getByRole("button", { name: "Resume Run" }).click();
    await expect(webview(page).locator("#sentence")).toBeVisible({ timeout: 480_000 });
    await expect(row).toContainText("report");
  });

  await test.step("it is deleted after a question", async () => {
    const folder = runFolder(server);
    await row.click({ button: "right" });
    await page.locator(".context-view .action-label", { hasText: "Delete Run" }).click();
    const dialog = page.locator(".monaco-dialog-box");
    await expect(dialog).toContainText("stays spent");
    await picture(page, "39-delete");
    await dialog.getByRole("button", { name: "Delete Run and Report" }).click();
    await expect.poll(() => existsSync(folder)).toBe(false);
    await expect(row).toBeHidden();
    expect(readdirSync(join(server.workspace, ".evenhand", "reports"))).toEqual([]);
    expect(existsSync(join(server.workspace, ".evenhand", "ledger.jsonl"))).toBe(true);
  });
});

/** Starts *Fine-tune and Report* on the sample, and the run once it is reviewed and changed. */
async function startRun(page: Page, change: () => Promise<void>): Promise<void> {
  await openFile(page, "demo.jsonl");
  // Hidden until the editor knows that the workspace is trusted, which takes a while in a new window of a busy machine.
  await expect(() => runCommand(page, "Evenhand: Fine-tune and Report")).toPass({ timeout: 120_000 });
  await expect(page.locator(".quick-input-list .monaco-list-row").first()).toContainText("demo.jsonl");
  await page.keyboard.press("Enter");
  await planned(page, "4 models are made");
  await change();
  await page.keyboard.press("Enter");
}

/** Waits until the review knows what the run takes. */
async function planned(page: Page, text: string): Promise<void> {
  const first = page.locator(".quick-input-list .monaco-list-row").first();
  await expect(first).toContainText(text, { timeout: 240_000 });
}

/** Chooses an item of the review by its name. */
async function choose(page: Page, name: string): Promise<void> {
  await page.keyboard.type(name);
  await expect(page.locator(".quick-input-list .monaco-list-row.focused")).toContainText(name);
  await page.keyboard.press("Enter");
}

async function showRuns(page: Page): Promise<void> {
  if (!(await view(page, "Runs").isVisible())) await activityBarItem(page).click();
  await expect(view(page, "Runs").locator(".monaco-list-row").first()).toBeVisible();
}

async function rowAction(row: Locator, name: string): Promise<void> {
  await expect(async () => {
    await row.hover();
    await row.locator(`.action-label[aria-label^="${name}"]`).click({ timeout: 3000 });
  }).toPass({ timeout: 60_000 });
}

function message(page: Page, text: string): Locator {
  return page.locator(".notification-toast", { hasText: text });
}

function runFolder(server: EditorServer): string {
  const runs = join(server.workspace, ".evenhand", "runs");
  return join(runs, readdirSync(runs)[0] ?? "");
}

function stateOf(server: EditorServer): RunState | undefined {
  return parseRunState(readFileSync(join(runFolder(server), runStateFile), "utf8"));
}

/** The step in the checkpoint of the arm dp. */
function storedStep(server: EditorServer): number {
  const text = readFileSync(join(runFolder(server), "dp", "state", "state.json"), "utf8");
  return (JSON.parse(text) as { state: { step: number } }).state.step;
}

function stepIn(text: string): number {
  return Number(/fine-tuning (\d+) of/u.exec(text)?.[1]);
}

/** A pattern of the whole numbers from `low` to `high`. */
function steps(low: number, high: number): string {
  return Array.from({ length: high - low + 1 }, (_, index) => String(low + index)).join("|");
}

/** Opens the window, or opens it again. */
async function open(page: Page, server: EditorServer): Promise<void> {
  await page.goto(`${server.address}/?folder=${encodeURIComponent(server.workspace)}`, {
    waitUntil: "domcontentloaded",
  });
  await expect(page.locator(".monaco-workbench")).toBeVisible({ timeout: 60_000 });
  await expect(activityBarItem(page)).toBeVisible({ timeout: 60_000 });
}
