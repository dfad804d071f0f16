import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import { afterAll, beforeAll } from "vitest";
import type { BiasReport } from "../../src/report/biasReport.ts";
import type { ReportComparison } from "../../src/report/comparison/reportComparison.ts";
import type { PageAssets } from "../../src/report/html.ts";
import type { PageContent } from "../../src/report/pageContent.ts";
import type { EditorTheme } from "./editorThemes.ts";
import { bundlePage, launchBrowser, openComparison, openFile, openInEditor, openInTheme } from "./openPage.ts";

/** A browser and the page's code for the tests of the `describe` that calls this; there when its first test or hook runs. */
export function usePage() {
  let browser: Browser;
  let assets: PageAssets;
  beforeAll(async () => {
    [browser, assets] = await Promise.all([launchBrowser(), bundlePage()]);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
  });
  return {
    openFile: (report: BiasReport, options?: BrowserContextOptions, prepare?: (page: Page) => Promise<void>) =>
      openFile(browser, report, assets, options, prepare),
    openComparison: (comparison: ReportComparison, options?: BrowserContextOptions) =>
      openComparison(browser, comparison, assets, options),
    openInEditor: (report: BiasReport, options?: BrowserContextOptions) =>
      openInEditor(browser, report, assets, options),
    openInTheme: (content: PageContent, theme: EditorTheme, options?: BrowserContextOptions) =>
      openInTheme(browser, content, assets, theme, options),
  };
}
