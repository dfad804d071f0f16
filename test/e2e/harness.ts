import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test as base } from "@playwright/test";
import type { FrameLocator, Locator, Page } from "@playwright/test";

export { expect };

const root = resolve(import.meta.dirname, "../..");
const screens = join(root, "test-results", "screens");

export interface EditorServer {
  readonly address: string;
  /** The workspace folder, a copy of test/e2e/workspace. */
  readonly workspace: string;
}

/** A running editor with the installed extension and a workspace of its own for each test, and a window of it. */
export const test = base.extend<{ window: Page; trusted: boolean; server: EditorServer }>({
  /** Whether the workspace is trusted; with `false` the editor is in Restricted Mode. */
  trusted: [true, { option: true }],
  server: async ({ trusted }, use) => {
    const place = mkdtempSync(join(tmpdir(), "evenhand-e2e-"));
    const workspace = join(place, "workspace");
    cpSync(join(root, "test", "e2e", "workspace"), workspace, { recursive: true });
    writeFileSync(join(workspace, "demo.jsonl"), sampleRecords());
    const server = await startEditor(place, trusted);
    await use({ address: server.address, workspace });
    await server.stop();
    rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  },
  window: async ({ server, page }, use) => {
    await page.goto(`${server.address}/?folder=${encodeURIComponent(server.workspace)}`, {
      waitUntil: "domcontentloaded",
    });
    await expect(page.locator(".monaco-workbench")).toBeVisible({ timeout: 60_000 });
    await expect(page.locator(".explorer-folders-view .monaco-list-row").first()).toBeVisible({ timeout: 60_000 });
    await expect(activityBarItem(page)).toBeVisible({ timeout: 60_000 });
    await use(page);
    // What the editor said to the user often tells why a step waited in vain; a list reporter shows no attachment.
    if (base.info().status !== base.info().expectedStatus) {
      for (const text of await page.locator(".notification-list-item-message").allTextContents()) {
        console.log(`      the editor said: ${text}`);
      }
    }
  },
});

async function startEditor(place: string, trusted: boolean): Promise<{ address: string; stop: () => Promise<void> }> {
  const data = join(place, "data");
  mkdirSync(join(data, "User"), { recursive: true });
  writeFileSync(join(data, "User", "settings.json"), JSON.stringify({ ...editorSettings, ...trustSettings(trusted) }));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`; // webviews need a secure origin: no other address is one
  const where = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--user-data-dir", data];
  const quiet = ["--disable-telemetry", "--disable-update-check", ...(trusted ? ["--disable-workspace-trust"] : [])];
  const fresh = ["--disable-getting-started-override", "--ignore-last-opened", "--config", join(place, "config.yaml")];
  const extensions = ["--extensions-dir", environment("EDITOR_EXTENSIONS")];
  const editor = spawn(
    environment("EDITOR_NODE"),
    [environment("EDITOR_ENTRY"), ...where, ...quiet, ...fresh, ...extensions],
    {
      env: { ...process.env, HOME: place, TMPDIR: place, XDG_RUNTIME_DIR: place, EXTENSIONS_GALLERY: "{}" },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
  );
  let log = "";
  for (const stream of [editor.stdout, editor.stderr]) stream.on("data", (text: Buffer) => (log += text.toString()));
  await expect(async () => {
    if (editor.exitCode !== null) throw new Error(`the editor ended:\n${log}`);
    expect((await fetch(`${address}/healthz`)).ok).toBe(true);
  }).toPass({ timeout: 60_000, intervals: [200] });
  return {
    address,
    async stop() {
      const ended = new Promise((resolve) => editor.once("exit", resolve));
      // The group: the editor has children of its own.
      process.kill(-(editor.pid as number), "SIGTERM");
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))]);
    },
  };
}

/** Enough of the sample corpus for every stage, small enough to train on in seconds. */
function sampleRecords(): string {
  const records = readFileSync(join(root, "samples", "demo.jsonl"), "utf8")
    .split("\n")
    .slice(0, 600);
  return `${records.join("\n")}\n`;
}

/** Nothing that pops up, phones home or hides the window. */
const editorSettings = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "editor.minimap.enabled": false,
  "editor.wordWrap": "on",
  "files.autoSave": "off",
  "window.confirmBeforeClose": "never",
};

/** Restricted Mode without the question and the banner at the start. */
function trustSettings(trusted: boolean): Record<string, unknown> {
  if (trusted) return { "security.workspace.trust.enabled": false };
  return {
    "security.workspace.trust.enabled": true,
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
  };
}

function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: start this test with "npm run test:e2e".`);
  return value;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The whole item: its label changes with the badge, which then also lies over the icon. */
export function activityBarItem(page: Page): Locator {
  return page.locator(".activitybar .action-item", { has: page.locator('.action-label[aria-label^="Evenhand"]') });
}

/** Chooses an entry of an element's context menu. */
export async function chooseFromMenu(page: Page, element: Locator, title: string): Promise<void> {
  const entry = page.locator(".monaco-menu .action-label").filter({ hasText: title });
  await expect(async () => {
    // A view that draws its rows again closes the menu of one; one that opened before the window knew that it is trusted lacks
    // entries, and keeps clicks from what is behind it.
    if (!(await entry.isVisible())) {
      if (await page.locator(".monaco-menu").first().isVisible()) await page.keyboard.press("Escape");
      await element.click({ button: "right", timeout: 5000 });
    }
    await expect(entry).toBeVisible({ timeout: 2000 });
    // The editor's menus pass over a click in the first 100 ms, lest the one that opened them chooses something.
    await entry.click({ timeout: 2000 });
    await expect(entry).toBeHidden({ timeout: 5000 });
  }).toPass();
}

/** Whether the palette offers a command, by the letters after the category; its list draws no more rows than it shows. */
export async function isOffered(page: Page, command: string): Promise<boolean> {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget .quick-input-box input").fill(`>Evenhand: ${command}`);
  const rows = page.locator(".quick-input-list .monaco-list-row");
  await expect(rows.first()).toBeVisible();
  const labels = await rows.locator(".label-name").allTextContents();
  await page.keyboard.press("Escape");
  return labels.some((label) => label.includes(command));
}

/** A view of the side bar by its title. */
export function view(page: Page, title: string): Locator {
  return page.locator(".pane", { has: page.locator(".pane-header", { hasText: title }) });
}

export async function openFile(page: Page, name: string): Promise<void> {
  const rows = page.locator(".explorer-folders-view .monaco-list-row");
  // A click on the icon of the view that is shown would hide it.
  if (!(await rows.first().isVisible())) {
    await page.locator(".activitybar .action-label[aria-label^='Explorer']").first().click();
  }
  await rows.filter({ hasText: name }).first().dblclick();
  await expect(page.locator(`.tab.active[data-resource-name="${name}"]`)).toBeVisible();
  await expect(page.locator(".editor-instance .monaco-editor .view-lines").first()).toBeVisible();
}

/** Runs a command from the palette, which does not refresh when an extension registers late: it is opened again then. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const input = page.locator(".quick-input-widget .quick-input-box input");
  const row = page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first();
  await expect(async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("F1");
    await expect(input).toBeVisible({ timeout: 3000 });
    await input.fill(`>${title}`);
    await expect(row).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: 30_000 });
  await row.click();
}

/** The page inside a webview. */
export function webview(page: Page): FrameLocator {
  return page.frameLocator("iframe.webview.ready").first().frameLocator("iframe#active-frame");
}

/** Puts the pointer on a word of the open editor until its hover is there. A lens that arrives late moves the lines. */
export async function hoverWord(page: Page, word: string): Promise<void> {
  await expect(async () => {
    const { x, y } = await centreOfWord(page, word);
    await page.mouse.move(x + 60, y + 120);
    await page.mouse.move(x, y);
    await expect(page.locator(".monaco-hover:visible").first()).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: 60_000 });
}

async function centreOfWord(page: Page, word: string): Promise<{ x: number; y: number }> {
  const line = page
    .locator(".editor-instance .view-line")
    .filter({ hasText: new RegExp(`\\b${word}\\b`) })
    .first();
  const centre = await line.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = (node.textContent ?? "").replaceAll("\u00a0", " ").search(new RegExp(`\\b${wanted}\\b`));
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }
    return undefined;
  }, word);
  if (centre === undefined) throw new Error(`"${word}" is not on the screen`);
  return centre;
}

/** What the decorations write behind words, in no order. */
export function ghostTexts(page: Page): Promise<string[]> {
  return page
    .locator('.view-line span[class*="TextEditorDecorationType"]')
    .evaluateAll((spans) =>
      spans.map((span) => getComputedStyle(span, "::after").content).filter((content) => content !== "none"),
    );
}

/** A picture for a person to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(screens, { recursive: true });
  // The title bar: a tooltip under the pointer would cover what the picture is about.
  if (!(await page.locator(".monaco-hover:visible").first().isVisible())) await page.mouse.move(300, 10);
  await page.screenshot({ path: join(screens, `${name}.png`) });
}
