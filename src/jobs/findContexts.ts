import { EvenhandError } from "../base/errors.ts";
import type { KeywordInContext } from "../report/biasReport.ts";
import { splitWords } from "../text/words.ts";
import type { JobContext } from "./context.ts";
import { numberedTerms } from "./scan/countingLexicon.ts";
import type { CountingLexicon, NumberedTerm } from "./scan/countingLexicon.ts";
import { readMentions } from "./scan/mentionText.ts";
import { findPairs } from "./scan/pairSearch.ts";
import { placeOf } from "./scanPlaces.ts";
import { openStoredScan } from "./storedScan.ts";
import type { StoredScanOptions } from "./storedScan.ts";

export interface ContextOptions extends StoredScanOptions {
  /** A group's id, or a term of the lexicon. Of a group, terms that are only counted as mentions are left out, as in its company. */
  readonly group: string;
  readonly word: string;
  readonly limit: number;
}

export interface FoundContexts {
  readonly places: readonly KeywordInContext[];
  /** Names of files that changed since the scan or are gone; their places are left out. */
  readonly changed: readonly string[];
}

/**
 * Places where a group, or one term, is in a sentence with a word, from the index of an earlier scan: only sentences that
 * may have the word are read.
 *
 * @param mayRead whether a file of the scan may be read: where it is kept says nothing about what it was of
 * @throws EvenhandError `report.invalid` when there is no scan, its places are gone or a file may not be read; `arguments.invalid`
 */
export async function findContexts(
  options: ContextOptions,
  { signal }: JobContext,
  mayRead?: (path: string) => Promise<boolean>,
): Promise<FoundContexts> {
  const { counting, index, hyphens, changed } = await openStoredScan(options, signal, mayRead);
  const query = { terms: termsOf(counting, options.group), word: wordOf(options.word, hyphens), most: options.limit };
  const [mentions = []] = await findPairs(index, [query], { hyphens, signal });
  const read = await readMentions(index, mentions, signal);
  return {
    places: read.flatMap((mention) => (mention === undefined ? [] : [placeOf(mention, index, true)])),
    changed,
  };
}

/** Numbers of the terms of a group whose company is measured, as in its figures; or of the terms of that text. */
function termsOf(lexicon: CountingLexicon, name: string): number[] {
  const all = [...numberedTerms(lexicon).entries()];
  const group = lexicon.groups.find(({ id }) => id === name);
  const silent = new Set(group?.terms.filter(({ mentionOnly }) => mentionOnly).map(({ text }) => text));
  const isChosen = (one: NumberedTerm): boolean =>
    group === undefined ? one.term.toLowerCase() === name.toLowerCase() : one.group === name && !silent.has(one.term);
  const chosen = all.filter(([, term]) => isChosen(term));
  if (chosen.length > 0 || group !== undefined) return chosen.map(([number]) => number);
  const groups = lexicon.groups.map(({ id }) => id);
  throw new EvenhandError("arguments.invalid", `"${name}" is no group and no term of the scan's lexicon`, {
    hint: `Groups: ${groups.slice(0, 12).join(", ")}${groups.length > 12 ? " …" : ""}.`,
  });
}

function wordOf(text: string, hyphens: "split" | "join"): string {
  const words = splitWords(text, { hyphens });
  const [word] = words;
  if (word !== undefined && words.length === 1) return word.canonical;
  throw new EvenhandError("arguments.invalid", `"${text}" is not one word`, { hint: "Give one word to look for." });
}
