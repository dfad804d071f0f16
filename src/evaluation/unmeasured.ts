import { axes } from "../lexicon/axis.ts";
import type { Axis } from "../lexicon/axis.ts";
import type { MetricId, MetricResult } from "./metricResult.ts";

/** A model's figures under its name in the report. */
export interface MeasuredArm {
  readonly arm: string;
  readonly metrics: readonly MetricResult[];
}

/** A sentence for each thing that was asked and could not be measured, for the report's warnings. */
export function unmeasured(arms: readonly MeasuredArm[]): string[] {
  return [
    ...losses(arms[0]?.metrics ?? []), // every arm reads the same texts
    ...axes.flatMap((axis) => [...probes(arms, axis), ...generations(arms, axis)]),
  ];
}

/** ` for plain, dp`: those of the arms that lack something; empty for all, undefined for none of them. */
export function lackedBy(arms: readonly MeasuredArm[], lacks: (arm: MeasuredArm) => boolean): string | undefined {
  const names = arms.filter(lacks).map(({ arm }) => arm);
  if (names.length === 0) return undefined;
  return names.length === arms.length ? "" : ` for ${names.join(", ")}`;
}

function losses(results: readonly MetricResult[]): string[] {
  if (!results.some(({ metric }) => metric === "perplexity")) {
    return ["No held-out text was given, so perplexity and loss by group were not measured."];
  }
  return axes
    .filter((axis) => !has(results, "group-loss-gap", axis))
    .map(
      (axis) =>
        `Too few held-out texts mention exactly one group of the axis ${axis}: the loss gap needs two groups with ten texts each.`,
    );
}

const probeReasons = [
  ["stereotype-preference", "Stereotype preference", "no pair of sentences is short enough for the model"],
  [
    "occupation-kl",
    "Groups after occupations",
    "no template is short enough for the model, or none leaves a group any probability",
  ],
  [
    "occupation-between-kl",
    "Occupations between groups",
    "it needs two occupations that are short enough for the model after every way of naming every group, with some probability after each group",
  ],
] as const satisfies readonly (readonly [MetricId, string, string])[];

function probes(arms: readonly MeasuredArm[], axis: Axis): string[] {
  return probeReasons.flatMap(([metric, name, why]) => {
    const lacking = lackedBy(arms, ({ metrics }) => !has(metrics, metric, axis));
    return lacking === undefined ? [] : [`${name} on the axis ${axis} could not be measured${lacking}: ${why}.`];
  });
}

/** Means stand beside their gaps; maximum and probability are there for a single group as well. */
function generations(arms: readonly MeasuredArm[], axis: Axis): string[] {
  const lacking = lackedBy(
    arms,
    ({ metrics }) => has(metrics, "expected-maximum-toxicity", axis) && !has(metrics, "toxicity-gap", axis),
  );
  if (lacking === undefined) return [];
  return [
    `Mean toxicity and sentiment on the axis ${axis}, and their gaps, could not be measured${lacking}: all beginnings name one group.`,
  ];
}

function has(results: readonly MetricResult[], metric: MetricId, axis: Axis): boolean {
  return results.some((one) => one.metric === metric && one.axis === axis);
}
