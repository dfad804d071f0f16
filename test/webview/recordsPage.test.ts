import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parquet } from "../corpus/formatFiles.ts";
import { TemporaryFolder } from "../corpus/temporaryFolder.ts";
import { chromiumPath, launchBrowser } from "./openPage.ts";
import { bundleRecords, openRecords } from "./openRecords.ts";
import type { OpenRecordsPage, RecordsPageOptions } from "./openRecords.ts";

const folder = new TemporaryFolder();
const screens = join(resolve(import.meta.dirname, "../.."), "test-results", "screens");
let browser: Browser;
let script: string;
let opened: OpenRecordsPage | undefined;

/** Records of very different length, some without a text. */
const lines = Array.from({ length: 5000 }, (_, index) => {
  const number = index + 1;
  if (number === 40) return "no JSON at all";
  const body = number % 3 === 0 ? "The nurse said she had met a Muslim woman." : "A road goes on. ".repeat(number % 29);
  return JSON.stringify({
    id: `r${number}`,
    text: `${number}: ${body}`,
    author: `A${number % 7}`,
    note: "She noted it.",
  });
});

async function open(
  name = "a.jsonl",
  content: string | Uint8Array = lines.join("\n"),
  options: RecordsPageOptions = {},
): Promise<Page> {
  opened = await openRecords(browser, script, await folder.file(name, content), options);
  await opened.page.locator("article, #empty:not([hidden])").first().waitFor();
  return opened.page;
}

/** A shared machine may be slow. */
function eventually<Value>(value: () => Value | Promise<Value>) {
  return expect.poll(value, { timeout: 20_000 });
}

function status(page: Page): Promise<string | null> {
  return page.locator("#status").textContent();
}

/** Numbers of the records in the page, in order. */
async function loaded(page: Page): Promise<number[]> {
  const texts = await page.locator("article .text").allTextContents();
  return texts.map((text) => Number(/^(\d+):/.exec(text)?.[1] ?? 40));
}

async function topLine(page: Page): Promise<number> {
  return Number(/at line ([\d,]+)/.exec((await status(page)) ?? "")?.[1]?.replaceAll(",", ""));
}

describe.skipIf(chromiumPath === undefined)("the page of the record viewer", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    mkdirSync(screens, { recursive: true });
    [browser, script] = await Promise.all([launchBrowser(), bundleRecords()]);
  }, 60_000);

  afterAll(() => browser.close());

  afterEach(async () => {
    expect(opened?.faults).toEqual([]);
    await opened?.close();
  });

  test("shows records with their line, id, terms and reasons; asks for nothing from elsewhere", async () => {
    const page = await open();
    const third = page.locator("article").nth(2);
    await eventually(() => third.locator(".term").allTextContents()).toEqual(["she", "Muslim", "woman"]);
    expect(await third.locator(".place").textContent()).toBe("line 3 · r3");
    expect(await third.locator(".groups").textContent()).toBe("women and girls 2 · Muslims 1");
    await eventually(() => status(page)).toContain("5,000 lines · at line 1");
    await page.screenshot({ path: join(screens, "records-page.png") });
    const broken = page.locator("article", { hasText: "no JSON at all" });
    expect(await broken.locator(".problem").textContent()).toBe("No text is read from here: not a JSON value.");
  });

  test("scrolls on and on in both directions without a gap, and keeps few records in the page", async () => {
    const page = await open();
    await page.locator(".feed").hover();
    const seen = new Set<number>();
    for (let turn = 0; turn < 60; turn += 1) {
      await page.mouse.wheel(0, 900);
      const numbers = await loaded(page);
      expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
      expect(numbers.length).toBeLessThanOrEqual(240);
      for (const number of numbers) seen.add(number);
    }
    const reached = await topLine(page);
    expect(reached).toBeGreaterThan(400);
    expect(seen.size).toBeGreaterThanOrEqual(reached);
    for (let turn = 0; turn < 90; turn += 1) await page.mouse.wheel(0, -900);
    await eventually(() => topLine(page)).toBe(1);
    expect((await loaded(page))[0]).toBe(1);
  });

  test("jumps by the position bar before any line is counted", async () => {
    const page = await open("a.jsonl", lines.join("\n"), { isAsleep: true });
    const bar = page.getByRole("scrollbar", { name: "Position in the file" });
    await bar.press("End");
    await eventually(async () => (await loaded(page)).at(-1)).toBe(5000);
    expect(await status(page)).toMatch(/at \d+%/);
    await bar.press("Home");
    await eventually(async () => (await loaded(page))[0]).toBe(1);
    const box = await bar.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 5, (box?.y ?? 0) + 5);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + 5, (box?.y ?? 0) + (box?.height ?? 0) / 2, { steps: 8 });
    await page.mouse.up();
    await eventually(async () => Math.abs(((await loaded(page))[60] ?? 0) / 5000 - 0.5)).toBeLessThan(0.1);
    expect(await page.locator("article").nth(60).locator(".place").textContent()).toMatch(/^line … · r2/);
  });

  test("is used by keyboard alone: records, whole record, line, search, back", async () => {
    const page = await open();
    await eventually(() => status(page)).toContain("5,000 lines");
    await page.locator("article").first().focus();
    for (let turn = 0; turn < 5; turn += 1) await page.keyboard.press("ArrowDown");
    expect(await page.locator("article:focus .place").textContent()).toContain("line 6 ");
    await page.keyboard.press("Enter");
    expect(await page.locator("article:focus dl").textContent()).toContain("authorA6");
    expect(await page.locator("article:focus button[aria-expanded='true']").textContent()).toBe("Show less");
    await page.keyboard.press("Enter");
    expect(await page.locator("dl").count()).toBe(0);
    await page.keyboard.press("End");
    await eventually(() => page.locator("article:focus .place").textContent()).toContain("line 5,000 ");
    await page.keyboard.press("g");
    await page.keyboard.type("2,500\n");
    await eventually(() => page.locator("article:focus .place").textContent()).toContain("line 2,500 ");
    await page.keyboard.press("Control+f");
    await page.keyboard.type("4999:\n");
    await eventually(() => page.locator("#filter").textContent()).toContain("1 record with “4999:”");
    expect(await page.locator("mark").textContent()).toBe("4999:");
    await page.keyboard.press("Escape");
    await eventually(() => topLine(page)).toBe(4999);
    expect(await page.locator("#filter").isHidden()).toBe(true);
  });

  test("keeps the keyboard at the button that opens a record and closes it, and arrows go on from there", async () => {
    const page = await open();
    const button = page.locator("article").first().getByRole("button", { name: "Show whole record" });
    await button.focus();
    await page.keyboard.press("Enter");
    await eventually(() => page.locator("article dl").count()).toBe(1);
    expect(await page.locator("button:focus").textContent()).toBe("Show less");
    expect(await page.locator("button:focus").getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.press("Space");
    await eventually(() => page.locator("article dl").count()).toBe(0);
    expect(await page.locator("button:focus").textContent()).toBe("Show whole record");
    await page.keyboard.press("ArrowDown");
    expect(await page.locator("article:focus .text").textContent()).toContain("2: ");
  });

  test("keeps the keyboard at a record's button when more is known about the record", async () => {
    const page = await open("a.jsonl", lines.join("\n"), { isAsleep: true });
    await page.locator("article").nth(2).getByRole("button", { name: "Show whole record" }).focus();
    opened?.wake();
    await eventually(() => page.locator("article").nth(2).locator(".term").count()).toBe(3);
    expect(await page.locator("button:focus").textContent()).toBe("Show whole record");
  });

  test("filters by group and text, says what it found, and leads back to all records", async () => {
    const page = await open();
    await eventually(() => page.getByLabel("Group").isEnabled()).toBe(true);
    await page.getByLabel("Group").selectOption({ label: "Muslims" });
    await eventually(() => page.locator("#filter").textContent()).toContain("1,666 records with a term of Muslims");
    await eventually(() => page.locator("article").nth(1).getAttribute("aria-posinset")).toBe("2");
    expect(await page.locator("article").nth(1).getAttribute("aria-setsize")).toBe("1666");
    await page.getByLabel("Search").fill("4998:");
    await page.getByRole("button", { name: "Find" }).click();
    await eventually(() => page.locator("#filter").textContent()).toContain(
      "1 record with “4998:” and a term of Muslims",
    );
    await page.screenshot({ path: join(screens, "records-filter.png") });
    await page.locator("article").hover();
    await page.getByRole("button", { name: "Show among all records" }).click();
    await eventually(() => topLine(page)).toBe(4998);
    await page.getByLabel("Search").fill("nowhere at all");
    await page.keyboard.press("Enter");
    await eventually(() => page.locator("#empty").textContent()).toBe(
      "No record with “nowhere at all” was found in a.jsonl.",
    );
  });

  /** A record found and shown among all, whose page is held back until `release`. */
  async function openAmongAll(): Promise<{ page: Page; release: () => void }> {
    let release = (): void => {};
    const stop = new Promise<void>((resolved) => (release = resolved));
    const page = await open("a.jsonl", lines.join("\n"), { held: { stop } });
    await page.getByLabel("Search").fill("4998:");
    await page.keyboard.press("Enter");
    await eventually(() => page.locator("#filter").textContent()).toBe("1 record with “4998:”StopShow all records");
    await page.locator("article").hover();
    await page.getByRole("button", { name: "Show among all records" }).click();
    return { page, release };
  }

  test("does what was asked last, whatever answer comes last", async () => {
    const { page, release } = await openAmongAll();
    await page.getByLabel("Search").fill("4999:");
    await page.keyboard.press("Enter");
    await eventually(() => page.locator("article mark").allTextContents()).toEqual(["4999:"]);
    release();
    await page.getByLabel("Search").fill("nowhere at all");
    await page.keyboard.press("Enter");
    await eventually(() => page.locator("#empty").textContent()).toContain("No record with “nowhere at all”");
    expect(await page.getByLabel("Search").inputValue()).toBe("nowhere at all");
  });

  test("leaves the keyboard in the field that somebody has gone to meanwhile", async () => {
    const { page, release } = await openAmongAll();
    await page.getByLabel("Search").fill("nowhere at all");
    release();
    await eventually(() => page.locator("article").count()).toBeGreaterThan(1);
    await page.keyboard.press("Enter");
    await eventually(() => page.locator("#empty").textContent()).toContain("No record with “nowhere at all”");
  });

  test("keeps the button that stops a search while the search goes on", async () => {
    const page = await open("a.txt", "She walks on.\n".repeat(1_500_000));
    await eventually(() => page.getByLabel("Group").isEnabled()).toBe(true);
    await page.getByLabel("Group").selectOption("gender.female");
    const stop = page.getByRole("button", { name: "Stop" });
    await stop.focus();
    await eventually(() => page.locator("#filter").textContent()).toMatch(/ [1-9]\d*% searched/);
    await page.keyboard.press("Enter"); // still at the button
    await eventually(() => page.locator("#filter").textContent()).toContain("in the first");
    expect(await stop.isHidden()).toBe(true);
  });

  test("reads another field when it is chosen, from the same record on", async () => {
    const page = await open();
    await page.keyboard.press("g");
    await page.keyboard.type("3000\n");
    await eventually(() => topLine(page)).toBe(3000);
    await page.getByLabel("Text field").selectOption("note");
    await eventually(() => page.locator("article").nth(40).locator(".text").textContent()).toBe("She noted it.");
    await eventually(() => topLine(page)).toBe(3000);
  });

  test("shows the place of a finding, by its byte at once, by its line when it is counted", async () => {
    const page = await open();
    const byte = Buffer.byteLength(lines.slice(0, 4199).join("\n")) + 20;
    await opened?.post({ kind: "reveal", target: { line: 4200, byte } });
    await eventually(() => page.locator("article:focus .place").textContent()).toContain("r4200");
    await opened?.post({ kind: "reveal", target: { line: 17 } });
    await eventually(() => page.locator("article:focus .place").textContent()).toContain("line 17 ");
  });

  test("shows rows of Parquet files by their number", async () => {
    const rows = lines.slice(40).map((_, index) => ({ source: `s${index}`, text: `${index + 1}: She sat.` }));
    const page = await open("b.parquet", parquet(rows, "SNAPPY"));
    await page.getByRole("scrollbar").press("End");
    await eventually(() => status(page)).toMatch(/4,960 rows · at row 4,9\d\d/);
    expect(await page.getByLabel("Text field").locator("option").allTextContents()).toEqual(["source", "text"]);
    await page.getByLabel("Go to row").fill("77");
    await page.keyboard.press("Enter");
    await eventually(() => page.locator("article:focus .text").textContent()).toBe("77: She sat.");
  });

  test("says in one sentence that a file has no records, cannot be opened, or changed", async () => {
    const page = await open("a.txt", "\n\n");
    expect(await page.locator("#empty").textContent()).toBe("a.txt has no records.");
    await opened?.post({ kind: "changed" });
    await eventually(() => page.locator("#changed").textContent()).toContain("The file on disk is another one now");
    await page.getByRole("button", { name: "Open again" }).click();
    await opened?.post({ kind: "notOpened", message: "a.txt is UTF-16, not UTF-8", hint: "Convert it first." });
    await eventually(() => page.locator("[role='alert']").textContent()).toContain(
      "a.txt is UTF-16, not UTF-8. Convert it first.",
    );
    await page.getByRole("button", { name: "Open again" }).click();
    expect(opened?.said).toEqual([{ kind: "reopen" }, { kind: "reopen" }]);
  });

  test("underlines a word for every axis that it names", async () => {
    const page = await open("a.jsonl", JSON.stringify({ text: "A Black man sat." }));
    await eventually(() => page.locator("article .term.race").allTextContents()).toEqual(["Black ", "man"]);
    expect(await page.locator("article .term .term").allTextContents()).toEqual(["man"]);
    expect(await page.locator("article .term.gender").allTextContents()).toEqual(["man"]);
  });

  test("text of the corpus never becomes markup", async () => {
    const page = await open("a.jsonl", JSON.stringify({ text: "<img src=x onerror=alert(1)> she", "<b>": "<i>x</i>" }));
    await page.getByRole("button", { name: "Show whole record" }).click();
    expect(await page.locator("article img, dl i, dl b").count()).toBe(0);
    expect(await page.locator("dl").textContent()).toBe("<b><i>x</i>");
  });
});
