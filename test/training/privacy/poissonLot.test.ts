import { expect, test } from "vitest";
import { poissonLot } from "../../../src/training/privacy/poissonLot.ts";
import { secureStreams, seededStreams } from "../../../src/training/privacy/randomStream.ts";

test("lots have random sizes around q N, with the spread of independent draws", () => {
  const streams = seededStreams(1);
  const sizes = Array.from({ length: 400 }, (_, step) => poissonLot(1000, 0.05, streams.open("lot", step)).length);
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const variance = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / sizes.length;
  expect(Math.abs(mean - 50)).toBeLessThan(2); // standard error sqrt(47.5 / 400) = 0.34
  expect(variance).toBeGreaterThan(35); // q (1-q) N = 47.5; a lot of fixed size would have 0
  expect(variance).toBeLessThan(62);
});

test("every record is drawn equally often, on its own", () => {
  const streams = secureStreams();
  const drawn = new Float64Array(20);
  let together = 0;
  const rounds = 4000;
  for (let step = 0; step < rounds; step += 1) {
    const lot = poissonLot(20, 0.3, streams.open("lot", step));
    for (const index of lot) drawn[index] = (drawn[index] as number) + 1;
    if (lot.includes(3) && lot.includes(4)) together += 1;
  }
  for (const times of drawn) expect(Math.abs(times / rounds - 0.3)).toBeLessThan(0.05); // seven standard errors
  expect(Math.abs(together / rounds - 0.09)).toBeLessThan(0.035);
});

test("a lot may be empty, and holds everybody when q is 1", () => {
  expect(poissonLot(3, 1e-12, seededStreams(1).open("lot", 1))).toEqual([]);
  expect(poissonLot(3, 1, seededStreams(1).open("lot", 1))).toEqual([0, 1, 2]);
  expect(poissonLot(0, 0.5, seededStreams(1).open("lot", 1))).toEqual([]);
});

test("a rate outside (0, 1] is refused", () => {
  expect(() => poissonLot(3, 0, seededStreams(1).open("lot", 1))).toThrow(RangeError);
  expect(() => poissonLot(3, 1.5, seededStreams(1).open("lot", 1))).toThrow(RangeError);
});
