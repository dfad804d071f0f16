import { asObject, invalid } from "./lexiconFile.ts";
import type { FixedPhrase } from "./swapPairs.ts";
import { hashOfChange, rejectUnknownKeys, wordList } from "./swapsFile.ts";

interface PhraseTable {
  readonly fixedPhrases: readonly FixedPhrase[];
  readonly hash: string;
}

/**
 * Reads the phrases that a team adds and removes, and returns what applies them to a table.
 *
 * @param tables those that a phrase to be removed is looked for in
 */
export function readPhraseChanges(
  value: unknown,
  fileName: string,
  tables: readonly PhraseTable[],
): <T extends PhraseTable>(table: T) => T {
  const changes = asObject(value ?? {}, fileName, "swaps.phrases");
  rejectUnknownKeys(changes, ["add", "remove"], fileName, "swaps.phrases");
  const added = wordList(changes["add"], fileName, "swaps.phrases.add").map((phrase) => ({
    words: wordsOf(phrase),
    reason: "a fixed phrase of the team's lexicon",
  }));
  const removed = wordList(changes["remove"], fileName, "swaps.phrases.remove").map(wordsOf);
  for (const [index, phrase] of removed.entries()) {
    if (tables.some(({ fixedPhrases }) => fixedPhrases.some(({ words }) => overlaps(words, phrase)))) continue;
    throw invalid(
      fileName,
      `swaps.phrases.remove[${index}]`,
      `no bundled phrase reads "${phrase.map((words) => words.join("|")).join(" ")}"`,
      "The plan says of each term that stays whether a fixed phrase is the reason.",
    );
  }
  if (added.length === 0 && removed.length === 0) return (table) => table;
  return (table) => {
    const kept = removed.reduce<readonly FixedPhrase[]>(
      (phrases, phrase) => phrases.flatMap((one) => (overlaps(one.words, phrase) ? without(one, phrase) : [one])),
      table.fixedPhrases,
    );
    return { ...table, fixedPhrases: [...kept, ...added], hash: hashOfChange(table.hash, changes) };
  };
}

type Words = readonly (readonly string[])[];

function wordsOf(phrase: string): Words {
  return phrase.split(/\s+/).map((word) => word.split("|"));
}

/** A mark that says how the word is joined ("-made") is not part of what a team writes. */
function same(a: string, b: string): boolean {
  const bare = (word: string): string => word.replace(/^[,-]/, "").toLowerCase();
  return bare(a) === bare(b);
}

function overlaps(words: Words, phrase: Words): boolean {
  return (
    words.length === phrase.length &&
    words.every((alternatives, at) => alternatives.some((one) => phrase[at]?.some((other) => same(one, other))))
  );
}

/** The phrase without the combinations of another: as many phrases as there are words in which they may differ. */
function without({ words, reason }: FixedPhrase, phrase: Words): FixedPhrase[] {
  const shares = (at: number, one: string): boolean => phrase[at]?.some((other) => same(one, other)) === true;
  return words.flatMap((alternatives, at) => {
    const rest = alternatives.filter((one) => !shares(at, one));
    if (rest.length === 0) return [];
    const before = words.slice(0, at).map((earlier, position) => earlier.filter((one) => shares(position, one)));
    return [{ reason, words: [...before, rest, ...words.slice(at + 1)] }];
  });
}
