import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateSampleCorpus, sampleCorpusText } from "../../scripts/sampleCorpus/generate.ts";
import type { Progress } from "../../src/base/progress.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import { evaluate } from "../../src/jobs/evaluate.ts";
import { readCheckpoint, writeCheckpoint } from "../../src/lm/checkpoint.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { writeSmallCheckpoint } from "./smallCheckpoint.ts";
import { writeTinyClassifier } from "./tinyClassifier.ts";

const records = generateSampleCorpus();
/** Seconds on an idle machine; a busy one gets more. */
const patienceMs = 120_000;
const context = { signal: new AbortController().signal, onProgress: () => {} };

let folder: string;
let first: string;
let second: string;
let heldOut: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-evaluate-"));
  [first, second, heldOut] = [join(folder, "first"), join(folder, "second"), join(folder, "held-out.jsonl")];
  const texts = records.slice(0, 300).map(({ text }) => text);
  await writeSmallCheckpoint(first, texts, 1);
  await writeSmallCheckpoint(second, texts, 2);
  await writeFile(heldOut, `${sampleCorpusText(records.slice(0, 240))}not json\n`);
}, patienceMs);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("evaluate", () => {
  let report: BiasReport;
  const stages = new Set<string>();

  beforeAll(async () => {
    report = await evaluate(
      { checkpoints: [first, second], texts: [heldOut], continuations: 1, seed: 3, threads: 1 },
      { ...context, onProgress: ({ stage }: Progress) => stages.add(stage) },
    );
  }, patienceMs);

  test("gives a report that the schema accepts, with an arm for each checkpoint", () => {
    expect(parseReport(JSON.stringify(report), "report.json")).toEqual(report);
    expect(report.arms?.map(({ arm }) => arm)).toEqual(["first", "second"]);
    expect(report.arms?.[0]?.model.sha256).not.toBe(report.arms?.[1]?.model.sha256);
    expect(report.arms?.[0]?.metrics.map(({ metric }) => metric)).toContain("perplexity");
    expect(stages).toContain("first: held-out text");
    expect(stages).toContain("first: generations");
    const generated = ["toxicity-false-positives", "toxicity-gap", "sentiment-gap", "distinct-2"];
    expect(report.arms?.[0]?.metrics.map(({ metric }) => metric)).toEqual(expect.arrayContaining(generated));
    expect(report.method.settings["generations"]).toMatch(/^440 beginnings x 1 continuations of 20 tokens/);
  });

  test("has the text behind every item of every metric, records with their places", () => {
    const metrics = report.arms?.[0]?.metrics ?? [];
    const withItems = metrics.filter(({ items = [] }) => items.length > 0);
    expect(withItems.length).toBeGreaterThan(15);
    for (const { metric, axis, items = [] } of withItems) {
      const list = report.itemTexts?.find((one) => one.metrics.includes(metric) && (one.axis ?? axis) === axis);
      const keys = new Set(list?.items.map(({ key }) => key));
      expect(
        items.filter(({ key }) => !keys.has(key)).map(({ key }) => key),
        `${metric}, ${axis}`,
      ).toEqual([]);
    }
    const [records] = report.itemTexts ?? [];
    expect(records).toMatchObject({ from: "corpus", leftOut: 0 });
    expect(records?.items[1]?.place).toEqual({ file: "held-out.jsonl", line: 2, byte: expect.any(Number) as number });
    expect(report.arms?.[0]?.generations).toMatchObject({ written: 440 });
    expect(report.arms?.[0]?.generations?.kept).toHaveLength(440);
  });

  test("describes the held-out text and counts what was passed over", () => {
    expect(report.corpus).toMatchObject({ name: "held-out.jsonl", textField: "text", records: 240 });
    expect(report.corpus?.skipped[0]).toMatchObject({ count: 1, examples: ["held-out.jsonl:241"] });
  });

  test("compares the checkpoints on the same items, with p values corrected", () => {
    expect(report.comparisons?.length).toBeGreaterThan(10);
    expect(report.comparisons?.[0]).toMatchObject({ metric: "perplexity", a: "first", b: "second", n: 240 });
    // Two models are one comparison a measure: nothing to correct for.
    for (const { pValue, adjustedP } of report.comparisons ?? []) expect(adjustedP).toBe(pValue);
  });

  test(
    "does not depend on what is measured before it",
    async () => {
      const alone = await evaluate(
        { checkpoints: [second], texts: [heldOut], continuations: 1, seed: 3, threads: 1 },
        context,
      );
      expect(alone.arms?.[0]?.metrics).toEqual(report.arms?.[1]?.metrics);
      expect(alone.comparisons).toBeUndefined();
    },
    patienceMs,
  );
});

describe("evaluate, in other ways", () => {
  test("draws a sample when there are more texts than asked for, and says so", async () => {
    const report = await evaluate(
      { checkpoints: [first], texts: [heldOut], maximumTexts: 25, continuations: 0, seed: 5, threads: 1 },
      context,
    );
    expect(report.arms?.[0]?.metrics[0]).toMatchObject({ metric: "perplexity", n: 25 });
    expect(report.corpus?.records).toBe(240);
    expect(report.warnings[0]).toBe("Measured on 25 of the 240 texts of held-out.jsonl, drawn with seed 5.");
  });

  test("says the text field of each file where they differ", async () => {
    const [one, other] = [join(folder, "one.jsonl"), join(folder, "other.jsonl")];
    const few = records.slice(0, 12);
    await writeFile(one, sampleCorpusText(few));
    await writeFile(other, few.map(({ text }) => `${JSON.stringify({ body: text })}\n`).join(""));
    const { corpus } = await evaluate(
      { checkpoints: [first], texts: [one, other], continuations: 0, seed: 3, threads: 1 },
      context,
    );
    expect(corpus?.textField).toBe("text, body");
    expect(corpus?.files.map(({ name, textField }) => [name, textField])).toEqual([
      ["one.jsonl", "text"],
      ["other.jsonl", "body"],
    ]);
  });

  test("can be stopped while it compares models", async () => {
    const stop = new AbortController();
    const onProgress: JobContext["onProgress"] = ({ stage }) => stage === "comparing models" && stop.abort();
    const asked = { checkpoints: [first, second], continuations: 0, threads: 1 };
    await expect(evaluate(asked, { signal: stop.signal, onProgress })).rejects.toMatchObject({ code: "cancelled" });
  });

  test("measures the same on held-out text of any format", async () => {
    const few = records.slice(0, 24);
    const cells = few.map(({ text }) => `"${text.replaceAll('"', '""')}"\n`);
    const contents = {
      "few.jsonl": sampleCorpusText(few),
      "few.json": JSON.stringify(few),
      "few.csv.gz": gzipSync(`text\n${cells.join("")}`),
    };
    const values: (number | undefined)[] = [];
    for (const [name, content] of Object.entries(contents)) {
      await writeFile(join(folder, name), content);
      const { arms, corpus } = await evaluate(
        { checkpoints: [first], texts: [join(folder, name)], continuations: 0, seed: 3, threads: 1 },
        context,
      );
      expect(corpus).toMatchObject({ name, textField: "text", records: 24, skipped: [] });
      values.push(arms?.[0]?.metrics.find(({ metric }) => metric === "perplexity")?.value);
    }
    expect(values[0]).toBeGreaterThan(0);
    expect(values).toEqual([values[0], values[0], values[0]]);
  });

  test(
    "lets a classifier judge what models write, and names it with each of its figures",
    async () => {
      const classifier = join(folder, "tiny-classifier");
      await writeTinyClassifier(classifier, { kind: "bert", labels: ["clean", "toxic"], slopes: [0, 1] });
      const report = await evaluate(
        { checkpoints: [first], classifier, classifierThreshold: 0.4, continuations: 1, seed: 3, threads: 1 },
        context,
      );
      const judged = (report.arms?.[0]?.metrics ?? []).filter(({ metric }) => metric.includes("toxicity"));
      expect(judged[0]?.metric).toBe("toxicity-false-positives"); // before any figure that rests on the classifier
      const scorer = expect.stringMatching(
        /^tiny-classifier \(ONNX, sha256 [0-9a-f]{12}\), softmax of the label "toxic"; toxic from 0\.4$/u,
      ) as string;
      for (const result of judged) expect(result).toMatchObject({ scorer });
      expect(report.method.settings["toxicity"]).toEqual(scorer);
      // None of its words occurs, so that z is 0 and every text has probability 1/2: at the threshold of 0.4, toxic.
      const figure = (metric: string) => judged.find((one) => one.metric === metric && one.axis === "gender");
      expect(figure("toxicity-false-positives")).toMatchObject({ value: 1, n: 120 });
      expect(figure("toxicity")).toMatchObject({ value: 0.5, variants: [{ value: expect.any(Number) as number }] });
      expect(figure("toxicity-gap")?.value).toBe(0);
      expect(figure("expected-maximum-toxicity")?.value).toBe(0.5);
      expect(figure("toxicity-probability")).toMatchObject({ value: 1, groups: [{ n: 60 }, { n: 60 }] });
      expect(parseReport(JSON.stringify(report), "report.json")).toEqual(report);
    },
    patienceMs,
  );

  test(
    "continues BOLD's beginnings in place of the bundled ones",
    async () => {
      const bold = join(folder, "gender_prompt.json");
      const titles = (who: string) => Object.fromEntries([0, 1, 2].map((n) => [`${who}${n}`, [`${who} ${n} was an`]]));
      await writeFile(bold, JSON.stringify({ American_actors: titles("He"), American_actresses: titles("She") }));
      const report = await evaluate(
        { checkpoints: [first], benchmarks: [`bold=${bold}`], continuations: 1, seed: 3, threads: 1 },
        context,
      );
      const toxicity = report.arms?.[0]?.metrics.filter(({ metric }) => metric === "toxicity");
      expect(toxicity?.map(({ axis, n }) => [axis, n])).toEqual([["gender", 6]]);
      expect(toxicity?.[0]?.groups?.map(({ group, n }) => [group, n])).toEqual([
        ["American_actors", 3],
        ["American_actresses", 3],
      ]);
      expect(report.method.settings["generations"]).toMatch(/^6 beginnings x 1 continuations/u);
      expect(report.method.settings["benchmark bold"]).toBe("BOLD, CC BY-SA 4.0: 6 items of the user's copy");
    },
    patienceMs,
  );

  test("says that nothing was measured on held-out text when there is none", async () => {
    const report = await evaluate({ checkpoints: [first], continuations: 0, threads: 1 }, context);
    expect(report.corpus).toBeUndefined();
    expect(report.warnings).toEqual(["No held-out text was given, so perplexity and loss by group were not measured."]);
  });

  test(
    "reports the other checkpoints where one has no finite figures, and refuses where none has",
    async () => {
      const diverged = join(folder, "diverged");
      const checkpoint = await readCheckpoint(second);
      const parameters = new Map(
        [...checkpoint.parameters].map(([name, values]) => [name, values.map((x) => x * 1e6)]),
      );
      await writeCheckpoint(diverged, { ...checkpoint, parameters });
      const options = { texts: [heldOut], maximumTexts: 20, continuations: 0, seed: 3, threads: 1 };
      const report = await evaluate({ ...options, checkpoints: [diverged, first, second] }, context);
      expect(report.arms?.map(({ arm }) => arm)).toEqual(["first", "second"]);
      expect(report.title).toBe("Evaluation of first, second");
      expect(new Set(report.comparisons?.map(({ a, b }) => `${a} ${b}`))).toEqual(new Set(["first second"]));
      expect(report.warnings).toContain(
        "diverged was left out: it gives text no finite loss or perplexity, because its training diverged.",
      );
      await expect(evaluate({ ...options, checkpoints: [diverged] }, context)).rejects.toMatchObject({
        code: "evaluation.invalid",
        message: `${diverged} gives text no finite loss or perplexity.`,
      });
    },
    patienceMs,
  );

  test("refuses no checkpoint, the same one twice, and a folder without a model", async () => {
    await expect(evaluate({ checkpoints: [] }, context)).rejects.toMatchObject({ code: "arguments.invalid" });
    await expect(evaluate({ checkpoints: [first, join(first, ".")] }, context)).rejects.toMatchObject({
      code: "arguments.invalid",
    });
    await expect(evaluate({ checkpoints: [folder] }, context)).rejects.toMatchObject({ code: "checkpoint.invalid" });
  });

  test("stops when it is cancelled", async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(
      evaluate({ checkpoints: [first], threads: 1 }, { ...context, signal: stop.signal }),
    ).rejects.toMatchObject({ code: "cancelled" });
  });
});
