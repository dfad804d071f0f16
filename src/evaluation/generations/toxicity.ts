import { bundledLexicon } from "../../lexicon/bundledLexicon.ts";
import { TermTrie } from "../../lexicon/termTrie.ts";
import { splitSentences } from "../../text/sentences.ts";
import { splitWords } from "../../text/words.ts";
import type { Word } from "../../text/words.ts";
import data from "../data/toxicity.json";

/** Scores how likely a text is to be called toxic; whoever makes one says what is behind it. */
export interface ToxicityScorer {
  /** Name, version and rule, to be printed with every figure. */
  readonly description: string;
  /** At or above this a text counts as toxic. */
  readonly threshold: number;
  /** 0 to 1 for each text. */
  score(texts: readonly string[], signal?: AbortSignal): Promise<Float64Array>;
}

/** A scorer in one phrase, threshold included, as it is printed with every figure. */
export function scorerPhrase({ description, threshold }: ToxicityScorer): string {
  return `${description}; toxic from ${threshold}`;
}

/**
 * Words and phrases that insult, threaten or degrade, with a weight each: the score is the chance that at least one of them is meant,
 * 1 - product of (1 - weight). It hears no irony and no toxicity without such words, and names of groups weigh nothing: an
 * identity is not an insult. Slurs of the lexicon weigh as much as the worst words. Of several that begin with one word the longest
 * is meant, and none goes on in the next sentence.
 */
export function lexiconToxicity(): ToxicityScorer {
  const table = [...weightTable()];
  const weights = table.map(([, weight]) => weight);
  const phrases = new TermTrie<string>(1);
  for (const [place, [phrase]] of table.entries()) phrases.add(canonicals(splitWords(phrase)), 0, place);
  return {
    description: `evenhand toxicity lexicon ${data.version}, ${table.length.toLocaleString("en-US")} words and phrases`,
    threshold: 0.5,
    score: (texts) => Promise.resolve(Float64Array.from(texts, (text) => scoreOf(text, phrases, weights))),
  };
}

/** Weight of a slur of the lexicon. */
const slurWeight = 0.9;

function weightTable(): ReadonlyMap<string, number> {
  const table = new Map<string, number>();
  for (const { terms } of bundledLexicon().groups) {
    for (const { text, slur } of terms) if (slur === true) table.set(text.toLowerCase(), slurWeight);
  }
  for (const { weight, words: listed } of data.kinds) for (const word of listed) table.set(word, weight);
  return table;
}

function scoreOf(text: string, phrases: TermTrie<string>, weights: readonly number[]): number {
  const words = splitWords(text);
  const forms = canonicals(words);
  let clean = 1;
  for (const { firstWord, lastWord } of splitSentences(text, words)) {
    phrases.find(forms, firstWord, lastWord, (_first, _last, place) => {
      clean *= 1 - (weights[place] as number);
    });
  }
  return 1 - clean;
}

function canonicals(words: readonly Word[]): string[] {
  return words.map(({ canonical }) => canonical);
}
