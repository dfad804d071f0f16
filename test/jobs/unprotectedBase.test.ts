import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobContext } from "../../src/jobs/context.ts";
import { runFolder, writeRun } from "../../src/jobs/runFolder.ts";
import { train } from "../../src/jobs/train.ts";
import { unprotectedBase } from "../../src/jobs/unprotectedBase.ts";
import type { LedgerLine } from "../../src/training/privacy/ledgerLine.ts";
import { payment, unprotected } from "../training/privacy/ledgerLines.ts";
import { smallRun, smallRunFolder } from "./smallRun.ts";

let out: string;

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "evenhand-base-"));
  const folder = runFolder(out, "run-1");
  await mkdir(folder.directory, { recursive: true });
  await writeRun(folder, {
    version: 1,
    id: "run-1",
    createdAt: "2026-01-01T00:00:00.000Z",
    generator: "evenhand",
    options: { paths: ["corpus.jsonl"] },
    finishedArms: { plain: { parametersSha256: "of plain" }, dp: { parametersSha256: "of dp" } },
  });
});

afterAll(() => rm(out, { recursive: true, force: true }));

const lines: readonly LedgerLine[] = [
  { version: 2, ...unprotected },
  { version: 2, ...payment() },
  { version: 2, ...unprotected, run: "a study, whose models are gone" },
];

const warningsOf = (baseHash: string, corpus = "abc"): Promise<string[]> =>
  unprotectedBase({ folder: runFolder(out, "run-2"), corpus: { corpus, names: [], files: [] }, baseHash }, lines);

test("a base model that knows the records is named", async () => {
  expect(await warningsOf("of plain")).toEqual([
    "The base model is “plain” of run run-1, which was trained on this corpus without privacy: no epsilon in this report " +
      "covers what it has learnt there.",
  ]);
});

test("one that was trained on them with privacy, on others, or elsewhere is not", async () => {
  expect(await warningsOf("of dp")).toEqual([]); // the ledger adds it up
  expect(await warningsOf("of plain", "other")).toEqual([]);
  expect(await warningsOf("downloaded")).toEqual([]);
});

test("a private training that goes on from there says so, before it begins and in its report", async () => {
  const folder = await smallRunFolder("base");
  try {
    const notices: string[] = [];
    const context: JobContext = {
      signal: new AbortController().signal,
      onProgress: () => {},
      onNotice: (notice) => notices.push(notice),
    };
    await train(smallRun(folder, "out", { arms: ["plain"] }), context);
    const [first = ""] = await readdir(join(folder, "out", "runs"));
    const model = join(folder, "out", "runs", first, "plain");
    const { warnings } = await train(smallRun(folder, "out", { arms: ["dp"], model }), context);
    const said = `The base model is “plain” of run ${first}, which was trained on this corpus without privacy`;
    expect(warnings.filter((warning) => warning.startsWith(said))).toHaveLength(1);
    expect(notices.filter((notice) => notice.startsWith(said))).toHaveLength(1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 300_000);
