import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { editorStrings, messageBundle } from "../../scripts/editorStrings.ts";

const root = resolve(import.meta.dirname, "../..");
const strings = editorStrings(root);

test("every text that the extension shows goes through the editor's localisation", () => {
  expect(strings.bare.map(({ place, text }) => `${place} ${text}`)).toEqual([]);
});

test("every message is a literal, which a translator sees", () => {
  expect(strings.unseen).toEqual([]);
});

test("the bundle of messages is up to date: npm run messages", () => {
  expect(readFileSync(join(root, "l10n", "bundle.l10n.json"), "utf8")).toBe(messageBundle(strings));
});

test("each text of the manifest is named, and each name is used", () => {
  const manifest = readFileSync(join(root, "package.json"), "utf8");
  const names = JSON.parse(readFileSync(join(root, "package.nls.json"), "utf8")) as Readonly<Record<string, string>>;
  const used = [...manifest.matchAll(/"%([\w.+-]+)%"/gu)].map(([, name]) => name as string);
  expect([...new Set(used)].sort()).toEqual(Object.keys(names).sort());
});

function stringsOf(source: string): ReturnType<typeof editorStrings> {
  const folder = mkdtempSync(join(tmpdir(), "evenhand-strings-"));
  for (const place of ["src/editor", "src/webview"]) mkdirSync(join(folder, place), { recursive: true });
  writeFileSync(join(folder, "src", "extension.ts"), "");
  writeFileSync(join(folder, "src", "editor", "one.ts"), source);
  try {
    return editorStrings(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([
  'vscode.window.showInformationMessage("Done here");',
  'new vscode.TreeItem("Runs");',
  "item.tooltip = `${count} words`;",
  'const options = { title: isOne ? "one run" : vscode.l10n.t("runs") };',
  'const options = { label: "$(mute) silenced" };',
  'item.description = vscode.l10n.t("a") + " and more";',
])("%s shows a text that is not localised", (source) => {
  expect(stringsOf(source).bare).toHaveLength(1);
});

test.each([
  'vscode.window.showInformationMessage(vscode.l10n.t("Done here"));',
  "item.description = `${a} · ${b}`;",
  'const options = { label: `$(mute) ${name}`, kind: "run" };',
  'throw new EvenhandError("job.crashed", "It ended.", { hint: "Again.", title: "x" });',
  'if (node.title === "running now") item.label = name;',
])("%s shows none", (source) => {
  expect(stringsOf(source).bare).toEqual([]);
});

test("a message that is put together is no message for translators", () => {
  expect(stringsOf("vscode.l10n.t(`scan of ${name}`);").unseen).toHaveLength(1);
});

test("a message under another name of the function is none that translators see", () => {
  expect(stringsOf('const { t } = vscode.l10n; t("Swap");').unseen).toHaveLength(1);
  expect(stringsOf('const name = vscode.l10n.t("Swap");').unseen).toEqual([]);
});
