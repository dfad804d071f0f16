import { expect, test } from "vitest";
import { durationText, progressText, TimeLeft } from "../../src/editor/progressText.ts";

test("counts, figures and time left stand in one line", () => {
  const figures = { loss: 3.214, epsilon: 2.0901, other: 1 };
  const progress = { stage: "dp: fine-tuning", done: 12, total: 60, unit: "steps", figures } as const;
  expect(progressText(progress, 181)).toBe("dp: fine-tuning 12 of 60 steps · loss 3.21 · ε 2.1 so far · 3 min left");
});

test("bytes are shown as a share", () => {
  expect(progressText({ stage: "scan", done: 413, total: 1000, unit: "bytes" }, undefined)).toBe("scan 41%");
});

test("an unknown total is left out", () => {
  expect(progressText({ stage: "scan", done: 12_345, unit: "documents" }, undefined)).toBe("scan 12,345 documents");
});

test.each([
  [0.2, "1 s"],
  [59.4, "59 s"],
  [90, "2 min"],
  [3900, "1 h 05 min"],
])("%d seconds read as %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test("the time left is the rest at the mean rate of the stage", () => {
  const timeLeft = new TimeLeft();
  const at = (done: number, stage = "dp") => ({ stage, done, total: 100, unit: "steps" }) as const;
  expect(timeLeft.seconds(at(0), 1000)).toBeUndefined();
  expect(timeLeft.seconds(at(10), 6000)).toBe(45); // 10 steps in 5 s, 90 steps to go
  expect(timeLeft.seconds(at(1, "dp+cda"), 7000)).toBeUndefined(); // a new stage starts anew
  expect(timeLeft.seconds(at(11, "dp+cda"), 17_000)).toBe(89); // 10 steps in 10 s
});
