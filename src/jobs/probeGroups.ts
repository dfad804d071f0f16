import { neutralSentences } from "../evaluation/neutralText.ts";
import type { AboutGroup } from "../evaluation/neutralText.ts";
import type { ProbeGroup } from "../training/groupProbe.ts";

/** Sentences of each group that a probe looks at: enough for a mean, few beside a lot. */
const sentencesPerGroup = 16;

/** The public probe set, tokenised: neutral sentences about every group, the same for every corpus. */
export function probeGroups(
  tokenizer: { readonly startOfTextId: number; readonly endOfTextId: number; encode(text: string): number[] },
  maximumTokens: number,
): ProbeGroup[] {
  return [...probedSentences()].map(([group, sentences]) => ({
    group,
    records: sentences.map(({ text }, index) => ({
      index,
      views: [
        {
          tokens: [tokenizer.startOfTextId, ...tokenizer.encode(text), tokenizer.endOfTextId].slice(0, maximumTokens),
        },
      ],
    })),
  }));
}

/** Names of each group's sentences, in the order of the probe set. */
export function probeKeys(): ReadonlyMap<string, readonly string[]> {
  return new Map([...probedSentences()].map(([group, sentences]) => [group, sentences.map(({ id }) => id)]));
}

function probedSentences(): ReadonlyMap<string, readonly AboutGroup[]> {
  const byGroup = new Map<string, AboutGroup[]>();
  for (const one of neutralSentences()) byGroup.set(one.group, [...(byGroup.get(one.group) ?? []), one]);
  return new Map([...byGroup].map(([group, sentences]) => [group, evenly(sentences, sentencesPerGroup)]));
}

function evenly<Sentence>(sentences: readonly Sentence[], count: number): readonly Sentence[] {
  const { length } = sentences;
  return sentences.filter(
    (_, index) => Math.floor((index * count) / length) !== Math.floor(((index - 1) * count) / length),
  );
}
