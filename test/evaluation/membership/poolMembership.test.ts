import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { canaryExposure, poolCanaries } from "../../../src/evaluation/membership/exposure.ts";
import { membershipInference } from "../../../src/evaluation/membership/membershipInference.ts";
import type { MembershipResult } from "../../../src/evaluation/membership/membershipInference.ts";
import { poolMembership } from "../../../src/evaluation/membership/poolMembership.ts";
import { poolEstimates } from "../../../src/evaluation/poolEstimates.ts";

/** 40 texts of which every second is a member, whose loss is lower by `shift`. */
function attacked(shift: number, seed: number): MembershipResult {
  const random = seededRandom(seed);
  const texts = Array.from({ length: 80 }, (_, index) => ({
    groups: ["gender.female"],
    isMember: index % 2 === 0,
    isOfOneUnit: true,
    zlibBytes: 20,
    tuned: Float32Array.of(-3 - random.next() + (index % 2 === 0 ? shift : 0)),
    base: Float32Array.of(-3.5),
    isTop: [false],
  }));
  const result = membershipInference(texts, { claim: { epsilon: 1, delta: 1e-5 } });
  if (result === undefined) throw new RangeError("too few texts");
  return result;
}

describe("attacks on several trainings of one arm", () => {
  const [weak, strong] = [attacked(0.1, 1), attacked(0.9, 2)];
  const pooled = poolMembership([weak, strong]);
  const lossOf = ({ attacks }: MembershipResult) => attacks.find(({ attack }) => attack === "loss");

  test("find what they find on average, and no surer than each of them", () => {
    const [a, b, both] = [weak, strong, pooled].map(lossOf);
    expect(both?.area.value).toBeCloseTo(((a?.area.value ?? 0) + (b?.area.value ?? 0)) / 2, 12);
    const width = (one: typeof a) => (one?.area.interval.high ?? 0) - (one?.area.interval.low ?? 0);
    expect(width(both)).toBeCloseTo((width(a) + width(b)) / 2, 12);
    expect(both?.area.interval.method).toBe("DeLong interval, mean of the ends over 2 trainings");
    expect(both?.truePositives[0]?.value).toBeCloseTo(
      ((a?.truePositives[0]?.value ?? 0) + (b?.truePositives[0]?.value ?? 0)) / 2,
      12,
    );
    expect(pooled.groups[0]?.attacks[0]?.area.value).toBe(both?.area.value);
  });

  test("hold the promise against the most telling of the models", () => {
    expect(strong.privacy?.empirical?.atLeast).toBeGreaterThan(1);
    expect(strong.privacy?.isContradicted).toBe(true);
    expect(weak.privacy?.isContradicted).toBe(false);
    expect(pooled.privacy).toEqual(strong.privacy);
    expect(poolMembership([strong, weak]).privacy).toEqual(strong.privacy);
  });

  test("of one training are that one's", () => {
    expect(poolMembership([weak])).toBe(weak);
  });
});

test("canaries have their mean exposure over the trainings, and the interval is over canaries", () => {
  const references = Array.from({ length: 7 }, (_, index) => index + 1);
  const random = () => seededRandom(1);
  // Ranks among seven references: 1 and 8 in one training (3 and 0 bits), 1 and 4 in the other (3 and 1 bits).
  const one = canaryExposure([0, 8], references, { repeats: 1, random: random() });
  const other = canaryExposure([0, 3.5], references, { repeats: 1, random: random() });
  const pooled = poolCanaries([one, other], random());
  expect(pooled.exposures).toEqual([3, 0.5]);
  expect(pooled.mean.value).toBe(1.75);
  expect(pooled.mean.interval).toMatchObject({ low: 0.5, high: 3 });
  expect(pooled.area?.value).toBeCloseTo(((one.area?.value ?? 0) + (other.area?.value ?? 0)) / 2, 12);
});

test("a mean of estimates has no interval where one of them has none", () => {
  const interval = { low: 1, high: 3, level: 0.95, method: "m" };
  expect(poolEstimates([{ value: 2, interval }, { value: 4 }])).toEqual({ value: 3 });
  expect(
    poolEstimates([
      { value: 2, interval },
      { value: 4, interval: { ...interval, high: 7 } },
    ]),
  ).toEqual({
    value: 3,
    interval: { low: 1, high: 5, level: 0.95, method: "m, mean of the ends over 2 trainings" },
  });
});
