import type { Browser, Page } from "@playwright/test";
import { renderHtml } from "../src/report/html.ts";
import { fullSizeReport } from "../test/report/fullSizeReport.ts";
import { bundlePage, chromiumPath, launchBrowser, openFile } from "../test/webview/openPage.ts";
import type { BenchRow } from "./benchRow.ts";

const runs = 5;

/**
 * How long the report's page takes to answer, with 15 arms and 5,000 associations: until the first screen is drawn, until all of
 * its sections are there, and for one frame after a scroll, a sort and a key in the filter of the associations.
 */
export async function benchPage(): Promise<readonly BenchRow[]> {
  if (chromiumPath === undefined) throw new RangeError("The page is measured in Chromium: set $CHROMIUM to one.");
  const [browser, assets] = await Promise.all([launchBrowser(), bundlePage()]);
  try {
    const report = fullSizeReport();
    const openings = await repeated(async () => opening(browser, renderHtml(report, assets)));
    const { page } = await openFile(browser, report, assets);
    const frame = async (act: string): Promise<number> => median(await repeated(() => frameAfter(page, act)));
    const table = 'document.querySelector("#associations .scroll")';
    return [
      {
        question: "page: first screen drawn",
        figure: median(openings.map(({ first }) => first)),
        unit: "ms",
        atMost: 1000,
      },
      { question: "page: all sections there", figure: median(openings.map(({ all }) => all)), unit: "ms" },
      {
        question: "page: a scroll by 40 rows of 5,000",
        figure: await frame(`${table}.scrollTop += 1200`),
        unit: "ms",
        atMost: 50,
      },
      {
        question: "page: 5,000 rows sorted by word",
        figure: await frame(`document.querySelector('[data-sort="word"]').click()`),
        unit: "ms",
        atMost: 50,
      },
      {
        question: "page: 5,000 rows filtered by a letter",
        figure: await frame(
          `{ const field = document.querySelector("#filter-word"); field.value = field.value === "1" ? "2" : "1"; field.dispatchEvent(new Event("input")); }`,
        ),
        unit: "ms",
        atMost: 50,
      },
    ];
  } finally {
    await browser.close();
  }
}

interface Opening {
  readonly first: number;
  readonly all: number;
}

/** From the start of navigation, by the browser's own clock. */
async function opening(browser: Browser, html: string): Promise<Opening> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  try {
    await page.addInitScript(() => {
      const times: { first?: number; all?: number } = {};
      Object.assign(globalThis, { openingTimes: times });
      const look = (): void => {
        if (document.querySelector("#amplification svg.plot") !== null) times.first ??= performance.now();
        if (document.querySelector("#method") !== null) times.all ??= performance.now();
        if (times.first === undefined || times.all === undefined) requestAnimationFrame(look);
      };
      look();
    });
    await page.route("http://report.test/", (route) => route.fulfill({ contentType: "text/html", body: html }));
    await page.goto("http://report.test/");
    await page.locator("#report:not([aria-busy])").waitFor();
    await page.locator("#amplification svg.plot").waitFor();
    return await page.evaluate(
      () =>
        new Promise<{ first: number; all: number }>((done) => {
          requestAnimationFrame(() =>
            requestAnimationFrame(() =>
              done((globalThis as unknown as { openingTimes: { first: number; all: number } }).openingTimes),
            ),
          );
        }),
    );
  } finally {
    await page.close();
  }
}

/** From an act to the frame that shows what it did. */
function frameAfter(page: Page, act: string): Promise<number> {
  return page.evaluate(
    `new Promise((done) => {
      requestAnimationFrame(() => {
        const start = performance.now();
        ${act};
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - start), 0));
      });
    })`,
  );
}

async function repeated<Result>(act: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let run = 0; run < runs; run += 1) results.push(await act());
  return results;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
