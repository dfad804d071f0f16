import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import { renderHtml } from "../src/report/html.ts";
import type { PageAssets } from "../src/report/html.ts";
import { parseReport } from "../src/report/validateReport.ts";
import { fullSizeReport } from "../test/report/fullSizeReport.ts";
import { bundlePage, chromiumPath, launchBrowser, openFile } from "../test/webview/openPage.ts";
import type { BenchRow } from "./benchRow.ts";

const root = process.env["EVENHAND_ROOT"] ?? process.cwd();

const runs = 5;

/**
 * What the report's page costs with 15 arms and 5,000 associations: to open it with all of its sections, and for one frame after a
 * scroll, a sort and a letter in the filter of the associations. Processor time of the page's own thread, which says on a busy
 * machine what an idle one would show on the clock.
 */
export async function benchPage(): Promise<readonly BenchRow[]> {
  if (chromiumPath === undefined) throw new RangeError("The page is measured in Chromium: set $CHROMIUM to one.");
  const [browser, assets] = await Promise.all([launchBrowser(), bundlePage()]);
  try {
    const report = fullSizeReport();
    const html = renderHtml(report, assets);
    const openings = await repeated(async () => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
      const clock = await clockOf(page);
      await page.route("http://report.test/", (route) => route.fulfill({ contentType: "text/html", body: html }));
      await page.goto("http://report.test/");
      await page.locator("#report:not([aria-busy]) #method").waitFor();
      const spent = await clock();
      await page.close();
      return spent;
    });
    const { page } = await openFile(browser, report, assets);
    const clock = await clockOf(page);
    const frame = async (question: string, act: string): Promise<BenchRow> => {
      const spent = await repeated(async () => {
        const before = await clock();
        await page.evaluate(act);
        await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))");
        return (await clock()) - before;
      });
      return { question: `page: ${question}`, figure: median(spent), unit: "ms", atMost: 50 };
    };
    return [
      ...(await sampleOpened(assets)),
      { question: "page: opened, all sections drawn", figure: median(openings), unit: "ms", atMost: 1000 },
      await frame("a scroll by 40 of 5,000 rows", 'document.querySelector("#associations .scroll").scrollTop += 1200'),
      await frame("5,000 rows sorted by word", "document.querySelector('[data-sort=word]').click()"),
      await frame(
        "5,000 rows filtered by a letter",
        `{ const field = document.querySelector("#filter-word");
           field.value = field.value === "1" ? "2" : "1";
           field.dispatchEvent(new Event("input")); }`,
      ),
    ];
  } finally {
    await browser.close();
  }
}

/** The committed sample report, its data under the page's code of now, as a file in a Chromium started for it: by the clock, and computed. */
async function sampleOpened(assets: PageAssets): Promise<readonly BenchRow[]> {
  const committed = readFileSync(join(root, "docs", "sample-report", "report.html"), "utf8");
  const data = /id="report-data">(.*?)<\/script>/s.exec(committed)?.[1];
  const folder = mkdtempSync(join(tmpdir(), "evenhand-page-"));
  const file = join(folder, "report.html");
  writeFileSync(file, renderHtml(parseReport(data ?? "", "the sample report"), assets));
  try {
    const openings = await repeated(async () => {
      const browser = await launchBrowser();
      const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
      const clock = await clockOf(page);
      await page.addInitScript(whenDrawn);
      await page.goto(pathToFileURL(file).href);
      const byTheClock = await page.evaluate<number>("drawnAt");
      const computed = await clock();
      await browser.close();
      return { byTheClock, computed };
    });
    const of = (question: string, figures: readonly number[]): BenchRow => ({
      question: `page: the sample report in a fresh Chromium, all sections drawn, ${question}`,
      figure: median(figures),
      unit: "ms",
      atMost: 1000,
    });
    return [
      of(
        "by the clock",
        openings.map(({ byTheClock }) => byTheClock),
      ),
      of(
        "processor time",
        openings.map(({ computed }) => computed),
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds after the navigation at which the page says that it is no longer busy; told inside, where nothing waits for a turn. */
const whenDrawn = `globalThis.drawnAt = new Promise((drawn) => {
  new MutationObserver(() => {
    if (document.querySelector("#report > header") !== null && document.querySelector("[aria-busy]") === null) {
      drawn(performance.now());
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-busy"] });
});`;

/** Milliseconds that the page's main thread has computed since this was called. */
async function clockOf(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
  };
}

async function repeated<Result>(act: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let run = 0; run < runs; run += 1) results.push(await act());
  return results;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
