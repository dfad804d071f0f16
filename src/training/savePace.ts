/**
 * Says when a run's state is worth storing: so often that a crash loses little, so seldom that storing takes a small share of
 * the time. Only how much is lost depends on it, never a number.
 */
export class SavePace {
  readonly #share: number;
  readonly #every: number;
  readonly #now: () => number;
  #lastEnd: number;
  /** Nobody knows at first how long it takes: the first step is stored, which tells. */
  #lastMs = 0;

  /**
   * @param share of the time that storing may take, above 0; 0: only every so many steps
   * @param every steps after which it is stored in any case
   */
  constructor(share: number, every: number, now: () => number = () => performance.now()) {
    this.#share = share;
    this.#every = every;
    this.#now = now;
    this.#lastEnd = now();
  }

  isDue(step: number): boolean {
    if (step % this.#every === 0) return true;
    return this.#share > 0 && (this.#now() - this.#lastEnd) * this.#share >= this.#lastMs;
  }

  /** Stores, and sees how long that takes. */
  async save(store: () => Promise<void>): Promise<void> {
    const start = this.#now();
    await store();
    this.#lastEnd = this.#now();
    this.#lastMs = this.#lastEnd - start;
  }
}
