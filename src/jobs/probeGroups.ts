import { neutralSentences } from "../evaluation/neutralText.ts";
import type { ProbeGroup } from "../training/groupProbe.ts";

/** Sentences of each group that a probe looks at: enough for a mean, few beside a lot. */
const sentencesPerGroup = 16;

/** The public probe set, tokenised: neutral sentences about every group, the same for every corpus. */
export function probeGroups(
  tokenizer: { readonly startOfTextId: number; readonly endOfTextId: number; encode(text: string): number[] },
  maximumTokens: number,
): ProbeGroup[] {
  const byGroup = new Map<string, string[]>();
  for (const { group, text } of neutralSentences()) byGroup.set(group, [...(byGroup.get(group) ?? []), text]);
  return [...byGroup].map(([group, texts]) => ({
    group,
    records: evenly(texts, sentencesPerGroup).map((text, index) => ({
      index,
      views: [
        {
          tokens: [tokenizer.startOfTextId, ...tokenizer.encode(text), tokenizer.endOfTextId].slice(0, maximumTokens),
        },
      ],
    })),
  }));
}

function evenly(texts: readonly string[], count: number): readonly string[] {
  return texts.filter(
    (_, index) => Math.floor((index * count) / texts.length) !== Math.floor(((index - 1) * count) / texts.length),
  );
}
