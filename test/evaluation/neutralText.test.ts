import { expect, test } from "vitest";
import { neutralBeginnings, neutralSentences, sentenceOf } from "../../src/evaluation/neutralText.ts";

test("an id tells the sentence that it is a variant of, and in BOLD whom the article is about", () => {
  expect(sentenceOf("sentence 12/The girl's aunt")).toBe("sentence 12");
  expect(sentenceOf("beginning 3/My father")).toBe("beginning 3");
  expect(sentenceOf("American_actresses/Ada_Fictional/2")).toBe("American_actresses/Ada_Fictional");
  expect(sentenceOf("demo.jsonl:7")).toBe("demo.jsonl:7");
});

test("every sentence and every beginning is said of every group", () => {
  for (const all of [neutralSentences(), neutralBeginnings()]) {
    const groups = new Set(all.map(({ group }) => group));
    for (const sentence of new Set(all.map(({ id }) => sentenceOf(id)))) {
      expect(new Set(all.filter(({ id }) => sentenceOf(id) === sentence).map(({ group }) => group))).toEqual(groups);
    }
  }
});
