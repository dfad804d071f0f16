import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** The files of the bundle that a module imports at once, and what they do, by path. */
function importedAtOnce(path: string, files = new Map<string, string>()): ReadonlyMap<string, string> {
  if (files.has(path)) return files;
  const code = readFileSync(path, "utf8");
  files.set(path, code);
  for (const [, imported = ""] of code.matchAll(/\b(?:from|import)"(\.[^"]+)"/gu)) {
    importedAtOnce(join(dirname(path), imported), files);
  }
  return files;
}

test("the extension is loaded from a few small files, and nothing heavy is among them", () => {
  const files = importedAtOnce(join(root, "dist", "extension.mjs"));
  const bytes = [...files.values()].reduce((sum, code) => sum + Buffer.byteLength(code), 0);
  expect(files.size).toBeGreaterThan(1);
  // Each file is found, read and linked by itself: forty of them took 15 ms longer than a dozen.
  expect(files.size).toBeLessThanOrEqual(16);
  expect(bytes).toBeLessThan(200_000);
  const code = [...files.values()].join("\n");
  expect(code).not.toMatch(/from"onnxruntime-node"/u);
});
