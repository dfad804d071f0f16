import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { runInThreads, workersFor } from "../../../src/jobs/scan/runInThreads.ts";
import type { ScanJob } from "../../../src/jobs/scan/scanJob.ts";
import { bytesOf, count, randomText, smallLexicon, temporaryFolder } from "./testCorpus.ts";

const folder = await temporaryFolder();
/** As `npm test` builds them; without a build there are no threads to start. */
const isBuilt = ["scan-worker.mjs", "scan-engine.wasm"].every((name) =>
  existsSync(resolve(import.meta.dirname, "../../../dist", name)),
);

describe.skipIf(!isBuilt)("the built workers", () => {
  test("one thread, two threads, either engine and no thread give the same bytes", async () => {
    // Two megabytes, because little text is left to one worker.
    const path = join(folder, "threads.txt");
    const text = randomText(1000, 21);
    const repeated = text.repeat(Math.ceil(2.1e6 / text.length));
    await writeFile(path, repeated);
    const plan = { rangeBytes: 100_000 };
    const one = await count([path], { run: runInThreads, workers: 1, plan });
    const two = await count([path], { run: runInThreads, workers: 2, plan });
    expect([one.workers, two.workers]).toEqual([1, 2]);
    expect(bytesOf(one).equals(bytesOf(two))).toBe(true);
    expect(two.described).toEqual(one.described);
    expect(two.described[0]?.sha256).toBe(createHash("sha256").update(repeated).digest("hex"));
    const small = join(folder, "small.txt");
    await writeFile(small, text);
    const [wasm, plain, here] = [
      await count([small], { run: runInThreads }),
      await count([small], { run: runInThreads, engine: "plain" }),
      await count([small]),
    ];
    expect(bytesOf(wasm).equals(bytesOf(here))).toBe(true);
    expect(bytesOf(plain).equals(bytesOf(here))).toBe(true);
  });

  test("an abort stops all of them, and what they did is kept", async () => {
    const path = join(folder, "abort.txt");
    const text = randomText(1000, 22);
    await writeFile(path, text.repeat(Math.ceil(4e6 / text.length)));
    const settings = { run: runInThreads, plan: { rangeBytes: 200_000 }, partsFolder: join(folder, "parts") };
    const abort = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done > 0) abort.abort();
    };
    await expect(count([path], settings, { signal: abort.signal, onProgress })).rejects.toMatchObject({
      code: "cancelled",
    });
    const resumed = await count([path], settings);
    expect(resumed.bytesRead).toBeLessThan(4e6);
    expect(bytesOf(resumed).equals(bytesOf(await count([path], { ...settings, fresh: true })))).toBe(true);
  });

  test("a worker that fails becomes one error", async () => {
    const job = { tasks: [{}], settings: {}, lexicon: smallLexicon, hyphens: "split", engine: "plain" };
    const listener = { onBytes: () => {}, onHash: () => {}, onResult: () => {} };
    const broken = { ...job, blockPaths: [join(folder, "a.tmp"), join(folder, "b.tmp")] } as unknown as ScanJob;
    await expect(runInThreads(broken, listener, new AbortController().signal)).rejects.toMatchObject({
      name: "EvenhandError",
      code: "job.crashed",
    });
  });
});

test("little text is left to one worker, and nobody is left without a task", () => {
  const tasks = Array.from({ length: 3 }, (_, id) => ({ id, shard: 0, units: [], hashes: [], hashesAlong: false }));
  expect(workersFor({ tasks, bytes: 1e9 }, 8)).toBe(3);
  expect(workersFor({ tasks, bytes: 1e9 }, 2)).toBe(2);
  expect(workersFor({ tasks, bytes: 1e5 }, 8)).toBe(1);
  expect(workersFor({ tasks: [], bytes: 0 }, 8)).toBe(1);
});
