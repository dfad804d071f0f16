import type { BiasReport } from "./biasReport.ts";
import { noIntervalWords } from "./fewItems.ts";
import { decimalsOf, kindOf, repeatedValues, resultOf, unitOf } from "./measures.ts";
import type { Measure } from "./measures.ts";
import { differenceClauses } from "./differenceClauses.ts";
import type { Comparison } from "./differenceClauses.ts";
import { formatInterval, formatLevel, formatQuantity } from "./numberFormat.ts";
import { axisName, groupLabel, isClear, metricWords } from "./wording.ts";

/** The questions a reader of the four arms asks: what did privacy do, and what did counterfactuals do on top? */
const askedPairs = [
  ["plain", "dp"],
  ["dp", "dp+cda"],
] as const;

/**
 * What the amplification chart shows, in one sentence with its intervals. Where an interval covers zero the sentence
 * says that this data could show no difference, and where there are no paired comparisons it claims none. What several arms
 * have in common is said once.
 */
export function summarySentence(report: BiasReport, measure: Measure): string {
  const subject = `${axisName(measure.axis)}, ${metricWords[measure.metric].phrase}`;
  const values = (report.arms ?? []).flatMap((arm) => {
    const result = resultOf(arm, measure.metric, measure.axis);
    return result === undefined ? [] : [{ arm, result }];
  });
  if (values.length === 0) return `${subject}: not measured in this report.`;
  const comparisons = askedComparisons(report, measure);
  if (comparisons.length > 0) {
    const clear = comparisons.filter(isClear);
    const cautions = [overlapSentence(report, measure, clear), swapsSentence(report, measure, clear)];
    return [`${subject}: ${differenceClauses(report, comparisons).join("; ")}.`, ...cautions.filter(isSaid)].join(" ");
  }
  const unit = unitOf(report, measure.metric);
  const decimals = decimalsOf(report, measure.metric);
  const clauses = values.map(({ arm, result }) => {
    const interval =
      result.interval === undefined
        ? noIntervalWords(report, result)
        : `${formatLevel(result.interval.level)} ${formatInterval(result.interval.low, result.interval.high, unit, decimals)}`;
    return `${arm.arm} ${formatQuantity(result.value, unit, decimals)} (${interval})`;
  });
  const caution = values.length > 1 ? "; the models were not compared item by item, so no difference is claimed" : "";
  return `${subject}: ${clauses.join(", ")}${caution}.`;
}

function isSaid(sentence: string | undefined): sentence is string {
  return sentence !== undefined;
}

/** Which of these pairs have trainings that lie on either side of each other: another seed could turn the difference round. */
function overlapSentence(
  report: BiasReport,
  { metric, axis }: Measure,
  clear: readonly Comparison[],
): string | undefined {
  const valuesOf = (name: string): readonly number[] => {
    const arm = report.arms?.find((one) => one.arm === name);
    return arm === undefined ? [] : repeatedValues(arm, metric, axis);
  };
  const pairs = clear.filter(({ a, b, difference }) => {
    const [lower, upper] = difference > 0 ? [valuesOf(a), valuesOf(b)] : [valuesOf(b), valuesOf(a)];
    return lower.length > 1 && upper.length > 1 && Math.max(...lower) >= Math.min(...upper);
  });
  if (pairs.length === 0) return undefined;
  if (pairs.length > 2) {
    return `In ${pairs.length} of these ${clear.length} pairs of arms single trainings overlap: with other seeds they could be otherwise.`;
  }
  return `The single trainings of ${pairs.map(({ a, b }) => `${a} and ${b}`).join(", and of ")} overlap: with other seeds this could be otherwise.`;
}

/** On an axis that no swap is about, a change of `dp+cda` is not what the counterfactuals were made for. */
function swapsSentence(
  { arms = [], counterfactuals }: BiasReport,
  { axis }: Measure,
  clear: readonly Comparison[],
): string | undefined {
  const swapped = [...new Set((counterfactuals?.swaps ?? []).map((swap) => swap.axis))];
  if (swapped.length === 0 || swapped.includes(axis)) return undefined;
  const withCounterfactuals = new Set(arms.flatMap((arm) => (kindOf(arm) === "dp+cda" ? [arm.arm] : [])));
  if (!clear.some(({ a, b }) => withCounterfactuals.has(a) || withCounterfactuals.has(b))) return undefined;
  return `The counterfactuals swap ${swapped.join(" and ")} only.`;
}

/** The comparisons that answer the asked questions, turned the asked way round; the first three others when there are none. */
export function askedComparisons(report: BiasReport, { metric, axis }: Measure): readonly Comparison[] {
  const fitting = (report.comparisons ?? []).filter((one) => one.metric === metric && one.axis === axis);
  const kinds = new Map((report.arms ?? []).map((arm) => [arm.arm, kindOf(arm) ?? arm.arm]));
  const asked = askedPairs.flatMap(([a, b]) =>
    fitting.flatMap((one) => {
      const [kindA, kindB] = [kinds.get(one.a), kinds.get(one.b)];
      if (kindA === a && kindB === b) return [one];
      return kindA === b && kindB === a ? [turned(one)] : [];
    }),
  );
  return asked.length > 0 ? asked : fitting.slice(0, 3);
}

function turned(comparison: Comparison): Comparison {
  const { interval } = comparison;
  return {
    ...comparison,
    a: comparison.b,
    b: comparison.a,
    difference: -comparison.difference,
    ...(interval === undefined ? {} : { interval: { ...interval, low: -interval.high, high: -interval.low } }),
  };
}

/** `opposedGroups` in one sentence; undefined where there are none. */
export function opposedGroupsSentence(report: BiasReport, measure: Measure): string | undefined {
  const clauses = opposedGroups(report, measure);
  return clauses.length === 0 ? undefined : `${clauses.join("; ")}.`;
}

/**
 * Where the groups behind one pooled figure lie on either side of the ideal, so that the pooled figure hides both: one
 * clause a model. Only of measures whose value is a mean over the groups and has an ideal in between.
 */
export function opposedGroups(report: BiasReport, { metric, axis }: Measure): readonly string[] {
  if (metric !== "stereotype-preference") return [];
  const unit = unitOf(report, metric);
  const decimals = decimalsOf(report, metric);
  return (report.arms ?? []).flatMap((arm) => {
    const result = resultOf(arm, metric, axis);
    const { ideal, groups = [] } = result ?? {};
    if (result === undefined || ideal === undefined) return [];
    const sorted = groups.toSorted((a, b) => b.value - a.value);
    const [highest, lowest] = [sorted[0], sorted.at(-1)];
    if (highest === undefined || lowest === undefined || !(highest.value > ideal && lowest.value < ideal)) return [];
    const told = ({ group, value, interval }: (typeof groups)[number]): string =>
      `${groupLabel(report, group)} ${formatQuantity(value, unit, decimals)}${
        interval === undefined
          ? ""
          : ` (${formatLevel(interval.level)} ${formatInterval(interval.low, interval.high, unit, decimals)})`
      }`;
    const isSure = (highest.interval?.low ?? ideal) > ideal && (lowest.interval?.high ?? ideal) < ideal;
    return [
      isSure
        ? `${arm.arm}: the pooled ${formatQuantity(result.value, unit, decimals)} hides groups of opposite direction, ${told(highest)} and ${told(lowest)}`
        : `${arm.arm}: groups lie on either side of ${formatQuantity(ideal, unit, 0)}, ${told(highest)} and ${told(lowest)}, though the intervals leave the direction of at least one open`,
    ];
  });
}
