import { expect, test } from "vitest";
import { SavePace } from "../../src/training/savePace.ts";

test("stores when enough time has passed for what the last storing took, and every so many steps", async () => {
  let time = 0;
  const pace = new SavePace(0.05, 25, () => time);
  expect(pace.isDue(1)).toBe(true); // nobody knows yet how long it takes
  expect(pace.isDue(25)).toBe(true);
  await pace.save(async () => void (time += 10));
  time += 199;
  expect(pace.isDue(26)).toBe(false); // 10 ms are a twentieth of 200 ms
  time += 1;
  expect(pace.isDue(26)).toBe(true);
});

test("stores only every so many steps where no share is given", async () => {
  let time = 0;
  const pace = new SavePace(0, 10, () => time);
  await pace.save(async () => void (time += 1));
  time += 1e9;
  expect([1, 9, 10, 11, 20].map((step) => pace.isDue(step))).toEqual([false, false, true, false, true]);
});
