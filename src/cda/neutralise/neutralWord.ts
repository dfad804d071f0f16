import { pluralOf } from "../../lexicon/swapPairs.ts";
import file from "./neutralWords.json";

/** Neutral words by gendered ones, lower case, plurals included. */
let table: ReadonlyMap<string, string> | undefined;

/** The neutral word for a gendered noun or adjective in lower case; undefined when there is none in use. */
export function neutralWord(word: string): string | undefined {
  table ??= readTable();
  return table.get(word);
}

/** True for a word that others become because it names everybody: actor, hero. */
export function isNeutralWord(word: string): boolean {
  table ??= readTable();
  neutral ??= new Set(table.values());
  return neutral.has(word);
}

let neutral: ReadonlySet<string> | undefined;

/** The neutral title for Mr, Mrs, Ms and Miss, in lower case and without a full stop. */
export function neutralTitle(word: string): string | undefined {
  return Object.hasOwn(file.titles, word) ? file.titles[word as keyof typeof file.titles] : undefined;
}

function readTable(): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const group of [file.people, file.kinship, file.royalty, file.occupation]) {
    for (const [terms, neutral] of Object.entries(group)) {
      for (const term of terms.split(" ")) {
        words.set(term, neutral);
        const plural = pluralOf(term, file.plurals);
        if (plural !== "") words.set(plural, pluralOf(neutral, file.plurals));
      }
    }
  }
  return words;
}
