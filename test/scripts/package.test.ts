import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { JobClient } from "../../src/jobs/client.ts";

const root = resolve(import.meta.dirname, "../..");
let folder = "";
let unpacked = "";

/** What the archive admits, by the same tool and list that make it; not the training runtime, which is large. */
function admitted(): string[] {
  const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
  const { stdout, stderr } = spawnSync(process.execPath, [vsce, "ls", "--no-dependencies"], {
    cwd: root,
    encoding: "utf8",
  });
  const files = stdout.split(/\r?\n/).filter((line) => line !== "");
  if (files.length === 0) throw new Error(`vsce lists no files: ${stderr}`);
  return files;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-package-"));
  unpacked = join(folder, "extension");
  for (const file of admitted()) await cp(join(root, file), join(unpacked, file));
  const lines = Array.from({ length: 30 }, (_, index) => [
    `Ward ${index}: she is a nurse.`,
    `Gate ${index}: he flies.`,
  ]);
  await writeFile(join(folder, "people.txt"), `${lines.flat().join("\n")}\n`);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the package, unpacked where no source and no other package is", () => {
  test("scans in a child process, as the editor does", async () => {
    const notices: string[] = [];
    const client = new JobClient({
      childPath: join(unpacked, "dist", "job-child.mjs"),
      onNotice: (message) => notices.push(message),
    });
    try {
      const report = await client.run(
        "scan",
        { paths: [join(folder, "people.txt")], partsFolder: join(folder, "parts") },
        { signal: new AbortController().signal, onProgress: () => {} },
      );
      expect(report.scan?.totals.documents).toBe(60);
      const nurse = report.scan?.associations.find(({ word }) => word === "nurse");
      expect(nurse).toMatchObject({ group: "gender.female", together: 30 });
      expect(nurse?.places[0]).toMatchObject({ line: 1, text: "Ward 0: she is a nurse." });
    } finally {
      client.dispose();
    }
    expect(notices).toEqual([]);
  });

  test.each(["split", "join"])("counts on the command line, hyphens %s", async (hyphens) => {
    const path = join(folder, "hyphens.txt");
    await writeFile(path, "An African-American nurse came.\n");
    const arguments_ = [join(unpacked, "dist", "cli.mjs"), "counts", path, "--hyphens", hyphens];
    const { stdout, status } = spawnSync(process.execPath, arguments_, { cwd: folder, encoding: "utf8" });
    expect(status).toBe(0);
    const { totals, words } = JSON.parse(stdout) as { totals: { tokens: number }; words: Record<string, unknown> };
    expect(totals.tokens).toBe(hyphens === "split" ? 5 : 4);
    expect(Object.hasOwn(words, "african-american")).toBe(hyphens === "join");
  });

  test("carries every engine and every thread's program that it starts", async () => {
    for (const name of ["scan-engine.wasm", "update-engine.wasm"]) {
      const bytes = await readFile(join(unpacked, "dist", name));
      expect(WebAssembly.Module.exports(await WebAssembly.compile(bytes)).length).toBeGreaterThan(5);
    }
    for (const name of ["scan-worker.mjs", "augment-worker.mjs", "noise-worker.mjs"]) {
      expect((await readFile(join(unpacked, "dist", name), "utf8")).length).toBeGreaterThan(100);
    }
  });

  test("carries the licences of what is in it, the word lists too", async () => {
    const notices = await readFile(join(unpacked, "dist", "THIRD_PARTY_NOTICES.txt"), "utf8");
    for (const name of ["hyparquet", "apache-arrow", "zstddec", "VADER", "Winogender"]) expect(notices).toContain(name);
  });
});

describe("the command line as npm packs it", () => {
  test("has what it needs, nothing of the tests or the extension, and scans", async () => {
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const packed = spawnSync(npm, ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
      cwd: root,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    const [{ filename, files }] = JSON.parse(packed.stdout) as [{ filename: string; files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
    expect(paths).toContain("dist/cli.mjs");
    expect(paths).toContain("models/evenhand-tiny/model.safetensors");
    expect(paths.filter((path) => /^(src|test|bench|docs|scripts)\/|extension\.mjs|\.map$|\.vsix$/.test(path))).toEqual(
      [],
    );
    expect(spawnSync("tar", ["-xzf", filename], { cwd: folder }).status).toBe(0);
    const cli = join(folder, "package", "dist", "cli.mjs");
    const { stdout, status } = spawnSync(process.execPath, [cli, "scan", "people.txt"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(status).toBe(0);
    expect(stdout).toContain("60 documents");
  });
});
