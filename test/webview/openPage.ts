import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { emptyStyleSource } from "../../src/report/contentPolicy.ts";
import type { ReportComparison } from "../../src/report/comparison/reportComparison.ts";
import { renderComparisonHtml, renderHtml } from "../../src/report/html.ts";
import type { PageAssets } from "../../src/report/html.ts";

import type { PageContent } from "../../src/report/pageContent.ts";
import { editorThemes, themeRules } from "./editorThemes.ts";
import type { ContributedColors, EditorTheme } from "./editorThemes.ts";

const root = resolve(import.meta.dirname, "../..");

/** The browser that the page's tests run in, or undefined where there is none. */
export const chromiumPath = [process.env["CHROMIUM"], "/usr/bin/chromium"].find(
  (path) => path !== undefined && existsSync(path),
);

export async function launchBrowser(): Promise<Browser> {
  const { chromium } = await import("@playwright/test");
  return await chromium.launch({
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  });
}

/** The page's code as the build makes it, from the sources as they are now. */
export async function bundlePage(): Promise<PageAssets> {
  const options = { absWorkingDir: root, bundle: true, minify: true, write: false, logLevel: "silent" } as const;
  const [bundle, styles] = await Promise.all([
    build({
      ...options,
      entryPoints: ["src/webview/app/main.ts"],
      format: "iife",
      platform: "browser",
      target: "es2022",
    }),
    build({ ...options, entryPoints: ["media/page/page.css"] }),
  ]);
  return { script: bundle.outputFiles[0]?.text ?? "", style: styles.outputFiles[0]?.text ?? "" };
}

export interface OpenPage {
  readonly page: Page;
  /** Console errors, page errors and violations of the content policy. */
  readonly faults: readonly string[];
}

const address = "http://report.test/";

/**
 * The report as a saved file, served under an address of its own; no other request is answered.
 *
 * @param prepare what the page finds when it starts
 */
export async function openFile(
  browser: Browser,
  report: BiasReport,
  assets: PageAssets,
  options: BrowserContextOptions = {},
  prepare?: (page: Page) => Promise<void>,
): Promise<OpenPage> {
  return await open(browser, renderHtml(report, assets), {}, options, prepare);
}

/** Two reports side by side as a saved file. */
export async function openComparison(
  browser: Browser,
  comparison: ReportComparison,
  assets: PageAssets,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  return await open(browser, renderComparisonHtml(comparison, assets), {}, options);
}

/** The page as the editor frames it: a nonce for the script, styles by address, the report by message. */
export async function openInEditor(
  browser: Browser,
  report: BiasReport,
  assets: PageAssets,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  return await openInTheme(browser, { kind: "report", report }, assets, "dark", options);
}

/** The same in one of the editor's themes, with the extension's own colours as the manifest gives them. */
export async function openInTheme(
  browser: Browser,
  content: PageContent,
  assets: PageAssets,
  theme: EditorTheme,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const policy = `default-src 'none'; script-src 'nonce-n1'; style-src ${address} ${emptyStyleSource}; img-src ${address} data:`;
  const html = `<!doctype html><html lang="en" class="editor"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>Report</title>
<link rel="stylesheet" href="${address}page.css"></head>
<body class="${editorThemes[theme].className}"><main id="report"></main><script nonce="n1" src="${address}page.js"></script></body></html>`;
  const files = { "page.css": `${assets.style}\n${themeRules(theme, contributedColors())}`, "page.js": assets.script };
  return await open(browser, html, files, options, async (page) => {
    await page.addInitScript((data) => {
      const messages: unknown[] = [];
      let state: unknown;
      Object.assign(globalThis, {
        sentMessages: messages,
        acquireVsCodeApi: () => ({
          postMessage(message: { kind: string }) {
            messages.push(message);
            if (message.kind === "ready") window.postMessage(data, "*");
          },
          getState: () => state,
          setState: (next: unknown) => (state = next),
        }),
      });
    }, content);
  });
}

function contributedColors(): ContributedColors {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly contributes: { readonly colors: ContributedColors };
  };
  return manifest.contributes.colors;
}

async function open(
  browser: Browser,
  html: string,
  files: Readonly<Record<string, string>>,
  options: BrowserContextOptions,
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, reducedMotion: "reduce", ...options });
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  await page.route("**/*", async (route) => {
    const name = route.request().url().slice(address.length);
    if (name === "") return await route.fulfill({ contentType: "text/html", body: html });
    if (name === "favicon.ico") return await route.fulfill({ status: 204 });
    const file = files[name];
    if (file === undefined) {
      faults.push(`asked for ${route.request().url()}`);
      return await route.abort();
    }
    return await route.fulfill({
      contentType: name.endsWith(".css") ? "text/css" : "text/javascript",
      body: file,
    });
  });
  await prepare(page);
  await page.goto(address);
  await page.locator("#report > header").waitFor();
  // Sections follow the first screen one by one.
  await page.locator("#report:not([aria-busy])").waitFor();
  return { page, faults };
}
