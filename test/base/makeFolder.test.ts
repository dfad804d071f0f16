import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "../../src/base/makeFolder.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-folder-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("makes every folder on the way, also for two callers at once, and leaves one that is there", async () => {
  const path = join(folder, "a", "b", "c");
  await Promise.all([makeFolder(path), makeFolder(path)]);
  await makeFolder(path);
  expect((await stat(path)).isDirectory()).toBe(true);
});

test("names the file that is in the way", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  for (const path of [file, join(file, "a", "b")]) {
    await expect(makeFolder(path)).rejects.toMatchObject({
      code: "output.unwritable",
      message: `${path}: the folder cannot be made (${file} is not a folder)`,
    });
  }
});

test.skipIf(process.platform === "win32")("does not follow a link into nothing", async () => {
  await symlink(join(folder, "nowhere"), join(folder, "link"));
  await expect(makeFolder(join(folder, "link", "a"))).rejects.toMatchObject({ code: "output.unwritable" });
});

test.skipIf(!existsSync("/proc/self"))("ends where the system takes no folders", async () => {
  await expect(makeFolder("/proc/evenhand/reports")).rejects.toMatchObject({
    code: "output.unwritable",
    message: "/proc/evenhand/reports: the folder cannot be made (the system takes no folder there)",
  });
});
