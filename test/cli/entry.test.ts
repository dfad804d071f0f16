import { spawn, spawnSync } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
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

  test("keeps its exit code when nobody reads its results to their end", async () => {
    const folder = await mkdtemp(join(tmpdir(), "evenhand-pipe-"));
    const gates = [{ measure: "association-z", below: 1 }]; // not measurable: nothing was scanned
    await writeFile(join(folder, "evenhand.json"), JSON.stringify({ gates }));
    const codeOf = async (...args: readonly string[]): Promise<unknown> => {
      const child = spawn(process.execPath, [cliPath, ...args], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
      child.stdout.destroy();
      const [code] = (await once(child, "exit")) as [unknown];
      return code;
    };
    expect([await codeOf("gate"), await codeOf("gate", "--json"), await codeOf("--help")]).toEqual([1, 1, 0]);
    await rm(folder, { recursive: true });
  });

  test("scans standard input, and offers nothing that would need it again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "evenhand-stdin-"));
    const input = gzipSync(`{"text": "She left."}\n`.repeat(3));
    const { stdout, stderr, status } = spawnSync(process.execPath, [cliPath, "scan", "-"], {
      cwd: folder,
      input,
      encoding: "utf8",
    });
    await rm(folder, { recursive: true });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    expect(stdout).toContain("3 documents");
    expect(stdout).toContain("evenhand report");
    expect(stdout).not.toContain("evenhand augment");
  });

  test("stops in good order when its terminal is closed", async () => {
    const child = spawn(process.execPath, [cliPath, "counterfactual", "--jsonl"], { stdio: "pipe" });
    child.stdin.on("error", () => {});
    child.stdin.write(`${JSON.stringify({ text: "She left." })}\n`);
    child.stdout.once("data", () => child.kill("SIGHUP"));
    expect(await once(child, "exit")).toEqual([3, null]);
  });
});
