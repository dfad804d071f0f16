import type { Lexicon } from "../lexicon/lexicon.ts";
import type { Counts } from "./counts.ts";
import { percent, whole } from "./dataProblem.ts";
import type { DataProblem } from "./dataProblem.ts";

/** A group in at least this share of an axis's sentences is told. */
export const leastDominance = 0.75;

/** A next group with this share of the largest one's sentences is not dominated: the two share most sentences. */
const leastOfLargest = 0.5;

/** Axes most of whose sentences name one group, and few of them another. */
export function dominance(counts: Counts, lexicon: Lexicon): DataProblem[] {
  return counts.axes.flatMap((axis): DataProblem[] => {
    const groups = counts.groups.filter(({ group }) => group.startsWith(`${axis.axis}.`));
    const [largest, next] = groups.toSorted((one, other) => other.sentences - one.sentences);
    if (largest === undefined || next === undefined || axis.sentences === 0) return [];
    const share = largest.sentences / axis.sentences;
    if (share < leastDominance || next.sentences >= leastOfLargest * largest.sentences) return [];
    return [
      {
        kind: "dominance",
        sentence: `${percent(share)} of the ${whole(axis.sentences)} sentences that name a group of the axis ${axis.axis} name ${labelOf(largest.group, lexicon)}; the next group, ${labelOf(next.group, lexicon)}, is in ${whole(next.sentences)}.`,
        figures: [
          { name: "share", value: share },
          { name: "n", value: axis.sentences },
        ],
        examples: [],
        hint: "Compare groups by rates and intervals, not by counts: what is rare beside a small group may only be rarely seen.",
      },
    ];
  });
}

/** Groups that are mentioned in too few sentences for anything to be said of them, and groups never mentioned. */
export function tinyGroups(counts: Counts, lexicon: Lexicon, fewestSentences: number): DataProblem | undefined {
  const tiny = counts.groups.filter(({ sentences }) => sentences < fewestSentences);
  if (tiny.length === 0) return undefined;
  const few = tiny
    .filter(({ sentences }) => sentences > 0)
    .map(({ group, sentences }) => `${labelOf(group, lexicon)} (${whole(sentences)})`);
  const never = tiny.filter(({ sentences }) => sentences === 0).map(({ group }) => labelOf(group, lexicon));
  const parts = [
    ...(few.length === 0 ? [] : [`in fewer than ${fewestSentences} sentences: ${few.join(", ")}`]),
    ...(never.length === 0 ? [] : [`never mentioned: ${never.join(", ")}`]),
  ];
  return {
    kind: "tiny-groups",
    sentence: `Too little is said of some groups for their company to be measured; ${parts.join("; ")}.`,
    figures: tiny.map(({ group, sentences }) => ({ name: group, value: sentences })),
    examples: [],
    hint: "No association listed for these groups means that too little is known, not that there is none.",
  };
}

function labelOf(group: string, lexicon: Lexicon): string {
  return lexicon.groups.find(({ id }) => id === group)?.label ?? group;
}
