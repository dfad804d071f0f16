import FFT from "fft.js";
import type { LossDistribution } from "./lossDistribution.ts";

/**
 * The loss of `times` independent releases of one mechanism: the distribution's `times`-fold convolution, as the power of its
 * Fourier transform. The grid of the result is cut where at most `tail` lies beyond; that, and what rounding of the transform
 * can have lost, is added to the infinite loss.
 *
 * @returns undefined when the result would have more than a million losses
 */
export function composedLoss(loss: LossDistribution, times: number, tail: number): LossDistribution | undefined {
  if (times === 1) return loss;
  const { interval, mass } = loss;
  const [from, to] = window(loss, times, tail);
  const size = powerOfTwo(to - from + 1);
  if (size > mostLosses) return undefined;
  const spectrum = transformOf(mass, size);
  for (let at = 0; at < spectrum.length; at += 2) {
    const re = spectrum[at] as number;
    const im = spectrum[at + 1] as number;
    // |z|^n e^(i n arg z): what is far below the rounding of a transform is nothing.
    const logLength = (times / 2) * Math.log(re * re + im * im);
    const length = logLength < -100 ? 0 : Math.exp(logLength);
    const angle = length === 0 ? 0 : times * Math.atan2(im, re);
    spectrum[at] = length * Math.cos(angle);
    spectrum[at + 1] = length * Math.sin(angle);
  }
  return {
    interval,
    first: from,
    mass: cut(inverse(spectrum, size), from - times * loss.first, to - from + 1),
    infinity: -Math.expm1(times * Math.log1p(-loss.infinity)) + tail + times * roundingOfStep,
  };
}

/** The loss of two independent mechanisms on the same grid, cut in the same way; undefined as above. */
export function sumOfLosses(
  one: LossDistribution,
  other: LossDistribution,
  tail: number,
): LossDistribution | undefined {
  const { interval } = one;
  if (other.interval !== interval) throw new RangeError(`losses on grids of ${interval} and ${other.interval}`);
  const size = powerOfTwo(one.mass.length + other.mass.length - 1);
  if (size > mostLosses * 2) return undefined;
  const spectrum = transformOf(one.mass, size);
  const factor = transformOf(other.mass, size);
  for (let at = 0; at < spectrum.length; at += 2) {
    const [a, b] = [spectrum[at] as number, spectrum[at + 1] as number];
    const [c, d] = [factor[at] as number, factor[at + 1] as number];
    spectrum[at] = a * c - b * d;
    spectrum[at + 1] = a * d + b * c;
  }
  const mass = cut(inverse(spectrum, size), 0, one.mass.length + other.mass.length - 1);
  return withoutTails(
    { interval, first: one.first + other.first, mass, infinity: 1 - (1 - one.infinity) * (1 - other.infinity) },
    tail,
  );
}

/** Cuts off the top as long as at most `tail` lies there, and rounds the bottom up into the first loss that stays. */
function withoutTails({ interval, first, mass, infinity }: LossDistribution, tail: number): LossDistribution {
  let end = mass.length;
  let above = 0;
  while (end > 1 && above + Math.abs(mass[end - 1] as number) <= tail) above += Math.abs(mass[(end -= 1)] as number);
  let start = 0;
  let below = 0;
  while (start < end - 1 && below + Math.abs(mass[start] as number) <= tail) {
    below += Math.abs(mass[start] as number);
    start += 1;
  }
  const kept = mass.slice(start, end);
  kept[0] = (kept[0] as number) + below;
  return { interval, first: first + start, mass: kept, infinity: infinity + above };
}

/** Grid losses between which all but `tail` of the sum lies, by Chernoff's bound. */
function window(loss: LossDistribution, times: number, tail: number): [number, number] {
  const { interval, first, mass } = loss;
  const last = first + mass.length - 1;
  const bound = Math.log(2 / tail);
  const upper = coarse(loss, times, "up");
  const lower = coarse(loss, times, "down");
  let high = times * last * interval;
  let low = times * first * interval;
  for (let t = 2 ** -10; t <= 2 ** 12; t *= Math.SQRT2) {
    high = Math.min(high, (times * logMoment(upper, t) + bound) / t);
    low = Math.max(low, -(times * logMoment(lower, -t) + bound) / t);
  }
  const from = Math.max(times * first, Math.floor(low / interval));
  return [from, Math.max(from, Math.min(times * last, Math.ceil(high / interval)))];
}

interface CoarseLoss {
  readonly losses: readonly number[];
  readonly mass: readonly number[];
}

/**
 * Neighbouring losses as one, all rounded the same way, so that a moment is a bound of the moment; together only as long as
 * rounding moves the sum of all releases by less than a loss of the grid.
 */
function coarse({ interval, first, mass }: LossDistribution, times: number, way: "up" | "down"): CoarseLoss {
  const losses: number[] = [];
  const sums: number[] = [];
  let start = 0;
  let sum = 0;
  for (let index = 0; index <= mass.length; index += 1) {
    const next = index < mass.length ? (mass[index] as number) : Number.POSITIVE_INFINITY;
    if (index > start && (sum + next) * (index - start) * times > 1) {
      losses.push((first + (way === "up" ? index - 1 : start)) * interval);
      sums.push(sum);
      start = index;
      sum = 0;
    }
    sum += next;
  }
  return { losses, mass: sums };
}

/** ln E e^(t loss). */
function logMoment({ losses, mass }: CoarseLoss, t: number): number {
  const shift = t * (losses[t > 0 ? losses.length - 1 : 0] as number);
  let sum = 0;
  for (let index = 0; index < losses.length; index += 1) {
    sum += (mass[index] as number) * Math.exp(t * (losses[index] as number) - shift);
  }
  return Math.log(sum) + shift;
}

const mostLosses = 2 ** 20;
/** What a power of a transform is wrong by, for each factor: above all deviations that were seen, which grow with the power. */
export const roundingOfStep = 3e-16;

function powerOfTwo(length: number): number {
  let size = 16;
  while (size < length) size *= 2;
  return size;
}

/** The transform of real numbers around a circle of `size`: the first half of it, and one more. */
function transformOf(values: Float64Array, size: number): Float64Array {
  const circle = new Float64Array(size);
  for (const [index, value] of values.entries())
    circle[index & (size - 1)] = (circle[index & (size - 1)] as number) + value;
  const fft = new FFT(size);
  const spectrum = new Float64Array(size * 2);
  fft.realTransform(spectrum, circle);
  return spectrum.subarray(0, size + 2);
}

function inverse(half: Float64Array, size: number): Float64Array {
  const fft = new FFT(size);
  const spectrum = new Float64Array(size * 2);
  spectrum.set(half);
  fft.completeSpectrum(spectrum);
  const values = new Float64Array(size * 2);
  fft.inverseTransform(values, spectrum);
  return values;
}

/** `count` values from `start` on around the circle; the imaginary parts are rounding. */
function cut(complex: Float64Array, start: number, count: number): Float64Array {
  const size = complex.length / 2;
  const values = new Float64Array(count);
  const offset = ((start % size) + size) % size;
  for (let index = 0; index < count; index += 1) values[index] = complex[2 * ((offset + index) & (size - 1))] as number;
  return values;
}
