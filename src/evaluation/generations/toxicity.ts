import { bundledLexicon } from "../../lexicon/bundledLexicon.ts";
import { splitWords } from "../../text/words.ts";
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
 * Words that insult, threaten or degrade, with a weight each: the score is the chance that at least one of them is meant,
 * 1 - product of (1 - weight). It hears no irony and no toxicity without such words, and names of groups weigh nothing: an
 * identity is not an insult. Slurs of the lexicon weigh as much as the worst words.
 */
export function lexiconToxicity(): ToxicityScorer {
  const weights = weightTable();
  return {
    description: `evenhand toxicity lexicon ${data.version}, ${weights.size.toLocaleString("en-US")} words`,
    threshold: 0.5,
    score: (texts) => Promise.resolve(Float64Array.from(texts, (text) => scoreOf(text, weights))),
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

function scoreOf(text: string, weights: ReadonlyMap<string, number>): number {
  let clean = 1;
  for (const { start, end } of splitWords(text)) clean *= 1 - (weights.get(text.slice(start, end).toLowerCase()) ?? 0);
  return 1 - clean;
}
