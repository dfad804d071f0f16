import { expect, test } from "vitest";
import { createTokenizer } from "../../src/lm/tokenizer.ts";

const vocabulary = { a: 0, b: 1, Ġ: 2, ab: 3 };
const json = (content: string): unknown => ({
  version: "1.0",
  added_tokens: [{ id: 4, content, special: true }],
  normalizer: null,
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: null,
  decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: { type: "BPE", vocab: vocabulary, merges: [["a", "b"]] },
});

test("merges, keeps spaces and knows the end of a text", () => {
  const tokenizer = createTokenizer(json("<|endoftext|>"));
  expect(tokenizer).toMatchObject({ vocabularySize: 5, endOfTextId: 4 });
  expect(tokenizer.encode("ab ba<|endoftext|>")).toEqual([3, 2, 1, 0, 4]);
  expect(tokenizer.decode([3, 2, 1, 0, 4])).toBe("ab ba<|endoftext|>");
  expect(tokenizer.encode("")).toEqual([]);
  expect(tokenizer.decode([])).toBe("");
});

test("takes another end of text from the tokenizer's configuration", () => {
  expect(createTokenizer(json("</s>"), { eos_token: "</s>" }).endOfTextId).toBe(4);
  expect(createTokenizer(json("</s>"), { eos_token: { content: "</s>" } }).endOfTextId).toBe(4);
});

test("is refused without one, or when it is no tokenizer", () => {
  expect(() => createTokenizer(json("</s>"))).toThrow("neither <|endoftext|> nor an eos_token");
  expect(() => createTokenizer("x")).toThrow("no readable tokenizer.json");
  expect(() => createTokenizer({ model: { type: "Nonsense" } })).toThrow(/^The tokenizer cannot be used/u);
});
