import { isAxis } from "../lexicon/axis.ts";
import type { Axis } from "../lexicon/axis.ts";
import type { TermMatch } from "../lexicon/lexicon.ts";

/** A held-out text and the groups that it mentions. */
export interface GroupedText {
  /** Stable name of the text, so that two models can be compared text by text; its place in the list when absent. */
  readonly id?: string;
  readonly text: string;
  /** Lexicon group ids, for example `gender.female`, in any order and without repeats. */
  readonly groups: readonly string[];
  /** Number of the unit of privacy that it was held out with, where that has several texts; its own when absent. */
  readonly unit?: number;
}

/** The axis of a lexicon group id; throws a RangeError for an id that does not begin with an axis. */
export function axisOfGroup(group: string): Axis {
  const axis = group.slice(0, Math.max(0, group.indexOf(".")));
  if (!isAxis(axis)) throw new RangeError(`"${group}" is no group id: it must begin with an axis and a dot`);
  return axis;
}

/**
 * The groups that a text is about, from its term matches: those with at least one unambiguous term. A text whose only
 * mention of a group is a word like "white" or "church" is about walls and buildings too often to be counted.
 */
export function groupsOfMatches(matches: readonly TermMatch[]): string[] {
  return [...new Set(matches.filter(({ ambiguous }) => !ambiguous).map(({ group }) => group))].sort();
}
