import { expect, test } from "vitest";
import { makeNoiseRing, NoiseTaker } from "../../../src/training/update/noiseRing.ts";
import { noiseValues } from "../../../src/training/update/updateEngine.ts";

const coordinates = 3 * noiseValues - 5;

/** What the other side writes, in the layout of `NoiseRing`: pieces drawn next, and which of them lies ready. */
function otherSide(ring: ReturnType<typeof makeNoiseRing>): (piece: number, value: number) => void {
  const control = new Int32Array(ring.control);
  return (piece, value) => {
    control[1] = piece + 1;
    new Int32Array(ring.values).fill(value, piece * noiseValues, (piece + 1) * noiseValues);
    control[3 + piece] = piece + 1;
  };
}

test("leaves every piece to the caller while nobody else draws", () => {
  const taker = new NoiseTaker(makeNoiseRing(coordinates));
  for (const step of [1, 2]) {
    taker.begin(step, 1);
    expect([0, 1, 2].map((piece) => taker.take(piece))).toEqual([undefined, undefined, undefined]);
  }
});

test("hands over what the other side drew, the last piece as long as is left", () => {
  const ring = makeNoiseRing(coordinates);
  const taker = new NoiseTaker(ring);
  taker.begin(1, 1);
  expect(taker.take(0)).toBeUndefined(); // claimed by this side
  const draw = otherSide(ring);
  draw(1, 7);
  draw(2, 9);
  expect(taker.take(1)?.[0]).toBe(7);
  expect(taker.take(2)).toEqual(new Int32Array(noiseValues - 5).fill(9));
});

test("gives nothing of one step to the next", () => {
  const ring = makeNoiseRing(coordinates);
  const taker = new NoiseTaker(ring);
  taker.begin(1, 1);
  const draw = otherSide(ring);
  for (const piece of [0, 1, 2]) draw(piece, 7);
  for (const piece of [0, 1, 2]) taker.take(piece);
  taker.begin(2, 1);
  expect(taker.take(0)).toBeUndefined();
});

test("after a step that ended early, everything is drawn by the caller", () => {
  const ring = makeNoiseRing(coordinates);
  const taker = new NoiseTaker(ring);
  taker.begin(1, 1);
  taker.take(0);
  taker.begin(2, 1); // pieces of step 1 may still be on their way
  otherSide(ring)(0, 7);
  expect(taker.take(0)).toBeUndefined();
});

test("tells the other side what to draw", () => {
  const ring = makeNoiseRing(coordinates);
  new NoiseTaker(ring).begin(4, 2.5);
  expect([...new Float64Array(ring.job)]).toEqual([4, 2.5]);
  expect(new Int32Array(ring.control)[1]).toBe(0);
});
