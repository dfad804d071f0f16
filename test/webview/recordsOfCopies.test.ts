import type * as vscode from "vscode";
import { Uri } from "vscode";
import { join, resolve } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { RecordsEditor } from "../../src/webview/recordsEditor.ts";
import { TemporaryFolder } from "../corpus/temporaryFolder.ts";
import { fake, makePanel } from "../fakes/vscode.ts";

const root = resolve(import.meta.dirname, "../..");
const folder = new TemporaryFolder();

beforeEach(() => fake.reset());

test("reads a file that is not on disk from its copy, under its own name", async () => {
  const copy = await folder.file("copy.jsonl", '{"text": "She said so."}\n');
  const uri = Uri.parse("memory:/corpus/a.jsonl");
  fake.files.set(uri.path, new TextEncoder().encode('{"text": "She said so."}\n'));
  const editor = new RecordsEditor(Uri.file(root), {
    path: (asked) => Promise.resolve(asked === uri ? copy : asked.fsPath),
    settings: () => Promise.resolve({ file: { axes: ["gender"] }, highlight: true, mostTextBytes: 50_000_000 }),
    childPath: join(root, "dist", "records-child.mjs"),
    nodePath: () => undefined,
    openText: () => Promise.resolve(),
    failed: (error) => {
      throw error;
    },
  });
  const view = makePanel("a.jsonl");
  editor.resolveCustomEditor(editor.openCustomDocument(uri), view as unknown as vscode.WebviewPanel);
  view.receive({ kind: "ready" });
  await expect
    .poll(() => view.posted[0], { timeout: 20_000 })
    .toMatchObject({ kind: "opened", file: { name: "a.jsonl", unit: "bytes", opensAsText: true } });
  editor.dispose();
});
