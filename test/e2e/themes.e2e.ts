import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import {
  activityBarItem,
  chooseFromMenu,
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

/** The editor's own themes, and what its window then calls itself. */
const themes = [
  { name: "Default Dark Modern", short: "dark", mark: "vs-dark" },
  { name: "Default Light Modern", short: "light", mark: "vs" },
  { name: "Default High Contrast", short: "high-contrast", mark: "hc-black" },
  { name: "Default High Contrast Light", short: "high-contrast-light", mark: "hc-light" },
] as const;

/** Of lines and other signs, and of text, to what is behind them (WCAG 2.2, 1.4.11 and 1.4.3). */
const enough = { signs: 3, text: 4.5 } as const;

/** Axes by the style of their lines, so that the colour is never the only sign. */
const lineStyles = { gender: "solid", race: "dashed", religion: "dotted" } as const;

test("everything can be read in every theme", async ({ window, server }) => {
  await test.step("scan, and open what there is to see", async () => {
    const findings = await showFindings(window);
    await findings.locator(".monaco-button").filter({ hasText: "Scan Workspace" }).click();
    await expect(findings.locator(".monaco-list-row").filter({ hasText: "gender" }).first()).toBeVisible();
    await findings.locator(".monaco-list-row[aria-level='2']").first().click();
    await openFile(window, "notes.txt");
    await runCommand(window, "Evenhand: Preview Counterfactuals");
  });
  for (const theme of themes) {
    await test.step(theme.name, async () => {
      await chooseTheme(window, server.workspace, theme);
      await checkEditor(window, theme.short);
      await checkRecords(window, theme.short);
      await checkReport(window, theme.short);
    });
  }
});

async function showFindings(window: Page): Promise<Locator> {
  const findings = view(window, "Findings");
  // A click on the icon of the view that is shown would hide it.
  if (!(await findings.isVisible())) await activityBarItem(window).click();
  await expect(findings).toBeVisible();
  return findings;
}

/** By the workspace's settings, which a running editor takes over. */
async function chooseTheme(window: Page, workspace: string, { name, mark }: (typeof themes)[number]): Promise<void> {
  mkdirSync(join(workspace, ".vscode"), { recursive: true });
  writeFileSync(join(workspace, ".vscode", "settings.json"), JSON.stringify({ "workbench.colorTheme": name }));
  await expect(window.locator(`.monaco-workbench.${mark}`)).toBeVisible();
}

async function checkEditor(window: Page, short: string): Promise<void> {
  await openFile(window, "notes.txt");
  const underlines = window.locator('.monaco-editor .view-overlays [class*="TextEditorDecorationType"]');
  await expect.poll(() => underlines.count()).toBeGreaterThanOrEqual(10);
  const seen = await underlines.evaluateAll((lines) =>
    lines
      .map((line) => getComputedStyle(line))
      .map((style) => [style.borderBottomStyle, style.borderBottomColor] as const),
  );
  const background = await colourBehind(window.locator(".editor-instance .monaco-editor .view-lines").first());
  for (const style of Object.values(lineStyles)) {
    const colours = new Set(seen.filter(([found]) => found === style).map(([, colour]) => colour));
    expect(colours.size, `${short}: ${style} lines have one colour`).toBe(1);
    for (const colour of colours)
      expect(contrast(colour, background), `${short}: ${style}`).toBeGreaterThan(enough.signs);
  }
  await expect.poll(() => ghostTexts(window)).toEqual(expect.arrayContaining(['"·he·"']));
  const ghosts = await window.locator('.view-line span[class*="TextEditorDecorationType"]').evaluateAll((spans) =>
    spans
      .map((span) => getComputedStyle(span, "::after"))
      .filter(({ content }) => content !== "none")
      .map(({ color }) => color),
  );
  for (const colour of ghosts) expect(contrast(colour, background), `${short}: preview`).toBeGreaterThan(enough.text);
  await showFindings(window);
  await hoverWord(window, "she");
  await expect(window.locator(".monaco-hover:visible").first()).toContainText("gender");
  await picture(window, `theme-${short}-1-editor`);
  await window.keyboard.press("Escape");
}

async function checkRecords(window: Page, short: string): Promise<void> {
  const tab = window.locator(".tab[data-resource-name='demo.jsonl']");
  if (await tab.isVisible()) await tab.click();
  else {
    await window.locator(".activitybar .action-label[aria-label^='Explorer']").first().click();
    const row = window.locator(".explorer-folders-view .monaco-list-row").filter({ hasText: "demo.jsonl" });
    await chooseFromMenu(window, row, "Open as Records");
  }
  const page = webview(window);
  for (const [axis, style] of Object.entries(lineStyles)) {
    const term = page.locator(`.legend .term.${axis}`);
    await expect(term).toBeVisible();
    const [found, colour] = await term.evaluate((element) => {
      const { borderBottomStyle, borderBottomColor } = getComputedStyle(element);
      return [borderBottomStyle, borderBottomColor] as const;
    });
    expect(found).toBe(style);
    expect(contrast(colour, await colourBehind(term)), `${short}: ${axis} among the records`).toBeGreaterThan(
      enough.signs,
    );
  }
  await page.getByLabel("Search").fill("nurse");
  await page.getByLabel("Search").press("Enter");
  await expect(page.locator("article mark").first()).toBeVisible();
  for (const part of [
    "article",
    "article .place",
    "article mark",
    "#filter",
    "#status",
    ".toolbar label",
    ".toolbar button",
  ]) {
    await expectReadable(page.locator(part).first(), `${short}: ${part}`);
  }
  await page.locator("article").nth(1).focus();
  await page.locator("article").nth(1).press("Enter");
  await expect(page.locator("article dt").first()).toBeVisible();
  await picture(window, `theme-${short}-2-records`);
}

async function checkReport(window: Page, short: string): Promise<void> {
  await runCommand(window, "Evenhand: Open Report");
  const page = webview(window);
  await expect(page.locator("h1").first()).toBeVisible();
  for (const part of ["h1", "h2", "p", "summary"])
    await expectReadable(page.locator(part).first(), `${short}: ${part}`);
  await picture(window, `theme-${short}-3-report`);
}

async function expectReadable(element: Locator, what: string): Promise<void> {
  await expect(element, what).toBeVisible();
  const colour = await element.evaluate((found) => getComputedStyle(found).color);
  expect(contrast(colour, await colourBehind(element)), what).toBeGreaterThan(enough.text);
}

/** The colour that an element is drawn on: all that lies behind it, one over the other. */
async function colourBehind(element: Locator): Promise<string> {
  const layers = await element.evaluate((found) => {
    const colours: string[] = [];
    for (let at: Element | null = found; at !== null; at = at.parentElement)
      colours.push(getComputedStyle(at).backgroundColor);
    return colours;
  });
  let [red, green, blue] = [255, 255, 255];
  for (const layer of layers.toReversed()) {
    const [r, g, b, alpha] = parts(layer);
    [red, green, blue] = [
      r * alpha + red * (1 - alpha),
      g * alpha + green * (1 - alpha),
      b * alpha + blue * (1 - alpha),
    ];
  }
  return `rgb(${red}, ${green}, ${blue})`;
}

/** Contrast ratio of two colours as the browser writes them, 1 to 21 (WCAG 2.2). */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = parts(colour)
    .slice(0, 3)
    .map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function parts(colour: string): [red: number, green: number, blue: number, alpha: number] {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, alpha];
}
