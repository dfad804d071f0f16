import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { commandIds, viewIds } from "../../src/editor/commandIds.ts";
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
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly views: { readonly evenhand: readonly { readonly id: string }[] };
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

test("settings that name programs and models are restricted in untrusted workspaces", () => {
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted()).toEqual([
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
