import type { Counts } from "./counts.ts";

/** The counts as compact JSON data for comparing with other tools: keys sorted, triples instead of objects. */
export interface CountsLayout {
  readonly totals: {
    readonly documents: number;
    readonly sentences: number;
    readonly tokens: number;
    readonly types: number;
  };
  readonly groups: Readonly<
    Record<
      string,
      {
        readonly mentions: number;
        readonly sentences: number;
        readonly documents: number;
        readonly tokensInGroupSentences: number;
        readonly terms: Readonly<Record<string, number>>;
      }
    >
  >;
  /** Tokens, sentences, documents. */
  readonly words: Readonly<Record<string, readonly [number, number, number]>>;
  /** Sentences with both, tokens in the group's sentences, occurrences within ten words of a mention. */
  readonly cooc: Readonly<Record<string, Readonly<Record<string, readonly [number, number, number]>>>>;
}

export function countsLayout(counts: Counts): CountsLayout {
  const { documents, sentences, tokens } = counts.totals;
  return {
    totals: { documents, sentences, tokens, types: counts.words.size },
    groups: sortedRecord(counts.groups, (tally) => ({
      mentions: tally.mentions,
      sentences: tally.sentences,
      documents: tally.documents,
      tokensInGroupSentences: tally.tokens,
      terms: sortedRecord(tally.terms, (mentions) => mentions),
    })),
    words: sortedRecord(counts.words, (count) => [count.tokens, count.sentences, count.documents] as const),
    cooc: sortedRecord(counts.company, (company) =>
      sortedRecord(company, (met) => [met.sentences, met.tokens, met.window] as const),
    ),
  };
}

/** `Object.fromEntries` defines properties, so that the word `__proto__` is a key like any other. */
function sortedRecord<Value, Result>(
  map: ReadonlyMap<string, Value>,
  of: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, of(value)] as const),
  );
}
