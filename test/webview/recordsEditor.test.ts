import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RecordsEditor } from "../../src/webview/recordsEditor.ts";
import type { RecordsShell } from "../../src/webview/recordsEditor.ts";
import type { RecordsHostMessage } from "../../src/webview/recordsProtocol.ts";
import { fake, makePanel, Uri } from "../fakes/vscode.ts";
import type { FakeWebviewPanel } from "../fakes/vscode.ts";
import { TemporaryFolder } from "../corpus/temporaryFolder.ts";

/** A reader that opens any file, and dies of the first question. */
const readerSource = `process.on("message", ({ kind, id }) => {
  if (kind === "ask") process.exit(7);
  const answer = { extent: 9, unit: "bytes", first: 0, fields: ["text"], field: "text" };
  process.send({ kind: "answer", id, answer });
});`;

const folder = new TemporaryFolder();
const path = "/work/a.jsonl";
let editor: RecordsEditor;
let panel: FakeWebviewPanel;
let started: number;
/** What reading the settings waits for. */
let settings: Promise<void>;

async function open(): Promise<void> {
  const childPath = await folder.file("reader.mjs", readerSource);
  const shell: RecordsShell = {
    path: (uri) => Promise.resolve(uri.fsPath),
    async settings() {
      await settings;
      return { file: { axes: ["gender"] }, highlight: true, mostTextBytes: 10 };
    },
    childPath,
    nodePath: () => {
      started += 1;
      return undefined;
    },
    openText: () => Promise.resolve(),
    failed: (error) => {
      throw error;
    },
  };
  editor = new RecordsEditor(Uri.file("/extension") as never, shell);
  panel = makePanel("a.jsonl");
  editor.resolveCustomEditor(editor.openCustomDocument(Uri.file(path) as never), panel as never);
}

/** What the page has been told, and since when. */
function told(from = 0): RecordsHostMessage["kind"][] {
  return panel.posted.slice(from).map((message) => (message as RecordsHostMessage).kind);
}

/** As the editor does when a hidden tab is shown: the page starts anew, and what was said meanwhile is lost. */
async function showAgain(): Promise<RecordsHostMessage["kind"][]> {
  const before = panel.posted.length;
  panel.receive({ kind: "ready" });
  await expect.poll(() => told(before)).not.toEqual([]);
  await setImmediate();
  return told(before);
}

beforeEach(() => {
  fake.reset();
  fake.files.set(path, new Uint8Array(9));
  started = 0;
  settings = Promise.resolve();
});

afterEach(() => editor.dispose());

test("a page that was hidden is told that its file changed, until the file is opened again", async () => {
  await open();
  expect(await showAgain()).toEqual(["opened"]);
  fake.watchedFile.fire(Uri.file(path));
  expect(await showAgain()).toEqual(["opened", "changed"]);
  panel.receive({ kind: "reopen" });
  await expect.poll(() => told().at(-1)).toBe("opened");
  expect(await showAgain()).toEqual(["opened"]);
});

test("a page that was hidden is told that its reader ended, until the file is opened again", async () => {
  await open();
  await showAgain();
  panel.receive({ kind: "ask", id: 1, question: { kind: "stop" } });
  await expect.poll(() => told()).toContain("notOpened");
  expect(await showAgain()).toEqual(["notOpened"]);
  panel.receive({ kind: "reopen" });
  await expect.poll(() => told().at(-1)).toBe("opened");
  expect(await showAgain()).toEqual(["opened"]);
});

test("closing a file at once starts no reader", async () => {
  let release: () => void = () => {};
  settings = new Promise((resolve) => (release = resolve));
  await open();
  panel.dispose();
  release();
  await setImmediate();
  expect(started).toBe(0);
});

test("opening again twice at once starts one reader, and the page hears of that one only", async () => {
  await open();
  await showAgain();
  const before = panel.posted.length;
  panel.receive({ kind: "reopen" });
  panel.receive({ kind: "reopen" });
  await expect.poll(() => told(before)).toEqual(["opened"]);
  expect(started).toBe(2);
});

test("opening again while a reader is starting does not tell of the one that was given up", async () => {
  await open();
  await setImmediate(); // its reader is starting
  panel.receive({ kind: "ready" });
  panel.receive({ kind: "reopen" });
  await expect.poll(() => told()).toEqual(["opened"]);
  expect(started).toBe(2);
});
