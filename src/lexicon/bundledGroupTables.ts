import race from "./data/race.json";
import raceSwaps from "./data/race.swaps.json";
import religion from "./data/religion.json";
import religionSwaps from "./data/religion.swaps.json";
import { groupTable } from "./groupSwaps.ts";
import type { GroupEntry, GroupSwapsFile, GroupTable } from "./groupSwaps.ts";

/** Race: the groups of `race.swaps.json` and one for each nationality of the lists of `race.json`. */
export function bundledRaceTable(): GroupTable {
  return groupTable(withExceptions(raceSwaps, race.groups), nationalities());
}

export function bundledReligionTable(): GroupTable {
  return groupTable(withExceptions(religionSwaps, religion.groups));
}

/**
 * Phrases that the scan leaves uncounted are left by the planner as well, but for those that people may be in. Taken from
 * the files: the whole lexicon costs more to build than every swap table.
 */
function withExceptions(
  file: GroupSwapsFile,
  groups: readonly { readonly exceptions?: readonly string[] }[],
): GroupSwapsFile {
  const phrases = groups.flatMap(({ exceptions }) => exceptions ?? []).filter((phrase) => phrase !== "black and white");
  return { ...file, fixedPhrases: [...file.fixedPhrases, { reason: "a name or a fixed phrase", phrases }] };
}

function nationalities(): GroupEntry[] {
  const lists: Readonly<Record<string, readonly string[]>> = race.lists;
  const persons: Readonly<Record<string, string>> = raceSwaps.nationalities.persons;
  const words = Object.values(raceSwaps.nationalities.lists).flatMap((list) => lists[list] ?? []);
  const taken = new Set(
    raceSwaps.groups.flatMap(({ slots }) => slots.adjective.map((form) => form.replace(/^</, "").toLowerCase())),
  );
  return words
    .filter((word) => !taken.has(word))
    .map((word) => {
      const name = word.replaceAll(/(?<![\p{L}])\p{L}/gu, (letter) => letter.toUpperCase());
      const hasNoun = !/(?:ese|ish|sh|ch|ss)$/.test(word);
      const person = persons[word] ?? (hasNoun ? `${name}/${name}s` : `${name} person/${name} people>`);
      return {
        id: word,
        label: name,
        kind: "region",
        slots: {
          person: [person],
          adjective: [name],
          american: [`${name} American`],
          americanPerson: [`${name} American/${name} Americans`],
          descent: [`${name} descent`],
          ancestry: [`${name} ancestry`],
          heritage: [`${name} heritage`],
          origin: [`${name} origin`],
        },
      };
    });
}
