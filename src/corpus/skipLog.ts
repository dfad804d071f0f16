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
    const entry = this.#reasons.get(reason) ?? { count: 0, examples: [] };
    this.#reasons.set(reason, entry);
    entry.count += 1;
    if (entry.examples.length < maximumExamples) entry.examples.push(place);
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
