import { describe, expect, test } from "vitest";
import type { Random } from "../../../src/base/random.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { clippingTreatment } from "../../../src/evaluation/clipping/groupTreatment.ts";
import { sentencePaths } from "../../../src/evaluation/clipping/sentencePaths.ts";
import { wilsonInterval } from "../../../src/evaluation/wilson.ts";
import type { GroupLook, Look } from "../../../src/evaluation/clipping/sentencePaths.ts";

const look = (
  group: string,
  losses: number[],
  norms: number[],
  clippedNorms: number[],
  misalignment: number,
): GroupLook => ({
  group,
  sentences: { losses, norms, clippedNorms },
  misalignment,
  misalignmentUnclipped: misalignment / 2,
});

const treatmentOf = (seen: readonly Look[], random: Random) => clippingTreatment([sentencePaths(seen)], random);

/** Hard clipping at 2: norms of the minority are far above it. */
const looks: Look[] = [
  {
    step: 1,
    clipNorm: 2,
    groups: [look("gender.female", [5, 7], [4, 8], [2, 2], 0.4), look("gender.male", [5, 5], [1, 4], [1, 2], 0.1)],
  },
  {
    step: 3,
    clipNorm: 2,
    groups: [look("gender.female", [5, 6], [4, 4], [2, 2], 0.6), look("gender.male", [4, 4], [2, 1], [2, 1], 0.3)],
  },
  {
    step: 5,
    clipNorm: 2,
    groups: [look("gender.female", [5, 5], [4, 4], [2, 2], 0.8), look("gender.male", [3, 3], [1, 1], [1, 1], 0.2)],
  },
];

describe("how clipping treated groups", () => {
  const treatment = treatmentOf(looks, seededRandom(1));

  test("norms kept, shares clipped, slopes and misalignment by hand", () => {
    const [female, male] = treatment?.groups ?? [];
    expect(treatment).toMatchObject({ looks: 3, slopeLooks: 3 });
    expect(female?.n).toBe(2);
    expect(female?.retained.value).toBeCloseTo(12 / 28, 12); // six times 2, over 4+8+4+4+4+4
    expect(male?.retained.value).toBeCloseTo(8 / 10, 12); // 1+2+2+1+1+1 over 1+4+2+1+1+1
    expect(female?.shareClipped.value).toBe(1);
    expect(male?.shareClipped.value).toBeCloseTo(1 / 6, 12);
    // Female: mean losses 6, 5.5, 5 at steps 1, 3, 5; male: 5, 4, 3.
    expect(female?.lossSlope?.value).toBeCloseTo(-0.25, 12);
    expect(male?.lossSlope?.value).toBeCloseTo(-0.5, 12);
    expect(female?.misalignment).toBeCloseTo(0.6, 12);
    expect(female?.misalignmentUnclipped).toBeCloseTo(0.3, 12);
  });

  test("a share of all is exactly 1, and its interval has a width", () => {
    const many = Array.from({ length: 11 }, (_, index) => ({ ...(looks[0] as Look), step: index + 1 }));
    const [female] = treatmentOf(many, seededRandom(1))?.groups ?? [];
    expect(female?.shareClipped.value).toBe(1);
    // Two of two sentences, however often each was looked at.
    const { low, high } = wilsonInterval(2, 2);
    expect(female?.shareClipped.interval).toMatchObject({ low, high });
  });

  test("disparities name the groups that they lie between", () => {
    const of = (measure: string) => treatment?.disparities.find((one) => one.measure === measure);
    expect(of("retained")).toMatchObject({ axis: "gender", highest: "gender.male", lowest: "gender.female" });
    expect(of("retained")?.value).toBeCloseTo(0.8 - 12 / 28, 12);
    expect(of("shareClipped")?.value).toBeCloseTo(5 / 6, 12);
    expect(of("lossSlope")).toMatchObject({ highest: "gender.female", value: expect.closeTo(0.25, 12) as number });
    expect(of("misalignment")?.value).toBeCloseTo(0.4, 12);
    expect(of("misalignment")?.interval).toBeUndefined(); // nothing was left out to see how it would be without
  });

  test("intervals lie between the extreme resamples", () => {
    const [female, male] = treatment?.groups ?? [];
    // The first sentence twice: 6/12; the second twice: 6/16.
    expect(female?.retained.interval).toMatchObject({ low: 6 / 16, high: 6 / 12, level: 0.95 });
    expect(male?.shareClipped.interval).toMatchObject({ low: 0, high: expect.closeTo(1 / 3, 12) as number });
  });

  test("a slope needs three looks, and nothing comes of looks without sentences", () => {
    const two = treatmentOf(looks.slice(0, 2), seededRandom(1));
    expect(two?.groups[0]).not.toHaveProperty("lossSlope");
    expect(two?.disparities.map(({ measure }) => measure)).toEqual(["retained", "shareClipped", "misalignment"]);
    expect(treatmentOf([{ step: 1, groups: [{ group: "gender.male" }] }], seededRandom(1))).toBeUndefined();
    expect(treatmentOf([], seededRandom(1))).toBeUndefined();
  });

  test("the slope looks at the last five steps alone", () => {
    const path = [9, 3, 3, 3, 3, 3].map((loss, at): Look => ({
      step: at,
      groups: [look("gender.male", [loss], [1], [1], 0)],
    }));
    expect(treatmentOf(path, seededRandom(1))?.groups[0]?.lossSlope?.value).toBe(0);
  });
});

test("a difference between groups is of the same sentences: one that is nearly the same in each is nearly sure", () => {
  const retained = (female: number[], male: number[]) => {
    const group = (name: string, clipped: number[]): GroupLook => look(name, [5, 5, 5, 5], [1, 1, 1, 1], clipped, 0);
    const steps = [{ step: 1, clipNorm: 2, groups: [group("gender.female", female), group("gender.male", male)] }];
    return treatmentOf(steps, seededRandom(1))?.disparities.find(({ measure }) => measure === "retained");
  };
  const female = [0.1, 0.4, 0.2, 0.3];
  const found = retained(female, [0.61, 0.89, 0.71, 0.79]);
  expect(found?.value).toBeCloseTo(0.5, 12);
  expect(found?.interval?.low).toBeGreaterThanOrEqual(0.49 - 1e-12);
  expect(found?.interval?.high).toBeLessThanOrEqual(0.51 + 1e-12);
  // Just the same in each: nothing shows how far others would lie apart.
  expect(retained(female, [0.6, 0.9, 0.7, 0.8])).not.toHaveProperty("interval");
});

describe("misalignment", () => {
  const withBlocks = (group: string, value: number, without: readonly number[]): GroupLook => ({
    group,
    misalignment: value,
    misalignmentUnclipped: value,
    sentences: {
      losses: [1, 1, 1, 1],
      norms: [1, 1, 1, 1],
      clippedNorms: [1, 1, 1, 1],
      without: without.map((one) => ({ misalignment: one, misalignmentUnclipped: one })),
    },
  });
  const seen: Look[] = [1, 2].map((step) => ({
    step,
    clipNorm: 2,
    groups: [
      withBlocks("gender.female", 0.5, [0.4, 0.5, 0.5, 0.6]),
      withBlocks("gender.male", 0.3, [0.2, 0.3, 0.3, 0.39]),
    ],
  }));

  test("has the jackknife's interval over blocks of sentences", () => {
    const [female] = treatmentOf(seen, seededRandom(1))?.groups ?? [];
    // Variance 3/4 (0.01 + 0 + 0 + 0.01) = 0.015; t with three degrees of freedom is 3.18245.
    const reach = 3.18245 * Math.sqrt(0.015);
    expect(female?.misalignmentInterval?.low).toBeCloseTo(0.5 - reach, 4);
    expect(female?.misalignmentInterval?.high).toBeCloseTo(0.5 + reach, 4);
    expect(female?.misalignmentInterval?.method).toBe("jackknife, 4 blocks of sentences left out in turn, Student's t");
  });

  test("differs by what it differs by in every block", () => {
    const found = treatmentOf(seen, seededRandom(1))?.disparities.find(({ measure }) => measure === "misalignment");
    expect(found?.value).toBeCloseTo(0.2, 12);
    // 0.2 without each of three blocks, 0.21 without the last: variance 3/4 (3 · 0.0025² + 0.0075²) = 0.0075².
    expect(found?.interval?.low).toBeCloseTo(0.2 - 3.18245 * 0.0075, 6);
    expect(found?.interval?.high).toBeCloseTo(0.2 + 3.18245 * 0.0075, 6);
  });
});

test("several trainings of an arm count together: sums of lengths, means of the rest", () => {
  const [one, other] = [looks.slice(0, 1), looks.slice(1, 2)].map(sentencePaths);
  const pooled = clippingTreatment(
    [one, other].flatMap((paths) => paths ?? []),
    seededRandom(1),
  );
  expect(pooled?.looks).toBe(2);
  const [female, male] = pooled?.groups ?? [];
  expect(female?.retained.value).toBeCloseTo(8 / 20, 12); // four times 2 over 4+8+4+4
  expect(male?.shareClipped.value).toBeCloseTo((1 / 2 + 0) / 2, 12);
  expect(female?.misalignment).toBeCloseTo((0.4 + 0.6) / 2, 12);
  expect(pooled?.disparities.find(({ measure }) => measure === "misalignment")?.value).toBeCloseTo(0.5 - 0.2, 12);
});
