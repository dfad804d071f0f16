import { bundledLexicon, bundledLists } from "./bundledLexicon.ts";
import type { Group, Lexicon, Term } from "./lexicon.ts";
import {
  asObject,
  hashGroups,
  invalid,
  matchKey,
  originOf,
  readGroups,
  readLists,
  readTerms,
  rejectSharedTerms,
  rejectTooManyTerms,
  withExceptions,
} from "./lexiconFile.ts";
import type { WordLists } from "./lexiconFile.ts";

const fileKeys: ReadonlySet<string> = new Set([
  "$schema",
  "extends",
  "origin",
  "licence",
  "leavesOut",
  "note",
  "lists",
  "groups",
  "swaps",
  "remove",
  "exceptions",
]);

/**
 * A team's own lexicon that begins with the bundled one (`"extends": "bundled"`).
 *
 * First `remove` is done: from group id to the terms that go, patterns allowed, or `true` for the whole group. Then
 * `groups`: a new id adds a group; terms of a known one are added, and take the place of a bundled term with the same
 * words, so that its flags can be changed. Patterns may name the bundled lists (`people`, `persons` …). Last `exceptions`: from
 * group id to phrases that hold one of its terms and name nobody.
 *
 * @throws EvenhandError `lexicon.invalid`, also for removing what is not there
 */
export function extendLexicon(value: unknown, fileName: string): Lexicon {
  const file = asObject(value, fileName, "the file");
  if (file["extends"] !== "bundled") {
    throw invalid(
      fileName,
      "extends",
      `cannot extend ${JSON.stringify(file["extends"])}`,
      'Write "extends": "bundled", or leave it out for a lexicon of your own.',
    );
  }
  const unknownKey = Object.keys(file).find((key) => !fileKeys.has(key));
  if (unknownKey !== undefined) {
    throw invalid(fileName, "the file", `unknown key "${unknownKey}"`, `It may have ${[...fileKeys].join(", ")}.`);
  }
  const base = bundledLexicon();
  const lists = readLists(file["lists"], fileName, bundledLists());
  const kept = removeTerms(base.groups, file["remove"] ?? {}, lists, fileName);
  const added = addGroups(kept, readGroups(file["groups"] ?? {}, lists, fileName), fileName);
  const groups = withExceptions(added, file["exceptions"] ?? {}, fileName);
  rejectSharedTerms(groups, fileName);
  rejectTooManyTerms(groups, fileName);
  return { groups, hash: hashGroups(groups), origins: [...base.origins, originOf(file, fileName)] };
}

function removeTerms(groups: readonly Group[], value: unknown, lists: WordLists, fileName: string): Group[] {
  const removals = asObject(value, fileName, "remove");
  const unknownId = Object.keys(removals).find((id) => !groups.some((group) => group.id === id));
  if (unknownId !== undefined) {
    throw invalid(
      fileName,
      `remove.${unknownId}`,
      "the bundled lexicon has no such group",
      `It has ${groups.map(({ id }) => id).join(", ")}.`,
    );
  }
  return groups.flatMap((group) => {
    const removal = removals[group.id];
    if (removal === undefined) return [group];
    if (removal === true) return [];
    const place = `remove.${group.id}`;
    const left = new Map(group.terms.map((term) => [matchKey(term, fileName, place), term]));
    for (const term of readTerms(removal, lists, fileName, place)) {
      if (left.delete(matchKey(term, fileName, place))) continue;
      throw invalid(
        fileName,
        place,
        `"${term.text}" is not a term of this group`,
        "Write the term as the bundled lexicon has it; the report lists the terms that were found.",
      );
    }
    if (left.size === 0) {
      throw invalid(fileName, place, "no term is left", `Write "${group.id}": true to remove the whole group.`);
    }
    return [{ ...group, terms: [...left.values()] }];
  });
}

function addGroups(groups: readonly Group[], additions: readonly Group[], fileName: string): Group[] {
  const added = new Map(additions.map((group) => [group.id, group]));
  const known = groups.map((group) => {
    const addition = added.get(group.id);
    added.delete(group.id);
    return addition === undefined ? group : joined(group, addition, fileName);
  });
  return [...known, ...added.values()];
}

/** A bundled group with a team's terms: theirs count where both have the same words. */
function joined(group: Group, addition: Group, fileName: string): Group {
  const terms = new Map<string, Term>();
  for (const term of [...group.terms, ...addition.terms]) terms.set(matchKey(term, fileName, group.id), term);
  const exceptions = [...new Set([...(group.exceptions ?? []), ...(addition.exceptions ?? [])])];
  return {
    ...group,
    label: addition.label === addition.id ? group.label : addition.label,
    terms: [...terms.values()],
    ...(exceptions.length > 0 ? { exceptions } : {}),
  };
}
