import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { differences, withContents } from "../../scripts/packageContents.mjs";

const root = resolve(import.meta.dirname, "../..");
const golden = readFileSync(join(root, "scripts", "packageContents.txt"), "utf8");
const runtimes = join("node_modules", "onnxruntime-node", "bin", "napi-v6");

const list = [
  "extension/dist/chunks/*.mjs",
  "extension/package.json",
  "",
  "# linux-x64",
  "extension/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1",
  "",
  "# win32-x64",
  "extension/node_modules/onnxruntime-node/bin/napi-v6/win32/x64/DirectML.dll",
  "extension/node_modules/onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime.dll",
  "",
].join("\n");
const shared = ["extension/package.json", "extension/dist/chunks/a-1.mjs", "extension/dist/chunks/b-2.mjs"];
const native = (path: string): string => `extension/node_modules/onnxruntime-node/bin/napi-v6/${path}`;
const windows = [...shared, native("win32/x64/onnxruntime.dll"), native("win32/x64/DirectML.dll")];

describe("the list of what an archive holds", () => {
  test("lets an archive pass that has every file of its platform", () => {
    expect(differences(list, "win32-x64", windows)).toEqual([]);
    const linux = [...shared, native("linux/x64/libonnxruntime.so.1")];
    expect(differences(list, "linux-x64", linux)).toEqual([]);
  });

  test("misses a library that a platform needs", () => {
    const without = windows.filter((name) => !name.endsWith("DirectML.dll"));
    expect(differences(list, "win32-x64", without)).toEqual([`missing: ${native("win32/x64/DirectML.dll")}`]);
  });

  test("refuses what it does not name: a file, another platform's library, a platform", () => {
    const more = [...windows, "extension/src/secret.ts", native("linux/x64/libonnxruntime.so.1")];
    expect(differences(list, "win32-x64", more)).toEqual([
      `unknown: ${native("linux/x64/libonnxruntime.so.1")}`,
      "unknown: extension/src/secret.ts",
    ]);
    expect(differences(list, "linux-arm64", [...shared, native("linux/arm64/a.so")])).toEqual([
      `unknown: ${native("linux/arm64/a.so")}`,
    ]);
  });

  test("is written anew for one platform, and the others' sections stay", () => {
    const changed = withContents(list, "win32-x64", [...shared, "extension/new.js", native("win32/x64/a.dll")]);
    expect(changed).toBe(
      list
        .replace("extension/package.json", "extension/new.js\nextension/package.json")
        .replace(/# win32-x64[^]*$/, `# win32-x64\n${native("win32/x64/a.dll")}\n`),
    );
    expect(withContents("", "linux-x64", [native("linux/x64/b.so"), "extension/a"])).toBe(
      `extension/a\n\n# linux-x64\n${native("linux/x64/b.so")}\n`,
    );
  });

  test("names every native file of every platform that the training runtime knows", () => {
    for (const system of readdirSync(join(root, runtimes))) {
      for (const architecture of readdirSync(join(root, runtimes, system))) {
        const files = readdirSync(join(root, runtimes, system, architecture));
        const names = files.map((file) => native(`${system}/${architecture}/${file}`));
        const wrong = differences(golden, `${system}-${architecture}`, names);
        expect(wrong.filter((line) => line.includes("/bin/napi-v6/"))).toEqual([]);
        expect(golden).toContain(`# ${system}-${architecture}\n`);
      }
    }
  });
});
