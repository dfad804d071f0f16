import { fork } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { getPriority, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Progress } from "../../src/base/progress.ts";
import { JobClient } from "../../src/jobs/client.ts";
import { readRunState } from "../../src/jobs/runState.ts";
import { scan } from "../../src/jobs/scan.ts";
import { writeSmallCheckpoint } from "./smallCheckpoint.ts";

/** As `npm test` builds it; without a build there is no child to start. */
const childPath = resolve(import.meta.dirname, "../../dist/job-child.mjs");

describe.skipIf(!existsSync(childPath))("the built child process", () => {
  let folder: string;
  let client: JobClient;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "evenhand-child-"));
    writeFileSync(join(folder, "a.txt"), "The nurse said she would call.\nHe left.\n".repeat(20));
    client = new JobClient({ childPath, workingFolder: () => folder });
  });

  afterAll(() => {
    client.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  test("gives the same scan as the journey called in place", async () => {
    const progress: Progress[] = [];
    const signal = new AbortController().signal;
    const context = { signal, onProgress: (report: Progress) => void progress.push(report) };
    const there = await client.run("scan", { paths: [join(folder, "a.txt")] }, context);
    const here = await scan({ paths: [join(folder, "a.txt")] }, context);
    const reading = { ...here.scan?.reading, durationMs: expect.any(Number) };
    expect(there.scan).toEqual({ ...here.scan, reading });
    expect(there.corpus).toEqual(here.corpus);
    expect(progress.length).toBeGreaterThan(0);
  });

  // Windows knows classes of priority, and this is the usual one.
  test.skipIf(process.platform === "win32")("leaves the processor to the editor first", async () => {
    const child = fork(childPath, [], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
    try {
      await expect.poll(() => getPriority(child.pid as number), { timeout: 20_000 }).toBe(5);
    } finally {
      child.disconnect();
    }
  });

  test("hands over what the journey throws, with its code and hint", async () => {
    const context = { signal: new AbortController().signal, onProgress: () => {} };
    const failed = client.run("scan", { paths: ["missing.txt"] }, context);
    await expect(failed).rejects.toMatchObject({ name: "EvenhandError", code: "corpus.unreadable" });
  });

  test("a training whose shell goes away stores its step and ends by itself", { timeout: 240_000 }, async () => {
    const sample = readFileSync(resolve(import.meta.dirname, "../../samples/demo.jsonl"), "utf8");
    const slice = sample.split("\n").slice(0, 150);
    const model = join(folder, "tiny");
    await writeSmallCheckpoint(
      model,
      slice.map((line) => (JSON.parse(line) as { text: string }).text),
      3,
    );
    writeFileSync(join(folder, "slice.jsonl"), `${slice.join("\n")}\n`);
    const out = join(folder, "out");
    const shell = new JobClient({ childPath, workingFolder: () => folder });
    let shown = 0;
    const onProgress = ({ stage, done }: Progress): void => {
      if (!stage.includes("fine-tuning") || done < 3 || shown > 0) return;
      shown = done;
      shell.dispose();
    };
    const options = { arms: ["dp"], steps: 2000, lotSize: 8, maximumTokens: 24, delta: 1e-3, threads: 1, model };
    const training = shell.run(
      "train",
      { paths: ["slice.jsonl"], ...options, outDirectory: out },
      { signal: new AbortController().signal, onProgress },
    );
    await expect(training).rejects.toMatchObject({ code: "cancelled" });
    const [id = ""] = readdirSync(join(out, "runs"));
    const run = join(out, "runs", id);
    await expect.poll(async () => (await readRunState(run))?.state, { timeout: 120_000 }).toBe("stopped");
    const stored = JSON.parse(readFileSync(join(run, "dp", "state", "state.json"), "utf8")) as {
      state: { step: number };
    };
    expect(stored.state.step).toBeGreaterThanOrEqual(shown);
    expect(readdirSync(run)).not.toContain("lock");
  });
});
