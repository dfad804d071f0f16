import data from "../data/headNouns.json";
import * as words from "../wordClasses.ts";

const persons = new Set(data.persons.split(" "));
const relations = new Set(data.relations.split(" "));
const things = new Set(data.things.split(" "));
/** Listed as roles elsewhere, but no person that a race or a colour tells apart. */
const noPersons = new Set(
  "ghost spirit phantom pawn phrase apparition oracle idol icon soul chair seat printer".split(" "),
);

/** A word for somebody: `women`, `dentist`, `Americans`. */
export function isPerson(word: string): boolean {
  return (
    bare(word).some((form) => (persons.has(form) || words.isRole(form)) && !noPersons.has(form)) ||
    personEnding.test(word)
  );
}

const personEnding =
  /(?:[a-z]{2}(?:woman|women|person)|[a-z]{3}(?:sman|smen|ologists?|icians?|crats?|herders?)|[a-z]{3}(?<!l|tw|ss|x|ns|rs|he|de)ists?)$/;

/** What people have or are together: `community`, `vote`, `history`. */
export function isRelation(word: string): boolean {
  return relations.has(word);
}

const occupations = new Set(data.occupations.split(", "));

/** "truck driver": one trade, although the first word is a thing. */
export function isOccupation(thing: string, person: string): boolean {
  return bare(person).some((form) => occupations.has(`${thing} ${form}`));
}

const regionRelations = new Set(
  "community communities population populations minority minorities majority majorities household households identity heritage ancestry descent lineage upbringing background neighborhood neighborhoods neighbourhood neighbourhoods enclave enclaves youth vote votes voices representation enrollment enrolment caucus staff workforce cast crew diaspora roots parentage names accent electorate congregation families lives bodies crowd audience church churches culture cultures".split(
    " ",
  ),
);

/** The relations that say people where the adjective is also said of a region's art, markets and press. */
export function isRegionRelation(word: string): boolean {
  return regionRelations.has(word);
}

/** Things that come in colours; a word for people after one of them has its adjective by way of the thing. */
export function isThing(word: string): boolean {
  return things.has(word);
}

export function isFeminine(word: string): boolean {
  return /^(?:women|woman|girls?|ladies|lady|mothers?|wives|wife|daughters?|sisters?|actress(?:es)?|grandmothers?)$/.test(
    word,
  );
}

/** The word and what it may be the plural of. */
function bare(word: string): string[] {
  const forms = [word];
  if (word.endsWith("ies")) forms.push(`${word.slice(0, -3)}y`);
  if (/(?:s|x|ch|sh)es$/.test(word)) forms.push(word.slice(0, -2));
  if (word.endsWith("s") && !word.endsWith("ss")) forms.push(word.slice(0, -1));
  if (word.endsWith("men")) forms.push(`${word.slice(0, -3)}man`);
  return forms;
}
