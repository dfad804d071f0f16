import type { SkipCount } from "./document.ts";

const maximumExamples = 5;

/** Counts what a reader passes over, by reason, with the first places: nothing is dropped in silence. */
export class SkipLog {
  readonly #reasons = new Map<string, { count: number; readonly examples: string[] }>();

  /**
   * @param reason a sentence fragment such as `not a JSON value`; equal reasons are counted together
   * @param place `FILE:LINE`, or a path
   */
  add(reason: string, place: string): void {
    this.addCount(reason, 1, [place]);
  }

  /** Several at once, with some of their places. */
  addCount(reason: string, count: number, places: readonly string[]): void {
    const entry = this.#reasons.get(reason) ?? { count: 0, examples: [] };
    this.#reasons.set(reason, entry);
    entry.count += count;
    entry.examples.push(...places.slice(0, maximumExamples - entry.examples.length));
  }

  /** Most frequent reason first. */
  counts(): SkipCount[] {
    return [...this.#reasons]
      .map(([reason, { count, examples }]) => ({ reason, count, examples: [...examples] }))
      .sort((a, b) => b.count - a.count);
  }

  get total(): number {
    let total = 0;
    for (const { count } of this.#reasons.values()) total += count;
    return total;
  }
}
