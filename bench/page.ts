import type { Page } from "@playwright/test";
import { renderHtml } from "../src/report/html.ts";
import { fullSizeReport } from "../test/report/fullSizeReport.ts";
import { bundlePage, chromiumPath, launchBrowser, openFile } from "../test/webview/openPage.ts";
import type { BenchRow } from "./benchRow.ts";

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
