import type { Random } from "../../base/random.ts";

/** Everything that is trained, as one point: name -> values. */
export type Point = ReadonlyMap<string, Float32Array>;

/** A point of its own that training does not move. */
export function copyOf(point: Point): Point {
  return new Map([...point].map(([name, values]) => [name, values.slice()]));
}

/** Overwrites `target` with the values of `source`. */
export function moveTo(target: Point, source: Point): void {
  for (const [name, values] of target) values.set(valuesOf(source, name));
}

/** Euclidean distance over all values. */
export function distanceBetween(a: Point, b: Point): number {
  let sum = 0;
  for (const [name, values] of a) {
    const others = valuesOf(b, name);
    for (let at = 0; at < values.length; at += 1) sum += ((values[at] as number) - (others[at] as number)) ** 2;
  }
  return Math.sqrt(sum);
}

/**
 * Pulls a point that lies outside the ball back to its surface, along the line to the centre; a point inside stays as it
 * is, to the last bit.
 *
 * @param point changed in place
 * @param radius above 0
 */
export function projectOntoBall(point: Point, centre: Point, radius: number): void {
  if (!(radius > 0)) throw new RangeError(`a ball of radius ${radius}`);
  const distance = distanceBetween(point, centre);
  if (distance <= radius) return;
  placeOnLine(point, centre, copyOf(point), radius / distance);
}

/**
 * Overwrites `target` with (1 - t) from + t to: `from` at 0 and `to` at 1, both to the last bit, and beyond them on the
 * same line.
 */
export function placeOnLine(target: Point, from: Point, to: Point, t: number): void {
  for (const [name, values] of target) {
    const [start, end] = [valuesOf(from, name), valuesOf(to, name)];
    for (let at = 0; at < values.length; at += 1) {
      values[at] = (1 - t) * (start[at] as number) + t * (end[at] as number);
    }
  }
}

/** Overwrites `target` with a point at exactly `radius` from the centre, in a direction that is uniform on the sphere. */
export function placeAround(target: Point, centre: Point, radius: number, random: Random): void {
  let squares = 0;
  for (const values of target.values()) {
    for (let at = 0; at < values.length; at += 1) {
      const step = random.normal();
      values[at] = step;
      squares += step * step;
    }
  }
  const scale = radius / Math.sqrt(squares);
  for (const [name, values] of target) {
    const middle = valuesOf(centre, name);
    for (let at = 0; at < values.length; at += 1) {
      values[at] = (middle[at] as number) + scale * (values[at] as number);
    }
  }
}

function valuesOf(point: Point, name: string): Float32Array {
  const values = point.get(name);
  if (values === undefined) throw new RangeError(`${name} is not in both points`);
  return values;
}
