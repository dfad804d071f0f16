import { throwIfCancelled } from "../../base/errors.ts";
import type { PlacedMention, ScanIndex } from "./scanIndex.ts";
import { shuffledStretches } from "./shuffledStretches.ts";

/**
 * A random sample of the mentions of each term, the same whenever the corpus is the same: those with the smallest hashes
 * of their places.
 *
 * @param terms numbers of the terms
 * @returns by term, at most `most` mentions, in order
 */
export function sampleMentions(
  index: ScanIndex,
  terms: ReadonlySet<number>,
  options: { readonly most: number; readonly mostMentions: number; readonly signal: AbortSignal },
): Map<number, PlacedMention[]> {
  const samples = new Map<number, Sample>();
  for (const indexed of shuffledStretches(index, options.mostMentions)) {
    throwIfCancelled(options.signal);
    for (const mention of index.mentionsOf(indexed, (term) => terms.has(term))) {
      const sample = samples.get(mention.term) ?? new Sample(options.most);
      samples.set(mention.term, sample);
      sample.add(mention);
    }
  }
  return new Map([...samples].map(([term, sample]) => [term, sample.mentions()]));
}

/** The order of the sample's choice: the first n of a term are a random sample of n. */
export function inOrderOfChoice(mentions: readonly PlacedMention[]): PlacedMention[] {
  return mentions.toSorted((a, b) => rankOf(a) - rankOf(b));
}

class Sample {
  readonly #most: number;
  #kept: { readonly rank: number; readonly mention: PlacedMention }[] = [];
  #limit = Number.POSITIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
  }

  add(mention: PlacedMention): void {
    const rank = rankOf(mention);
    if (rank > this.#limit) return;
    this.#kept.push({ rank, mention });
    if (this.#kept.length >= 4 * this.#most) this.#cut();
  }

  mentions(): PlacedMention[] {
    this.#cut();
    return this.#kept
      .map(({ mention }) => mention)
      .sort((a, b) => a.file - b.file || a.address.record - b.address.record || a.byteStart - b.byteStart);
  }

  #cut(): void {
    this.#kept.sort((a, b) => a.rank - b.rank);
    this.#kept = this.#kept.slice(0, this.#most);
    if (this.#kept.length === this.#most) this.#limit = this.#kept.at(-1)?.rank ?? this.#limit;
  }
}

/** Mixes 32 bits; there may be millions of mentions. */
function rankOf({ file, address, byteStart }: PlacedMention): number {
  let hash = 0x9e3779b9 ^ file;
  for (const number of [address.record % 0xffffffff, byteStart % 0xffffffff]) {
    hash = Math.imul(hash ^ number, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}
