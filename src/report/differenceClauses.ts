import type { BiasReport } from "./biasReport.ts";
import { decimalsOf, kindOf, unitOf } from "./measures.ts";
import { formatDifference, formatDifferenceWithUnit, formatLevel, formatPValue } from "./numberFormat.ts";
import { coversZero, isClear, noDifference } from "./wording.ts";

export type Comparison = NonNullable<BiasReport["comparisons"]>[number];

/** Comparisons of one measure that answer one question alike: of arms of the same two kinds, with the same direction. */
type Alike = readonly [Comparison, ...Comparison[]];

/**
 * Comparisons by one measure in words. What several have in common is said once: arms of several epsilons would
 * otherwise fill the first screen with the same clause.
 */
export function differenceClauses(report: BiasReport, comparisons: readonly Comparison[]): readonly string[] {
  const clauses: string[] = [];
  let silent: number | undefined;
  for (const alike of alikeComparisons(report, comparisons)) {
    if (direction(alike[0]) !== "none") clauses.push(...together(report, alike));
    else if (silent === undefined) {
      silent = clauses.length;
      clauses.push(`between ${pairWords(report, alike)} ${noDifference} ${reach(report, alike)}`);
    } else clauses[silent] += `, nor between ${pairWords(report, alike)} ${reach(report, alike)}`;
  }
  return clauses;
}

/** One comparison in words: `dp is 0.036 nats per token higher than plain (95% interval 0.012 to 0.060)`. */
export function differenceClause(report: BiasReport, comparison: Comparison): string {
  const { a, b, interval } = comparison;
  if (interval === undefined || !isClear(comparison)) {
    return `between ${a} and ${b} ${noDifference} ${reach(report, [comparison])}`;
  }
  const { show, withUnit } = formats(report, comparison);
  const { size, low, high } = turnedUp(comparison.difference, interval);
  const range = `${formatLevel(interval.level)} ${show(low)} to ${show(high)}`;
  return `${b} is ${withUnit(size)} ${direction(comparison)} than ${a} (${range})`;
}

/** Differences of one direction: all sizes, then all intervals. */
function together(report: BiasReport, some: Alike): readonly string[] {
  const [first, ...others] = some;
  const common = inCommon(report, some);
  if (others.length === 0 || common === undefined || first.interval === undefined) {
    return some.map((one) => differenceClause(report, one));
  }
  const { show, withUnit } = formats(report, first);
  const turned = some.flatMap(({ difference, interval }) =>
    interval === undefined ? [] : [turnedUp(difference, interval)],
  );
  const sizes = listed(turned.map(({ size }, index) => (index === others.length ? withUnit(size) : show(size))));
  const ranges = listed(turned.map(({ low, high }) => `${show(low)} to ${show(high)}`));
  const { a, b, isOne } = common;
  return [
    `${b} ${isOne ? "is" : "are"} ${sizes} ${direction(first)} than ${a} (${formatLevel(first.interval.level)}s ${ranges})`,
  ];
}

/** How far the intervals reach, where there are any; of one comparison its size too. */
function reach(report: BiasReport, some: Alike): string {
  const [first] = some;
  const { show, withUnit } = formats(report, first);
  const isOne = some.length === 1;
  if (first.interval === undefined) return isOne ? `(${withUnit(first.difference)}, no interval)` : "(no intervals)";
  const level = formatLevel(first.interval.level);
  const { low, high } = first.interval;
  if (isOne) {
    const p = coversZero(first.interval) ? "" : `, ${formatPValue(first.pValue)}`;
    return `(${withUnit(first.difference)}, ${level} ${show(low)} to ${show(high)}${p})`;
  }
  const intervals = some.flatMap(({ interval = [] }) => interval);
  const [lowest, highest] = [
    Math.min(...intervals.map((interval) => interval.low)),
    Math.max(...intervals.map((interval) => interval.high)),
  ];
  return `(${level}s within ${show(lowest)} to ${withUnit(highest)})`;
}

function pairWords(report: BiasReport, some: Alike): string {
  const common = inCommon(report, some);
  if (common !== undefined) return `${common.a} and ${common.isOne ? "" : "each of "}${common.b}`;
  return some.map(({ a, b }) => `${a} and ${b}`).join(" and between ");
}

interface Sides {
  readonly a: string;
  readonly b: string;
  /** Of one kind, or one arm: told in the singular. */
  readonly isOne: boolean;
}

/** What both sides of several comparisons are called together: `plain` and `dp at ε3 and ε8`; undefined without such names. */
function inCommon(report: BiasReport, some: Alike): Sides | undefined {
  const [first] = some;
  if (some.length === 1) return { a: first.a, b: first.b, isOne: true };
  const kinds = kindsOf(report);
  const [kindA, kindB] = [kinds.get(first.a), kinds.get(first.b)];
  const rests = some.map(({ b }) => restOf(b, kindB));
  const ofKind = rests.every((rest) => rest !== undefined) ? `${kindB} at ${listed(rests)}` : undefined;
  if (some.every(({ a }) => a === first.a)) {
    return { a: first.a, b: ofKind ?? listed(some.map(({ b }) => b)), isOne: ofKind !== undefined };
  }
  const areAlike = some.every(({ a }, index) => rests[index] !== undefined && restOf(a, kindA) === rests[index]);
  return kindA === undefined || ofKind === undefined || !areAlike ? undefined : { a: kindA, b: ofKind, isOne: true };
}

/** `ε3` of `dp ε3`: what an arm has beside its kind's name. */
function restOf(arm: string, kind: string | undefined): string | undefined {
  return kind !== undefined && arm.startsWith(`${kind} `) ? arm.slice(kind.length + 1) : undefined;
}

function kindsOf({ arms = [] }: BiasReport): ReadonlyMap<string, string | undefined> {
  return new Map(arms.map((arm) => [arm.arm, kindOf(arm)]));
}

function direction(comparison: Comparison): "none" | "higher" | "lower" {
  if (!isClear(comparison)) return "none";
  return (comparison.interval?.low ?? 0) > 0 ? "higher" : "lower";
}

/** Told as a size and a direction, so the interval is turned the same way. */
function turnedUp(
  difference: number,
  { low, high }: NonNullable<Comparison["interval"]>,
): { readonly size: number; readonly low: number; readonly high: number } {
  return low > 0 ? { size: difference, low, high } : { size: -difference, low: -high, high: -low };
}

function formats(report: BiasReport, { metric }: Comparison) {
  const unit = unitOf(report, metric);
  const decimals = decimalsOf(report, metric);
  return {
    show: (value: number): string => formatDifference(value, unit, decimals),
    withUnit: (value: number): string => formatDifferenceWithUnit(value, unit, decimals),
  };
}

/** In the order of the first of each. */
function alikeComparisons(report: BiasReport, comparisons: readonly Comparison[]): readonly Alike[] {
  const kinds = kindsOf(report);
  const groups: [Comparison, ...Comparison[]][] = [];
  const kindOrName = (arm: string): string => kinds.get(arm) ?? arm;
  for (const one of comparisons) {
    const own = groups.find(
      ([first]) =>
        kindOrName(first.a) === kindOrName(one.a) &&
        kindOrName(first.b) === kindOrName(one.b) &&
        direction(first) === direction(one) &&
        first.interval?.level === one.interval?.level,
    );
    if (own === undefined) groups.push([one]);
    else own.push(one);
  }
  return groups;
}

/** `a`, `a and b`, `a, b and c`. */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
