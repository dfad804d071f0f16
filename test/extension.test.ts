import type * as vscode from "vscode";
import { beforeEach, expect, test } from "vitest";
import { commandIds, internalCommandIds, viewIds } from "../src/editor/commandIds.ts";
import { activate } from "../src/extension.ts";
import { fake, Uri } from "./fakes/vscode.ts";
import { useSettings } from "./editor/defaultSettings.ts";

interface Context {
  readonly subscriptions: { dispose(): unknown }[];
}

function start(): Context {
  const context = {
    subscriptions: [] as { dispose(): unknown }[],
    extensionUri: Uri.file("/extension"),
    globalStorageUri: Uri.file("/storage"),
    workspaceState: { get: () => undefined, update: () => Promise.resolve() },
    asAbsolutePath: (path: string) => `/extension/${path}`,
  };
  activate(context as unknown as vscode.ExtensionContext);
  return context;
}

beforeEach(() => {
  fake.reset();
  useSettings();
});

test("activating registers every command and every view, and returns at once", () => {
  start();
  const ids = [...Object.values(commandIds), ...Object.values(internalCommandIds)];
  expect([...fake.commands.keys()].toSorted((a, b) => a.localeCompare(b))).toEqual(
    ids.toSorted((a, b) => a.localeCompare(b)),
  );
  expect([...fake.trees.keys()].toSorted()).toEqual(Object.values(viewIds).toSorted());
});

test("activating in a window with a folder does the walkthrough's first step, in an empty one it does not", () => {
  const isTold = () => fake.executed.some(({ args }) => args[0] === "evenhand.corpusOpened");
  start();
  expect(isTold()).toBe(false);
  fake.folder = "/work";
  start();
  expect(isTold()).toBe(true);
});

test("deactivating releases commands, decorations, providers and listeners", () => {
  const context = start();
  for (const subscription of context.subscriptions.toReversed()) subscription.dispose();
  expect(fake.commands.size).toBe(0);
  expect(fake.providers).toEqual([]);
  expect(fake.decorationTypes.every(({ isDisposed }) => isDisposed)).toBe(true);
  expect(Object.values(fake.events).map(({ listenerCount }) => listenerCount)).toEqual(
    Object.values(fake.events).map(() => 0),
  );
});

test("a command that fails is shown as message and hint, not thrown", async () => {
  start();
  fake.isTrusted = false;
  await fake.commands.get(commandIds.fineTune)?.();
  expect(fake.messages[0]).toMatchObject({
    kind: "error",
    text: "Training runs only in a trusted workspace. Trust the workspace; scan and preview work without.",
  });
});
