import { parseGlob } from "../corpus/glob.ts";
import { canonicalForm } from "../text/canonicalForm.ts";
import { everyRule } from "./rules.ts";
import type { Rule } from "./rules.ts";

/**
 * A finding that a team has looked at and does not want to be told again. Every condition that is given must hold, so
 * that fewer conditions silence more; at least one is given.
 */
export interface Silence {
  /** `*`: every rule. */
  readonly rule?: Rule | typeof everyRule;
  /** A group's id, `gender.female`. */
  readonly group?: string;
  /** The associated word, or the ambiguous term. */
  readonly word?: string;
  /** Path or pattern from the folder of evenhand.json; one without a slash is a file's name anywhere below, `./NAME` in that folder alone. */
  readonly file?: string;
  /** Hashes of records' texts, see `recordHash`: formats such as JSON Lines have no place for a comment. */
  readonly records?: readonly string[];
  readonly reason?: string;
}

/** What may be silenced: something about the whole corpus, or something at a place. */
export interface Finding {
  readonly rule: Rule;
  readonly group?: string;
  readonly word?: string;
  /** The files that it is about, from the folder of evenhand.json, with slashes. */
  readonly files: readonly string[];
  /** Hash of the record that it is in; absent for what is about the whole corpus. */
  readonly record?: string;
}

/** The first of `silences` that silences the finding. */
export function silenceOf<T extends Silence>(silences: readonly T[], finding: Finding): T | undefined {
  return silences.find((silence) => silencesFinding(silence, finding));
}

function silencesFinding(silence: Silence, finding: Finding): boolean {
  const { rule, group, word, file, records } = silence;
  return (
    (rule === undefined || rule === everyRule || rule === finding.rule) &&
    (group === undefined || group === finding.group) &&
    (word === undefined || (finding.word !== undefined && sameWords(word, finding.word))) &&
    // What is about several files is silenced when it is about none that may speak.
    (file === undefined || (finding.files.length > 0 && finding.files.every((path) => matchesFile(file, path)))) &&
    (records === undefined || (finding.record !== undefined && records.includes(finding.record)))
  );
}

/** Terms may be of several words; each is compared in the form it is counted under. */
function sameWords(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => text.trim().split(/\s+/u).map(canonicalForm).join(" "));
  return first === second;
}

/** Whether a path, with slashes, is the file or below the folder of that name, or matches the pattern. */
export function matchesFile(pattern: string, path: string): boolean {
  const wanted = pattern.replace(/^\.\//u, "");
  const target = pattern.includes("/") ? path : path.slice(path.lastIndexOf("/") + 1);
  const glob = parseGlob(wanted);
  if (glob === undefined) return target === wanted || path.startsWith(wanted.endsWith("/") ? wanted : `${wanted}/`);
  const base = glob.base === "." ? "" : `${glob.base}/`;
  // A name such as a[1].txt is a pattern that it is not like itself.
  return target === wanted || (target.startsWith(base) && glob.matches(target.slice(base.length)));
}
