import gender from "./data/gender.json";
import race from "./data/race.json";
import religion from "./data/religion.json";
import type { Lexicon } from "./lexicon.ts";
import { combineLexicons, lexiconFrom } from "./readLexicon.ts";

let bundled: Lexicon | undefined;

/** The lexicon that Evenhand comes with: gender, race and religion, English. */
export function bundledLexicon(): Lexicon {
  bundled ??= combineLexicons([
    lexiconFrom(gender, "gender.json"),
    lexiconFrom(race, "race.json"),
    lexiconFrom(religion, "religion.json"),
  ]);
  return bundled;
}
