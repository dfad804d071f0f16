import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  corpusSimilarity,
  divergenceOfCounts,
  jaccardOfCounts,
  shareOfCounts,
  similarityNames,
} from "../../../src/evaluation/tradeOff/similarity.ts";
import type { ComparedCorpus } from "../../../src/evaluation/tradeOff/similarity.ts";

const counts = (...values: number[]): Float64Array => Float64Array.from(values);
const corpus = (texts: readonly string[], loss = 2): ComparedCorpus => ({
  texts,
  losses: Float64Array.from(texts, () => loss),
});

/** Every word is one token; words that begin alike lie in one direction. */
const words = ["red", "rose", "blue", "bell"];
const embeddings = {
  values: Float32Array.from([1, 0, 1, 0, 0, 1, 0, 1]),
  width: 2,
  encode: (text: string) => text.split(" ").map((word) => words.indexOf(word)),
};

describe("measures of two counts", () => {
  test("have hand-computed values", () => {
    // p = (1/2, 1/2, 0), q = (0, 1/2, 1/2): halves of 1 bit over what only one has.
    expect(divergenceOfCounts(counts(1, 1, 0), counts(0, 2, 2))).toBeCloseTo(0.5, 12);
    expect(divergenceOfCounts(counts(3, 0), counts(0, 1))).toBeCloseTo(1, 12);
    // p = (3/4, 1/4), q = (1/4, 3/4): 1 - H(3/4) with H(3/4) = 0.811278 bits
    expect(divergenceOfCounts(counts(3, 1), counts(1, 3))).toBeCloseTo(1 - 0.8112781244591328, 12);
    expect(divergenceOfCounts(counts(0), counts(1))).toBeNaN();
    // both: 1 of the 3 that either has; of the 2 that a has 1.
    expect(jaccardOfCounts(counts(5, 1, 0, 0), counts(0, 7, 1, 0))).toBeCloseTo(1 / 3, 12);
    expect(shareOfCounts(counts(5, 1, 0, 0), counts(0, 7, 1, 0))).toBe(0.5);
    expect(jaccardOfCounts(counts(0), counts(0))).toBeNaN();
    expect(shareOfCounts(counts(0), counts(1))).toBeNaN();
  });

  test("lie in their range, are alike both ways, and know what is the same", () => {
    const some = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(some, some, fc.integer({ min: 1, max: 9 }), (a, b, times) => {
        fc.pre(a.some((count) => count > 0) && b.some((count) => count > 0));
        const [x, y] = [counts(...a), counts(...b)];
        const divergence = divergenceOfCounts(x, y);
        expect(divergence).toBeGreaterThanOrEqual(0);
        expect(divergence).toBeLessThanOrEqual(1);
        expect(divergence).toBeCloseTo(divergenceOfCounts(y, x), 12);
        // Only shares count, not how much text there is.
        expect(
          divergenceOfCounts(
            x,
            x.map((count) => count * times),
          ),
        ).toBeCloseTo(0, 12);
        const jaccard = jaccardOfCounts(x, y);
        expect(jaccard).toBe(jaccardOfCounts(y, x));
        expect(jaccard).toBeLessThanOrEqual(shareOfCounts(x, y));
        expect(jaccardOfCounts(x, x)).toBe(1);
      }),
    );
  });
});

describe("two corpora", () => {
  test("with the same texts are alike in every way", () => {
    const own = corpus(["red rose red", "blue red rose", "rose red red", "red bell rose"]);
    const { perplexities, ...figures } = corpusSimilarity(own, own, embeddings);
    expect(figures.unigrams?.value).toBe(0);
    expect(figures.bigrams?.value).toBe(0);
    expect(figures.centroids?.value).toBeCloseTo(1, 12);
    expect(figures.contexts?.value).toBe(1);
    expect(figures["contexts shared"]?.value).toBe(1);
    expect(perplexities?.value).toBe(1);
    for (const { interval } of Object.values(figures)) expect(interval?.low ?? 0).toBeLessThanOrEqual(1);
  });

  test("without a common word lie opposite to each other, whatever the vocabulary's mean", () => {
    const reds = corpus(["red rose red", "rose red rose"], 1);
    const blues = corpus(["blue bell blue", "bell blue bell"], 3);
    const figures = corpusSimilarity(reds, blues, embeddings);
    expect(figures.unigrams?.value).toBe(1);
    expect(figures.bigrams?.value).toBe(1);
    // The table's mean is (1/2, 1/2): (1/2, -1/2) against (-1/2, 1/2).
    expect(figures.centroids?.value).toBeCloseTo(-1, 12);
    expect(figures.contexts?.value).toBe(0);
    expect(figures["contexts shared"]?.value).toBe(0);
    expect(figures.perplexities?.value).toBeCloseTo(Math.exp(1 - 3), 12);
  });

  test("of which one lies within the other share all its contexts, but not all of both", () => {
    const small = corpus(["red rose blue"]);
    const large = corpus(["red rose blue", "rose blue bell", "bell red red", "blue blue blue"]);
    const figures = corpusSimilarity(small, large, embeddings);
    expect(figures["contexts shared"]?.value).toBe(1);
    expect(figures.contexts?.value).toBe(1 / 4);
  });

  test("have intervals around their figures, within the range", () => {
    const some = Array.from({ length: 30 }, (_, at) =>
      [words[at % 4], words[(at * 7) % 3], words[(at * at) % 4]].join(" "),
    );
    const other = Array.from({ length: 25 }, (_, at) =>
      [words[(at * 3) % 4], words[at % 2], words[(at * 5) % 4]].join(" "),
    );
    const figures = corpusSimilarity(corpus([...some, ...other.slice(0, 4)]), corpus(other), embeddings);
    // All losses are 2, and these embeddings lie in one line: nothing shows how far others would lie apart.
    const without = ["centroids", "perplexities"];
    expect(similarityNames.filter((name) => figures[name]?.interval === undefined)).toEqual(without);
    for (const name of similarityNames.filter((one) => !without.includes(one))) {
      const { value, interval } = figures[name] ?? { value: Number.NaN };
      expect(interval?.low, name).toBeLessThanOrEqual(value);
      expect(interval?.high, name).toBeGreaterThanOrEqual(value);
      expect(interval?.low, name).toBeGreaterThanOrEqual(0);
    }
  });

  test("of single words have no figure for pairs of words", () => {
    const figures = corpusSimilarity(corpus(["red", "blue"]), corpus(["rose", "red"]), embeddings);
    expect(figures).not.toHaveProperty("bigrams");
    // Nothing is shared of no runs of three words, but not nothing of many.
    expect(figures).not.toHaveProperty("contexts");
    expect(figures).not.toHaveProperty("contexts shared");
    expect(figures.unigrams?.value).toBe(0.5);
  });

  test("of which one text alone has pairs of words have that figure without an interval", () => {
    const { bigrams } = corpusSimilarity(corpus(["red rose", "blue"]), corpus(["red rose", "rose red"]), embeddings);
    expect(bigrams).toEqual({ value: expect.any(Number) });
  });

  test("lose a sentence with all its variants: repeating each text makes no interval narrower", () => {
    const some = ["red rose blue", "blue bell red", "rose rose red", "bell blue rose", "red red rose"];
    const other = corpus(["red rose red", "blue red rose", "rose red red", "red bell rose"]);
    const twice = [...some, ...some];
    const once = corpusSimilarity(corpus(some), other, embeddings);
    const variants = corpusSimilarity({ ...corpus(twice), unitOf: twice }, other, embeddings);
    for (const name of similarityNames) {
      expect(variants[name]?.value, name).toBeCloseTo(once[name]?.value ?? Number.NaN, 10);
      expect(variants[name]?.interval?.low ?? 0, name).toBeCloseTo(once[name]?.interval?.low ?? 0, 10);
    }
  });
});
