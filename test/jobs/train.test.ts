import { appendFile, copyFile, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Progress } from "../../src/base/progress.ts";
import { seededRandom } from "../../src/base/random.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import type { TrainOptions } from "../../src/jobs/options.ts";
import { train } from "../../src/jobs/train.ts";
import { readAdapter } from "../../src/lm/adapterFolder.ts";
import { tokenizerJson, trainBytePairs } from "../../src/lm/bpeTrainer.ts";
import { readCheckpoint, writeCheckpoint } from "../../src/lm/checkpoint.ts";
import { initialiseParameters } from "../../src/lm/initialise.ts";
import { mergeAdapter } from "../../src/lm/lora.ts";
import { parseModelConfig } from "../../src/lm/modelConfig.ts";
import type { BiasReport, PrivacySection, StandardArm } from "../../src/report/biasReport.ts";
import type { Interval } from "../../src/evaluation/metricResult.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { epsilonSpent } from "../../src/training/privacy/epsilonSpent.ts";
import { entriesOf } from "../../src/training/privacy/corpusSpending.ts";
import { readLedger } from "../../src/training/privacy/ledger.ts";
import { tfjsNodePackageIn, tfjsNodeStandIn } from "../training/support/tfjsNodeStandIn.ts";

const jobs = ["nurse", "teacher", "pilot", "doctor", "baker", "clerk"];

/** Sixty short invented records; in every second one a pronoun, in every third a place. */
const texts = Array.from({ length: 60 }, (_, index) => {
  const job = jobs[index % jobs.length] as string;
  const who = ["She", "He", "The visitor"][index % 3] as string;
  return `${who} met the ${job} on day ${index} and said that the ${job} was kind.`;
});

/** How many of the sixty the split leaves to train on with seed 5 and a share of 0.2. */
const trained = 41;

let folder: string;
let corpus: string;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-train-"));
  corpus = join(folder, "corpus.jsonl");
  model = join(folder, "tiny-model");
  await writeFile(corpus, texts.map((text, index) => `${JSON.stringify({ id: `r${index}`, text })}\n`).join(""));
  const rawConfig = {
    architectures: ["GPT2LMHeadModel"],
    model_type: "gpt2",
    vocab_size: 320,
    n_positions: 64,
    n_embd: 8,
    n_layer: 1,
    n_head: 2,
    activation_function: "gelu_new",
    layer_norm_epsilon: 1e-5,
  };
  const config = parseModelConfig(rawConfig, "config.json");
  await writeCheckpoint(model, {
    config,
    rawConfig,
    parameters: initialiseParameters(config, seededRandom(1)),
    tokenizerJson: JSON.parse(tokenizerJson(trainBytePairs(texts, 320))),
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function options(out: string, changes: Partial<TrainOptions> = {}): TrainOptions {
  return {
    paths: [corpus],
    model,
    outDirectory: join(folder, out),
    steps: 4,
    lotSize: 12,
    epsilon: 8,
    delta: 1e-3,
    learningRate: 0.01,
    maximumTokens: 24,
    continuations: 0,
    heldOut: 0.2,
    seed: 5,
    threads: 1,
    ...changes,
  };
}

function watching(
  onProgress: (progress: Progress) => void = () => {},
): JobContext & { readonly abort: AbortController } {
  const abort = new AbortController();
  return { signal: abort.signal, onProgress, abort };
}

function isSame(a: Float32Array, b: Float32Array | undefined): boolean {
  return a.every((value, index) => Object.is(value, b?.[index]));
}

const armsOf = (report: BiasReport): string[] => (report.arms ?? []).map(({ arm }) => arm);
const runsIn = (out: string): Promise<string[]> => readdir(join(folder, out, "runs"));

test("a training that diverged is refused before a private arm spends epsilon, and no report is written", async () => {
  const diverging = options("diverged", { arms: ["plain", "dp"], learningRate: 1000 });
  await expect(train(diverging, watching())).rejects.toMatchObject({
    code: "training.diverged",
    message: "The training of plain diverged: its model gives held-out text no finite loss or perplexity.",
    hint: expect.stringContaining("lower learning rate") as string,
  });
  expect((await readLedger(join(folder, "diverged", "ledger.jsonl"))).lines.map(({ kind }) => kind)).toEqual([
    "corpus",
    "unprotected",
  ]);
  await expect(readdir(join(folder, "diverged", "reports"))).rejects.toMatchObject({ code: "ENOENT" });
}, 60_000);

test("a team's lexicon is what the scan counts and what second views swap by; a mistake in it comes first", async () => {
  const lexiconFile = join(folder, "own.json");
  const own = { groups: { "gender.female": ["bakeress"] }, swaps: { gender: { add: ["baker/bakeress"] } } };
  await writeFile(lexiconFile, JSON.stringify({ extends: "bundled", ...own }));
  const report = await train(options("own", { arms: ["base", "dp+cda"], lexiconFile }), watching());
  expect(report.counterfactuals?.changed).toBeGreaterThan(0);
  expect(JSON.stringify(report.counterfactuals?.examples)).toContain("bakeress");
  const bundled = await train(options("bundled", { arms: ["base"] }), watching());
  expect(report.scan?.lexiconHash).not.toBe(bundled.scan?.lexiconHash);
  expect(report.method.settings).toMatchObject({
    counterfactualLexiconSha256: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
  });

  await writeFile(lexiconFile, "{");
  const wrong = train(options("own-wrong", { paths: ["nowhere.jsonl"], lexiconFile }), watching());
  await expect(wrong).rejects.toMatchObject({ code: "lexicon.invalid" });
}, 60_000);

test("a record is never longer than the model reads, and the report names the length in use", async () => {
  const report = await train(options("long", { arms: ["plain"], maximumTokens: 1000 }), watching());
  expect(report.method.settings).toMatchObject({ maximumTokens: 64 });
  expect(report.arms?.[0]?.training?.maximumTokens).toBe(64);
  expect(report.warnings).toContain("The model reads 64 tokens at most: records are cut there, not at 1000.");
}, 60_000);

test("a large corpus is measured on two thousand of its held-out records, and the report says so", async () => {
  const large = join(folder, "large.txt");
  await writeFile(large, Array.from({ length: 2700 }, (_, day) => `She met the nurse on day ${day}.`).join("\n"));
  const asked = options("large", { paths: [large], arms: ["base"], heldOut: 0.8, delta: 1e-5 });
  const { arms, itemTexts, method, warnings } = await train(asked, watching());
  const heldOut = Number(method.settings["heldOutRecords"]);
  expect(heldOut).toBeGreaterThan(2000);
  expect(arms?.[0]?.metrics.find(({ metric }) => metric === "perplexity")?.n).toBe(2000);
  expect(itemTexts?.find(({ from }) => from === "corpus")?.items).toHaveLength(2000);
  expect(warnings).toContain(
    `Measured on 2,000 of the ${heldOut.toLocaleString("en-US")} held-out records, drawn with seed 5.`,
  );
}, 120_000);

test("PAST goes on from plain as an arm of its own, on records set aside for it, and promises nothing", async () => {
  const asked = { arms: ["plain", "dp"], past: true, pastEpochs: 2, pastStrength: 1, steps: 6 };
  const report = await train(options("past", asked), watching());
  expect(armsOf(report)).toEqual(["plain", "plain+past", "plain+past-control", "dp"]);
  const [plain, tuned, control, dp] = report.arms ?? [];
  expect(tuned?.label).toContain("empirical, not a guarantee");
  expect(tuned?.privacy).toBeUndefined();
  const past = tuned?.training?.past;
  expect(past).toMatchObject({ claim: "empirical, not a guarantee", epochs: 2, target: "sensitivity" });
  expect(past?.gapByEpoch).toHaveLength(3);
  for (const { memberLoss, nonMemberLoss, interval } of past?.gapByEpoch ?? []) {
    expect(interval?.method).toContain("texts of either kind");
    expect(interval?.low).toBeLessThan(nonMemberLoss - memberLoss);
    expect(interval?.high).toBeGreaterThan(nonMemberLoss - memberLoss);
  }
  const gaps = past?.gapByEpoch.map((gap) => gap.nonMemberLoss - gap.memberLoss) ?? [];
  expect(past?.change?.value).toBeCloseTo((gaps[2] as number) - (gaps[0] as number), 10);
  // On the same records a change is surer than a gap.
  const width = ({ low, high }: { low: number; high: number }): number => high - low;
  expect(width(past?.change?.interval as Interval)).toBeLessThan(width(past?.gapByEpoch[0]?.interval as Interval));
  expect(past?.zeroShare).toBeGreaterThan(0);
  expect(past?.sensitivity?.modules.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
  // The control starts at the same gap, and from where plain ended.
  expect(control?.training?.past).toMatchObject({ target: "shuffled", gapByEpoch: [past?.gapByEpoch[0], {}, {}] });
  expect(report.comparisons?.some(({ a, b }) => a === "plain+past-control" && b === "plain+past")).toBe(true);
  // Nobody is trained on what is set aside, and nothing is evaluated on it.
  expect((past?.nonMembers as number) + (past?.members as number)).toBe(trained);
  for (const arm of [plain, tuned, control, dp]) expect(arm?.training?.records).toBe(past?.members);
  const [id] = await runsIn("past");
  const { lines } = await readLedger(join(folder, "past", "ledger.jsonl"));
  const unprotected = lines.flatMap((line) => (line.kind === "unprotected" ? [line.arm] : []));
  expect(unprotected).toEqual(["plain", "plain+past", "plain+past-control"]);
  const markdown = await readFile(join(folder, "past", "reports", `${id}.md`), "utf8");
  expect(markdown).toMatch(/PAST.*Empirical, not a guarantee/u);
}, 120_000);

test("a run that loses its numbers says where, and what to do", async () => {
  const attempt = train(options("lost", { arms: ["plain"], learningRate: 1e30 }), watching());
  await expect(attempt).rejects.toMatchObject({
    code: "training.diverged",
    message: expect.stringMatching(/^At step 2 .*first layer to go wrong is .* \(transformer\./u),
    hint: expect.stringContaining("lower learning rate"),
  });
}, 60_000);

describe("the four arms", () => {
  let report: BiasReport;
  const seen: Progress[] = [];
  const training = (name: StandardArm) => report.arms?.find(({ arm }) => arm === name)?.training;

  beforeAll(async () => {
    report = await train(
      options("four", { maximumTokens: 18 }),
      watching((progress) => seen.push(progress)),
    );
  }, 120_000);

  test("are reported in order, each with its own weights and metrics", () => {
    expect(armsOf(report)).toEqual(["base", "plain", "dp", "dp+cda"]);
    expect(new Set(report.arms?.map(({ model: { sha256 } }) => sha256)).size).toBe(4);
    for (const arm of report.arms ?? []) expect(arm.metrics.length).toBeGreaterThan(3);
    expect(report.comparisons?.length).toBeGreaterThan(0);
    expect(report.scan?.groups.length).toBeGreaterThan(0);
    expect(report.corpus).toMatchObject({ records: 60 });
  });

  test("keep the promised epsilon, which is what the entries give", () => {
    for (const name of ["dp", "dp+cda"]) {
      const privacy = report.arms?.find(({ arm }) => arm === name)?.privacy;
      expect(privacy).toMatchObject({
        delta: 1e-3,
        samplingRate: 12 / trained,
        steps: 4,
        noiseSource: "operating system",
        sampling: "Poisson",
        clipMode: "hard",
      });
      const { samplingRate = 0, noiseMultiplier = 0, steps = 0, epsilon = 0 } = privacy ?? {};
      expect(epsilon).toBeLessThanOrEqual(8);
      expect(epsilon).toBeGreaterThan(7.9);
      expect(epsilon).toBe(epsilonSpent([{ samplingRate, noiseMultiplier, steps }], 1e-3).epsilon);
      expect(privacy?.epsilonByStep).toHaveLength(4);
    }
  });

  test("count records, not views: counterfactuals leave N and the sampling rate as they are", () => {
    expect(training("dp")).toMatchObject({ records: trained, viewsPerRecord: 1 });
    // The public sentences have the means that the report shows, and are among those that coverage measures.
    const { probeSentences = [], dynamics = [], treatment } = training("dp") ?? {};
    for (const { group, n, loss } of dynamics.at(-1)?.groups ?? []) {
      const own = probeSentences.filter((sentence) => sentence.group === group);
      expect(own).toHaveLength(n);
      expect(own.reduce((sum, { lastLoss }) => sum + lastLoss, 0) / n).toBeCloseTo(loss, 10);
      const ofGroup = treatment?.groups.find((one) => one.group === group);
      expect(own.reduce((sum, { shareClipped }) => sum + shareClipped, 0) / n).toBeCloseTo(
        ofGroup?.shareClipped.value ?? -1,
        10,
      );
      const [before, after] = [own.map(({ norm }) => norm), own.map(({ clippedNorm }) => clippedNorm)].map((all) =>
        all.reduce((sum, one) => sum + one, 0),
      );
      expect((after ?? 0) / (before ?? 1)).toBeCloseTo(ofGroup?.retained.value ?? -1, 10);
    }
    expect(dynamics.at(-1)?.groups.length).toBeGreaterThan(5);
    const keys = report.itemTexts?.find(({ metrics }) => metrics.includes("coverage-gap"))?.items.map(({ key }) => key);
    for (const { key } of probeSentences) expect(keys).toContain(key);
    expect(training("dp+cda")?.records).toBe(trained);
    expect(training("dp+cda")?.viewsPerRecord).toBeGreaterThan(1.4);
    expect(report.counterfactuals).toMatchObject({ records: trained, axis: "gender" });
    expect(report.counterfactuals?.changed).toBeGreaterThan(20);
  });

  test("say how far each group's loss fell, and the private ones against their counterparts", () => {
    const { drops = [], comparisons = [] } = report.convergence ?? {};
    expect([...new Set(drops.map(({ arm }) => arm))]).toEqual(["plain", "dp", "dp+cda"]);
    const groups = training("dp")?.dynamics?.[0]?.groups ?? [];
    expect(drops).toHaveLength(3 * groups.length);
    for (const { group } of groups) {
      const own = (training("dp")?.probeSentences ?? []).filter((sentence) => sentence.group === group);
      const mean = own.reduce((sum, { firstLoss, lastLoss }) => sum + firstLoss - lastLoss, 0) / own.length;
      const drop = drops.find((one) => one.arm === "dp" && one.group === group);
      expect(drop?.value).toBeCloseTo(mean, 12);
      expect(drop?.n).toBe(own.length); // no sentence is looked at in two variants
    }
    expect([...new Set(comparisons.map(({ a, b }) => `${a} | ${b}`))]).toEqual(["plain | dp", "dp | dp+cda"]);
    expect(comparisons).toHaveLength(2 * groups.length);
  });

  test("correct p values for the number of comparisons, and warn that each is between two trainings", () => {
    for (const { pValue, adjustedP } of report.comparisons ?? []) expect(adjustedP).toBeGreaterThanOrEqual(pValue);
    expect(report.method.settings["correction"]).toMatch(/^Holm/u);
    expect(report.warnings).toContain("Each arm was trained once: the intervals do not cover another seed.");
  });

  test("show training losses only where they cost no privacy", () => {
    expect(training("plain")?.lossByStep).toHaveLength(4);
    expect(training("dp")?.lossByStep).toBeUndefined();
    expect(training("dp+cda")?.lossByStep).toBeUndefined();
    const figures = seen
      .filter(({ stage }) => stage.startsWith("dp"))
      .flatMap((progress) => Object.keys(progress.figures ?? {}));
    expect(new Set(figures)).toEqual(new Set(["epsilon"]));
  });

  test("name no record that was cut, where a name would say that the record was trained on", () => {
    const skipped = (name: StandardArm) => report.arms?.find(({ arm }) => arm === name)?.training?.skipped;
    expect(skipped("plain")?.[0]?.examples).not.toEqual([]);
    for (const name of ["dp", "dp+cda"] as const) {
      expect(skipped(name)?.[0]?.count).toBeGreaterThan(0);
      expect(skipped(name)?.flatMap(({ examples }) => examples)).toEqual([]);
    }
  });

  test("are written as models that can be read again, and leave no training state behind", async () => {
    const [id] = await runsIn("four");
    for (const arm of ["plain", "dp", "dp+cda"]) {
      const directory = join(folder, "four", "runs", id as string, arm);
      expect((await readCheckpoint(directory)).config.width).toBe(8);
      expect(await readdir(directory)).not.toContain("state");
    }
    const run = JSON.parse(await readFile(join(folder, "four", "runs", id as string, "run.json"), "utf8")) as object;
    expect(run).toMatchObject({ id, finishedArms: { plain: {}, dp: {}, "dp+cda": {} } });
  });

  test("leave every private step in the ledger, under the corpus's hash", async () => {
    const [id] = await runsIn("four");
    const { lines, damaged } = await readLedger(join(folder, "four", "ledger.jsonl"));
    expect(damaged).toEqual([]);
    expect(lines.filter(({ kind }) => kind === "unprotected")).toMatchObject([{ arm: "plain", reason: "no noise" }]);
    for (const arm of ["dp", "dp+cda"]) {
      expect(entriesOf(lines, id as string, arm)).toMatchObject([{ samplingRate: 12 / trained, steps: 4 }]);
    }
    expect(new Set(lines.map((line) => ("corpus" in line ? line.corpus : ""))).size).toBe(1);
  });

  test("end in a report on the disk that its own schema accepts", async () => {
    const [id] = await runsIn("four");
    const json = await readFile(join(folder, "four", "reports", `${id}.json`), "utf8");
    expect(parseReport(json, "report.json").arms).toHaveLength(4);
    expect((await stat(join(folder, "four", "reports", `${id}.md`))).size).toBeGreaterThan(500);
  });

  test("come with what epsilon does not cover and with the total of both private trainings", () => {
    const privacy = report.arms?.find(({ arm }) => arm === "dp")?.privacy;
    expect(privacy?.notCovered.join(" ")).toMatch(/settings.*held-out.*tokenizer.*scan.*plain/iu);
    expect(report.warnings.join(" ")).toMatch(/2 private trainings on this corpus/u);
    expect(report.warnings.join(" ")).toMatch(/had no privacy/u);
  });
});

describe("a run that is stopped", () => {
  test(
    "goes on with its id and ends with the numbers of one that never stopped (seeded noise)",
    { timeout: 120_000 },
    async () => {
      const seeded: Partial<TrainOptions> = {
        arms: ["dp"],
        steps: 6,
        clip: "soft-adaptive",
        optimizer: "adamw",
        decay: "cosine",
        seededNoiseNotPrivate: true,
      };
      const whole = await train(options("whole", seeded), watching());
      const context = watching(({ stage, done }) => {
        if (stage === "dp: fine-tuning" && done === 2) context.abort.abort();
      });
      await expect(train(options("stopped", seeded), context)).rejects.toMatchObject({ code: "cancelled" });
      const [id] = await runsIn("stopped");
      expect(await readdir(join(folder, "stopped", "reports")).catch(() => [])).toEqual([]);
      const stages: string[] = [];
      const figures = new Set<string>();
      const resumed = await train(
        { paths: [], outDirectory: join(folder, "stopped"), resume: id as string },
        watching(({ stage, done, figures: shown }) => {
          stages.push(`${stage} ${done}`);
          for (const name of Object.keys(shown ?? {})) figures.add(name);
        }),
      );
      expect(stages).not.toContain("dp: fine-tuning 2");
      expect(stages).toContain("dp: fine-tuning 3");
      expect(resumed.arms?.[0]?.model.sha256).toBe(whole.arms?.[0]?.model.sha256);
      expect(resumed.arms?.[0]?.privacy?.epsilonByStep).toEqual(whole.arms?.[0]?.privacy?.epsilonByStep);
      const { clipBoundByStep = [], ...privacy } = resumed.arms?.[0]?.privacy ?? ({} as Partial<PrivacySection>);
      expect(clipBoundByStep).toHaveLength(6);
      expect(clipBoundByStep).toEqual(whole.arms?.[0]?.privacy?.clipBoundByStep);
      expect(privacy).toMatchObject({ clipMode: "soft-adaptive", clipNorm: 0.5, adaptiveClip: { quantile: 0.5 } });
      expect(privacy.adaptiveClip?.gradientNoiseMultiplier).toBeGreaterThan(privacy.noiseMultiplier as number);
      expect(resumed.arms?.[0]?.training?.optimizer).toBe(
        "AdamW, weight decay 0.01 (0.9, 0.999), 1 step of warm-up, cosine decay",
      );
      expect(resumed.warnings.join(" ")).toMatch(/not private/u);
      expect(resumed.arms?.[0]?.label).toBe("Seeded noise, not private");
      expect(figures).toEqual(new Set());
    },
  );

  test(
    "keeps the budget when it goes on: all segments together pay for the planned steps",
    { timeout: 120_000 },
    async () => {
      const context = watching(({ stage, done }) => {
        if (stage === "dp: fine-tuning" && done === 3) context.abort.abort();
      });
      await expect(train(options("secure", { arms: ["dp"], steps: 5 }), context)).rejects.toMatchObject({
        code: "cancelled",
      });
      const [id] = await runsIn("secure");
      const resumed = await train(
        { paths: [], outDirectory: join(folder, "secure"), resume: id as string },
        watching(),
      );
      const { lines } = await readLedger(join(folder, "secure", "ledger.jsonl"));
      expect(entriesOf(lines, id as string, "dp")).toMatchObject([{ steps: 5 }]);
      expect(resumed.arms?.[0]?.privacy?.epsilon).toBeLessThanOrEqual(8);
    },
  );

  test(
    "does not go on with another corpus, another lexicon, other decisions or another base model",
    { timeout: 120_000 },
    async () => {
      const changing = join(folder, "changing.jsonl");
      const otherModel = join(folder, "other-model");
      await copyFile(corpus, changing);
      await cp(model, otherModel, { recursive: true });
      // Stopped before any arm has a state of its own that would tell.
      const context = watching(({ stage }) => {
        if (stage.startsWith("base")) context.abort.abort();
      });
      const decisionsFile = join(folder, "evenhand.decisions");
      const decided = `${JSON.stringify({ decision: "reject", word: "king" })}\n`;
      await writeFile(decisionsFile, decided);
      const lexiconFile = join(folder, "team.json");
      const lexicon = JSON.stringify({ extends: "bundled", swaps: { gender: { add: ["milkman/milkmaid"] } } });
      await writeFile(lexiconFile, lexicon);
      const asked = options("changed", {
        arms: ["base", "dp", "dp+cda"],
        paths: [changing],
        model: otherModel,
        lexiconFile,
        decisionsFile,
      });
      await expect(train(asked, context)).rejects.toMatchObject({ code: "cancelled" });
      const [id] = await runsIn("changed");
      const resume = (): Promise<BiasReport> =>
        train({ paths: [], outDirectory: join(folder, "changed"), resume: id as string }, watching());

      await appendFile(changing, `${JSON.stringify({ id: "r60", text: "One more met the baker." })}\n`);
      await expect(resume()).rejects.toMatchObject({
        code: "training.invalid",
        message: expect.stringMatching(/corpus/u),
        hint: expect.stringMatching(/new run/u),
      });
      await copyFile(corpus, changing);
      await writeFile(lexiconFile, lexicon.replace("milkmaid", "milkwoman"));
      await expect(resume()).rejects.toMatchObject({
        code: "training.invalid",
        message: expect.stringMatching(/The lexicon of run/u),
      });
      await writeFile(lexiconFile, lexicon);
      await writeFile(decisionsFile, `${JSON.stringify({ decision: "reject", word: "queen" })}\n`);
      await expect(resume()).rejects.toMatchObject({
        code: "training.invalid",
        message: expect.stringMatching(/file of decisions/u),
      });
      await writeFile(decisionsFile, decided);
      const base = await readCheckpoint(model);
      await writeCheckpoint(otherModel, { ...base, parameters: initialiseParameters(base.config, seededRandom(2)) });
      await expect(resume()).rejects.toMatchObject({
        code: "training.invalid",
        message: expect.stringMatching(/base model/u),
        hint: expect.stringMatching(/new run/u),
      });
      expect((await readLedger(join(folder, "changed", "ledger.jsonl"))).lines).toEqual([]);
    },
  );

  test("names files as at its start when it goes on in another folder", { timeout: 120_000 }, async () => {
    await mkdir(join(folder, "deep"));
    // Without ids of their own: the keys of items are places too.
    await writeFile(join(folder, "deep/corpus.txt"), `${texts.join("\n")}\n`);
    const context = watching(({ stage }) => {
      if (stage.startsWith("base")) context.abort.abort();
    });
    const moved = vi.spyOn(process, "cwd");
    try {
      moved.mockReturnValue(folder);
      const asked = options("names", { arms: ["base"], paths: ["deep/corpus.txt"], namesFrom: ["."] });
      await expect(train(asked, context)).rejects.toMatchObject({ code: "cancelled" });
      moved.mockReturnValue(tmpdir());
      const [id] = await runsIn("names");
      const resumed = await train({ paths: [], outDirectory: join(folder, "names"), resume: id as string }, watching());
      expect(resumed.corpus).toMatchObject({ name: "corpus.txt", files: [{ name: "deep/corpus.txt" }] });
      const [records] = resumed.itemTexts ?? [];
      expect(records?.items.length).toBeGreaterThan(0);
      for (const { key, place } of records?.items ?? []) {
        expect(place?.file).toBe("deep/corpus.txt");
        expect(key).toBe(`corpus.txt:${place?.line}`);
      }
      expect(JSON.stringify(resumed)).not.toContain(folder);
    } finally {
      moved.mockRestore();
    }
  });

  test("is named when it is not there", async () => {
    await expect(train({ paths: [], outDirectory: folder, resume: "nowhere" }, watching())).rejects.toMatchObject({
      code: "training.invalid",
      message: expect.stringContaining("nowhere"),
    });
  });
});

describe("a part of the model", () => {
  const trainedOf = (report: BiasReport, arm: StandardArm): unknown => {
    const { trained, trainedParameters } = report.arms?.find((one) => one.arm === arm)?.training ?? {};
    return { trained, trainedParameters };
  };
  const folderOf = async (out: string, arm: StandardArm): Promise<string> =>
    join(folder, out, "runs", (await runsIn(out))[0] as string, arm);

  test(
    "adapters are trained alone; the arm is the merged model, with the adapter beside it",
    { timeout: 120_000 },
    async () => {
      const base = await readCheckpoint(model);
      const lora = { trainable: "lora", loraRank: 2, loraTargets: ["c_attn", "mlp.c_proj"] } as const;
      const report = await train(options("lora", { arms: ["dp"], ...lora }), watching());
      // A [2, 8] and B [24, 2] for c_attn, A [2, 32] and B [8, 2] for mlp.c_proj
      expect(trainedOf(report, "dp")).toEqual({
        trained: "LoRA of rank 2, alpha 4, on c_attn, mlp.c_proj",
        trainedParameters: 16 + 48 + 64 + 16,
      });
      const arm = await folderOf("lora", "dp");
      const { parameters } = await readCheckpoint(arm);
      const adapter = await readAdapter(join(arm, "adapter"), base.config);
      expect(adapter.settings).toMatchObject({ rank: 2, alpha: 4 });
      expect(parameters).toEqual(mergeAdapter(base.config, base.parameters, adapter));
      const changed = [...parameters].filter(([name, values]) => !isSame(values, base.parameters.get(name)));
      expect(changed.map(([name]) => name)).toEqual([
        "transformer.h.0.attn.c_attn.weight",
        "transformer.h.0.mlp.c_proj.weight",
      ]);
    },
  );

  test("frozen embeddings come out as they went in", { timeout: 120_000 }, async () => {
    const base = await readCheckpoint(model);
    const report = await train(options("frozen", { arms: ["dp"], trainable: "no-embeddings" }), watching());
    const all = [...base.parameters.values()].reduce((sum, { length }) => sum + length, 0);
    expect(trainedOf(report, "dp")).toEqual({
      trained: "all but the embeddings",
      trainedParameters: all - 320 * 8 - 64 * 8,
    });
    const { parameters } = await readCheckpoint(await folderOf("frozen", "dp"));
    const same = [...parameters].filter(([name, values]) => isSame(values, base.parameters.get(name)));
    expect(same.map(([name]) => name)).toEqual(["transformer.wte.weight", "transformer.wpe.weight"]);
  });

  test("a stopped run of adapters goes on where it was", { timeout: 120_000 }, async () => {
    const context = watching(({ stage, done }) => {
      if (stage === "plain: fine-tuning" && done === 2) context.abort.abort();
    });
    const asked = options("stopped-lora", { arms: ["plain"], trainable: "lora", loraRank: 2 });
    await expect(train(asked, context)).rejects.toMatchObject({ code: "cancelled" });
    const [id] = await runsIn("stopped-lora");
    await train({ paths: [], outDirectory: join(folder, "stopped-lora"), resume: id as string }, watching());
    await train(options("whole-lora", { arms: ["plain"], trainable: "lora", loraRank: 2 }), watching());
    const weights = async (out: string): Promise<ReadonlyMap<string, Float32Array>> =>
      (await readCheckpoint(await folderOf(out, "plain"))).parameters;
    expect(await weights("stopped-lora")).toEqual(await weights("whole-lora"));
  });

  test.each<[string, Partial<TrainOptions>, RegExp]>([
    [
      "a layer that the model does not have",
      { trainable: "lora", loraTargets: ["q_proj"] },
      /no linear layer "q_proj"/u,
    ],
    ["no layer", { trainable: "lora", loraTargets: [] }, /no linear layer ""/u],
    ["a rank of 0", { trainable: "lora", loraRank: 0 }, /rank of LoRA must be a whole number of at least 1, not 0/u],
    ["an alpha of 0", { trainable: "lora", loraAlpha: 0 }, /alpha of LoRA must be a number above 0/u],
    ["a rank without adapters", { loraRank: 4 }, /not "lora" as what is trained/u],
    ["an unknown part", { trainable: "head" as "all" }, /all, no-embeddings, lora/u],
  ])("cannot be %s", async (_, changes, told) => {
    await expect(train(options("refused-part", changes), watching())).rejects.toMatchObject({
      code: "training.invalid",
      message: expect.stringMatching(told) as string,
    });
  });
});

test("another engine trains the same model, and the report names it", { timeout: 120_000 }, async () => {
  const project = await tfjsNodePackageIn(join(folder, "project"), tfjsNodeStandIn());
  const changes = { arms: ["dp"], seededNoiseNotPrivate: true, steps: 2 };
  const own = await train(options("by-compiled", changes), watching());
  vi.spyOn(process, "cwd").mockReturnValue(project);
  const other = await train(options("by-tfjs-node", { ...changes, engine: "tfjs-node" }), watching());
  vi.restoreAllMocks();
  expect(own.method.settings["engine"]).toBe("compiled");
  expect(other.method.settings["engine"]).toBe("tfjs-node 4.22.0-stand-in");
  const [a, b] = await Promise.all(
    (
      [
        ["by-compiled", own],
        ["by-tfjs-node", other],
      ] as const
    ).map(([out, report]) => readCheckpoint(join(folder, out, "runs", String(report.method.settings["run"]), "dp"))),
  );
  for (const [name, values] of a?.parameters ?? []) {
    values.forEach((value, index) => {
      expect(Math.abs(value - (b?.parameters.get(name)?.[index] ?? Number.NaN)), name).toBeLessThan(1e-5);
    });
  }
});

describe("what makes no sense is refused before any step", () => {
  test.each<[string, Partial<TrainOptions>, string]>([
    ["an unknown arm", { arms: ["dp", "wrong"] }, "training.invalid"],
    ["a lot larger than the corpus", { arms: ["dp"], lotSize: 1000 }, "training.invalid"],
    ["an epsilon that no noise reaches", { arms: ["dp"], epsilon: 1e-9, delta: 1e-12 }, "privacy.unreachable"],
    ["a delta of 2", { arms: ["dp"], delta: 2 }, "training.invalid"],
    ["a delta of more than 1/N", { arms: ["dp"], delta: 0.05 }, "training.invalid"],
    ["a target and a noise at once", { arms: ["dp"], noiseMultiplier: 1 }, "training.invalid"],
    ["a unit that there is not", { unit: "author" }, "training.invalid"],
    ["a model folder that is not there", { model: "/nowhere" }, "model.missing"],
  ])("%s", async (_, changes, code) => {
    await expect(train(options("refused", changes), watching())).rejects.toMatchObject({ code });
    const { lines } = await readLedger(join(folder, "refused", "ledger.jsonl"));
    expect(lines).toEqual([]);
  });

  test("a corpus of three records", async () => {
    const small = join(folder, "small.txt");
    await writeFile(small, "One.\nTwo.\nThree.\n");
    await expect(train(options("refused", { paths: [small] }), watching())).rejects.toMatchObject({
      code: "training.invalid",
      message: expect.stringContaining("3 records"),
    });
  });
});

test("every arm is attacked on the same records, and a private one held against its promise", async () => {
  const changes = { heldOut: 0.45, arms: ["base", "plain", "dp"], steps: 3 } as const;
  const report = await train(options("attacked", changes), watching());
  const [base, plain, dp] = report.arms ?? [];
  for (const arm of [base, plain, dp]) {
    const attacks = arm?.membership?.attacks ?? [];
    expect(attacks.map(({ attack }) => attack)).toEqual(["loss", "ratio", "zlib", "min-k", "ez"]);
    const [first] = attacks;
    expect((first?.members ?? 0) + (first?.nonMembers ?? 0)).toBe(texts.length);
  }
  // The base model against itself knows nothing: every score is a tie.
  expect(base?.membership?.attacks[1]?.area.value).toBe(0.5);
  expect(plain?.membership?.attacks[1]?.area.value).not.toBe(0.5);
  expect(plain?.membership?.privacy).toBeUndefined();
  const promise = dp?.membership?.privacy;
  expect(promise?.claim).toEqual({ epsilon: dp?.privacy?.epsilon, delta: dp?.privacy?.delta });
  expect(promise?.isContradicted).toBe(false);
  expect(dp?.membership?.attacks[0]?.truePositives.every(({ ceiling = 2 }) => ceiling <= 1)).toBe(true);
  expect(dp?.privacy?.notCovered.join(" ")).toContain("Membership inference in the same report");
}, 120_000);
