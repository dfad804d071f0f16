import { normalQuantile } from "./normal.ts";

/**
 * The t that a variable of Student's distribution stays below with probability p: for means whose spread is itself estimated from
 * a few values.
 *
 * @param p strictly between 0 and 1
 * @param degrees of freedom, 1 or more, need not be whole
 * @see Abramowitz and Stegun (1964), "Handbook of Mathematical Functions", 26.7.5 for the expansion from 200 degrees on
 */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1 && degrees >= 1)) throw new RangeError(`studentQuantile(${p}, ${degrees})`);
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, degrees);
  if (degrees > 200) {
    const z = normalQuantile(p);
    return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
  }
  // With t = √degrees tan θ the density is cos(θ)^(degrees - 1), up to a factor that the whole area gives.
  const step = Math.PI / 2 / parts;
  const density = (part: number): number => Math.cos((part + 0.5) * step) ** (degrees - 1);
  let whole = 0;
  for (let part = 0; part < parts; part += 1) whole += density(part);
  let wanted = (2 * p - 1) * whole;
  let part = 0;
  for (; part < parts - 1 && wanted > density(part); part += 1) wanted -= density(part);
  return Math.sqrt(degrees) * Math.tan((part + wanted / density(part)) * step);
}

const parts = 20_000;
