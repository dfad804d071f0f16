import { createHash } from "node:crypto";
import type { FixedPhrase } from "./swapPairs.ts";

/**
 * What the adjective of a group names beside people: colours, things of a region, or hardly anything. It decides
 * whether the adjective needs a word for people beside it.
 */
export type GroupKind = "colour" | "region" | "people";

/** A word or phrase of one slot. */
export interface GroupForm {
  readonly singular: string;
  /** The singular again for what is not counted. */
  readonly plural: string;
  /** True when a plural is written, be it the same as the singular. */
  readonly isCounted: boolean;
  readonly isRead: boolean;
  readonly isWritten: boolean;
}

/** A group as a side of a swap. */
export interface SwapGroup {
  readonly id: string;
  readonly label: string;
  readonly kind: GroupKind;
  /** The terms that count as this group's: its own id, or that of the group which it is another label of. */
  readonly termsOf: string;
  /** True for the groups that are one nationality each. */
  readonly isNationality: boolean;
  /** Forms by slot, such as `clergy`; the first written one is what other groups' words become. */
  readonly slots: ReadonlyMap<string, readonly GroupForm[]>;
}

/** All that the planner looks up on the axis race or religion. */
export interface GroupTable {
  readonly groups: ReadonlyMap<string, SwapGroup>;
  /** Group ids by what people call them, in lower case without spaces and hyphens. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Where a group has no form: the slot to look in next. */
  readonly fallbacks: ReadonlyMap<string, string>;
  readonly fixedPhrases: readonly FixedPhrase[];
  /** SHA-256 over the files that the table was made from, hexadecimal. */
  readonly hash: string;
}

/** A swap file as it is on disk. */
export interface GroupSwapsFile {
  readonly fallbacks: Readonly<Record<string, string>>;
  readonly groups: readonly GroupEntry[];
  readonly fixedPhrases: readonly { readonly reason: string; readonly phrases: readonly string[] }[];
}

export interface GroupEntry {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly aliases?: readonly string[];
  readonly slots: Readonly<Record<string, readonly string[]>>;
  readonly variants?: readonly Omit<GroupEntry, "kind" | "variants">[];
}

/** Reads a swap file; what it says first about an alias counts. */
export function groupTable(file: GroupSwapsFile, more: readonly GroupEntry[] = []): GroupTable {
  const groups = new Map<string, SwapGroup>();
  const aliases = new Map<string, string>();
  const claim = (name: string, id: string): void => {
    const key = aliasKey(name);
    if (!aliases.has(key)) aliases.set(key, id);
  };
  const add = (entry: Omit<GroupEntry, "kind">, kind: GroupKind, termsOf: string): SwapGroup => {
    const slots = new Map(Object.entries(entry.slots).map(([slot, forms]) => [slot, forms.map(readForm)]));
    const isNationality = more.some(({ id }) => id === entry.id);
    const group = { id: entry.id, label: entry.label, kind, termsOf, isNationality, slots };
    groups.set(entry.id, group);
    for (const name of [entry.id, entry.label, ...(entry.aliases ?? [])]) claim(name, entry.id);
    return group;
  };
  const entries = [...file.groups, ...more];
  for (const entry of entries) {
    for (const variant of entry.variants ?? []) add(variant, entry.kind as GroupKind, entry.id);
    add(entry, entry.kind as GroupKind, entry.id);
  }
  for (const group of groups.values()) for (const name of namesOf(group)) claim(name, group.id);
  return {
    groups,
    aliases,
    fallbacks: new Map(Object.entries(file.fallbacks)),
    fixedPhrases: readPhrases(file.fixedPhrases),
    hash: createHash("sha256")
      .update(JSON.stringify([file, more]))
      .digest("hex"),
  };
}

/** `Native American`, `native-american` and `nativeAmerican` are one name. */
export function aliasKey(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, "");
}

function namesOf({ slots }: SwapGroup): string[] {
  return ["adjective", "person", "american", "faith", "doctrine", "feminine"].flatMap((slot) =>
    (slots.get(slot) ?? []).flatMap(({ singular, plural }) => [singular, plural]),
  );
}

/** Reads `singular/plural`, `<only read`, `only written>`. */
export function readForm(text: string): GroupForm {
  const isRead = !text.endsWith(">");
  const isWritten = !text.startsWith("<");
  const [singular = "", plural] = text.replace(/^<|>$/g, "").split("/");
  return { singular, plural: plural ?? singular, isCounted: plural !== undefined, isRead, isWritten };
}

export function readPhrases(senses: GroupSwapsFile["fixedPhrases"]): FixedPhrase[] {
  return senses.flatMap(({ reason, phrases }) =>
    phrases.map((phrase) => ({ reason, words: phrase.split(" ").map((word) => word.split("|")) })),
  );
}
