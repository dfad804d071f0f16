import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clipFactor } from "../../../src/training/privacy/clipFactor.ts";

const golden = "../shared/golden/clipping.json";
const norms = "../shared/golden/grad-norms.json";
const modes = ["hard", "automatic", "soft"] as const;

describe("the clip factor", () => {
  test("hard: leaves short gradients alone and scales long ones to the norm", () => {
    expect(clipFactor(0.5, { mode: "hard", clipNorm: 1 })).toBe(1);
    expect(clipFactor(4, { mode: "hard", clipNorm: 1 })).toBe(0.25);
    expect(clipFactor(0, { mode: "hard", clipNorm: 1 })).toBe(1);
  });

  test("automatic: C / (n + 0.01), also above 1", () => {
    expect(clipFactor(0.99, { mode: "automatic", clipNorm: 1 })).toBe(1);
    expect(clipFactor(0, { mode: "automatic", clipNorm: 1 })).toBe(100);
  });

  test("soft: keeps 76% of a gradient as long as the norm", () => {
    expect(clipFactor(1, { mode: "soft", clipNorm: 1 })).toBeCloseTo(0.7616, 4); // tanh 1
    expect(clipFactor(0, { mode: "soft", clipNorm: 1 })).toBe(1);
  });

  test("never lets a record contribute more than the clipping norm", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...modes),
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        (mode, norm, clipNorm) => {
          expect(clipFactor(norm, { mode, clipNorm }) * norm).toBeLessThanOrEqual(clipNorm * (1 + 1e-12));
        },
      ),
    );
  });

  test("drops a record whose norm is not finite", () => {
    for (const mode of modes) {
      expect(clipFactor(Number.NaN, { mode, clipNorm: 1 })).toBe(0);
      expect(clipFactor(Number.POSITIVE_INFINITY, { mode, clipNorm: 1 })).toBe(0);
    }
  });

  test("is 1 without clipping", () => {
    expect(clipFactor(Number.NaN, { mode: "none" })).toBe(1);
  });

  test.skipIf(!existsSync(golden))("agrees with the golden factors of every batch, mode and norm", () => {
    const { cases } = JSON.parse(readFileSync(golden, "utf8")) as {
      cases: Record<string, { C: number; mode: string; gamma: number | null; factors: number[] }[]>;
    };
    const known = new Map([
      ["hard", "hard"],
      ["softTanh", "soft"],
      ["autoS", "automatic"],
    ] as const);
    const rowNorms = goldenNorms();
    let checked = 0;
    for (const [name, list] of Object.entries(cases)) {
      for (const { C, mode, factors } of list) {
        const ours = known.get(mode as "hard");
        if (ours === undefined) continue;
        for (const [row, factor] of factors.entries()) {
          const norm = rowNorms.get(name)?.[row] as number;
          expect(clipFactor(norm, { mode: ours, clipNorm: C }) / factor).toBeCloseTo(1, 12);
          checked += 1;
        }
      }
    }
    expect(checked).toBeGreaterThan(100);
  });
});

/** "A.mean" -> norm of each row of batch A under the mean loss. */
function goldenNorms(): Map<string, number[]> {
  const { batches } = JSON.parse(readFileSync(norms, "utf8")) as GoldenNorms;
  return new Map(
    Object.entries(batches).flatMap(([batch, losses]) =>
      Object.entries(losses).map(([loss, { globalNorm }]) => [`${batch}.${loss}`, globalNorm] as const),
    ),
  );
}

interface GoldenNorms {
  readonly batches: Readonly<Record<string, Readonly<Record<string, { readonly globalNorm: number[] }>>>>;
}
