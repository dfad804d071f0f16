import { expect, test } from "vitest";
import { RunClock, secondsFor } from "../../src/jobs/runClock.ts";

const models = [
  { steps: 0, views: 1, probePasses: 0 },
  { steps: 10, views: 1, probePasses: 4 },
  { steps: 10, views: 2, probePasses: 6 },
];

test("what models take is their steps and views, their looks at the probe, and measuring each", () => {
  expect(secondsFor(models, { step: 3, probePass: 7, measuring: 5 })).toBe(10 * 3 + 10 * 2 * 3 + 10 * 7 + 3 * 5);
});

test("the time left follows from the run's own pieces, and nothing is said before each is known", () => {
  let ms = 0;
  const clock = new RunClock(models, () => ms);
  const after = (seconds: number): void => void (ms += 1000 * seconds);
  clock.begin(0);
  clock.measuring();
  after(6);
  expect(clock.secondsLeft()).toBeUndefined();
  clock.measured();
  clock.begin(1);
  after(20); // compiling
  clock.stepped(1);
  expect(clock.secondsLeft()).toBeUndefined();
  after(2);
  clock.stepped(2);
  // 8 steps and 6 s of measuring; then 10 steps of 2 views and 6 s
  expect(clock.secondsLeft()).toBe(8 * 2 + 6 + 10 * 2 * 2 + 6);
  after(16);
  clock.stepped(10);
  clock.measuring();
  after(4);
  expect(clock.secondsLeft()).toBe(2 + 10 * 2 * 2 + 6);
  after(4); // longer than the other one: no time is owed back
  expect(clock.secondsLeft()).toBe(0 + 10 * 2 * 2 + 6);
  clock.measured(); // 6 s and 8 s: 7 s
  clock.begin(2);
  after(30);
  clock.stepped(1);
  expect(clock.secondsLeft()).toBe(9 * 2 * 2 + 7);
  clock.measuring();
  clock.measured();
  expect(clock.secondsLeft()).toBe(0);
});

test("a run that goes on counts from where it stopped", () => {
  let ms = 0;
  const clock = new RunClock([{ steps: 10, views: 1, probePasses: 0 }], () => ms);
  clock.begin(0);
  clock.stepped(7);
  ms += 2000;
  clock.stepped(8);
  expect(clock.secondsLeft()).toBeUndefined(); // measuring is not known
  clock.measuring();
  ms += 1000;
  clock.measured();
  expect(clock.secondsLeft()).toBe(0);
});
