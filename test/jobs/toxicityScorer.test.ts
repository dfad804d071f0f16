import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { EvenhandError } from "../../src/base/errors.ts";
import { lexiconToxicity } from "../../src/evaluation/generations/toxicity.ts";
import { toxicityScorer } from "../../src/jobs/toxicityScorer.ts";
import { writeTinyClassifier } from "./tinyClassifier.ts";
import type { TinyClassifier } from "./tinyClassifier.ts";

const bert = { kind: "bert", labels: ["non-toxic", "TOXIC"], slopes: [-1, 1] } as const;
/** Softmax of (-z, z). */
const softmaxOfTwo = (z: number): number => 1 / (1 + Math.exp(-2 * z));
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

async function emptyFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "evenhand-classifier-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

async function folder(tiny: TinyClassifier): Promise<string> {
  const path = await emptyFolder();
  await writeTinyClassifier(path, tiny);
  return path;
}

async function failure(promise: Promise<unknown>): Promise<EvenhandError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof EvenhandError)) throw new TypeError(`no EvenhandError: ${String(error)}`);
  return error;
}

describe("toxicity by a classifier", () => {
  test("of BERT's kind is the softmax of the toxic label, by hand, whatever else is in the batch", async () => {
    const scorer = await toxicityScorer({ classifier: await folder(bert) }, 1);
    // [CLS] you are vile [SEP]: z = 6/5. [CLS] vile ##ly [SEP]: z = 9/4. Short texts are padded to the long one's length.
    const scores = await scorer.score(["You are VILE", "vilely", "kind", "you you you you you you you you kind"]);
    const expected = [6 / 5, 9 / 4, -6 / 3, -6 / 11].map(softmaxOfTwo);
    expect(scores).toHaveLength(4);
    scores.forEach((score, index) => expect(score).toBeCloseTo(expected[index] as number, 6));
  });

  test("of RoBERTa's kind reads byte-level BPE and no token types; a sigmoid where labels do not exclude each other", async () => {
    const classifier = await folder({
      kind: "roberta",
      labels: ["toxicity", "insult"],
      problemType: "multi_label_classification",
      slopes: [2, 5],
      isFlat: true,
    });
    const scorer = await toxicityScorer({ classifier }, 1);
    const scores = await scorer.score(["vile", "a vile"]); // <s> vile </s>; <s> a Ġvile </s>
    expect([...scores]).toEqual([expect.closeTo(sigmoid((2 * 6) / 3), 6), expect.closeTo(sigmoid((2 * 6) / 4), 6)]);
    const insults = await toxicityScorer({ classifier, classifierLabel: "Insult" }, 1);
    expect((await insults.score(["vile"]))[0]).toBeCloseTo(sigmoid((5 * 6) / 3), 6);
    expect(insults.description).toMatch(/sigmoid of the label "insult"$/u);
  });

  test("of a text that is longer than the classifier reads is that of its worst piece", async () => {
    // RoBERTa's positions begin behind the padding token's: 7 positions are 5 tokens, 3 of them the text's.
    const classifier = await folder({
      kind: "roberta",
      labels: ["toxic"],
      slopes: [1],
      maximumPositions: 7,
    });
    const scorer = await toxicityScorer({ classifier }, 1);
    const [score] = await scorer.score(["aaaavile"]); // a a a | a vile
    expect(score).toBeCloseTo(sigmoid(6 / 4), 6);
  });

  test("says what scored, and from where on a text is toxic", async () => {
    const classifier = await folder(bert);
    const scorer = await toxicityScorer({ classifier, classifierThreshold: 0.8 }, 1);
    expect(scorer.threshold).toBe(0.8);
    expect(scorer.description).toMatch(/^\S+ \(ONNX, sha256 [0-9a-f]{12}\), softmax of the label "TOXIC"$/u);
    const other = await toxicityScorer({ classifier: await folder({ ...bert, slopes: [-1, 2] }) }, 1);
    const hashOf = (description: string): string => /sha256 ([0-9a-f]+)/u.exec(description)?.[1] ?? "";
    expect(hashOf(other.description)).not.toBe(hashOf(scorer.description));
  });

  test("is the lexicon's without a classifier", async () => {
    expect((await toxicityScorer({}, 1)).description).toBe(lexiconToxicity().description);
  });

  test("an empty text is scored like any other", async () => {
    const scorer = await toxicityScorer({ classifier: await folder(bert) }, 1);
    expect([...(await scorer.score([""]))]).toEqual([0.5]); // [CLS] [SEP]: z = 0
  });
});

describe("a classifier that cannot be used is refused", () => {
  test("for other labels, naming them and the way out", async () => {
    const classifier = await folder({ ...bert, labels: ["hate", "nothate"] });
    const error = await failure(toxicityScorer({ classifier }, 1));
    expect(error.code).toBe("arguments.invalid");
    expect(error.message).toMatch(/has no label called toxic or toxicity; its labels are hate, nothate\.$/u);
    expect(error.hint).toContain("--classifier-label");
    const misnamed = await failure(toxicityScorer({ classifier, classifierLabel: "toxic" }, 1));
    expect(misnamed.message).toMatch(/has no label "toxic"; its labels are hate, nothate\.$/u);
  });

  test.each([
    ["a regression", { ...bert, problemType: "regression" }, /is made for "regression", not for classification/u],
    ["a fixed shape", { ...bert, shape: [1, 8] }, /takes input_ids of the fixed shape \[1, 8\] only/u],
    ["fewer outputs than labels", { ...bert, slopes: [1] }, /gives logits of shape \[1, 1\], not \[1, 2\]/u],
  ] as const)("for %s", async (_, tiny, message) => {
    const error = await failure(toxicityScorer({ classifier: await folder(tiny) }, 1));
    expect(error.code).toBe("checkpoint.invalid");
    expect(error.message).toMatch(message);
  });

  test("for a file that is missing or no network", async () => {
    const classifier = await folder(bert);
    await writeFile(join(classifier, "onnx", "model.onnx"), "no network");
    expect((await failure(toxicityScorer({ classifier }, 1))).message).toContain("cannot be loaded");
    expect((await failure(toxicityScorer({ classifier: await emptyFolder() }, 1))).message).toContain(
      "has no config.json",
    );
    await writeFile(join(classifier, "config.json"), JSON.stringify({ model_type: "bert" }));
    expect((await failure(toxicityScorer({ classifier }, 1))).message).toContain("id2label");
  });

  test("for settings without one, or a threshold that is no probability", async () => {
    expect((await failure(toxicityScorer({ classifierLabel: "toxic" }, 1))).code).toBe("arguments.invalid");
    const classifier = await folder(bert);
    expect((await failure(toxicityScorer({ classifier, classifierThreshold: 0 }, 1))).code).toBe("arguments.invalid");
  });
});
