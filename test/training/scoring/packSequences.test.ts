import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { futureScore } from "../../../src/lm/plainLayers.ts";
import { packSequences } from "../../../src/training/scoring/packSequences.ts";
import { passInputs, planPasses } from "../../../src/training/scoring/planPasses.ts";

const sequence = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 8 });

describe("packed sequences", () => {
  test("share what they begin with: by hand", () => {
    const [row, ...more] = packSequences(
      [
        [1, 2, 3],
        [1, 2, 4, 5],
        [1, 2],
      ],
      8,
    );
    expect(more).toEqual([]);
    expect(row?.tokens).toEqual([1, 2, 3, 4, 5]);
    expect(row?.positions).toEqual([0, 1, 2, 2, 3]);
    expect(row?.parents).toEqual([-1, 0, 1, 1, 3]);
    expect(row?.sequences).toEqual([
      { sequence: 2, nodes: [0, 1] },
      { sequence: 0, nodes: [0, 1, 2] },
      { sequence: 1, nodes: [0, 1, 3, 4] },
    ]);
  });

  test("are all there, each along nodes that follow each other, and no beginning stands in a row twice", () => {
    fc.assert(
      fc.property(fc.array(sequence, { maxLength: 12 }), fc.integer({ min: 8, max: 20 }), (sequences, capacity) => {
        const rows = packSequences(sequences, capacity);
        const seen: number[] = [];
        for (const { tokens, positions, parents, sequences: members } of rows) {
          expect(tokens.length).toBeLessThanOrEqual(capacity);
          for (const { sequence: index, nodes } of members) {
            seen.push(index);
            expect(nodes.map((node) => tokens[node])).toEqual(sequences[index]);
            expect(nodes.map((node) => positions[node])).toEqual(nodes.map((_, place) => place));
            expect(nodes.map((node) => parents[node])).toEqual([-1, ...nodes.slice(0, -1)]);
          }
          const children = tokens.map((token, node) => JSON.stringify([parents[node], token]));
          expect(new Set(children).size).toBe(children.length);
        }
        expect(seen.sort((a, b) => a - b)).toEqual(sequences.map((_, index) => index));
      }),
    );
  });

  test("of pairs fill rows nearly, and both sentences of a pair are in one", () => {
    const random = seededRandom(1);
    const token = (): number => random.integer(50_000);
    const pairs = Array.from({ length: 400 }, () => {
      const shared = [0, ...Array.from({ length: 1 + random.integer(15) }, token)];
      const rest = (): number[] => Array.from({ length: 1 + random.integer(12) }, token);
      return [
        [...shared, ...rest()],
        [...shared, ...rest()],
      ];
    });
    const rows = packSequences(pairs.flat(), 128);
    const nodes = rows.reduce((sum, row) => sum + row.tokens.length, 0);
    expect(nodes / (128 * rows.length)).toBeGreaterThan(0.97);
    for (const { sequences } of rows) {
      const members = new Set(sequences.map(({ sequence }) => sequence));
      for (const member of members) expect(members).toContain(member ^ 1);
    }
  });

  test("of large groups fill rows as well: what is left of a row takes what fits it best", () => {
    const random = seededRandom(2);
    const token = (): number => random.integer(50_000);
    const texts = Array.from({ length: 300 }, () => [0, ...Array.from({ length: 20 + random.integer(45) }, token)]);
    const rows = packSequences(texts, 128);
    const nodes = rows.reduce((sum, row) => sum + row.tokens.length, 0);
    expect(nodes / (128 * rows.length)).toBeGreaterThan(0.985);
  });

  test("look at what is before them in their own sequence, and nowhere else", () => {
    const [pass] = planPasses(
      [
        [7, 8, 9],
        [7, 5],
        [4, 4],
      ],
      1024,
    );
    if (pass === undefined) throw new RangeError("no pass");
    const { rows, tokens, positions, mask } = passInputs(pass);
    expect([rows, pass.length]).toEqual([1, 32]);
    expect(Array.from(tokens.slice(0, 7))).toEqual([4, 4, 7, 5, 8, 9, 0]);
    expect(Array.from(positions.slice(0, 7))).toEqual([0, 1, 0, 1, 1, 2, 0]);
    const seenBy = Array.from({ length: 7 }, (_, node) =>
      Array.from({ length: 32 }, (__, other) => other).filter((other) => mask[node * 32 + other] === 0),
    );
    expect(seenBy).toEqual([[0], [0, 1], [2], [2, 3], [2, 4], [2, 4, 5], [6]]);
    expect(mask.every((value) => value === 0 || value === Math.fround(futureScore))).toBe(true);
  });

  test("go in rows of a length that holds them, and no more nodes a pass than asked for", () => {
    const lengths = [3, 100, 200, 129, 128, 1000, 300];
    const passes = planPasses(
      lengths.map((length, index) => Array.from({ length }, () => index)),
      512,
    );
    const places = passes.map(({ length, rows }) => [length, rows.length]);
    expect(places).toEqual([
      [128, 2],
      [256, 2],
      [1024, 1],
      [512, 1],
    ]);
  });
});
