import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Uri as editorUri } from "vscode";
import { LocalCopies } from "../../src/editor/localCopies.ts";
import { fake } from "../fakes/vscode.ts";

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly { readonly properties: Readonly<Record<string, { readonly default: unknown }>> }[];
  };
}

/** Gives the fake editor the defaults of package.json, and on top of them what a test sets. */
export function useSettings(changed: Readonly<Record<string, unknown>> = {}): void {
  const path = resolve(import.meta.dirname, "../../package.json");
  const { contributes } = JSON.parse(readFileSync(path, "utf8")) as Manifest;
  for (const { properties } of contributes.configuration) {
    for (const [key, schema] of Object.entries(properties)) fake.settings.set(key, schema.default);
  }
  for (const [key, value] of Object.entries(changed)) fake.settings.set(`evenhand.${key}`, value);
}

export function localCopies(): LocalCopies {
  return new LocalCopies(editorUri.file("/storage"));
}
