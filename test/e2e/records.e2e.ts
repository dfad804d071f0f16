import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join, resolve } from "node:path";
import type { FrameLocator, Page } from "@playwright/test";
import type { BiasReport, CorpusSummary } from "../../src/report/biasReport.ts";
import { activityBarItem, chooseFromMenu, expect, picture, runCommand, test, view, webview } from "./harness.ts";

const sample = join(resolve(import.meta.dirname, "../.."), "samples", "demo.jsonl");

/** Of the file that no text editor shows with highlights. */
const largeBytes = 200_000_000;

let large = { lines: 0, needleLine: 0 };

// Before the window is opened: its explorer may learn of a later file late.
test.beforeEach(({ server }) => {
  large = writeLargeFile(join(server.workspace, "large.jsonl"));
});

test("a file of 200 MB is read as records, searched, and shows the place of a finding", async ({ window, server }) => {
  const { lines, needleLine } = large;
  const row = window.locator(".explorer-folders-view .monaco-list-row").filter({ hasText: "large.jsonl" });
  const page = webview(window);
  const status = page.locator("#status");
  await test.step("opens at once, before anybody has counted its lines", async () => {
    await expect(row).toBeVisible();
    const asked = performance.now();
    await chooseFromMenu(window, row, "Open as Records");
    await expect(page.locator("article").first()).toBeVisible();
    console.log(`      the first record after ${Math.round(performance.now() - asked)} ms`);
    await expect(window.locator(".tab.active[data-resource-name='large.jsonl']")).toBeVisible();
    await expect(page.locator("article").first()).toContainText("line 1 ");
    await expect(status).toContainText("large.jsonl · 200.");
  });

  await test.step("jumps to its end and its middle, and knows every line when it is counted", async () => {
    const bar = page.getByRole("scrollbar", { name: "Position in the file" });
    await bar.press("End");
    await expect(page.locator("article").last()).toContainText(`r${lines}`);
    const box = await bar.boundingBox();
    if (box === null) throw new Error("the position bar is not on the screen");
    await window.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await expect(status).toContainText(`${lines.toLocaleString("en")} lines`);
    const middle = await lineAtTop(page);
    expect(middle / lines).toBeGreaterThan(0.4);
    expect(middle / lines).toBeLessThan(0.6);
    await picture(window, "records-1-middle");
  });

  await test.step("scrolls by the wheel in both directions without a gap", async () => {
    const before = await lineAtTop(page);
    await page.locator(".feed").hover();
    for (let turn = 0; turn < 40; turn += 1) await window.mouse.wheel(0, 700);
    await expect.poll(() => lineAtTop(page)).toBeGreaterThan(before + 100);
    const shown = await shownLines(page);
    expect(shown).toEqual(shown.map((_, index) => (shown[0] ?? 0) + index));
    for (let turn = 0; turn < 60; turn += 1) await window.mouse.wheel(0, -700);
    await expect.poll(() => lineAtTop(page)).toBeLessThan(before);
  });

  await test.step("terms are underlined by axis, as in the editor", async () => {
    const gender = page.locator("article .term.gender").first();
    await expect(gender).toBeVisible();
    expect(await gender.evaluate((term) => getComputedStyle(term).borderBottomStyle)).toBe("solid");
    expect(
      await page.locator(".legend .term.religion").evaluate((term) => getComputedStyle(term).borderBottomStyle),
    ).toBe("dotted");
  });

  await test.step("a search finds the one record that has a word, and shows it among all others", async () => {
    await page.getByLabel("Search").fill("Nadelwort");
    await page.getByLabel("Search").press("Enter");
    const filter = page.locator("#filter");
    await expect(filter).toContainText("1 record with “Nadelwort”");
    await expect(filter).not.toContainText("searched");
    const found = page.locator("article");
    await expect(found).toHaveCount(1);
    await expect(found.locator("mark")).toHaveText("Nadelwort");
    await picture(window, "records-2-found");
    await found.hover();
    await found.getByRole("button", { name: "Show among all records" }).click();
    await expect(page.locator("article").first()).toBeVisible();
    await expect.poll(() => lineAtTop(page)).toBe(needleLine);
  });

  await test.step("a group filter finds the records that name a group, and shows the first before it is done", async () => {
    await page.getByLabel("Group").selectOption("religion.jewish");
    await expect(page.locator("article").first().locator(".term.religion").first()).toBeVisible();
    await picture(window, "records-3-group");
    await expect(page.locator("#filter")).not.toContainText("searched");
    await expect(page.locator("#filter")).toContainText("records");
    await page.getByRole("scrollbar", { name: "Position in the file" }).press("End");
    await expect(page.locator("article").last().locator(".term.religion").first()).toBeVisible();
    await page.getByRole("button", { name: "Show all records" }).click();
    await expect(page.locator("#filter")).toBeHidden();
  });

  await test.step("goes to a line, opens the whole record and moves on by keyboard alone", async () => {
    await page.locator(".feed article").first().press("g");
    await page.getByLabel("Go to line").fill("1,234");
    await page.getByLabel("Go to line").press("Enter");
    const focused = page.locator("article:focus");
    await expect(focused).toContainText("line 1,234 ");
    await focused.press("Enter");
    await expect(focused.locator("dt").first()).toHaveText("id");
    await picture(window, "records-4-whole");
    await focused.press("ArrowDown");
    await expect(page.locator("article:focus")).toContainText("line 1,235 ");
  });

  await test.step("a scan of the folder reads it with the files beside it", async () => {
    await runCommand(window, "Evenhand: Scan Workspace");
    const findings = view(window, "Findings");
    await expect(findings.locator(".monaco-list-row").filter({ hasText: "gender" }).first()).toBeVisible({
      timeout: 240_000,
    });
    await expect(findings).toContainText("3 files");
    const { files, records } = storedCorpus(server.workspace);
    expect(files.map(({ name }) => name)).toEqual(["demo.jsonl", "large.jsonl", "notes.txt"]);
    expect(files[1]?.bytes).toBeGreaterThanOrEqual(largeBytes);
    expect(records).toBeGreaterThan(lines + linesOf(join(server.workspace, "demo.jsonl")));
    await picture(window, "records-5-scanned");
  });

  await test.step("a finding in the file opens the record that it is in", async () => {
    await runCommand(window, "Evenhand: Group Findings by File");
    await openFirstPlace(window, "large.jsonl");
    await expect(page.locator("article:focus .term").first()).toBeVisible();
    await picture(window, "records-6-finding");
  });
});

/** The workspace's only large file: the sample over and over with ids of its own, and one word that is nowhere else. */
function writeLargeFile(path: string): { readonly lines: number; readonly needleLine: number } {
  const records = readFileSync(sample, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { text: string });
  const file = openSync(path, "w");
  let bytes = 0;
  let lines = 0;
  let needleLine = 0;
  while (bytes < largeBytes) {
    const batch = records.map((record) => {
      lines += 1;
      const isNeedle = needleLine === 0 && bytes > 0.8 * largeBytes;
      if (isNeedle) needleLine = lines;
      const text = isNeedle ? `A Nadelwort is in ${record.text}` : record.text;
      return `${JSON.stringify({ ...record, id: `r${lines}`, text })}\n`;
    });
    bytes += writeSync(file, batch.join(""));
  }
  closeSync(file);
  return { lines, needleLine };
}

/** Opens the first finding of the first group of a file, by itself, at its first place. */
async function openFirstPlace(window: Page, file: string): Promise<void> {
  const findings = view(window, "Findings");
  // A click on the icon of the view that is shown would hide it.
  if (!(await findings.isVisible())) await activityBarItem(window).click();
  await findings.locator(".monaco-list-row[aria-level='1']").filter({ hasText: file }).click();
  // The file is counted by itself, from what the scan kept of it.
  await findings.locator(".monaco-list-row[aria-level='3']").first().click({ timeout: 240_000 });
  const word = findings.locator(".monaco-list-row[aria-level='4']").first();
  await expect(word).toContainText(/z \d/);
  await word.click();
}

/** What the stored scan says that it read. */
function storedCorpus(workspace: string): CorpusSummary {
  const folder = join(workspace, ".evenhand", "scans");
  const [name] = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const { corpus } = JSON.parse(readFileSync(join(folder, name ?? ""), "utf8")) as BiasReport;
  if (corpus === undefined) throw new Error(`${name} tells of no corpus`);
  return corpus;
}

function linesOf(path: string): number {
  return readFileSync(path, "utf8").trim().split("\n").length;
}

/** Lines of the records that are in the page, in order. */
async function shownLines(page: FrameLocator): Promise<number[]> {
  const places = await page.locator("article .place").allTextContents();
  return places.map((place) => Number(/line ([\d,]+)/.exec(place)?.[1]?.replaceAll(",", "")));
}

/** The line that the status says one is at. */
async function lineAtTop(page: FrameLocator): Promise<number> {
  const text = (await page.locator("#status").textContent()) ?? "";
  return Number(/at line ([\d,]+)/.exec(text)?.[1]?.replaceAll(",", ""));
}
