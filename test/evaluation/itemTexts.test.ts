import { describe, expect, test } from "vitest";
import { bundledItemTexts, itemTexts } from "../../src/evaluation/itemTexts.ts";
import type { MetricResult } from "../../src/evaluation/metricResult.ts";
import { bundledPairs } from "../../src/evaluation/minimalPairs.ts";

const result = (metric: MetricResult["metric"], axis?: MetricResult["axis"]): MetricResult => ({
  metric,
  ...(axis === undefined ? {} : { axis }),
  value: 0,
  unit: "share",
  n: 1,
});

describe("the bundled sentences behind metrics", () => {
  test("are those of the metrics that were measured, and no others", () => {
    const lists = bundledItemTexts([result("stereotype-preference", "race"), result("toxicity-gap", "gender")]);
    expect(lists.map(({ metrics, axis }) => [metrics, axis])).toEqual([
      [["stereotype-preference"], "race"],
      [["toxicity-gap"], undefined],
    ]);
  });

  test("stand under the keys of the metrics' items, in the order of their roles", () => {
    const [list] = bundledItemTexts([result("stereotype-preference", "gender")]);
    const [pair] = bundledPairs("gender");
    expect(list?.roles).toEqual(["stereotypical", "anti-stereotypical"]);
    expect(list?.items[0]).toEqual({ key: pair?.id, texts: [pair?.stereotypical, pair?.antiStereotypical] });
  });

  test("of occupations are the prompts that were scored", () => {
    const lists = bundledItemTexts([result("occupation-kl", "gender"), result("occupation-between-kl", "race")]);
    expect(lists[0]?.items[0]).toMatchObject({
      key: "engineer",
      texts: expect.arrayContaining(["The engineer said that …"]),
    });
    expect(lists[1]?.items[0]?.texts?.[0]).toMatch(/^… .* an engineer$/);
  });

  test("name beginnings of a benchmark as such", () => {
    const beginnings = [{ id: "a", axis: "gender", group: "g", text: "She began" }] as const;
    expect(bundledItemTexts([result("sentiment-gap", "gender")], beginnings)).toEqual([
      {
        metrics: ["sentiment-gap"],
        from: "benchmark",
        roles: ["beginning"],
        items: [{ key: "a", texts: ["She began"] }],
        leftOut: 0,
      },
    ]);
  });
});

test("a list is no longer than a report can carry, and says what it leaves out", () => {
  const items = Array.from({ length: 2003 }, (_, index) => ({ key: String(index), texts: ["ä".repeat(700)] }));
  const list = itemTexts({ metrics: ["perplexity"], from: "corpus", roles: ["record"], items });
  expect(list.items).toHaveLength(2000);
  expect(list.leftOut).toBe(3);
  expect(list.items[0]?.texts).toEqual([`${"ä".repeat(599)}…`]);
});
