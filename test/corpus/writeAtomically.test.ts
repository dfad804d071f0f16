import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeAtomically } from "../../src/corpus/writeAtomically.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-write-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function* chunks(...parts: (string | Uint8Array | Error)[]): AsyncGenerator<string | Uint8Array> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield await Promise.resolve(part);
  }
}

test("writes text and bytes in order and makes the folders", async () => {
  const path = join(folder, "a", "b.txt");
  await writeAtomically(path, chunks("one ", Buffer.from("two "), "three"));
  expect(await readFile(path, "utf8")).toBe("one two three");
  expect(await readdir(join(folder, "a"))).toEqual(["b.txt"]);
});

test("does not replace a file unless told to", async () => {
  const path = join(folder, "a.txt");
  await writeFile(path, "old");
  await expect(writeAtomically(path, "new")).rejects.toMatchObject({ code: "output.exists" });
  expect(await readFile(path, "utf8")).toBe("old");
  await writeAtomically(path, "new", { force: true });
  expect(await readFile(path, "utf8")).toBe("new");
});

test("leaves the old file and no other when the source fails half-way", async () => {
  const path = join(folder, "a.txt");
  await writeFile(path, "old");
  const failing = writeAtomically(path, chunks("half ", new Error("broken")), { force: true });
  await expect(failing).rejects.toThrow("broken");
  expect([await readdir(folder), await readFile(path, "utf8")]).toEqual([["a.txt"], "old"]);
});

test("leaves nothing when cancelled half-way", async () => {
  const controller = new AbortController();
  async function* cancelling(): AsyncGenerator<string> {
    yield await Promise.resolve("half ");
    controller.abort();
    yield "rest";
  }
  const path = join(folder, "a.txt");
  await expect(writeAtomically(path, cancelling(), { signal: controller.signal })).rejects.toMatchObject({
    code: "cancelled",
  });
  expect(await readdir(folder)).toEqual([]);
});

test("says where it cannot write", async () => {
  await writeFile(join(folder, "file"), "");
  await expect(writeAtomically(join(folder, "file", "a.txt"), "x")).rejects.toMatchObject({
    code: "output.unwritable",
  });
});

test("replaces nothing but regular files, not even when told to", async () => {
  const path = join(folder, "taken");
  await mkdir(path);
  for (const force of [false, true]) {
    await expect(writeAtomically(path, "new", { force })).rejects.toMatchObject({
      code: "output.unwritable",
      message: `${path} is not a regular file`,
    });
  }
  expect(await readdir(folder)).toEqual(["taken"]);
});

test.skipIf(process.platform === "win32")("leaves a pipe in its place", async () => {
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  await expect(writeAtomically(path, "new", { force: true })).rejects.toMatchObject({ code: "output.unwritable" });
  expect((await stat(path)).isFIFO()).toBe(true);
});
