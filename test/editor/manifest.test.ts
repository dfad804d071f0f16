import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { commandIds, contextKeys, viewIds } from "../../src/editor/commandIds.ts";
import { defaultInclude } from "../../src/editor/settings.ts";
import { toolDefinitions } from "../../src/jobs/tools/definitions.ts";
import { axes } from "../../src/lexicon/axis.ts";
import { reportViewType } from "../../src/webview/panel.ts";

const root = resolve(import.meta.dirname, "../..");

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command: string; readonly when?: string; readonly group?: string }[]>
    >;
    readonly views: { readonly evenhand: readonly { readonly id: string }[] };
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly markdown: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly languageModelTools: readonly Readonly<Record<string, unknown>>[];
    readonly colors: readonly { readonly id: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, { readonly default: unknown }>> }[];
  };
}

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
const names = JSON.parse(readFileSync(join(root, "package.nls.json"), "utf8")) as Readonly<Record<string, string>>;
const { contributes } = manifest;

test("the manifest and the code name the same commands", () => {
  const contributed = contributes.commands.map(({ command }) => command);
  expect(contributed.toSorted()).toEqual(Object.values(commandIds).toSorted());
});

test("every command is in the category Evenhand", () => {
  expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(["Evenhand"]));
});

test("menus name only contributed commands", () => {
  const known = new Set<string>(Object.values(commandIds));
  const used = Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command));
  expect(used.filter((command) => !known.has(command))).toEqual([]);
});

test("what a row of a tree has as a button, its context menu has as well: a keyboard reaches no button", () => {
  const items = contributes.menus["view/item/context"] ?? [];
  const [buttons, menu] = [true, false].map((isButton) =>
    items
      .filter(({ group }) => group?.startsWith("inline") === isButton)
      .map(({ command, when }) => `${command}: ${when ?? ""}`),
  );
  expect(buttons?.length).toBeGreaterThan(5);
  expect(buttons?.filter((button) => menu?.includes(button) !== true)).toEqual([]);
});

test("the manifest and the code take the same files for corpora", () => {
  const properties = contributes.configuration.flatMap(({ properties }) => Object.entries(properties));
  expect(properties.find(([key]) => key === "evenhand.include")?.[1].default).toBe(defaultInclude);
});

test("every kind of file that a scan reads can be scanned from the explorer, and no other", () => {
  const when = contributes.menus["explorer/context"]?.find(({ command }) => command === commandIds.scanFile)?.when;
  const pattern = /resourceFilename =~ \/(.+)\/i/.exec(when ?? "")?.[1];
  if (pattern === undefined) throw new Error("no pattern of file names");
  const isOffered = (name: string): boolean => new RegExp(pattern, "i").test(name);
  const scanned =
    "a.txt a.md a.jsonl a.ndjson a.json a.csv a.tsv a.parquet a.arrow a.feather a.txt.gz a.jsonl.zst a.CSV.GZ";
  expect(scanned.split(" ").filter((name) => !isOffered(name))).toEqual([]);
  expect("a.ts a.tar.gz a.parquet.gz txt a.txt.bak a.zst".split(" ").filter(isOffered)).toEqual([]);
});

test("the manifest and the code name the same views", () => {
  expect(contributes.views.evenhand.map(({ id }) => id)).toEqual(Object.values(viewIds));
});

test("each axis has a colour", () => {
  const colors = contributes.colors.map(({ id }) => id);
  expect(axes.map((axis) => `evenhand.${axis}Term`).filter((id) => !colors.includes(id))).toEqual([]);
});

test("a report that was open is restored after a reload", () => {
  expect(manifest.activationEvents).toContain(`onWebviewPanel:${reportViewType}`);
});

test("settings that name programs, models and files anywhere are restricted in untrusted workspaces", () => {
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted()).toEqual([
    "evenhand.attributes",
    "evenhand.lexicon",
    "evenhand.training.engine",
    "evenhand.training.model",
    "evenhand.training.nodePath",
  ]);
});

test("every name in the manifest is in package.nls.json, and none is left over", () => {
  const used = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] as string);
  expect([...new Set(used)].toSorted()).toEqual(Object.keys(names).toSorted());
});

test("every contributed setting is read by the shell, and every one it reads is contributed", () => {
  const source = readFileSync(join(root, "src/editor/settings.ts"), "utf8");
  const contributed = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
  const read = [...source.matchAll(/\b(?:text|path|number|choice|list|get)\("([\w.]+)"/g)].map(
    (match) => match[1] as string,
  );
  expect([...new Set(read)].toSorted()).toEqual(contributed.map((key) => key.replace("evenhand.", "")).toSorted());
});

test("the editor's language models are told the same of the tools as others over MCP", () => {
  const told = contributes.languageModelTools.map(({ name, displayName, modelDescription, inputSchema }) => ({
    name,
    title: names[String(displayName).slice(1, -1)],
    description: modelDescription,
    inputSchema,
  }));
  expect(told).toEqual(
    toolDefinitions.map(({ name, title, description, inputSchema }) => ({
      name: `evenhand_${name}`,
      title,
      description,
      inputSchema,
    })),
  );
});

test("every step of the walkthrough has its picture in words and buttons that exist", () => {
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  expect(steps.length).toBeGreaterThan(4);
  const known = new Set<string>([...Object.values(commandIds), "vscode.openFolder"]);
  for (const { description, media } of steps) {
    expect(readFileSync(join(root, media.markdown), "utf8")).toMatch(/^## /);
    const text = names[description.slice(1, -1)] ?? "";
    const buttons = [...text.matchAll(/\(command:([^)]+)\)/g)].map(([, command]) => command as string);
    expect(buttons.length).toBeGreaterThan(0);
    expect(buttons.filter((command) => !known.has(command))).toEqual([]);
  }
});

test("a step of the walkthrough is done by what came of it, not by a command that may be left or a view that shows itself", () => {
  const events = contributes.walkthroughs.flatMap(({ steps }) => steps.map((step) => step.completionEvents));
  expect(events).toEqual([
    [`onContext:${contextKeys.corpusOpened}`, "onContext:workspaceFolderCount > 0"],
    [`onContext:${contextKeys.scanned}`],
    [`onContext:${contextKeys.previewing}`],
    [`onContext:${contextKeys.generated}`],
    [`onContext:${contextKeys.trained}`],
    [`onContext:${contextKeys.reportShown}`],
  ]);
});
