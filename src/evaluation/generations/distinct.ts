import { splitWords } from "../../text/words.ts";
import type { MetricItem } from "../metricResult.ts";

/** A share of distinct n-grams, and what each unit of texts has to do with it. */
export interface DistinctByUnit {
  readonly value: number;
  /** The share without each unit in turn. */
  readonly without: readonly number[];
  /** One a unit; empty where there is one unit, or no n-gram without one of them. */
  readonly items: readonly MetricItem[];
}

/**
 * Distinct n-grams of words over all n-grams: how little the texts repeat themselves, 0 to 1; with the share that is left without
 * each unit of texts. A bootstrap would not do: a resample repeats texts, and so
 * has fewer distinct n-grams than the texts themselves. Items are the jackknife's pseudo-values, moved so that their mean is the
 * share itself: their variance over their number is the jackknife's, and differences of two models' items that of the difference.
 *
 * @param units name of each text's unit, of those that are written after variants of one prompt
 * @returns undefined without an n-gram
 * @see Li et al. (2016), "A Diversity-Promoting Objective Function for Neural Conversation Models"
 * @see Shao and Tu (1995), "The Jackknife and Bootstrap", section 1.1
 */
export function distinctByUnit(
  texts: readonly string[],
  units: readonly string[],
  n: number,
): DistinctByUnit | undefined {
  const own = new Map<string, { all: number; alone: number }>();
  /** N-gram -> its only unit, undefined for one of several units. */
  const unitOf = new Map<string, string | undefined>();
  let all = 0;
  for (const [index, text] of texts.entries()) {
    const unit = units[index] as string;
    const grams = gramsOf(text, n);
    own.set(unit, { all: (own.get(unit)?.all ?? 0) + grams.length, alone: 0 });
    for (const gram of grams) unitOf.set(gram, unitOf.has(gram) && unitOf.get(gram) !== unit ? undefined : unit);
    all += grams.length;
  }
  if (all === 0) return undefined;
  for (const unit of unitOf.values()) if (unit !== undefined) (own.get(unit) as { alone: number }).alone += 1;
  const value = unitOf.size / all;
  const counts = [...own];
  const without = counts.map(([, unit]) => (unitOf.size - unit.alone) / (all - unit.all));
  if (counts.length < 2 || !without.every(Number.isFinite)) return { value, without, items: [] };
  const mean = without.reduce((sum, share) => sum + share, 0) / without.length;
  const items = counts.map(([key], index) => ({
    key,
    value: value + (counts.length - 1) * (mean - (without[index] as number)),
  }));
  return { value, without, items };
}

function gramsOf(text: string, n: number): string[] {
  const words = splitWords(text).map(({ start, end }) => text.slice(start, end).toLowerCase());
  return Array.from({ length: Math.max(0, words.length - n + 1) }, (_, start) =>
    JSON.stringify(words.slice(start, start + n)),
  );
}
