import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findFiles } from "../../src/corpus/findFiles.ts";
import { SkipLog } from "../../src/corpus/skipLog.ts";

test.skipIf(process.platform === "win32")("refuses a pipe, which would be waited for", async () => {
  const folder = await mkdtemp(join(tmpdir(), "evenhand-find-"));
  const pipe = join(folder, "pipe.txt");
  execFileSync("mkfifo", [pipe]);
  await expect(findFiles([pipe], new SkipLog())).rejects.toMatchObject({
    code: "corpus.unreadable",
    message: `${pipe} is not a file or folder`,
  });
  await rm(folder, { recursive: true });
});
