import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { budget } from "../../src/jobs/budget.ts";
import type { TrainOptions } from "../../src/jobs/options.ts";
import { train } from "../../src/jobs/train.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { epsilonSpent } from "../../src/training/privacy/epsilonSpent.ts";
import { readLedger } from "../../src/training/privacy/ledger.ts";
import { attackBounds } from "../../src/training/privacy/tradeOff.ts";
import { writeSmallCheckpoint } from "./smallCheckpoint.ts";

let folder: string;
let corpus: string;
const notices: string[] = [];
const context = {
  signal: new AbortController().signal,
  onProgress: () => {},
  onNotice: (message: string) => void notices.push(message),
};

/** Twenty-four authors with three records each, and two records that nobody signed. */
const records = Array.from({ length: 74 }, (_, index) => ({
  text: `${["She", "He"][index % 2]} told the baker on day ${index} that the bread of the old mill was very good.`,
  ...(index < 72 ? { author: `author ${index % 24}` } : {}),
}));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-units-"));
  corpus = join(folder, "notes.jsonl");
  await writeFile(corpus, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  await writeSmallCheckpoint(
    join(folder, "tiny"),
    records.map(({ text }) => text),
    1,
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function options(out: string, changes: Partial<TrainOptions> = {}): TrainOptions {
  return {
    paths: [corpus],
    model: join(folder, "tiny"),
    outDirectory: join(folder, out),
    arms: ["dp", "dp+cda"],
    steps: 3,
    lotSize: 6,
    noiseMultiplier: 1.5,
    delta: 1e-3,
    learningRate: 0.01,
    maximumTokens: 16,
    heldOut: 0.3,
    threads: 1,
    ...changes,
  };
}

describe("all records of an author as one unit", () => {
  let report: BiasReport;

  beforeAll(async () => {
    report = await train(options("authors", { unit: "field:author", blocksPerUnit: 4 }), context);
  }, 180_000);

  test("are what N, the sampling rate, the noise and epsilon count", () => {
    const { units, unit } = report.method.settings;
    expect(units).toBeLessThan(26);
    expect(unit).toContain('one value of "author"');
    for (const { training, privacy } of report.arms ?? []) {
      expect(training?.records).toBe(units);
      expect(privacy).toMatchObject({ unit, samplingRate: 6 / Number(units), noiseMultiplier: 1.5 });
      const entries = [{ samplingRate: 6 / Number(units), noiseMultiplier: 1.5, steps: 3 }];
      expect(privacy?.epsilon).toBe(epsilonSpent(entries, 1e-3).epsilon);
      expect(privacy?.truePositivesAt1Percent).toBe(attackBounds(entries, 1e-3).truePositives);
      expect(privacy?.gdpMu).toBeGreaterThan(0);
    }
  });

  test("are held out as wholes, so that figures of held-out text count them and not their texts", () => {
    for (const { metrics } of report.arms ?? []) {
      const perplexity = metrics.find(({ metric }) => metric === "perplexity");
      expect(perplexity?.n).toBe(report.method.settings["heldOutRecords"]);
      // Twenty-four authors, and two records of nobody.
      expect(perplexity?.units).toBe(26 - Number(report.method.settings["units"]));
      expect(perplexity?.interval?.method).toContain("units of privacy");
    }
    const compared = report.comparisons?.find(({ metric }) => metric === "perplexity");
    expect(compared?.method).toContain("sign flips of units of privacy, all texts of one together");
    expect(report.warnings.join("\n")).toContain("No membership attack was tried");
  });

  test("take part with several blocks, and what is left out is counted", () => {
    const [dp, both] = report.arms ?? [];
    expect(dp?.training?.viewsPerRecord).toBeGreaterThan(3);
    expect(dp?.training?.viewsPerRecord).toBeLessThanOrEqual(4);
    expect(both?.training?.viewsPerRecord).toBeGreaterThan(dp?.training?.viewsPerRecord as number);
    expect(dp?.training?.skipped.map(({ reason }) => reason).join()).toContain("beyond");
  });

  test("are said with every epsilon: in the ledger, before the run, and in the report", async () => {
    const { lines } = await readLedger(join(folder, "authors", "ledger.jsonl"));
    expect(lines[0]).toMatchObject({ kind: "corpus", names: ["notes.jsonl"] });
    for (const line of lines.slice(1)) {
      expect(line).toMatchObject({ kind: "protected", unit: report.method.settings["unit"], sampling: "Poisson" });
    }
    expect(notices.at(-1)).toMatch(/epsilon 0 spent; this run costs \d/u);
    expect(report.warnings.join("\n")).toMatch(/2 records have no "author"/u);
    const [id] = await readdir(join(folder, "authors", "runs"));
    const markdown = await readFile(join(folder, "authors", "reports", `${id}.md`), "utf8");
    expect(markdown).toContain('unit: all records with one value of "author"');
    expect(markdown).toContain("neighbours: add or remove one unit; Poisson sampling");
  });

  test("another run that would pass the budget does not start, and pays nothing", async () => {
    const outDirectory = join(folder, "authors");
    const { corpora } = await budget({ paths: [corpus], outDirectory }, context);
    const spent = corpora[0]?.spent.epsilon as number;
    await budget({ paths: [corpus], outDirectory, setEpsilon: spent * 1.05, delta: 1e-3 }, context);
    const before = (await readLedger(join(outDirectory, "ledger.jsonl"))).lines.length;
    await expect(train(options("authors", { unit: "field:author" }), context)).rejects.toMatchObject({
      code: "privacy.budgetExceeded",
      message: expect.stringContaining("notes.jsonl"),
      hint: expect.stringMatching(/would still fit|Nothing that would help/u),
    });
    expect((await readLedger(join(outDirectory, "ledger.jsonl"))).lines).toHaveLength(before);
    expect(await readdir(join(outDirectory, "runs"))).toHaveLength(1);
  }, 60_000);
});

test("blocks are more units than records, each protected for itself", { timeout: 120_000 }, async () => {
  const report = await train(options("blocks", { unit: "block", arms: ["dp"] }), context);
  const { units, trainingRecords } = report.method.settings;
  expect(units).toBeGreaterThan(Number(trainingRecords));
  expect(report.arms?.[0]?.privacy?.unit).toBe(
    "block of at most 16 tokens of a record, with its counterfactual view; not a whole record",
  );
  expect(report.arms?.[0]?.training?.viewsPerRecord).toBe(1);
});
