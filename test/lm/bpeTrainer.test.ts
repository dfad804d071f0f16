import { Tokenizer } from "@huggingface/tokenizers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tokenizerJson, trainBytePairs } from "../../src/lm/bpeTrainer.ts";

describe("trainBytePairs", () => {
  test("learns the most frequent pair first", () => {
    // "aa" occurs twice in each "aaab" piece (positions 0-1, 1-2), "ab" and "ac" less often.
    const { merges } = trainBytePairs(["aaab aaab aaac"], 300);
    expect(merges[0]).toEqual(["a", "a"]);
  });

  test("never merges across pieces", () => {
    const { merges } = trainBytePairs(["x y x y x y"], 300);
    expect(merges).toEqual([
      ["Ġ", "y"],
      ["Ġ", "x"],
    ]);
  });

  test("gives the same vocabulary for the same text", () => {
    const text = ["the cat sat on the mat, and the cat ate the rat"];
    expect(trainBytePairs(text, 280)).toEqual(trainBytePairs(text, 280));
  });

  test("refuses a vocabulary that cannot hold all bytes", () => {
    expect(() => trainBytePairs(["a"], 256)).toThrow(RangeError);
  });

  test("writes a tokenizer.json that gives every text back", () => {
    const trained = trainBytePairs(["Counting words, counting people; the counting goes on."], 290);
    const tokenizer = new Tokenizer(JSON.parse(tokenizerJson(trained)), {});
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
        const { ids } = tokenizer.encode(text, { add_special_tokens: false });
        expect(tokenizer.decode(ids, { skip_special_tokens: false, clean_up_tokenization_spaces: false })).toBe(text);
      }),
    );
  });

  test("uses the merges it learnt", () => {
    const trained = trainBytePairs(["counting counting counting"], 290);
    const tokenizer = new Tokenizer(JSON.parse(tokenizerJson(trained)), {});
    expect(tokenizer.encode("counting", { add_special_tokens: false }).tokens).toEqual(["counting"]);
  });
});
