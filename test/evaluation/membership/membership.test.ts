import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { attackScore } from "../../../src/evaluation/membership/attackScores.ts";
import type { AttackedText } from "../../../src/evaluation/membership/attackScores.ts";
import { membershipInference } from "../../../src/evaluation/membership/membershipInference.ts";
import {
  empiricalEpsilon,
  largestAdvantage,
  largestTruePositiveRate,
} from "../../../src/evaluation/membership/privacyCeiling.ts";
import {
  compareAreas,
  areaUnderCurve,
  atFalsePositiveRate,
  membershipAdvantage,
} from "../../../src/evaluation/membership/rocCurve.ts";

const text = (changes: Partial<AttackedText> = {}): AttackedText => ({
  groups: [],
  isMember: true,
  isOfOneUnit: true,
  tuned: Float32Array.of(-1, -3, -2, -4, -5),
  base: Float32Array.of(-2, -3, -4, -3, -6),
  isTop: [true, false, false, false, false],
  zlibBytes: 30,
  ...changes,
});

describe("the attacks, by hand", () => {
  test("loss, ratio, zlib, Min-K%", () => {
    expect(attackScore("loss", text())).toBeCloseTo(-3, 6);
    expect(attackScore("ratio", text())).toBeCloseTo((-15 + 18) / 5, 6);
    expect(attackScore("zlib", text())).toBeCloseTo(-0.5, 6);
    expect(attackScore("min-k", text())).toBeCloseTo(-5, 6); // a fifth of five tokens is the worst one
  });

  test("the error zone counts only where the first choice is wrong", () => {
    const rise = Math.exp(-2) - Math.exp(-4) + (Math.exp(-5) - Math.exp(-6));
    const fall = Math.exp(-3) - Math.exp(-4);
    expect(attackScore("ez", text())).toBeCloseTo(Math.log(rise / fall), 3);
    expect(attackScore("ez", text({ isTop: [true, true, true, true, true] }))).toBe(0);
    expect(Number.isFinite(attackScore("ez", text({ base: Float32Array.of(-9, -9, -9, -9, -9) })))).toBe(true);
  });
});

describe("the ROC curve", () => {
  test("the area is the share of pairs in the right order, ties one half", () => {
    const members = Float64Array.of(3, 2, 1);
    const others = Float64Array.of(2, 0);
    // 3>2 3>0 2=2 2>0 1<2 1>0
    expect(areaUnderCurve(members, others).value).toBeCloseTo((4 + 0.5) / 6, 12);
  });

  test("DeLong's interval covers the true area about as often as it says", () => {
    const random = seededRandom(11);
    const draw = (size: number, shift: number): Float64Array =>
      Float64Array.from({ length: size }, () => shift + random.next() + random.next() + random.next());
    // P(X + s > Y) for sums of three uniforms, from a large sample once.
    const truth = areaUnderCurve(draw(20_000, 0.4), draw(20_000, 0)).value;
    let covered = 0;
    for (let round = 0; round < 300; round += 1) {
      const { interval } = areaUnderCurve(draw(60, 0.4), draw(60, 0));
      if (interval.low <= truth && truth <= interval.high) covered += 1;
    }
    expect(covered / 300).toBeGreaterThan(0.91);
    expect(covered / 300).toBeLessThan(0.985);
  });

  test("a perfect order of few texts is no certainty: Clopper-Pearson over the pairs that share no text", () => {
    const perfect = areaUnderCurve(Float64Array.of(5, 6, 7, 8), Float64Array.of(1, 2, 3));
    expect(perfect).toMatchObject({ value: 1, interval: { high: 1 } });
    expect(perfect.interval.low).toBeCloseTo(0.025 ** (1 / 3), 10); // 3 of 3 pairs
    const reversed = areaUnderCurve(Float64Array.of(1, 2, 3), Float64Array.of(5, 6, 7, 8));
    expect(reversed).toMatchObject({ value: 0, interval: { low: 0 } });
    expect(reversed.interval.high).toBeCloseTo(1 - 0.025 ** (1 / 3), 10);
  });

  test("two areas that never vary: p is the smallest that so few texts can show, not 0", () => {
    const [low, high] = [Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)];
    const { difference, pValue } = compareAreas(
      [{ members: low, nonMembers: high }],
      [{ members: high, nonMembers: low }],
    );
    expect([difference, pValue]).toEqual([1, 2 / 2 ** 6]);
  });

  test("two areas on the same texts: the difference and DeLong's deviation by hand", () => {
    const a = { members: Float64Array.from([1, 3]), nonMembers: Float64Array.from([2, 0]) };
    const b = { members: Float64Array.from([4, 3]), nonMembers: Float64Array.from([2, 0]) };
    // a: placements of members 1/2 and 1, of the others 1/2 and 0 (shares of members below); b: 1, 1 and 0, 0.
    const { difference, interval, pValue } = compareAreas([a], [b]);
    expect(difference).toBeCloseTo(1 / 4, 12);
    // Changes 1/2 and 0 of the members, -1/2 and 0 of the others: variance 1/8 each, over 2 texts each.
    const deviation = Math.sqrt(1 / 16 + 1 / 16);
    expect(interval.high - difference).toBeCloseTo(1.959964 * deviation, 5);
    expect(pValue).toBeCloseTo(2 * (1 - 0.7602499), 5); // z = 0.25 / 0.35355 = 0.70711
    expect(compareAreas([a], [a])).toMatchObject({ difference: 0, pValue: 1 });
    expect(compareAreas([b], [a]).difference).toBeCloseTo(-1 / 4, 12);
    // Trained twice, as a and as b: a mean area half way, and each text's change is halved.
    const half = compareAreas([a], [a, b]);
    expect(half.difference).toBeCloseTo(1 / 8, 12);
    expect(half.interval.high - half.difference).toBeCloseTo((1.959964 * deviation) / 2, 5);
    expect(() => compareAreas([a], [])).toThrow(RangeError);
    expect(() => compareAreas([a], [{ ...b, members: Float64Array.from([1]) }])).toThrow(RangeError);
  });

  test("two areas: the test of equal attacks rejects about as often as it says", () => {
    const random = seededRandom(12);
    let rejected = 0;
    for (let round = 0; round < 300; round += 1) {
      const base = Array.from({ length: 120 }, (_, index) => random.normal() + (index < 60 ? 0.5 : 0));
      const scored = () => {
        const scores = Float64Array.from(base, (score) => score + 0.5 * random.normal());
        return { members: scores.subarray(0, 60), nonMembers: scores.subarray(60) };
      };
      if (compareAreas([scored()], [scored()]).pValue <= 0.05) rejected += 1;
    }
    expect(rejected / 300).toBeGreaterThan(0.02);
    expect(rejected / 300).toBeLessThan(0.09);
  });

  test("the threshold never accuses more non-members than it may, also with ties", () => {
    const others = Float64Array.of(5, 5, 4, 3, 2, 1, 0, 0, 0, 0);
    expect(atFalsePositiveRate(Float64Array.of(6, 5, 4), others, 0.1)).toMatchObject({
      truePositives: 1, // 5 would accuse two
      falsePositives: 0,
    });
    expect(atFalsePositiveRate(Float64Array.of(6, 5, 4.5, 4), others, 0.2)).toMatchObject({
      truePositives: 3,
      falsePositives: 2,
      threshold: 4.5,
    });
  });

  test("the advantage is the largest distance between the two rates", () => {
    expect(membershipAdvantage(Float64Array.of(3, 2, 0), Float64Array.of(1, 0, 0))).toBeCloseTo(2 / 3, 12);
    expect(membershipAdvantage(Float64Array.of(1, 1), Float64Array.of(1, 1))).toBeCloseTo(0, 12);
  });
});

describe("what epsilon allows", () => {
  test("the figures of the methods page", () => {
    expect(largestAdvantage({ epsilon: 1, delta: 0 })).toBeCloseTo(0.462, 3);
    expect(largestAdvantage({ epsilon: 3, delta: 0 })).toBeCloseTo(0.905, 3);
    expect(largestTruePositiveRate({ epsilon: 1, delta: 1e-5 }, 0.01)).toBeCloseTo(0.01 * Math.E + 1e-5, 12);
    expect(largestTruePositiveRate({ epsilon: 8, delta: 0 }, 0.01)).toBeCloseTo(1 - Math.exp(-8) * 0.99, 12);
    const ofCurve = { epsilon: 8, delta: 0, truePositivesAt1Percent: 0.11 };
    expect(largestTruePositiveRate(ofCurve, 0.01)).toBe(0.11);
    expect(largestTruePositiveRate(ofCurve, 0.001)).toBe(0.11);
    expect(largestTruePositiveRate(ofCurve, 0.02)).toBeGreaterThan(0.9);
  });

  test("a lower bound from counts, by hand", () => {
    // 900 of 1,000 found with 10 of 1,000 accused: about ln(0.88 / 0.018) and never above ln(0.9 / 0.01).
    const points = [{ threshold: 0, truePositives: 900, falsePositives: 10 }];
    const { atLeast } = empiricalEpsilon(points, 1000, 1000, 0);
    expect(atLeast).toBeGreaterThan(3.5);
    expect(atLeast).toBeLessThan(Math.log(90));
    expect(empiricalEpsilon([{ threshold: 0, truePositives: 5, falsePositives: 6 }], 100, 100, 1e-5).atLeast).toBe(0);
  });

  test("randomised response of epsilon 1 is not accused of more than 1", () => {
    const random = seededRandom(2);
    const truth = Math.E / (1 + Math.E);
    let above = 0;
    for (let round = 0; round < 100; round += 1) {
      const texts = Array.from({ length: 400 }, (_, index): AttackedText => {
        const isMember = index % 2 === 0;
        const answer = random.next() < truth === isMember ? -1 : -2;
        return text({
          isMember,
          tuned: Float32Array.of(answer),
          isTop: [true],
          base: Float32Array.of(-1),
        });
      });
      const result = membershipInference(texts, { claim: { epsilon: 1, delta: 0 } });
      if (result?.privacy?.isContradicted === true) above += 1;
    }
    expect(above).toBeLessThanOrEqual(5);
  });

  test("with twenty models held against their promises each needs the evidence of one in twenty", () => {
    const texts = Array.from({ length: 400 }, (_, index): AttackedText => {
      const isMember = index % 2 === 0;
      const score = (index >> 1) % 10 < (isMember ? 8 : 2) ? -1 : -2; // 80% of the members look like one, 20% of the others
      return text({ isMember, tuned: Float32Array.of(score), isTop: [true], base: Float32Array.of(-1) });
    });
    const bound = (audits: number) => membershipInference(texts, { claim: { epsilon: 1, delta: 0 }, audits })?.privacy;
    expect(bound(1)?.empirical?.confidence).toBe(0.95);
    expect(bound(20)?.empirical?.confidence).toBeCloseTo(0.9975, 12);
    // At 80% and 20% the data says ln 4 = 1.39; what is certain is less, and less still for one of twenty.
    const [alone, ofMany] = [bound(1)?.empirical?.atLeast ?? 0, bound(20)?.empirical?.atLeast ?? 0];
    expect(alone).toBeLessThan(Math.log(4));
    expect(ofMany).toBeLessThan(alone - 0.03);
  });

  test("a model that says its members outright contradicts its promise", () => {
    const texts = Array.from({ length: 400 }, (_, index): AttackedText => {
      const isMember = index % 2 === 0;
      return text({
        isMember,
        tuned: Float32Array.of(isMember ? -0.1 : -5),
        isTop: [true],
        base: Float32Array.of(-3),
      });
    });
    const result = membershipInference(texts, { claim: { epsilon: 1, delta: 1e-5 } });
    expect(result?.privacy?.isContradicted).toBe(true);
    expect(result?.attacks[0]?.area.value).toBe(1);
    expect(result?.attacks[0]?.truePositives[1]).toMatchObject({
      falsePositiveRate: 0.001,
      value: 1,
      isResolved: false,
    });
  });
});

test("a threshold from 330 others leaves its false-positive rate unsure", () => {
  const texts = Array.from({ length: 530 }, (_, index) =>
    text({
      isMember: index >= 330,
      tuned: Float32Array.of(-1 - index / 1000),
      base: Float32Array.of(-1),
      isTop: [true],
    }),
  );
  const [rate] = membershipInference(texts)?.attacks[0]?.truePositives ?? [];
  // 1% of 330 allows three. Clopper-Pearson of 3 in 330.
  expect(rate?.accused?.value).toBeCloseTo(3 / 330, 12);
  expect(rate?.accused?.interval.low).toBeCloseTo(0.00188, 5);
  expect(rate?.accused?.interval.high).toBeCloseTo(0.02634, 5);
});

describe("membership inference by group", () => {
  test("leaves out groups with too few texts and counts them", () => {
    const texts = Array.from({ length: 80 }, (_, index): AttackedText =>
      text({ isMember: index % 2 === 0, groups: index < 60 ? ["gender.female"] : ["gender.male"] }),
    );
    const result = membershipInference(texts);
    expect(result?.groups.map(({ group }) => group)).toEqual(["gender.female"]);
    expect(result?.skipped).toEqual([
      { reason: "by group, text about men and boys: fewer than 20 members or others", count: 20 },
    ]);
    expect(membershipInference(texts.slice(0, 20))).toBeUndefined();
  });
});
