import { spentPrivacy } from "./accountant.ts";
import type { PrivacyEntry } from "./accountant.ts";
import { ComposedLosses, isWithinRounding } from "./pldAccountant.ts";

/**
 * `pld`: privacy loss distributions, the tighter one. `rdp`: Rényi differential privacy, quicker, and the only one for a
 * delta that is within the rounding of so many steps.
 */
export const accountants = ["pld", "rdp"] as const;

export type Accountant = (typeof accountants)[number];

export const defaultAccountant: Accountant = "pld";

/** What a history of entries costs, and who counted it. */
export interface EpsilonSpent {
  readonly epsilon: number;
  /** For people; as reports name it. */
  readonly accountant: string;
}

/** Above this an epsilon promises nothing, and the losses of so little noise would need a grid without end. */
export const largestEpsilon = 100;

const assumptions = "add/remove-one, Poisson sampling";
const names: Readonly<Record<Accountant, string>> = {
  pld: `PLD (privacy loss distributions), ${assumptions}`,
  rdp: `RDP (Rényi differential privacy), ${assumptions}`,
};

/**
 * The epsilon of all entries together at a delta. Both accountants never say less than what is true; asked for `pld`, the
 * smaller of the two is given.
 *
 * @param delta 0 < delta < 1
 */
export function epsilonSpent(
  entries: readonly PrivacyEntry[],
  delta: number,
  accountant: Accountant = defaultAccountant,
): EpsilonSpent {
  const byRdp = { epsilon: spentPrivacy(entries, delta).epsilon, accountant: names.rdp };
  if (accountant === "rdp" || byRdp.epsilon > largestEpsilon || isWithinRounding(entries, delta)) return byRdp;
  const epsilon = new ComposedLosses(entries, delta).epsilon(delta);
  return epsilon <= byRdp.epsilon ? { epsilon, accountant: names.pld } : byRdp;
}

/** Numbers of steps that are counted for each doubling. */
const countsInOctave = 4;

/**
 * Epsilon while a run goes on: counted for some numbers of steps only, because counting takes longer than a small step; in
 * between it is that of the next one, which is an upper bound.
 */
export class RunningEpsilon {
  readonly #delta: number;
  readonly #accountant: Accountant;
  readonly #known = new Map<string, number>();

  constructor(delta: number, accountant: Accountant) {
    this.#delta = delta;
    this.#accountant = accountant;
  }

  /**
   * @param entries everything paid so far
   * @param mostSteps what the last of them will have when the run ends
   */
  of(entries: readonly PrivacyEntry[], mostSteps: number): number {
    const last = entries.at(-1);
    if (last === undefined) return 0;
    const counted = [...entries.slice(0, -1), { ...last, steps: countedSteps(last.steps, mostSteps) }];
    const key = JSON.stringify(counted);
    const known = this.#known.get(key) ?? epsilonSpent(counted, this.#delta, this.#accountant).epsilon;
    this.#known.set(key, known);
    return known;
  }
}

/** The next number of steps that is counted, no more than a run has. */
function countedSteps(steps: number, most: number): number {
  if (steps >= most || steps < 2) return steps;
  const octave = 2 ** Math.floor(Math.log2(steps));
  const width = Math.max(1, octave / countsInOctave);
  return Math.min(most, Math.ceil(steps / width) * width);
}
