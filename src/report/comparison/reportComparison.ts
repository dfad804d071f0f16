import type { Interval, MetricResult } from "../../evaluation/metricResult.ts";
import type { Axis } from "../../lexicon/axis.ts";
import type { MetricName } from "../wording.ts";

/** Raised when a page of an older version could misread a comparison. */
export const reportComparisonVersion = 1;

/**
 * Two reports side by side: plain data, unrounded. The reports are called A and B throughout, every difference is B less A.
 */
export interface ReportComparison {
  readonly comparisonVersion: typeof reportComparisonVersion;
  readonly title: string;
  readonly generator: { readonly name: "evenhand"; readonly version: string };
  /** ISO 8601. */
  readonly createdAt: string;
  readonly a: ComparedReport;
  readonly b: ComparedReport;
  /** What the two reports are about and how they were made: what differs first, then what is the same in both. */
  readonly identity: { readonly differing: readonly IdentityFact[]; readonly same: readonly IdentityFact[] };
  /** Arm by arm, in A's order; within an arm in reading order. */
  readonly measures: readonly ComparedMeasure[];
  /** Absent where there is nothing of two scans that can be compared. */
  readonly scans?: ComparedScans;
  /** What stands in one report only or would mislead side by side, with the reason. */
  readonly notCompared: readonly NotCompared[];
}

/** What tells a reader which report is which. */
export interface ComparedReport {
  readonly title: string;
  readonly file: string;
  readonly version: string;
  readonly createdAt: string;
  readonly corpus?: { readonly name: string; readonly records: number };
  readonly warnings: readonly string[];
}

/** One fact about how a report came to be; undefined where a report does not say. */
export interface IdentityFact {
  /** For people: `corpus, sha256`, `dp: epsilon`. */
  readonly name: string;
  readonly a?: string;
  readonly b?: string;
}

/** A metric, or how well the membership attack that tables show tells members from others. */
export type MeasureName = MetricName | "membership-area";

export interface ComparedMeasure {
  /** A's name of the arm; `armB` where B calls its counterpart by another name. */
  readonly arm: string;
  readonly armB?: string;
  readonly measure: MeasureName;
  readonly axis?: Axis;
  readonly unit: MetricResult["unit"];
  readonly ideal?: number;
  readonly a: Estimate;
  readonly b: Estimate;
  readonly difference: EstimatedDifference;
}

export interface Estimate {
  readonly value: number;
  readonly n: number;
  readonly interval?: Interval;
}

export interface EstimatedDifference {
  /** B less A. */
  readonly value: number;
  /** Absent where one of the two has none and the items cannot be paired, and where all resamples of the pairs come to the same. */
  readonly interval?: Interval;
  /** True when both were measured on the same items, compared one by one. */
  readonly isPaired: boolean;
  /** Why the items could not be paired; only where they were not. */
  readonly reason?: string;
}

export interface ComparedScans {
  readonly axes: readonly Axis[];
  readonly mentions: readonly ComparedMentions[];
  /** Words that both scans list beside the same group: those that changed first, the largest change first. */
  readonly inBoth: readonly ComparedAssociation[];
  /** Words that one scan lists and the other does not: the other's list may just end above them. Strongest first. */
  readonly onlyA: readonly ListedAssociation[];
  readonly onlyB: readonly ListedAssociation[];
  /** In lower case; masked by everything that shows words. */
  readonly slurs: readonly string[];
}

/** How often a group is named; counts of the whole corpus, not estimates. */
export interface ComparedMentions {
  readonly group: string;
  readonly label: string;
  readonly axis: Axis;
  readonly a: MentionCount;
  readonly b: MentionCount;
}

export interface MentionCount {
  readonly mentions: number;
  /** `mentions` per thousand words of the corpus. */
  readonly perThousand: number;
}

export interface ListedAssociation {
  readonly group: string;
  readonly label: string;
  readonly axis: Axis;
  readonly word: string;
  readonly npmi: number;
  readonly low: number;
  readonly high: number;
  /** Sentences with both. */
  readonly together: number;
}

export interface ComparedAssociation extends Pick<ListedAssociation, "group" | "label" | "axis" | "word"> {
  readonly a: Pick<ListedAssociation, "npmi" | "low" | "high" | "together">;
  readonly b: Pick<ListedAssociation, "npmi" | "low" | "high" | "together">;
  /** B less A, with its 95% interval. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Benjamini-Hochberg q over the words of `inBoth`. */
  readonly q: number;
}

export interface NotCompared {
  readonly what: string;
  readonly why: string;
}
