import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { messageOf } from "../../../src/base/errors.ts";
import type { JobContext } from "../../../src/jobs/context.ts";
import { studyRobustness } from "../../../src/jobs/studies/robustness.ts";
import { runNamedStudy } from "../../../src/jobs/studies/runNamedStudy.ts";
import type { StudyJobOptions, StudyOptions } from "../../../src/jobs/studies/studyOptions.ts";
import { studyTradeOff } from "../../../src/jobs/studies/tradeOff.ts";
import type { BiasReport } from "../../../src/report/biasReport.ts";
import type { RobustnessSection, SeedChange, TradeOffSection } from "../../../src/report/studySections.ts";
import { parseReport } from "../../../src/report/validateReport.ts";
import { entriesOf } from "../../../src/training/privacy/corpusSpending.ts";
import { epsilonSpent } from "../../../src/training/privacy/epsilonSpent.ts";
import { openLedger, readLedger } from "../../../src/training/privacy/ledger.ts";
import { writeSmallCheckpoint } from "../smallCheckpoint.ts";

const jobs = ["nurse", "teacher", "pilot", "doctor", "baker", "clerk"];
const records = Array.from({ length: 120 }, (_, index) => {
  const who = ["She", "He", "The visitor"][index % 3] as string;
  return `${who} met the ${jobs[index % 6]} on day ${index} and said that the ${jobs[index % 6]} was kind.`;
});
const guards = Array.from({ length: 60 }, (_, index) => `Guard ${index} keeps the gate of house ${index % 7} shut.`);

let folder: string;
let corpus: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-study-"));
  corpus = join(folder, "corpus.jsonl");
  await writeFile(corpus, records.map((text, index) => `${JSON.stringify({ id: `r${index}`, text })}\n`).join(""));
  await writeFile(join(folder, "guard.txt"), guards.join("\n"));
  await writeSmallCheckpoint(join(folder, "model"), [...records, ...guards], 1);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function options(out: string): StudyOptions {
  return {
    paths: [corpus],
    model: join(folder, "model"),
    outDirectory: join(folder, out),
    steps: 12,
    lotSize: 16,
    learningRate: 0.02,
    heldOut: 0.3,
    maximumTexts: 60,
    seed: 3,
    threads: 1,
  };
}

function context(signal = new AbortController().signal): JobContext & { readonly notices: string[] } {
  const notices: string[] = [];
  return { signal, onProgress: () => {}, onNotice: (message) => notices.push(message), notices };
}

async function written(out: string, report: BiasReport, name: string): Promise<BiasReport> {
  const id = String(report.method.settings["run"]);
  const path = join(folder, out, "reports", `${name}-${id}`);
  expect(await readFile(`${path}.md`, "utf8")).toContain(`# ${report.title}`);
  return parseReport(await readFile(`${path}.json`, "utf8"), "report.json");
}

test("a study says what it passed over: of the corpus, of guard and reference, and of what it trains on", async () => {
  const own = join(folder, "passed-over.jsonl");
  await writeFile(own, `${await readFile(corpus, "utf8")}{broken\n`);
  const guard = join(folder, "broken-guard.jsonl");
  await writeFile(guard, `${guards.map((text) => JSON.stringify({ text })).join("\n")}\n{broken\n{broken\n`);
  const asked = { ...options("passed-over"), paths: [own], steps: 1, maximumTexts: 20, maximumTokens: 8 };
  const tradeOff = { ...asked, guard, reference: own, lambdas: [1], radii: [] };
  const { warnings } = await studyTradeOff(tradeOff, context());
  expect(warnings).toContain("Lines, records or files noted or passed over: 1; the corpus lists why.");
  expect(warnings).toContain("Noted or passed over in broken-guard.jsonl: not a JSON value (2).");
  expect(warnings).toContain("Noted or passed over in passed-over.jsonl: not a JSON value (1).");
  const all = warnings.join("\n");
  expect(all).toMatch(/Of the training records, not trained on: end of a text beyond 8 tokens \(\d+\)\./u);
  expect(all).toMatch(/Of the guard texts, not trained on: end of a text beyond 8 tokens \(\d+\)\./u);
  await expect(studyTradeOff({ ...tradeOff, paths: [corpus], strict: true }, context())).rejects.toMatchObject({
    code: "corpus.malformed",
  });

  const sizes = (await studyRobustness({ ...asked, shares: [0.5, 1] }, context())).warnings;
  expect(sizes).toContain("Lines, records or files noted or passed over: 1; the corpus lists why.");
  const cut = sizes.filter((warning) => warning.includes("not trained on"));
  expect(cut).toEqual([
    expect.stringMatching(/^Of the training records, not trained on: end of a text beyond 8 tokens \(\d+\)\.$/u),
    expect.stringMatching(/^Of the perturbed forms of training records, not trained on: .* 8 tokens \(\d+\)\.$/u),
  ]);
}, 120_000);

test("lambda weighs the guard alike in lots of all records, however much larger the lots were asked for", async () => {
  const runsOf = async (lotSize: number) => {
    const strengths = { lambdas: [1], radii: [], guard: join(folder, "guard.txt") };
    const asked = { ...options(`lots-${lotSize}`), ...strengths, lotSize, steps: 2, maximumTexts: 10 };
    return (await studyTradeOff(asked, context())).tradeOff;
  };
  const large = await runsOf(1000);
  expect(large?.runs[1]).toEqual((await runsOf(large?.task.records ?? 0))?.runs[1]);
}, 120_000);

describe("the study of constraints", () => {
  let report: BiasReport;
  let study: TradeOffSection;

  beforeAll(async () => {
    const own = { guard: join(folder, "guard.txt"), lambdas: [4, 0.5], radii: [0.3, 0.7], reference: corpus };
    report = await studyTradeOff({ ...options("tradeoff"), ...own }, context());
    study = report.tradeOff as TradeOffSection;
  }, 240_000);

  test("writes the report that it gives, and says in the ledger that nothing was private", async () => {
    expect(await written("tradeoff", report, "tradeoff")).toEqual(JSON.parse(JSON.stringify(report)));
    const { lines } = await readLedger(join(folder, "tradeoff", "ledger.jsonl"));
    expect(lines.map(({ kind }) => kind)).toEqual(["corpus", "unprotected"]);
  });

  test("goes from no constraint to the strongest of each strategy", () => {
    expect(study.runs.map(({ strategy, strength }) => [strategy, strength])).toEqual([
      ["none", 0],
      ["loss", 0.5],
      ["loss", 4],
      ["parameters", 0.7],
      ["parameters", 0.3],
    ]);
    expect(study.guard.trainingTexts + study.guard.heldOutTexts).toBe(guards.length);
  });

  test("a larger lambda keeps the guard's loss lower, and costs more of the task", () => {
    const [none, weak, strong] = study.runs as [
      TradeOffSection["runs"][0],
      TradeOffSection["runs"][0],
      TradeOffSection["runs"][0],
    ];
    expect(weak.guard.value).toBeLessThan(none.guard.value);
    expect(strong.guard.value).toBeLessThan(weak.guard.value);
    expect(strong.task.value).toBeGreaterThan(weak.task.value);
    expect(strong.againstNone?.guard.value).toBeCloseTo(strong.guard.value - none.guard.value, 9);
    expect(strong.againstNone?.guard.adjustedP).toBeGreaterThanOrEqual(strong.againstNone?.guard.pValue ?? 1);
  });

  test("a smaller ball keeps the weights as near as it says", () => {
    const [none] = study.runs;
    for (const { strategy, strength, distance } of study.runs) {
      if (strategy === "parameters") expect(distance).toBeCloseTo(strength * (none?.distance ?? 0), 4);
    }
  });

  test("the line's ends are the losses of the base model and of the tuned one", () => {
    for (const { strategy, strength, points } of study.lines) {
      const run = study.runs.find((own) => own.strategy === strategy && own.strength === strength);
      const at = (t: number) => points.find((point) => point.t === t);
      expect(at(0)?.guard.value).toBe(study.base.guardLoss.value);
      expect(at(0)?.task.value).toBe(study.base.taskLoss.value);
      expect((at(1)?.guard.value ?? 0) - study.base.guardLoss.value).toBeCloseTo(run?.guard.value ?? 0, 9);
      expect((at(1)?.task.value ?? 0) - study.base.taskLoss.value).toBeCloseTo(run?.task.value ?? 0, 9);
    }
    expect(study.lines.map(({ strategy, strength }) => [strategy, strength])).toEqual([
      ["none", 0],
      ["loss", 4],
      ["parameters", 0.3],
    ]);
  });

  test("compares the guard with the task and with the reference", () => {
    expect(study.similarity.map(({ to, name }) => [to, name])).toEqual([
      ["task", "training records"],
      ["reference", "corpus.jsonl"],
    ]);
    expect(study.similarity[0]?.figures["contexts shared"]?.value).toBe(0);
    expect(study.similarity[0]?.figures.unigrams?.value).toBeGreaterThan(0.5);
  });

  test.each([
    [{ lambdas: [0] }, /lambda 0 must be/],
    [{ radii: [1] }, /the radius 1 must lie/],
  ])("%j is refused before anything is read", async (wrong, message) => {
    await expect(studyTradeOff({ ...options("wrong"), ...wrong }, context())).rejects.toThrow(message);
  });

  test("can be stopped", async () => {
    const stop = new AbortController();
    const stopping = {
      ...context(stop.signal),
      onProgress: ({ stage }: { stage: string }) => stage.includes("lambda") && stop.abort(),
    };
    await expect(
      studyTradeOff({ ...options("stopped"), guard: join(folder, "guard.txt") }, stopping),
    ).rejects.toMatchObject({ code: "cancelled" });
    expect(await readdir(join(folder, "stopped"))).not.toContain("reports");
  }, 120_000);
});

describe("several seeds, stopped and resumed", () => {
  const seeds = { seeds: 2, steps: 4, maximumTexts: 20 };

  /** Stops when a stage of that name has begun; then goes on. What it is told between says how. */
  async function stoppedAndResumed(asked: StudyJobOptions, stage: RegExp): Promise<BiasReport> {
    const stop = new AbortController();
    const onProgress: JobContext["onProgress"] = (progress) => stage.test(progress.stage) && stop.abort();
    const stopped = await runNamedStudy(asked, { ...context(stop.signal), onProgress }).catch(
      (error: unknown) => error,
    );
    const id = /^Stopped study (\S+);/u.exec(messageOf(stopped))?.[1] ?? "";
    expect(stopped).toMatchObject({ code: "cancelled", hint: expect.stringContaining(`evenhand study resume ${id}`) });
    const out = asked.outDirectory ?? "";
    expect((await stat(join(out, "studies", id, "study.json"))).mode & 0o077).toBe(0);
    const stages = new Set<string>();
    const report = await runNamedStudy(
      { paths: [], resume: id, outDirectory: out },
      { ...context(), onProgress: (progress) => stages.add(progress.stage) },
    );
    expect([...stages].filter((name) => /^(no constraint|standard, \d+ records), seed 3:/u.test(name))).toEqual([]);
    expect([...stages].some((name) => stage.test(name))).toBe(true);
    expect(await readdir(join(out, "studies"))).toEqual([]);
    return report;
  }

  test("the trade-off has the very figures of an undisturbed study", async () => {
    const asked = (out: string): StudyJobOptions => ({
      ...options(out),
      ...seeds,
      study: "tradeoff",
      guard: join(folder, "guard.txt"),
      lambdas: [1],
      radii: [0.5],
    });
    const { tradeOff } = await runNamedStudy(asked("seeds"), context());
    expect((await stoppedAndResumed(asked("seeds-again"), /^lambda 1, seed 4: fine-tuning/u)).tradeOff).toEqual(
      tradeOff,
    );
    for (const { bySeed = [], guard, task } of tradeOff?.runs ?? []) {
      expect(bySeed.map(({ seed }) => seed)).toEqual([3, 4]);
      const [one, other] = bySeed as [SeedChange, SeedChange];
      expect(one.task).not.toBe(other.task);
      expect((one.guard + other.guard) / 2).toBeCloseTo(guard.value, 9);
      expect((one.task + other.task) / 2).toBeCloseTo(task.value, 9);
    }
    expect(tradeOff?.runs[0]?.task.interval?.method).toContain("means over 2 trainings");
    // One seed alone: its ball has the radius that the first seed's run gives, so its figures are among the two's.
    const alone = await runNamedStudy({ ...asked("alone"), seeds: 1, seed: 3 }, context());
    expect(alone.tradeOff?.runs.map(({ guard }) => guard.value)).toEqual(
      tradeOff?.runs.map(({ bySeed }) => expect.closeTo(bySeed?.[0]?.guard ?? 0, 9)),
    );
  }, 240_000);

  test("the study of sizes as well; private steps of the training that was cut off are paid for twice", async () => {
    const asked = (out: string): StudyJobOptions => ({
      ...options(out),
      ...seeds,
      study: "robustness",
      shares: [1],
      epsilon: 8,
    });
    const { robustness } = await runNamedStudy(asked("sizes"), context());
    const again = await stoppedAndResumed(asked("sizes-again"), /^private, \d+ records, seed 4: fine-tuning/u);
    const [standard, robust, guarded] = again.robustness?.runs ?? [];
    expect([standard, robust]).toEqual(robustness?.runs.slice(0, 2));
    expect(guarded?.bySeed).toHaveLength(2);
    const { lines } = await readLedger(join(folder, "sizes-again", "ledger.jsonl"));
    const run = String(again.method.settings["run"]);
    const stepsOf = (name: string): number =>
      entriesOf(lines, run, `study robustness, ${name}`).reduce((sum, { steps }) => sum + steps, 0);
    expect(["private 1", "private 2", "private 2, time 2"].map(stepsOf)).toEqual([4, expect.any(Number), 4]);
    expect(stepsOf("private 2")).toBeGreaterThan(0);
    expect(stepsOf("private 2")).toBeLessThan(4);
    // All three are in what the corpus has spent.
    expect(again.warnings.join(" ")).toMatch(/3 private trainings/);
  }, 240_000);

  test("a study whose corpus or guard set has changed does not go on", async () => {
    const guard = join(folder, "guard.txt");
    const guardText = Array.from({ length: 60 }, (_, at) => `The river ${at} runs past the old mill.\n`).join("");
    await writeFile(guard, guardText);
    const own = join(folder, "own.jsonl");
    await writeFile(own, await readFile(corpus, "utf8"));
    const stop = new AbortController();
    const onProgress: JobContext["onProgress"] = ({ stage }) => stage.includes("lambda") && stop.abort();
    const asked = { ...options("changed"), ...seeds, seeds: 1, paths: [own], guard, lambdas: [1], radii: [] };
    await expect(
      runNamedStudy({ ...asked, study: "tradeoff" }, { ...context(stop.signal), onProgress }),
    ).rejects.toThrow();
    const [id = ""] = await readdir(join(folder, "changed", "studies"));
    const resumed = { paths: [], resume: id, outDirectory: join(folder, "changed") };
    await writeFile(guard, guardText.replace("river 7", "brook 7"));
    const changedGuard = runNamedStudy(resumed, context());
    await expect(changedGuard).rejects.toThrow(`The guard or reference set of study ${id} has changed`);
    await expect(changedGuard).rejects.toMatchObject({ hint: expect.stringContaining(`study resume ${id}`) });
    await writeFile(guard, guardText);
    await writeFile(own, `${JSON.stringify({ id: "new", text: "Another record." })}\n`, { flag: "a" });
    await expect(runNamedStudy(resumed, context())).rejects.toThrow(`The corpus of study ${id} has changed`);
    await expect(runNamedStudy({ ...resumed, resume: "none" }, context())).rejects.toThrow(/cannot be resumed/u);
  }, 120_000);
});

describe("the study of training sizes", () => {
  let report: BiasReport;
  let study: RobustnessSection;
  const asked = context();

  beforeAll(async () => {
    report = await studyRobustness({ ...options("robustness"), shares: [1, 0.5], epsilon: 8 }, asked);
    study = report.robustness as RobustnessSection;
  }, 240_000);

  test("writes the report that it gives, with every arm at every size", async () => {
    expect(await written("robustness", report, "robustness")).toEqual(JSON.parse(JSON.stringify(report)));
    expect(study.runs.map(({ arm, share }) => [arm, share])).toEqual([
      ["standard", 0.5],
      ["robust", 0.5],
      ["private", 0.5],
      ["standard", 1],
      ["robust", 1],
      ["private", 1],
    ]);
    const [half, , , whole] = study.runs;
    expect(half?.records).toBeLessThan(whole?.records ?? 0);
    expect(half?.passes).toBeGreaterThan(whole?.passes ?? Infinity);
  });

  test("the perturbed loss is never below the loss of the texts as they are", () => {
    for (const { clean, perturbed } of study.runs) {
      expect(perturbed.train).toBeGreaterThanOrEqual(clean.train);
      expect(perturbed.test).toBeGreaterThanOrEqual(clean.test);
    }
  });

  test("training on the worst form lowers the perturbed training loss", () => {
    const [standard, robust] = study.runs;
    expect(robust?.perturbed.train).toBeLessThan(standard?.perturbed.train ?? 0);
  });

  test("an arm's gap against the standard training is the difference of their gaps", () => {
    const [standard, robust, guarded] = study.runs;
    for (const run of [robust, guarded]) {
      expect(run?.againstStandard?.clean.value).toBeCloseTo(
        (run?.clean.gap.value ?? 0) - (standard?.clean.gap.value ?? 0),
        9,
      );
    }
    expect(standard?.againstStandard).toBeUndefined();
  });

  test("every private step is in the ledger, and epsilon is that of its own steps", async () => {
    const { lines } = await readLedger(join(folder, "robustness", "ledger.jsonl"));
    const id = String(report.method.settings["run"]);
    const privates = study.runs.filter(({ arm }) => arm === "private");
    privates.forEach(({ privacy }, place) => {
      const entries = entriesOf(lines, id, `study robustness, private ${place + 1}`);
      expect(entries.reduce((sum, { steps }) => sum + steps, 0)).toBe(12);
      const delta = privacy?.delta ?? 0;
      expect(epsilonSpent(entries, delta).epsilon).toBeCloseTo(privacy?.epsilon ?? 0, 6);
      expect(privacy?.epsilon).toBeLessThanOrEqual(8);
    });
    expect(asked.notices.join()).toMatch(/epsilon 0 spent; this run costs \d/);
  });

  test("examples show no text that a model was trained on", () => {
    const shown = study.perturbations.flatMap(({ examples = [] }) => examples.map(({ before }) => before));
    expect(shown.length).toBeGreaterThan(3);
    const { heldOut: share, seed } = options("");
    const place = (text: string): number =>
      createHash("sha256").update(`${seed}\n${text}`).digest().readUIntBE(0, 6) / 2 ** 48;
    expect(shown.filter((text) => place(text) >= (share ?? 0))).toEqual([]);
  });

  test("warns of what all private trainings cost together", () => {
    expect(report.warnings.join(" ")).toMatch(/2 private trainings .* held to epsilon \d+/);
  });

  test("a budget that does not allow it stops the study before any training", async () => {
    const { lines } = await readLedger(join(folder, "robustness", "ledger.jsonl"));
    const corpusKey = lines.flatMap((line) => (line.kind === "corpus" ? [line.corpus] : []))[0] ?? "";
    const path = join(folder, "budget", "ledger.jsonl");
    const ledger = await openLedger(path);
    await ledger.append({
      kind: "budget",
      at: new Date().toISOString(),
      corpus: corpusKey,
      epsilon: 1e-9,
      delta: 1e-3,
    });
    await ledger.close();
    await expect(
      studyRobustness({ ...options("budget"), shares: [0.5, 1], epsilon: 8 }, context()),
    ).rejects.toMatchObject({
      code: "privacy.budgetExceeded",
    });
    expect((await readLedger(path)).lines.map(({ kind }) => kind)).toEqual(["budget"]);
  }, 240_000);

  test("can be stopped while its texts are prepared", async () => {
    const stop = new AbortController();
    const stages: string[] = [];
    const onProgress: JobContext["onProgress"] = ({ stage }) => {
      stages.push(stage);
      if (stage === "perturb training records") stop.abort();
    };
    await expect(
      studyRobustness({ ...options("unprepared"), shares: [1] }, { ...context(stop.signal), onProgress }),
    ).rejects.toMatchObject({ code: "cancelled" });
    expect(stages).toContain("perturb held-out records");
    expect(stages.at(-1)).toBe("perturb training records");
  });

  test("shares that make no sense, or leave too little, are refused", async () => {
    await expect(studyRobustness({ ...options("wrong"), shares: [0] }, context())).rejects.toThrow(/share 0/);
    await expect(studyRobustness({ ...options("few"), shares: [0.05] }, context())).rejects.toThrow(/20 of either/);
  }, 120_000);
});
