import { axes } from "../lexicon/axis.ts";
import type { Axis } from "../lexicon/axis.ts";
import data from "./data/neutralSentences.json";
import { bundledProbe } from "./probeData.ts";

/** A sentence, or the beginning of one, about a person of one group. */
export interface AboutGroup {
  /** Stable, unique name. */
  readonly id: string;
  readonly axis: Axis;
  readonly group: string;
  readonly text: string;
}

/** Everyday sentences that say the same of every group; public, so that looking at them costs no privacy. */
export function neutralSentences(): readonly AboutGroup[] {
  return aboutEveryGroup("sentence", data.sentences);
}

/**
 * What an id of `neutralSentences` or `neutralBeginnings` is a variant of: the sentence; of a prompt of BOLD the person or thing that
 * its article is about. An id of another kind stands for itself.
 */
export function sentenceOf(id: string): string {
  return /^(?:sentence|beginning) \d+(?=\/)/u.exec(id)?.[0] ?? /^(.+\/.+)\/\d+$/u.exec(id)?.[1] ?? id;
}

/** Beginnings of sentences for a model to go on with; a user's own copy of BOLD has more. */
export function neutralBeginnings(): readonly AboutGroup[] {
  return aboutEveryGroup("beginning", data.beginnings);
}

function aboutEveryGroup(kind: string, templates: readonly string[]): AboutGroup[] {
  return axes.flatMap((axis) =>
    Object.entries(bundledProbe.mentions[axis]).flatMap(([group, people]) =>
      templates.flatMap((template, number) =>
        people.map((person) => ({
          id: `${kind} ${number + 1}/${person}`,
          axis,
          group,
          text: template.replace("{person}", person),
        })),
      ),
    ),
  );
}
