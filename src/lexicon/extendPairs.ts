import { asObject, invalid } from "./lexiconFile.ts";
import { bundledPlural, readPairs } from "./swapPairs.ts";
import type { SwapTable, SwapTerm } from "./swapPairs.ts";
import { hashOfChange, rejectUnknownKeys, wordList } from "./swapsFile.ts";

const pairPattern = /^\s*([^/<>]+?)\s*([/<>])\s*([^/<>]+?)\s*$/;

/** The gender table with the pairs that a team's file removes and adds; its pairs take the place of bundled ones. */
export function extendPairs(table: SwapTable, value: unknown, fileName: string): SwapTable {
  if (value === undefined) return table;
  const place = "swaps.gender";
  const changes = asObject(value, fileName, place);
  rejectUnknownKeys(changes, ["add", "remove", "plurals"], fileName, place);
  const terms = new Map(table.terms);
  for (const [index, word] of wordList(changes["remove"], fileName, `${place}.remove`).entries()) {
    remove(terms, word.toLowerCase(), fileName, `${place}.remove[${index}]`);
  }
  const plurals = readPlurals(changes["plurals"], fileName);
  const added = new Map<string, Added>();
  for (const [index, pair] of wordList(changes["add"], fileName, `${place}.add`).entries()) {
    for (const term of expand(pair, plurals, fileName, `${place}.add[${index}]`)) {
      const entry = { term, pair, place: `${place}.add[${index}]` };
      rejectConflict(added, entry, fileName);
      added.set(term.term, entry);
    }
  }
  for (const { term } of added.values()) {
    const old = terms.get(term.term);
    if (old !== undefined && !added.has(old.counterpart) && terms.get(old.counterpart)?.counterpart === term.term)
      terms.delete(old.counterpart);
    terms.set(term.term, term);
  }
  return { ...table, terms, hash: hashOfChange(table.hash, changes) };
}

interface Added {
  readonly term: SwapTerm;
  readonly pair: string;
  readonly place: string;
}

/** Removes a pair (`host/hostess`) or both sides of the pair that a word is in. */
function remove(terms: Map<string, SwapTerm>, text: string, fileName: string, place: string): void {
  const words = text.split(/\s*[/<>]\s*/);
  const found = words.filter((word) => terms.has(word));
  if (found.length === 0) {
    throw invalid(
      fileName,
      place,
      `the bundled pairs have no "${text}"`,
      "Write one word of the pair in the singular, in lower case.",
    );
  }
  for (const word of found) {
    const counterpart = terms.get(word)?.counterpart ?? "";
    for (const form of [word, counterpart, bundledPlural(word), bundledPlural(counterpart)]) {
      const term = terms.get(form);
      if (term !== undefined && [word, bundledPlural(word)].some((own) => own === form || own === term.counterpart)) {
        terms.delete(form);
      }
    }
  }
}

function readPlurals(value: unknown, fileName: string): Readonly<Record<string, string>> {
  const plurals = asObject(value ?? {}, fileName, "swaps.gender.plurals");
  for (const [word, plural] of Object.entries(plurals)) {
    if (typeof plural === "string") continue;
    throw invalid(fileName, `swaps.gender.plurals.${word}`, "must be a string", "An empty string says: no plural.");
  }
  return plurals as Readonly<Record<string, string>>;
}

function expand(pair: string, plurals: Readonly<Record<string, string>>, fileName: string, place: string): SwapTerm[] {
  const [, masculine, way, feminine] = pairPattern.exec(pair) ?? [];
  if (masculine === undefined || feminine === undefined) {
    throw invalid(fileName, place, `"${pair}" is not a pair`, 'Write the masculine word first: "barman/barmaid".');
  }
  if (masculine.toLowerCase() === feminine.toLowerCase()) {
    throw invalid(fileName, place, `"${pair}" gives a word itself as its counterpart`, "Write two different words.");
  }
  if (/\s/.test(`${masculine}${feminine}`)) {
    throw invalid(fileName, place, `"${pair}" has a phrase, and pairs are single words`, "Write one word a side.");
  }
  const capital = /^\p{Lu}/u.test(masculine) && /^\p{Lu}/u.test(feminine);
  const group = { rule: "occupation", countable: true, capital, pairs: [`${masculine}${way}${feminine}`] };
  return [...readPairs([group], plurals).values()];
}

function rejectConflict(added: ReadonlyMap<string, Added>, { term, pair, place }: Added, fileName: string): void {
  const other = added.get(term.term);
  if (other !== undefined) {
    const problem =
      other.term.counterpart === term.counterpart
        ? `the pair "${pair}" is given twice`
        : `"${term.term}" has two counterparts, in "${other.pair}" and "${pair}"`;
    throw invalid(fileName, place, problem, "Give each word one counterpart; write a<b where only b should change.");
  }
  const next = added.get(term.counterpart);
  if (next === undefined || next.pair === pair || next.term.gender !== term.gender) return;
  throw invalid(
    fileName,
    place,
    `a cycle: "${next.pair}" and "${pair}" make "${term.term}" ${next.term.counterpart === term.term ? "trade places with itself" : `become "${term.counterpart}" and that "${next.term.counterpart}"`}`,
    "A word is masculine or feminine, the same in every pair; write the masculine word first.",
  );
}
