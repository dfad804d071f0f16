import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import { RecordBook } from "../../src/jobs/records/recordBook.ts";
import type { RecordsEvent, RecordsQuestion } from "../../src/jobs/records/recordsProtocol.ts";
import { emptyStyleSource } from "../../src/report/contentPolicy.ts";
import { isRecordsPageMessage } from "../../src/webview/recordsProtocol.ts";
import type { RecordsHostMessage, RecordsPageMessage } from "../../src/webview/recordsProtocol.ts";

const root = resolve(import.meta.dirname, "../..");
const address = "http://records.test/";

/** The script of the record viewer's page, from the sources as they are now. */
export async function bundleRecords(): Promise<string> {
  const bundle = await build({
    absWorkingDir: root,
    entryPoints: ["src/webview/app/records/main.ts"],
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  return bundle.outputFiles[0]?.text ?? "";
}

export interface OpenRecordsPage {
  readonly page: Page;
  /** Console errors, page errors, requests for anything else. */
  readonly faults: readonly string[];
  /** What the page said beside its questions. */
  readonly said: readonly RecordsPageMessage[];
  /** Starts what `isAsleep` kept from starting. */
  wake(): void;
  /** As the editor does. */
  post(message: RecordsHostMessage): Promise<void>;
  close(): Promise<void>;
}

export interface RecordsPageOptions {
  /** Variables of the editor's theme. */
  readonly theme?: Readonly<Record<string, string>>;
  readonly context?: BrowserContextOptions;
  /** Starts nothing in the background: no count, no lexicon. */
  readonly isAsleep?: boolean;
  /** What the answers to a kind of question wait for. */
  readonly held?: Readonly<Partial<Record<RecordsQuestion["kind"], Promise<void>>>>;
}

/** The page in a browser, with the real reader behind it in this process in place of the editor. */
export async function openRecords(
  browser: Browser,
  script: string,
  path: string,
  { theme = {}, context = {}, isAsleep = false, held = {} }: RecordsPageOptions = {},
): Promise<OpenRecordsPage> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 760 }, reducedMotion: "reduce", ...context });
  const faults: string[] = [];
  const said: RecordsPageMessage[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  let isOpen = true;
  const post = async (message: RecordsHostMessage): Promise<void> => {
    if (isOpen) await page.evaluate((data) => window.postMessage(data, "*"), message);
  };
  let hasStarted = false;
  const name = basename(path);
  const axes = ["gender", "race", "religion"] as const;
  const book = await RecordBook.open({ path, name, axes }, (event: RecordsEvent) => {
    void post({ kind: "event", event }).catch(() => {}); // the page is being closed
  });
  const hear = async (message: unknown): Promise<void> => {
    if (!isRecordsPageMessage(message)) throw new TypeError(`not a message of the page: ${JSON.stringify(message)}`);
    if (message.kind === "ready") {
      const opensAsText = !name.endsWith(".parquet");
      const file = { ...(await book.describe()), name, bytes: (await stat(path)).size, highlight: true, opensAsText };
      await post({ kind: "opened", file });
    } else if (message.kind !== "ask") {
      said.push(message);
    } else {
      const { id, question } = message;
      try {
        const answer = await book.answer(question);
        await held[question.kind];
        await post({ kind: "answer", id, answer });
      } catch (error) {
        await post({ kind: "failed", id, message: (error as Error).message, hint: "Open it again." });
      }
      if (!hasStarted && !isAsleep) book.start();
      hasStarted = true;
    }
  };
  await page.exposeFunction("sendToEditor", hear);
  await page.addInitScript(() => {
    let state: unknown;
    Object.assign(globalThis, {
      acquireVsCodeApi: () => ({
        postMessage: (globalThis as unknown as { sendToEditor: (message: unknown) => void }).sendToEditor,
        getState: () => state,
        setState: (next: unknown) => (state = next),
      }),
    });
  });
  const policy = `default-src 'none'; script-src 'nonce-n1'; style-src ${address} ${emptyStyleSource}`;
  const variables = Object.entries(theme).map(([variable, value]) => `--vscode-${variable}: ${value};`);
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>${name}</title>
<link rel="stylesheet" href="${address}theme.css"><link rel="stylesheet" href="${address}records.css"></head>
<body><main id="report"></main><script nonce="n1" src="${address}records.js"></script></body></html>`;
  const files: Readonly<Record<string, readonly [type: string, body: string]>> = {
    "": ["text/html", html],
    "theme.css": ["text/css", `:root { ${variables.join(" ")} }`],
    "records.css": ["text/css", readFileSync(join(root, "media", "records.css"), "utf8")],
    "records.js": ["text/javascript", script],
  };
  await page.route("**/*", async (route) => {
    const file = files[route.request().url().slice(address.length)];
    if (file !== undefined) return await route.fulfill({ contentType: file[0], body: file[1] });
    if (!route.request().url().endsWith("favicon.ico")) faults.push(`asked for ${route.request().url()}`);
    return await route.abort();
  });
  await page.goto(address);
  return {
    page,
    faults,
    said,
    post,
    wake: () => book.start(),
    async close() {
      isOpen = false;
      await page.close();
      await book.close();
    },
  };
}
