import { uniformFrom } from "./randomStream.ts";
import type { RandomStream } from "./randomStream.ts";

/**
 * Draws a lot: each of the records 0..count-1 enters on its own with probability `samplingRate`. The lot's size is
 * random, may be 0 and may exceed what is expected; the accountant relies on exactly that.
 *
 * @returns indices of the records drawn, ascending
 */
export function poissonLot(count: number, samplingRate: number, stream: RandomStream): number[] {
  if (!(samplingRate > 0 && samplingRate <= 1))
    throw new RangeError(`sampling rate ${samplingRate}: must be in (0, 1]`);
  const words = new Uint32Array(2 * count);
  if (count > 0) stream.draw(words);
  const lot: number[] = [];
  for (let index = 0; index < count; index += 1) {
    if (uniformFrom(words[2 * index] as number, words[2 * index + 1] as number) < samplingRate) lot.push(index);
  }
  return lot;
}
