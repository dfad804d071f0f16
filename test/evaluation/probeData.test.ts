import { describe, expect, test } from "vitest";
import { bundledProbe, withArticle } from "../../src/evaluation/probeData.ts";
import { axes } from "../../src/lexicon/axis.ts";
import { bundledLexicon } from "../../src/lexicon/bundledLexicon.ts";

describe("the bundled probe", () => {
  const known = new Set(bundledLexicon().groups.map(({ id }) => id));

  test.each(axes)("names groups of the lexicon, with equally many terms for each: %s", (axis) => {
    for (const { template, terms } of bundledProbe.completions[axis]) {
      expect(template).toContain("{occupation}");
      expect(new Set(Object.values(terms).map((list) => list.length)).size).toBe(1);
      for (const group of Object.keys(terms)) expect(known).toContain(group);
    }
    const mentions = Object.entries(bundledProbe.mentions[axis]);
    expect(new Set(mentions.map(([, ways]) => ways.length)).size).toBe(1);
    for (const [group] of mentions) expect(known).toContain(group);
  });

  test("has forty different occupations", () => {
    expect(new Set(bundledProbe.occupations).size).toBe(40);
    expect(withArticle("engineer")).toBe("an engineer");
    expect(withArticle("nurse")).toBe("a nurse");
  });
});
