import { describe, expect, test } from "vitest";
import { readTokens, TokenView } from "../../src/cda/tokens.ts";
import { splitWords } from "../../src/text/words.ts";

const read = (text: string) => readTokens(text, splitWords(text));

describe("readTokens", () => {
  test("cuts clitics off and says what stands between words", () => {
    expect(read("She’ll, or he/she: ex-wife").map(({ head, clitic, gap }) => [head, clitic, gap])).toEqual([
      ["She", "’ll", "paragraph"],
      ["or", "", "comma"],
      ["he", "", "space"],
      ["she", "", "slash"],
      ["ex", "", "break"],
      ["wife", "", "hyphen"],
    ]);
  });

  test("takes protected text for one word and markup for none", () => {
    expect(read("see `his x` or <b>his</b> dog").map(({ lower, head, gap }) => [lower, head, gap])).toEqual([
      ["see", "see", "paragraph"],
      ["", "`his x`", "space"],
      ["or", "or", "space"],
      ["his", "his", "space"],
      ["dog", "dog", "space"],
    ]);
  });

  test("binds a plural possessive to its noun and breaks at other apostrophes", () => {
    expect(read("the girls' team").at(2)?.gap).toBe("space");
    expect(read("say 'her' now").at(2)?.gap).toBe("break");
  });
});

test("beginsSentence knows full stops, titles, colons and quotation marks", () => {
  const text = "He met Mr. Bell. They said: “Go.” Now";
  const view = new TokenView(text, read(text));
  const beginners = view.tokens.filter((_, index) => view.beginsSentence(index)).map(({ head }) => head);
  expect(beginners).toEqual(["He", "They", "Go", "Now"]);
});
