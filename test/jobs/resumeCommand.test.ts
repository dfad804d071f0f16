import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readRun, runFolder } from "../../src/jobs/runFolder.ts";
import { resumeCommand } from "../../src/jobs/resumeCommand.ts";

test("names the folder only where it is not the default", () => {
  expect(resumeCommand("a-1", undefined)).toBe("evenhand train --resume a-1");
  expect(resumeCommand("a-1", resolve(".evenhand"))).toBe("evenhand train --resume a-1");
  expect(resumeCommand("a-1", "other/place")).toBe("evenhand train --resume a-1 --out other/place");
  expect(resumeCommand("a-1", "my runs")).toBe('evenhand train --resume a-1 --out "my runs"');
});

test("a run that is not there is said in words", async () => {
  await expect(readRun(runFolder(join("no", "such"), "nope"))).rejects.toMatchObject({
    code: "training.invalid",
    message: "The run nope cannot be resumed: there is no such file or folder",
  });
});
