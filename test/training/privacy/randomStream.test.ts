import { describe, expect, test } from "vitest";
import { secureStreams, seededStreams, uniformFrom } from "../../../src/training/privacy/randomStream.ts";
import type { RandomStreams, StreamPurpose } from "../../../src/training/privacy/randomStream.ts";

function words(streams: RandomStreams, purpose: StreamPurpose, step: number, count = 64): number[] {
  const target = new Uint32Array(count);
  streams.open(purpose, step).draw(target);
  return [...target];
}

describe("seeded streams", () => {
  test("repeat for the same seed, purpose and step", () => {
    expect(words(seededStreams(7), "noise", 3)).toEqual(words(seededStreams(7), "noise", 3));
  });

  test("share nothing between seeds, purposes and steps", () => {
    const all = [
      words(seededStreams(7), "noise", 3),
      words(seededStreams(8), "noise", 3),
      words(seededStreams(7), "lot", 3),
      words(seededStreams(7), "noise", 4),
    ].flat();
    expect(new Set(all).size).toBeGreaterThan(all.length - 2);
  });

  test("do not depend on how many words are asked for at a time", () => {
    const stream = seededStreams(7).open("noise", 1);
    const first = new Uint32Array(5);
    const second = new Uint32Array(3);
    stream.draw(first);
    stream.draw(second);
    expect([...first, ...second]).toEqual(words(seededStreams(7), "noise", 1, 8));
  });

  test("say that they are not private", () => {
    expect(seededStreams(7).kind).toBe("seeded, not private");
    expect(secureStreams().kind).toBe("operating system");
  });
});

describe("secure streams", () => {
  test("never repeat, not even for the same purpose and step", () => {
    const streams = secureStreams();
    const all = [words(streams, "noise", 1), words(streams, "noise", 1), words(streams, "lot", 1)].flat();
    expect(new Set(all).size).toBeGreaterThan(all.length - 2);
  });

  test("fill every bit of every word", () => {
    const filled = words(secureStreams(), "noise", 1, 4096);
    for (let bit = 0; bit < 32; bit += 1) {
      const ones = filled.filter((word) => (word >>> bit) & 1).length;
      expect(Math.abs(ones - 2048)).toBeLessThan(6 * 32); // six standard deviations, sqrt(4096) / 2 = 32
    }
  });
});

test("53 bits make a number from 0 to just below 1", () => {
  expect(uniformFrom(0, 0)).toBe(0);
  expect(uniformFrom(0x80000000, 0)).toBe(0.5);
  expect(uniformFrom(0xffffffff, 0xffffffff)).toBe(1 - 2 ** -53);
});
