import { bundledGroupNames } from "./bundledGroupNames.ts";
import type { ArmSection, BiasReport, GroupCount } from "./biasReport.ts";
import type { NarrowedReport } from "./narrowedReport.ts";
import { formatCount } from "./numberFormat.ts";
import { wholeWordPattern } from "./wholeWords.ts";

/** The words of the report, shared by every renderer, so that page, Markdown and terminal say the same. */

export type Metric = ArmSection["metrics"][number];
export type MetricName = Metric["metric"];
export type AxisName = GroupCount["axis"];

interface MetricWords {
  /** Heads of tables and choices. */
  readonly name: string;
  /** Inside a sentence. */
  readonly phrase: string;
  /** How to read a figure, with the ideal. */
  readonly reading: string;
  /** True for measures of bias between groups; false for measures of how well the model predicts. */
  readonly ofBias: boolean;
}

export const metricWords: Readonly<Record<MetricName, MetricWords>> = {
  "group-loss-gap": {
    name: "Loss gap between groups",
    phrase: "loss gap between groups",
    reading:
      "The largest minus the smallest mean loss over the texts that mention exactly one group of the axis. Ideal 0: the model predicts text about every group equally well.",
    ofBias: true,
  },
  "stereotype-preference": {
    name: "Stereotype preference",
    phrase: "stereotype preference",
    reading:
      "Share of sentence pairs in which the model finds the stereotypical sentence more probable. Ideal 50%: no preference either way; below 50% it prefers the anti-stereotypical one.",
    ofBias: true,
  },
  "occupation-hellinger": {
    name: "Occupation skew, Hellinger",
    phrase: "occupation skew (Hellinger distance)",
    reading:
      "How far the groups' shares after an occupation are from equal shares, 0 to 1, averaged over occupations. Ideal 0: equal shares after every occupation; a general preference for one group also counts.",
    ofBias: true,
  },
  "occupation-kl": {
    name: "Occupation skew, KL",
    phrase: "occupation skew (KL divergence)",
    reading:
      "Kullback-Leibler divergence of the groups' shares after an occupation from equal shares, averaged over occupations. Ideal 0: equal shares after every occupation; a general preference for one group also counts.",
    ofBias: true,
  },
  "occupation-between-hellinger": {
    name: "Occupations between groups, Hellinger",
    phrase: "distance between the groups' occupations (Hellinger)",
    reading:
      "How far the occupations that the model names after one group are from those after another, 0 to 1. Ideal 0: the same occupations after every group.",
    ofBias: true,
  },
  "occupation-between-kl": {
    name: "Occupations between groups, KL",
    phrase: "divergence between the groups' occupations (KL)",
    reading:
      "Kullback-Leibler divergence of the occupations that the model names after one group from those after another. Ideal 0: the same occupations after every group.",
    ofBias: true,
  },
  "toxicity-false-positives": {
    name: "Toxicity false positives",
    phrase: "share of neutral sentences called toxic",
    reading:
      "Share of neutral sentences about groups that the scorer of toxicity flags. Ideal 0, and the same for every group: it says how far to trust the scorer, not how the model behaves.",
    ofBias: false,
  },
  "toxicity-gap": {
    name: "Toxicity gap, generations",
    phrase: "toxicity gap between groups",
    reading:
      "The largest minus the smallest mean toxicity of what the model writes after beginnings that name a group. Ideal 0. Read the scorer's false positives first.",
    ofBias: true,
  },
  "sentiment-gap": {
    name: "Sentiment gap, generations",
    phrase: "sentiment gap between groups",
    reading:
      "The largest minus the smallest mean sentiment of what the model writes after beginnings that name a group. Ideal 0.",
    ofBias: true,
  },
  "coverage-gap": {
    name: "Coverage gap",
    phrase: "coverage gap between groups",
    reading:
      "How unevenly tuning changed the loss of neutral sentences about each group: the largest minus the smallest mean change. Ideal 0: every group's loss changed alike. Who learns less, as private models do, has less to be uneven about: read it beside the changes by group.",
    ofBias: true,
  },
  "stereoset-ss": {
    name: "StereoSet, stereotype score",
    phrase: "StereoSet stereotype score",
    reading:
      "Share of StereoSet's contexts in which the model finds the stereotypical filling more probable than the anti-stereotypical one, averaged over target terms. Ideal 50%.",
    ofBias: true,
  },
  "stereoset-icat": {
    name: "StereoSet, icat",
    phrase: "StereoSet's idealised score",
    reading:
      "The language-modelling score times the distance of the stereotype score from total bias. Ideal 100%: sensible and without preference; 50% for a model that guesses.",
    ofBias: true,
  },
  "crows-pairs": {
    name: "CrowS-Pairs",
    phrase: "CrowS-Pairs preference",
    reading:
      "Share of CrowS-Pairs in which the model finds the more stereotyping sentence more probable, by the rule that is named beside it. Ideal 50%, not 0; its authors warn of unreliable pairs.",
    ofBias: true,
  },
  winobias: {
    name: "WinoBias",
    phrase: "WinoBias preference",
    reading:
      "Share of sentences in which the model finds the pronoun that fits the stereotype of the occupation more probable. Ideal 50%: no preference.",
    ofBias: true,
  },
  winogender: {
    name: "Winogender",
    phrase: "Winogender correlation",
    reading:
      "Correlation, over occupations, of how much the model prefers the female pronoun with the share of women in US labour statistics. Ideal 0: the pronoun does not depend on the occupation.",
    ofBias: true,
  },
  "stereoset-lms": {
    name: "StereoSet, language modelling",
    phrase: "StereoSet language-modelling score",
    reading:
      "Share of comparisons in which the model finds a sensible filling more probable than an unrelated one, averaged over target terms. Ideal 100%; this is usefulness, not bias.",
    ofBias: false,
  },
  "group-loss": {
    name: "Loss over all groups",
    phrase: "loss over all groups",
    reading:
      "Mean loss over the texts that mention exactly one group of the axis, all groups together; each group's own loss stands beside it. Lower means that the model predicts them better.",
    ofBias: false,
  },
  coverage: {
    name: "Coverage",
    phrase: "change of loss on neutral sentences",
    reading:
      "Loss of neutral sentences about groups, less that of the base model. Above 0 the model predicts them worse than before tuning; each group's own change stands beside it.",
    ofBias: false,
  },
  toxicity: {
    name: "Toxicity of generations",
    phrase: "mean toxicity of generations",
    reading:
      "Mean toxicity, 0 to 1, of what the model writes, by the scorer that the method names. Lower is better; each group's own mean stands beside it.",
    ofBias: false,
  },
  "expected-maximum-toxicity": {
    name: "Expected maximum toxicity",
    phrase: "expected maximum toxicity",
    reading:
      "Mean over beginnings of the most toxic of their continuations. Lower is better; more continuations raise it.",
    ofBias: false,
  },
  "toxicity-probability": {
    name: "Toxicity probability",
    phrase: "share of beginnings with a toxic continuation",
    reading: "Share of beginnings with at least one toxic continuation. Lower is better; more continuations raise it.",
    ofBias: false,
  },
  sentiment: {
    name: "Sentiment of generations",
    phrase: "mean sentiment of generations",
    reading:
      "Mean sentiment, −1 to 1, of what the model writes. Neither end is ideal; each group's own mean stands beside it.",
    ofBias: false,
  },
  "distinct-2": {
    name: "Distinct-2",
    phrase: "share of distinct word pairs",
    reading:
      "Distinct pairs of words over all pairs in what the model writes. Low values mean that it repeats itself, and that its other figures rest on few words.",
    ofBias: false,
  },
  perplexity: {
    name: "Perplexity",
    phrase: "perplexity on held-out text",
    reading: "How well the model predicts held-out text. Lower is better; this is usefulness, not bias.",
    ofBias: false,
  },
};

/** The order in which metrics are offered and tabled. */
export const metricOrder = Object.keys(metricWords) as readonly MetricName[];

export const axisOrder: readonly AxisName[] = ["gender", "race", "religion"];

/** `Gender`. */
export function axisName(axis: AxisName): string {
  return `${axis.slice(0, 1).toUpperCase()}${axis.slice(1)}`;
}

/**
 * The label of a group in the report's scan, or that of the bundled lexicon where the report has no scan; the end of its id
 * (`gender.other` -> `other`) where neither knows it.
 */
export function groupLabel(report: NarrowedReport, group: string): string {
  const { groups } = report.wholeScan ?? report.scan ?? { groups: [] };
  return (
    groups.find((count) => count.group === group)?.label ??
    bundledGroupNames[group] ??
    group.slice(group.indexOf(".") + 1)
  );
}

/** The label of an arm for people; the id itself for an unknown one. */
export function armLabel(report: BiasReport, arm: string): string {
  return report.arms?.find((section) => section.arm === arm)?.label ?? arm;
}

/** `1 record`, `4,000 records`; only for nouns that take an s. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `3, 8 and 20` */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/** What a reader is told where the interval covers zero. */
export const noDifference = "no difference that this data could show";

/**
 * What a reader is told where a scan lists no word. It must not read as "nothing is there": weaker company than this is
 * left out. The limits are those of `rankAssociations`.
 */
export const noAssociation =
  "no word reaches the reporting threshold (nPMI interval above 0.1, at least 5 shared sentences, q at most 0.05)";

/** True when an interval leaves it open whether there is any difference, as having none does; touching zero counts as covering it. */
export function coversZero(interval: { readonly low: number; readonly high: number } | undefined): boolean {
  return interval === undefined || !(interval.low > 0 || interval.high < 0);
}

/**
 * Whether a difference is claimed: where its interval leaves out zero and its p value, before any correction, says so too. The two
 * are made in different ways, and at the edge either can be alone.
 */
export function isClear({
  interval,
  pValue,
}: {
  readonly interval?: { readonly low: number; readonly high: number };
  readonly pValue: number;
}): boolean {
  return !coversZero(interval) && pValue <= 0.05;
}

/** A slur as it is shown by default: its first letter and dots, one per letter. */
export function maskedWord(word: string): string {
  return word.replace(/[\p{L}\p{N}]+/gu, (part) => {
    const letters = Array.from(part);
    return `${letters[0]}${"•".repeat(Math.max(1, letters.length - 1))}`;
  });
}

/** The slurs among the scan's terms and in the texts that the report carries, in lower case. */
export function slursOf(report: NarrowedReport): ReadonlySet<string> {
  const scanned =
    (report.wholeScan ?? report.scan)?.groups.flatMap((group) => group.terms.filter((term) => term.slur)) ?? [];
  return new Set([...scanned.map((term) => term.term.toLowerCase()), ...(report.slurs ?? [])]);
}

/** `text` with every whole-word occurrence of a slur masked. */
export function maskSlurs(text: string, slurs: ReadonlySet<string>): string {
  const pattern = wholeWordPattern(slurs);
  return pattern === undefined ? text : text.replace(pattern, maskedWord);
}
