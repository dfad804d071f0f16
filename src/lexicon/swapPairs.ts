import { createHash } from "node:crypto";
import fixedPhrasesFile from "./data/gender.fixedPhrases.json";
import namePhrasesFile from "./data/gender.namePhrases.json";
import pairsFile from "./data/gender.pairs.json";

/** Which way the gendered terms of a text are changed: both at once, or one side only. */
export const swapDirections = ["swap", "m2f", "f2m"] as const;

export type SwapDirection = (typeof swapDirections)[number];

export type Gender = "masculine" | "feminine";

/** What kind of word a pair is; it names the rule in the plan and decides which guards apply. */
export type PairRule = "person" | "kinship" | "royalty" | "occupation" | "nationality" | "adjective";

/** One gendered word and what takes its place. */
export interface SwapTerm {
  /** Lower case, without a possessive ending. */
  readonly term: string;
  readonly gender: Gender;
  /** The counterpart; absent when the word is only ever a target (`spinster` for nobody). */
  readonly counterpart: string;
  readonly rule: PairRule;
  readonly plural: boolean;
  /** Written with a capital even inside a sentence (`Irishman`). */
  readonly capital: boolean;
}

/** A phrase in which gendered words do not name a person, as alternatives word by word. */
export interface FixedPhrase {
  readonly words: readonly (readonly string[])[];
  readonly reason: string;
}

/** Everything that the planner looks up on one axis. */
export interface SwapTable {
  readonly terms: ReadonlyMap<string, SwapTerm>;
  readonly fixedPhrases: readonly FixedPhrase[];
  /** SHA-256 over the pair and phrase files, hexadecimal. */
  readonly hash: string;
}

interface PairGroup {
  readonly rule: string;
  readonly countable: boolean;
  readonly capital?: boolean;
  readonly pairs: readonly string[];
}

let genderTable: SwapTable | undefined;

/** The bundled pairs of the gender axis, read once. */
export function genderSwapTable(): SwapTable {
  genderTable ??= {
    terms: readPairs(pairsFile.groups, pairsFile.plurals),
    fixedPhrases: [...fixedPhrasesFile.senses, ...namePhrasesFile.senses].flatMap(({ reason, phrases }) =>
      phrases.map((phrase) => ({ reason, words: phrase.split(" ").map((word) => word.split("|")) })),
    ),
    hash: createHash("sha256")
      .update(JSON.stringify([pairsFile, fixedPhrasesFile, namePhrasesFile]))
      .digest("hex"),
  };
  return genderTable;
}

/**
 * Expands pair strings to terms, plurals included.
 *
 * @param plurals irregular plurals; an empty string says that a word has none that is swapped
 * @throws RangeError for a pair without `/`, `<` or `>`, or one that gives a word two counterparts
 */
export function readPairs(
  groups: readonly PairGroup[],
  plurals: Readonly<Record<string, string>>,
): Map<string, SwapTerm> {
  const terms = new Map<string, SwapTerm>();
  for (const { rule, countable, capital = false, pairs } of groups) {
    const add = (from: string, to: string, gender: Gender, plural: boolean): void => {
      const other = terms.get(from)?.counterpart;
      if (other === to) return; // two spellings with one plural: auntie, aunty
      if (other !== undefined) throw new RangeError(`${from} has two counterparts: ${other}, ${to}`);
      terms.set(from, { term: from, gender, counterpart: to, rule: rule as PairRule, plural, capital });
    };
    for (const pair of pairs) {
      const [, masculine, way, feminine] = /^([^/<>]+)([/<>])([^/<>]+)$/.exec(pair.toLowerCase()) ?? [];
      if (masculine === undefined || feminine === undefined) throw new RangeError(`not a swap pair: ${pair}`);
      if (way !== "<") add(masculine, feminine, "masculine", false);
      if (way !== ">") add(feminine, masculine, "feminine", false);
      const males = pluralOf(masculine, plurals);
      const females = pluralOf(feminine, plurals);
      if (!countable || males === "" || females === "") continue;
      if (way !== "<") add(males, females, "masculine", true);
      if (way !== ">") add(females, males, "feminine", true);
    }
  }
  return terms;
}

/** The plural that the bundled pairs give a word. */
export function bundledPlural(word: string): string {
  return pluralOf(word, pairsFile.plurals);
}

/** The plural of a term, by the table of irregular ones and the rules of spelling. */
export function pluralOf(word: string, plurals: Readonly<Record<string, string>>): string {
  const irregular = plurals[word];
  if (irregular !== undefined) return irregular;
  if (word.endsWith("man")) return `${word.slice(0, -3)}men`;
  if (/(?:s|x|ch|sh)$/.test(word)) return `${word}es`;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}
