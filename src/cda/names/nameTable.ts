import type { NameChoices } from "../../lexicon/swapLexicon.ts";
import type { Gender } from "../../lexicon/swapPairs.ts";
import firstNames from "../data/firstNames.json";
import handPairs from "../data/namePairs.json";
import senses from "../data/nameSenses.json";

/** What else a capitalised first name may be; all but `plain` ask for a sign that a person is meant. */
export type NameSense = "plain" | "word" | "month" | "season" | "place" | "surname";

export interface FirstName {
  readonly gender: Gender;
  /** The name that takes its place and whose place it takes, capitalised. */
  readonly counterpart: string;
  readonly sense: NameSense;
}

export interface NameTable {
  /** By lower-case name. */
  readonly names: ReadonlyMap<string, FirstName>;
  /** Lower-case names given to women and men, which stay. */
  readonly unisex: ReadonlySet<string>;
}

const tables = new WeakMap<NameChoices, NameTable>();

/**
 * All first names with their counterparts: a fixed involution. A team's pairs come first, then pairs written by hand, then
 * names of one rank of frequency: names that are nothing else among themselves, those that are also words among
 * themselves, then those that are also places or surnames. What has no partner left stays.
 */
export function nameTable(choices: NameChoices): NameTable {
  let table = tables.get(choices);
  if (table === undefined) {
    table = buildTable(choices);
    tables.set(choices, table);
  }
  return table;
}

function buildTable({ pairs, kept }: NameChoices): NameTable {
  const senseOf = readSenses();
  const names = new Map<string, FirstName>();
  const free = (name: string): boolean => !names.has(name.toLowerCase()) && !kept.has(name.toLowerCase());
  const add = (masculine: string, feminine: string): void => {
    if (!free(masculine) || !free(feminine)) return;
    names.set(masculine.toLowerCase(), { gender: "masculine", counterpart: feminine, sense: senseOf(masculine) });
    names.set(feminine.toLowerCase(), { gender: "feminine", counterpart: masculine, sense: senseOf(feminine) });
  };
  const men = firstNames.male.split(" ");
  const women = firstNames.female.split(" ");
  addOwnPairs(pairs, new Set(women.map(lower)), add);
  for (const pair of handPairs.pairs) {
    const [masculine = "", feminine = ""] = pair.split("/");
    add(masculine, feminine);
  }
  const left = (list: readonly string[], wanted: readonly NameSense[]): string[] =>
    list.filter((name) => free(name) && wanted.includes(senseOf(name)));
  const addByRank = (wanted: readonly NameSense[]): void => {
    const [ofMen, ofWomen] = [left(men, wanted), left(women, wanted)];
    for (const [rank, masculine] of ofMen.entries()) if (ofWomen[rank] !== undefined) add(masculine, ofWomen[rank]);
  };
  addByRank(["word", "month", "season"]);
  addByRank(["word", "month", "season", "place", "surname"]);
  addByRank(["plain"]);
  return {
    names,
    unisex: new Set(
      firstNames.unisex
        .split(" ")
        .map(lower)
        .filter((name) => free(name)),
    ),
  };
}

/** A team's pair says who trades places, and the list of names who of the two is a woman. */
function addOwnPairs(
  pairs: ReadonlyMap<string, string>,
  women: ReadonlySet<string>,
  add: (masculine: string, feminine: string) => void,
): void {
  for (const [one, other] of pairs) {
    if (women.has(one) && !women.has(other)) add(capitalised(other), capitalised(one));
    else add(capitalised(one), capitalised(other));
  }
}

function readSenses(): (name: string) => NameSense {
  const found = new Map<string, NameSense>();
  const list = (words: string, sense: NameSense): void => {
    for (const word of words.split(" ")) found.set(word.toLowerCase(), sense);
  };
  list(firstNames.moreOftenSurnames, "surname");
  list(senses.words, "word");
  list(senses.places, "place");
  list(senses.seasons, "season");
  list(senses.months, "month");
  return (name) => found.get(name.toLowerCase()) ?? "plain";
}

const lower = (name: string): string => name.toLowerCase();

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
