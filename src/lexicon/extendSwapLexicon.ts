import { extendGroupTable } from "./extendGroupTable.ts";
import { extendPairs } from "./extendPairs.ts";
import { asObject, invalid } from "./lexiconFile.ts";
import { readPhraseChanges } from "./phraseChanges.ts";
import { bundledSwapLexicon, swapLexicon } from "./swapLexicon.ts";
import type { NameChoices, SwapLexicon } from "./swapLexicon.ts";
import { rejectUnknownKeys, wordList } from "./swapsFile.ts";

/**
 * The bundled swap lexicon with the changes of a team's file, `swaps` in it:
 *
 * - `gender`: `add` pairs (`"a/b"`, masculine first; `"a>b"` and `"a<b"` one way), `remove` words or pairs, and `plurals`;
 * - `race`, `religion`: `add` from group id to slot to forms (a new id makes a new group), `remove` the same, or `true`;
 * - `phrases`: `add` phrases in which no term changes, `remove` bundled ones;
 * - `names`: `pairs` of first names that trade places, and names to `keep`.
 *
 * @throws EvenhandError `lexicon.invalid`, also for removing what is not there
 */
export function extendSwapLexicon(value: unknown, fileName: string): SwapLexicon {
  const bundled = bundledSwapLexicon();
  const file = asObject(value, fileName, "the file");
  if (file["swaps"] === undefined) return bundled;
  const swaps = asObject(file["swaps"], fileName, "swaps");
  rejectUnknownKeys(swaps, ["gender", "race", "religion", "phrases", "names"], fileName, "swaps");
  const changePhrases = readPhraseChanges(swaps["phrases"], fileName, [bundled.gender, bundled.race, bundled.religion]);
  return swapLexicon({
    gender: changePhrases(extendPairs(bundled.gender, swaps["gender"], fileName)),
    race: changePhrases(extendGroupTable(bundled.race, swaps["race"], fileName, "swaps.race")),
    religion: changePhrases(extendGroupTable(bundled.religion, swaps["religion"], fileName, "swaps.religion")),
    names: readNames(swaps["names"], fileName),
  });
}

function readNames(value: unknown, fileName: string): NameChoices {
  const names = asObject(value ?? {}, fileName, "swaps.names");
  rejectUnknownKeys(names, ["pairs", "keep"], fileName, "swaps.names");
  const pairs = new Map<string, string>();
  for (const [index, pair] of wordList(names["pairs"], fileName, "swaps.names.pairs").entries()) {
    const place = `swaps.names.pairs[${index}]`;
    const [, first, second] = /^\s*([^/<>\s]+)\s*\/\s*([^/<>\s]+)\s*$/.exec(pair.toLowerCase()) ?? [];
    if (first === undefined || second === undefined || first === second) {
      throw invalid(fileName, place, `"${pair}" is not a pair of names`, 'Write two names with a slash: "Omar/Leila".');
    }
    for (const name of [first, second]) {
      if (!pairs.has(name)) continue;
      throw invalid(fileName, place, `"${name}" is in two pairs of names`, "Give each name one counterpart.");
    }
    pairs.set(first, second).set(second, first);
  }
  const kept = new Set(wordList(names["keep"], fileName, "swaps.names.keep").map((name) => name.toLowerCase()));
  for (const [index, name] of [...kept].entries()) {
    if (!pairs.has(name)) continue;
    const place = `swaps.names.keep[${index}]`;
    throw invalid(fileName, place, `"${name}" is kept here and swapped in "pairs"`, "Remove it from one of the two.");
  }
  return { pairs, kept };
}
