import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Tokenizer, createTokenizer } from "../../src/lm/tokenizer.ts";
import { readCheckpoint } from "../../src/lm/checkpoint.ts";
import { modelFixture } from "../training/support/modelFixtures.ts";

interface Expected {
  readonly size: number;
  /** What the tokenizer puts in front of a text by itself. */
  readonly added: readonly number[];
  readonly endOfText: number;
  readonly cases: readonly { readonly text: string; readonly ids: readonly number[]; readonly decoded: string }[];
}

const expected = (
  JSON.parse(readFileSync(modelFixture("tokenizers", "expected.json"), "utf8")) as {
    tokenizers: Readonly<Record<string, Expected>>;
  }
).tokenizers;

async function tokenizerOf(name: string): Promise<Tokenizer> {
  if (name === "smollm" || name === "llama2") {
    const json = (file: string): unknown => JSON.parse(readFileSync(modelFixture("tokenizers", name, file), "utf8"));
    return createTokenizer(json("tokenizer.json"), json("tokenizer_config.json"));
  }
  const { tokenizerJson, tokenizerConfigJson } = await readCheckpoint(modelFixture(name));
  return createTokenizer(tokenizerJson, tokenizerConfigJson);
}

describe.each(Object.keys(expected))("the tokenizer of %s", (name) => {
  const { size, added, endOfText, cases } = expected[name] as Expected;

  test("gives and takes the ids that transformers does", async () => {
    const tokenizer = await tokenizerOf(name);
    expect(tokenizer.vocabularySize).toBe(size);
    for (const { text, ids, decoded } of cases) {
      expect(tokenizer.encode(text), text).toEqual(ids);
      expect(tokenizer.decode(ids), text).toBe(decoded);
    }
  });

  test("starts a text with its own token, or with the one that ends the text before", async () => {
    const tokenizer = await tokenizerOf(name);
    // Qwen's chat models end a turn with <|im_end|>; texts are parted by <|endoftext|>.
    const end = name === "qwen2" ? 300 : endOfText;
    expect(tokenizer.endOfTextId).toBe(end);
    expect(tokenizer.startOfTextId).toBe(added[0] ?? end);
    expect(tokenizer.addsStart).toBe(added.length > 0);
  });
});
