import { describe, expect, test } from "vitest";
import type { Document } from "../../src/corpus/document.ts";
import { cutIntoBlocks } from "../../src/jobs/cutIntoBlocks.ts";
import { trainingSettings } from "../../src/jobs/trainingSettings.ts";
import { trainingUnits } from "../../src/jobs/trainingUnits.ts";
import { tokenizerJson, trainBytePairs } from "../../src/lm/bpeTrainer.ts";
import { createTokenizer } from "../../src/lm/tokenizer.ts";

const texts = [
  "She said that her brother met the nurse in the park. Then he went home.",
  "The baker was kind. 👩‍🍳 Çok güzel.",
];
const tokenizer = createTokenizer(JSON.parse(tokenizerJson(trainBytePairs(texts, 280))));
const documents = texts.map((text, index) => ({ id: `r${index}`, text }) as Document);

describe("blocks of a text", () => {
  test.each([4, 7, 12, 1000])("of at most %i tokens put together are the text, and none is longer", (maximumTokens) => {
    for (const text of texts) {
      const blocks = cutIntoBlocks(text, tokenizer, maximumTokens);
      expect(blocks.map((block) => block.text).join("")).toBe(text);
      expect(blocks.map(({ begins }) => begins).lastIndexOf(true)).toBe(0);
      expect(blocks.map(({ ends }) => ends).indexOf(true)).toBe(blocks.length - 1);
      const content = Math.max(1, maximumTokens - 2);
      if (maximumTokens > 6)
        for (const block of blocks) expect(tokenizer.encode(block.text).length).toBeLessThanOrEqual(content);
    }
  });
});

describe("the units of the arms", () => {
  const unitsOf = (options: Parameters<typeof trainingSettings>[0], training: Document[][]) =>
    trainingUnits({ training }, trainingSettings(options), tokenizer, options);

  test("are the records, each with its counterfactual as a second view", () => {
    const { originals, withCounterfactuals } = unitsOf(
      { paths: [] },
      documents.map((document) => [document]),
    );
    expect(originals.map((unit) => unit.texts.map(({ views }) => views))).toEqual(texts.map((text) => [[text]]));
    expect(withCounterfactuals?.[0]?.texts[0]?.views).toHaveLength(2);
    expect(withCounterfactuals?.[1]?.texts[0]?.views).toHaveLength(1);
  });

  test("are all texts of one author", () => {
    const { originals, withCounterfactuals } = unitsOf({ paths: [], unit: "field:author" }, [documents]);
    expect(originals).toHaveLength(1);
    expect(withCounterfactuals?.[0]?.texts.map(({ views }) => views.length)).toEqual([2, 1]);
  });

  test("are blocks, whose counterfactual is made from their own text alone", () => {
    const { originals, withCounterfactuals } = unitsOf(
      { paths: [], unit: "block", maximumTokens: 12 },
      documents.map((document) => [document]),
    );
    expect(originals.length).toBeGreaterThan(4);
    expect(withCounterfactuals).toHaveLength(originals.length);
    const [first] = withCounterfactuals ?? [];
    const [text, counterfactual] = first?.texts[0]?.views ?? [];
    expect(texts[0]).toContain(text);
    expect(text?.length).toBeLessThan((texts[0] as string).length);
    expect(counterfactual).toMatch(/^He said/u);
    expect(new Set(originals.map((unit) => unit.texts[0]?.id)).size).toBe(originals.length);
  });
});

test("a number of blocks makes no sense for a unit that is one block", () => {
  expect(() => trainingSettings({ paths: [], unit: "block", blocksPerUnit: 2 })).toThrow(/one block/u);
});
