/** Sums of a tensor as golden files give them; `dotSin` is the sum of v_k sin(k), k = 1, 2, ..., row-major. */
export interface Checksum {
  readonly norm: number;
  readonly dotSin: number;
  readonly sum?: number;
  readonly first?: readonly number[];
}

/** The largest deviation of one quantity, with the place where it was found. */
export interface HeldRow {
  readonly what: string;
  readonly compared: number;
  readonly deviation: number;
  readonly tolerance: number;
  readonly unit: DeviationUnit;
  readonly where: string;
  readonly isWithin: boolean;
}

export type DeviationUnit = "relative" | "absolute" | "differences";

/** Something in a file that was not compared, and why. */
export interface NotHeld {
  readonly what: string;
  readonly why: string;
}

type Place = string | (() => string);

/** What was compared in one file. A deviation that is not a number counts as infinite. */
export class Deviations {
  readonly notHeld: NotHeld[] = [];
  readonly #rows = new Map<string, HeldRow>();

  get rows(): readonly HeldRow[] {
    return [...this.#rows.values()];
  }

  /**
   * @param floor the smallest size that a deviation is taken relative to
   */
  relative(
    what: string,
    where: Place,
    got: number | undefined,
    expected: number,
    tolerance: number,
    floor = 1e-300,
  ): void {
    this.#add(what, where, offBy(got, expected) / Math.max(Math.abs(expected), floor), tolerance, "relative");
  }

  absolute(what: string, where: Place, got: number | undefined, expected: number, tolerance: number): void {
    this.#add(what, where, offBy(got, expected), tolerance, "absolute");
  }

  /** How far `got` lies outside [low, high], as a part of the nearer bound. */
  between(
    what: string,
    where: Place,
    got: number | undefined,
    [low, high]: readonly [number, number],
    tolerance: number,
  ): void {
    const value = got ?? Number.NaN;
    const outside = value < low ? 1 - value / low : value > high ? value / high - 1 : value === value ? 0 : Number.NaN;
    this.#add(what, where, outside, tolerance, "relative");
  }

  /** Values that must be the same; lists are compared element by element. */
  exact(what: string, where: Place, got: unknown, expected: unknown): void {
    if (Array.isArray(expected)) {
      const list = Array.isArray(got) ? (got as unknown[]) : [];
      const count = list.length === expected.length ? 0 : 1;
      const different = expected.filter((value, index) => !Object.is(list[index], value)).length;
      this.#add(what, where, Math.max(count, different), 0, "differences", expected.length);
      return;
    }
    this.#add(what, where, Object.is(got, expected) ? 0 : 1, 0, "differences");
  }

  /** Norm, sums and first values of a tensor, each relative to the norm. */
  checksum(
    what: string,
    where: Place,
    values: ArrayLike<number> | undefined,
    expected: Checksum,
    tolerance: number,
    scale = expected.norm,
  ): void {
    const found = values === undefined ? undefined : checksumOf(values);
    const add = (got: number | undefined, wanted: number): void =>
      this.#add(what, where, offBy(got, wanted) / Math.max(scale, smallestScale), tolerance, "relative");
    add(found?.norm, expected.norm);
    add(found?.dotSin, expected.dotSin);
    if (expected.sum !== undefined) add(found?.sum, expected.sum);
    expected.first?.forEach((value, index) => add(values?.[index], value));
  }

  #add(what: string, where: Place, measured: number, tolerance: number, unit: DeviationUnit, compared = 1): void {
    const deviation = Number.isNaN(measured) ? Number.POSITIVE_INFINITY : measured;
    const before = this.#rows.get(what);
    const isWithin = deviation <= tolerance;
    const isWorse = before === undefined || excess(deviation, tolerance) > excess(before.deviation, before.tolerance);
    this.#rows.set(what, {
      ...(isWorse ? { what, deviation, tolerance, unit, where: placeName(where) } : before),
      compared: (before?.compared ?? 0) + compared,
      isWithin: isWithin && (before?.isWithin ?? true),
    });
  }
}

/** Below this a norm is rounding: it comes from sums that cancel. */
const smallestScale = 1e-5;

function offBy(got: number | undefined, expected: number): number {
  if (got === expected) return 0; // infinities too
  return Math.abs((got ?? Number.NaN) - expected);
}

/** For the order of deviations with different tolerances. */
function excess(deviation: number, tolerance: number): number {
  return tolerance === 0 ? deviation : deviation / tolerance;
}

function placeName(place: Place): string {
  return typeof place === "string" ? place : place();
}

export function checksumOf(values: ArrayLike<number>): { norm: number; sum: number; dotSin: number } {
  let squares = 0;
  let sum = 0;
  let mixed = 0;
  for (let k = 0; k < values.length; k += 1) {
    const value = values[k] as number;
    squares += value * value;
    sum += value;
    mixed += value * Math.sin(k + 1);
  }
  return { norm: Math.sqrt(squares), sum, dotSin: mixed };
}
