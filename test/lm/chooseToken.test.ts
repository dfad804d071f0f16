import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { likeliestToken, sampleToken } from "../../src/lm/chooseToken.ts";
import type { SamplingRule } from "../../src/lm/textGenerator.ts";

const all: SamplingRule = { temperature: 1, topK: 0, topP: 1 };
const logitsOf = (...probabilities: number[]): Float32Array => Float32Array.from(probabilities, Math.log);

test("the likeliest token has the lowest id of equally likely ones", () => {
  expect(likeliestToken(Float32Array.of(1, 3, 2, 3))).toBe(1);
});

describe("a sampled token", () => {
  test("is where the uniform number falls on the cumulative probabilities, likeliest first", () => {
    const logits = logitsOf(0.2, 0.5, 0.3); // cumulative 0.5 (1), 0.8 (2), 1 (0)
    const chosen = [0, 0.49, 0.51, 0.79, 0.81, 0.999].map((uniform) => sampleToken(logits, all, uniform));
    expect(chosen).toEqual([1, 1, 2, 2, 0, 0]);
  });

  test("comes from the likeliest k, whose probabilities then make up 1", () => {
    const logits = logitsOf(0.2, 0.5, 0.3); // two kept: 0.625 (1), 1 (2)
    const chosen = [0.62, 0.63, 0.999].map((uniform) => sampleToken(logits, { ...all, topK: 2 }, uniform));
    expect(chosen).toEqual([1, 2, 2]);
  });

  test("comes from the shortest list that makes up p, the token that crosses it included", () => {
    const logits = logitsOf(0.2, 0.5, 0.3);
    const rule = (topP: number): SamplingRule => ({ ...all, topP });
    expect(sampleToken(logits, rule(0.499), 0.999)).toBe(1);
    expect(sampleToken(logits, rule(0.501), 0.999)).toBe(2);
    expect(sampleToken(logits, rule(0.9), 0.999)).toBe(0);
    expect(sampleToken(logits, { temperature: 1, topK: 2, topP: 0.6 }, 0.999)).toBe(1); // 0.625 of the two kept
  });

  test("is nearly always the likeliest where the temperature is near 0", () => {
    expect(sampleToken(logitsOf(0.2, 0.5, 0.3), { ...all, temperature: 0.01 }, 0.999)).toBe(1);
  });

  test("agrees with sorting everything", () => {
    fc.assert(
      fc.property(
        // Few different values, so that ties occur; some far below the others.
        fc.array(fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double({ min: -80, max: 8, noNaN: true })), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        fc.integer({ min: 0, max: 70 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (scores, temperature, topK, topP, uniform) => {
          const rule = { temperature, topK, topP };
          const logits = Float32Array.from(scores);
          const { token, edge } = sampledBySorting(logits, rule, uniform);
          fc.pre(edge > 1e-9); // where rounding cannot decide
          expect(sampleToken(logits, rule, uniform)).toBe(token);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** The definition, word for word, and how near to another choice it was. */
function sampledBySorting(
  logits: Float32Array,
  { temperature, topK, topP }: SamplingRule,
  uniform: number,
): { token: number; edge: number } {
  const order = [...logits.keys()].sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b);
  const kept = topK === 0 ? order : order.slice(0, topK);
  const largest = logits[order[0] as number] as number;
  const weights = kept.map((token) => Math.exp(((logits[token] as number) - largest) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let edge = 1;
  let nucleus = kept.length;
  let mass = 0;
  if (topP < 1) {
    for (nucleus = 0; mass < topP && nucleus < kept.length; nucleus += 1) {
      mass += (weights[nucleus] as number) / sum;
      edge = Math.min(edge, Math.abs(mass - topP));
    }
  } else mass = 1;
  let passed = 0;
  for (let place = 0; place < nucleus; place += 1) {
    passed += (weights[place] as number) / sum / mass;
    edge = Math.min(edge, Math.abs(passed - uniform));
    if (uniform < passed) return { token: kept[place] as number, edge };
  }
  return { token: kept[nucleus - 1] as number, edge: 0 };
}
