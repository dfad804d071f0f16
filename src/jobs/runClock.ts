/** What a model of a run takes: its steps, each with so many views of a record. No steps for the base model. */
export interface ModelWork {
  readonly steps: number;
  /** Mean number of views of a unit, which are computed one by one. */
  readonly views: number;
  /** How often it passes over the probe's texts, see `probePasses`. */
  readonly probePasses: number;
}

/** What pieces of a run take, in seconds. */
export interface RunRates {
  /** One step with one view of each record. */
  readonly step: number;
  /** One pass over the probe's texts. */
  readonly probePass: number;
  /** Measuring a model. */
  readonly measuring: number;
}

/** Seconds for what models take. */
export function secondsFor(models: readonly ModelWork[], { step, probePass, measuring }: RunRates): number {
  return models.reduce(
    (sum, { steps, views, probePasses }) => sum + steps * views * step + probePasses * probePass + measuring,
    0,
  );
}

/**
 * Tells how long a run will still take, from what its own steps and measurements have taken. A model's first step is left out
 * as soon as there is a second: its graphs are compiled in it.
 */
export class RunClock {
  readonly #models: readonly ModelWork[];
  readonly #now: () => number;
  #current = 0;
  /** Of the current model: where steps are counted from, and the last that was made. */
  #from: { readonly step: number; readonly ms: number } | undefined;
  #step = 0;
  #stepMs = 0;
  #stepViews = 0;
  #measuringFrom: number | undefined;
  readonly #measured: number[] = [];

  /** @param now milliseconds, from any clock that does not go back */
  constructor(models: readonly ModelWork[], now: () => number = () => performance.now()) {
    this.#models = models;
    this.#now = now;
  }

  /** The model of that place is next. */
  begin(place: number): void {
    this.#current = place;
    this.#from = undefined;
    this.#step = 0;
    this.#measuringFrom = undefined;
  }

  /** A step of the current model was made. */
  stepped(step: number): void {
    const ms = this.#now();
    if (this.#from !== undefined) {
      this.#stepMs += ms - this.#from.ms;
      this.#stepViews += (step - this.#from.step) * (this.#models[this.#current]?.views ?? 1);
    }
    this.#from = { step, ms };
    this.#step = step;
  }

  measuring(): void {
    this.#measuringFrom = this.#now();
    this.#step = this.#models[this.#current]?.steps ?? 0;
  }

  measured(): void {
    if (this.#measuringFrom !== undefined) this.#measured.push((this.#now() - this.#measuringFrom) / 1000);
    this.#measuringFrom = undefined;
    this.#current += 1;
    this.#from = undefined;
    this.#step = 0;
  }

  /** Its own steps hold the looks of the probe. Undefined while nothing is known of a piece that is still to come. */
  secondsLeft(): number | undefined {
    const [current, ...later] = this.#models.slice(this.#current);
    if (current === undefined) return 0;
    const left = [{ ...current, steps: Math.max(0, current.steps - this.#step) }, ...later];
    const hasSteps = left.some(({ steps }) => steps > 0);
    if ((hasSteps && this.#stepViews === 0) || this.#measured.length === 0) return undefined;
    const measuring = this.#measured.reduce((sum, seconds) => sum + seconds, 0) / this.#measured.length;
    const step = this.#stepViews === 0 ? 0 : this.#stepMs / 1000 / this.#stepViews;
    const measuredFor = this.#measuringFrom === undefined ? 0 : (this.#now() - this.#measuringFrom) / 1000;
    return secondsFor(left, { step, probePass: 0, measuring }) - Math.min(measuring, measuredFor);
  }
}
