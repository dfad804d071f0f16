import { createHash } from "node:crypto";
import { EvenhandError } from "../base/errors.ts";
import { splitWords } from "../text/words.ts";
import { isAxis } from "./axis.ts";
import type { Axis } from "./axis.ts";
import type { Group, Lexicon, Term } from "./lexicon.ts";

/** Terms of a lexicon at most, patterns filled in: companies are stored by 16-bit term numbers, and memory by term. */
export const mostTerms = 20_000;

const exampleHint = 'Write for example: { "groups": { "gender.female": ["she", "her"] } }.';

/** Lists by the name that `{name}` and `[name]` in a term stand for. */
export type WordLists = ReadonlyMap<string, readonly string[]>;

/**
 * Validates a lexicon that is parsed already; see `parseLexicon` for the format. The terms of a group are kept in order,
 * once each.
 */
export function lexiconFrom(value: unknown, fileName: string): Lexicon {
  const file = asObject(value, fileName, "the file");
  const written = readGroups(file["groups"], readLists(file["lists"], fileName), fileName);
  if (written.length === 0) throw invalid(fileName, "groups", "there is none", exampleHint);
  const groups = withExceptions(written, file["exceptions"] ?? {}, fileName);
  rejectSharedTerms(groups, fileName);
  rejectTooManyTerms(groups, fileName);
  return { groups, hash: hashGroups(groups), origins: [originOf(file, fileName)] };
}

/** Several files as one lexicon; their groups must differ. */
export function combineLexicons(lexicons: readonly Lexicon[]): Lexicon {
  const groups = lexicons.flatMap((lexicon) => lexicon.groups);
  return { groups, hash: hashGroups(groups), origins: lexicons.flatMap((lexicon) => lexicon.origins) };
}

/** SHA-256 over the canonical JSON of the groups, hexadecimal. */
export function hashGroups(groups: readonly Group[]): string {
  return createHash("sha256").update(JSON.stringify(groups)).digest("hex");
}

/** A `lexicon.invalid` error that names file and place. */
export function invalid(fileName: string, place: string, problem: string, hint: string): EvenhandError {
  return new EvenhandError("lexicon.invalid", `${fileName}, ${place}: ${problem}`, { hint });
}

export function asObject(value: unknown, fileName: string, place: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(fileName, place, "must be an object", exampleHint);
  }
  return value as Record<string, unknown>;
}

/** Origin, licence and what the file leaves out, as it states them itself. */
export function originOf(file: Record<string, unknown>, fileName: string): Lexicon["origins"][number] {
  const leavesOut = file["leavesOut"];
  return {
    file: fileName,
    origin: textOr(file["origin"], "not stated"),
    licence: textOr(file["licence"], "not stated"),
    ...(typeof leavesOut === "string" ? { leavesOut } : {}),
  };
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}

/** The lists that patterns are filled in from; those of the file come before `inherited` ones of the same name. */
export function readLists(value: unknown, fileName: string, inherited: WordLists = new Map()): WordLists {
  if (value === undefined) return inherited;
  const own = Object.entries(asObject(value, fileName, "lists")).map(([name, words]) => {
    const read = readWords(words, fileName, `lists.${name}`);
    const pattern = read.find((word) => namingList.test(word) || otherList.test(word));
    // It might name itself, and there would be no end of it.
    if (pattern === undefined) return [name, read] as const;
    throw invalid(
      fileName,
      `lists.${name}`,
      `"${pattern}" names a list itself`,
      "Write the words of the other list here.",
    );
  });
  return new Map([...inherited, ...own]);
}

/** Reads groups in the long form (a list) or the short one (an object from group id to terms). */
export function readGroups(value: unknown, lists: WordLists, fileName: string): Group[] {
  const entries = Array.isArray(value)
    ? value.map((group, index) => {
        const place = `groups[${index}]`;
        const fields = asObject(group, fileName, place);
        if (typeof fields["id"] !== "string") {
          throw invalid(fileName, `${place}.id`, "missing", 'Give the group an id such as "gender.female".');
        }
        return {
          id: fields["id"],
          label: textOr(fields["label"], fields["id"]),
          terms: fields["terms"],
          exceptions: fields["exceptions"],
          place,
        };
      })
    : Object.entries(asObject(value, fileName, "groups")).map(([id, terms]) => ({
        id,
        label: id,
        terms,
        exceptions: undefined,
        place: `groups.${id}`,
      }));
  const seen = new Set<string>();
  return entries.map(({ id, label, terms, exceptions, place }) => {
    if (seen.has(id)) throw invalid(fileName, place, `the group ${id} is there twice`, "Put its terms in one group.");
    seen.add(id);
    return {
      id,
      axis: axisOf(id, fileName, place),
      label,
      terms: readTerms(terms, lists, fileName, place),
      ...(exceptions === undefined ? {} : { exceptions: readWords(exceptions, fileName, `${place}.exceptions`) }),
    };
  });
}

/** Groups with the phrases of the file's `exceptions`, from group id to phrases, after those that they have. */
export function withExceptions(groups: readonly Group[], value: unknown, fileName: string): Group[] {
  const added = asObject(value, fileName, "exceptions");
  const unknownId = Object.keys(added).find((id) => !groups.some((group) => group.id === id));
  if (unknownId !== undefined) {
    throw invalid(
      fileName,
      `exceptions.${unknownId}`,
      "there is no such group",
      `There are ${groups.map(({ id }) => id).join(", ")}.`,
    );
  }
  return groups.map((group) => {
    if (added[group.id] === undefined) return group;
    const place = `exceptions.${group.id}`;
    const phrases = readWords(added[group.id], fileName, place);
    for (const phrase of phrases) matchKey({ text: phrase }, fileName, place);
    return { ...group, exceptions: [...new Set([...(group.exceptions ?? []), ...phrases])] };
  });
}

function readWords(value: unknown, fileName: string, place: string): readonly string[] {
  if (Array.isArray(value) && value.every((word): word is string => typeof word === "string")) return value;
  throw invalid(fileName, place, "must be a list of strings", "Write one string for each word or phrase.");
}

function axisOf(id: string, fileName: string, place: string): Axis {
  const [axis, name] = id.split(".");
  if (!isAxis(axis) || name === undefined || name === "") {
    throw invalid(
      fileName,
      place,
      `"${id}" is not a group id`,
      'An id is an axis (gender, race or religion), a dot and a name: "religion.muslim".',
    );
  }
  return axis;
}

/** Reads terms and fills their patterns in; the first of two terms that match the same words is kept. */
export function readTerms(value: unknown, lists: WordLists, fileName: string, groupPlace: string): Term[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw invalid(
      fileName,
      `${groupPlace}.terms`,
      "must be a list of at least one term",
      "Write the terms as strings.",
    );
  }
  const seen = new Set<string>();
  return value.flatMap((item: unknown, index) => {
    const place = `${groupPlace}.terms[${index}]`;
    const written = readTerm(item, fileName, place);
    rejectTooLarge(written.text, lists, fileName, place);
    return expand(written, lists, fileName, place).filter((term) => {
      const key = matchKey(term, fileName, place);
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    });
  });
}

const flags = ["ambiguous", "slur", "mentionOnly"] as const;
const termKeys: ReadonlySet<string> = new Set(["text", "sense", ...flags]);

function readTerm(value: unknown, fileName: string, place: string): Term {
  if (typeof value === "string") return { text: value };
  const fields = asObject(value, fileName, place);
  const unknownKey = Object.keys(fields).find((key) => !termKeys.has(key));
  if (unknownKey !== undefined) {
    throw invalid(fileName, place, `unknown key "${unknownKey}"`, `A term has the keys ${[...termKeys].join(", ")}.`);
  }
  if (typeof fields["text"] !== "string") {
    throw invalid(fileName, `${place}.text`, "must be a string", "Write the word or phrase.");
  }
  for (const flag of flags) {
    if (fields[flag] !== undefined && typeof fields[flag] !== "boolean") {
      throw invalid(fileName, `${place}.${flag}`, "must be true or false", "Leave it out for false.");
    }
  }
  const set = Object.fromEntries(flags.filter((flag) => fields[flag] === true).map((flag) => [flag, true]));
  return {
    text: fields["text"],
    ...set,
    ...(typeof fields["sense"] === "string" ? { sense: fields["sense"] } : {}),
  };
}

const namingList = /\[(\w+)\]/;
const otherList = /\{(\w+)\}/;

/** Before it is filled in: a few lists in one pattern stand for millions of terms. */
function rejectTooLarge(pattern: string, lists: WordLists, fileName: string, place: string): void {
  const names = [...pattern.matchAll(/\[(\w+)\]|\{(\w+)\}/g)].map(([, naming, other = ""]) => naming ?? other);
  const terms = names.reduce((product, name) => product * (lists.get(name)?.length ?? 1), 1);
  if (terms <= mostTerms) return;
  throw invalid(
    fileName,
    place,
    `"${pattern}" stands for ${terms} terms; at most ${mostTerms} are possible`,
    "Shorten the lists that the pattern names, or name fewer.",
  );
}

/** The terms that a pattern stands for. Words of a naming list become part of the pattern before the others are filled in. */
function expand(term: Term, lists: WordLists, fileName: string, place: string): Term[] {
  const naming = namingList.exec(term.text);
  const found = naming ?? otherList.exec(term.text);
  if (found === null) return [term];
  const [marker, name = ""] = found;
  const words = lists.get(name);
  if (words === undefined) {
    throw invalid(
      fileName,
      place,
      `no list is called "${name}"`,
      `Add it to "lists", or write the term without brackets.`,
    );
  }
  const pattern = naming === null ? { pattern: term.pattern ?? term.text } : {};
  return words.flatMap((word) =>
    expand({ ...term, text: term.text.replace(marker, word), ...pattern }, lists, fileName, place),
  );
}

/** Such a term is its own key; most are, and a lexicon has thousands. */
const plainTerm = /^[a-z]{1,60}(?: [a-z]{1,60})*$/;

/** Terms with the same key are the same to the matcher. */
export function matchKey(term: Term, fileName: string, place: string): string {
  if (plainTerm.test(term.text)) return term.text;
  const words = splitWords(term.text).map((word) => word.canonical);
  if (words.length === 0) {
    throw invalid(
      fileName,
      place,
      `"${term.text}" has no word to look for`,
      "A term needs at least one letter or digit.",
    );
  }
  return words.join(" ");
}

/**
 * Throws where two groups of one axis have the same term, or one has another's term as an exception: which of the two
 * counts would depend on the order of the groups.
 */
export function rejectSharedTerms(groups: readonly Group[], fileName: string): void {
  const owners = new Map<Axis, Map<string, string>>();
  for (const group of groups) {
    const ofAxis = owners.get(group.axis) ?? new Map<string, string>();
    owners.set(group.axis, ofAxis);
    for (const term of group.terms) {
      const key = matchKey(term, fileName, group.id);
      const owner = ofAxis.get(key);
      if (owner !== undefined) {
        throw invalid(
          fileName,
          group.id,
          `"${term.text}" is already a term of ${owner}`,
          "One term names one group of an axis; remove it from one of the two.",
        );
      }
      ofAxis.set(key, group.id);
    }
  }
  for (const { id, axis, exceptions } of groups) {
    for (const exception of exceptions ?? []) {
      const owner = owners.get(axis)?.get(matchKey({ text: exception }, fileName, `${id}, exceptions`));
      if (owner === undefined || owner === id) continue;
      throw invalid(
        fileName,
        id,
        `its exception "${exception}" is a term of ${owner}`,
        "What one group of an axis counts, another cannot leave uncounted; remove the exception or the term.",
      );
    }
  }
}

/** Throws where patterns stand for more terms than a scan can hold. */
export function rejectTooManyTerms(groups: readonly Group[], fileName: string): void {
  const terms = groups.reduce((sum, group) => sum + group.terms.length, 0);
  if (terms <= mostTerms) return;
  throw invalid(
    fileName,
    "groups",
    `${terms} terms after patterns are filled in; at most ${mostTerms} are possible`,
    "Shorten the lists that the patterns name.",
  );
}
