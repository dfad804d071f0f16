import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "../../src/lm/checkpoint.ts";
import { createTokenizer } from "../../src/lm/tokenizer.ts";
import { describeGolden, goldenPath, readGolden } from "../training/support/golden.ts";

/** Bit for bit; `toEqual` takes seconds on as many numbers. */
function expectSameWeights(actual: Checkpoint, expected: Checkpoint): void {
  expect([...actual.parameters.keys()]).toEqual([...expected.parameters.keys()]);
  for (const [name, { buffer }] of actual.parameters) {
    const other = expected.parameters.get(name) as Float32Array;
    expect(Buffer.from(buffer).equals(Buffer.from(other.buffer)), name).toBe(true);
  }
}

describeGolden("a model folder written by transformers", () => {
  test("has a tokenizer that encodes and decodes like the original", async () => {
    const { tokenizerJson, tokenizerConfigJson } = await readCheckpoint(goldenPath("tiny-gpt2"));
    const tokenizer = createTokenizer(tokenizerJson, tokenizerConfigJson);
    const golden = readGolden("tokenizer.json") as {
      vocabSize: number;
      eosTokenId: number;
      cases: { text: string; ids: number[]; decoded: string }[];
    };
    expect(tokenizer).toMatchObject({ vocabularySize: golden.vocabSize, endOfTextId: golden.eosTokenId });
    expect(golden.cases.length).toBeGreaterThan(20);
    for (const { text, ids, decoded } of golden.cases) {
      expect(tokenizer.encode(text), text).toEqual(ids);
      expect(tokenizer.decode(ids), text).toBe(decoded);
    }
  });

  test("has the same tokenizer in vocab.json and merges.txt", async () => {
    const directory = await mkdtemp(join(tmpdir(), "evenhand-"));
    try {
      for (const name of ["config.json", "model.safetensors", "vocab.json", "merges.txt"]) {
        await copyFile(join(goldenPath("tiny-gpt2"), name), join(directory, name));
      }
      const tokenizer = createTokenizer((await readCheckpoint(directory)).tokenizerJson);
      const { cases } = readGolden("tokenizer.json") as { cases: { text: string; ids: number[]; decoded: string }[] };
      for (const { text, ids, decoded } of cases) {
        expect(tokenizer.encode(text), text).toEqual(ids);
        expect(tokenizer.decode(ids), text).toBe(decoded);
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test("is the same under the key names of the original GPT-2 file, causal masks and all", async () => {
    const one = await readCheckpoint(goldenPath("tiny-gpt2"));
    const other = await readCheckpoint(goldenPath("tiny-gpt2-hubkeys"), { weightsOnly: true });
    expectSameWeights(other, one);
    expect(other.config).toEqual(one.config);
  });

  test("has a separate head when it is not tied", async () => {
    const { config, parameters } = await readCheckpoint(goldenPath("tiny-gpt2-untied"), { weightsOnly: true });
    expect(config.tiedHead).toBe(false);
    expect(parameters.get("lm_head.weight")).toHaveLength(768 * 32);
  });

  test("comes back unchanged after it was written", async () => {
    const directory = await mkdtemp(join(tmpdir(), "evenhand-"));
    try {
      const original = await readCheckpoint(goldenPath("tiny-gpt2"));
      await writeCheckpoint(join(directory, "copy"), original);
      const copy = await readCheckpoint(join(directory, "copy"));
      expectSameWeights(copy, original);
      expect({ ...copy, directory: "", parameters: 0 }).toEqual({ ...original, directory: "", parameters: 0 });
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
