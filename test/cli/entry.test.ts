import { spawn, spawnSync } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { once } from "node:events";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";

/** As `npm test` builds it. */
const cliPath = resolve(import.meta.dirname, "../../dist/cli.mjs");

describe.skipIf(!existsSync(cliPath) || process.platform === "win32")("the built command", () => {
  test.skipIf(!existsSync("/dev/full"))("says that its results could not be written", () => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [cliPath, "--help"], {
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    expect(stderr).toBe("evenhand: the results cannot be written: no space left on the disk\n");
    expect(status).toBe(3);
  });

  test("keeps its exit code when nobody reads its errors", async () => {
    const child = spawn(process.execPath, [cliPath, "nonsense"], { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.destroy();
    expect(await once(child, "exit")).toEqual([2, null]);
  });

  test("stops in good order when its terminal is closed", async () => {
    const child = spawn(process.execPath, [cliPath, "counterfactual", "--jsonl"], { stdio: "pipe" });
    child.stdin.on("error", () => {});
    child.stdin.write(`${JSON.stringify({ text: "She left." })}\n`);
    child.stdout.once("data", () => child.kill("SIGHUP"));
    expect(await once(child, "exit")).toEqual([3, null]);
  });
});
