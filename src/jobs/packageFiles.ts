import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EvenhandError } from "../base/errors.ts";

/** Folder of the installed package: the nearest one above this file that has Evenhand's package.json. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && nameIn(manifest) === "evenhand") return folder;
    const parent = dirname(folder);
    if (parent === folder) {
      throw new EvenhandError("runtime.failed", "Evenhand's own files were not found.", {
        hint: "Install Evenhand again; the command line must stay inside its package.",
      });
    }
    folder = parent;
  }
}

/** Absolute path of a file that ships with the package, for example `samples/demo.jsonl`. */
export function packageFile(...parts: readonly string[]): string {
  return join(packageRoot(), ...parts);
}

export function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(packageFile("package.json"), "utf8"));
  const version = (manifest as { version?: unknown }).version;
  return typeof version === "string" ? version : "0.0.0";
}

function nameIn(manifest: string): unknown {
  return (JSON.parse(readFileSync(manifest, "utf8")) as { name?: unknown }).name;
}
