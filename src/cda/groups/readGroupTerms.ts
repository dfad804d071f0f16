import { EvenhandError } from "../../base/errors.ts";
import type { GroupForm, GroupTable, SwapGroup } from "../../lexicon/groupSwaps.ts";
import type { TokenView } from "../tokens.ts";

/** What one surface form may be: a form of a slot of a group. */
export interface Reading {
  readonly group: SwapGroup;
  readonly slot: string;
  readonly form: GroupForm;
  readonly isPlural: boolean;
}

/** A form of the text with all its readings; `length` in tokens. */
export interface GroupTerm {
  readonly index: number;
  readonly length: number;
  readonly readings: readonly Reading[];
}

interface Entry {
  readonly words: readonly string[];
  readonly readings: Reading[];
}

/** Finds the terms of some groups: by first word, longest first. */
export class GroupTermIndex {
  readonly #byFirst = new Map<string, Entry[]>();

  /** @param groups terms of one that stands earlier are read as its own where two share a word */
  constructor(groups: readonly SwapGroup[]) {
    for (const group of groups) {
      for (const [slot, forms] of group.slots) for (const form of forms) this.#addForm(group, slot, form);
    }
    for (const entries of this.#byFirst.values()) entries.sort((a, b) => b.words.length - a.words.length);
  }

  /** One word of each term, the first unless that is common: text with none of them holds no term. */
  get triggers(): ReadonlySet<string> {
    const entries = [...this.#byFirst.values()].flat();
    return new Set(entries.map(({ words }) => (common.has(words[0] ?? "") ? words.at(-1) : words[0]) ?? ""));
  }

  /** The longest term that begins at a token. */
  at(view: TokenView, index: number): GroupTerm | undefined {
    const entries = this.#byFirst.get(view.at(index)?.lower ?? "");
    const entry = entries?.find(({ words }) => matches(view, index, words));
    return entry && { index, length: entry.words.length, readings: entry.readings };
  }

  #addForm(group: SwapGroup, slot: string, form: GroupForm): void {
    if (!form.isRead) return;
    this.#add({ group, slot, form, isPlural: false }, form.singular);
    if (form.plural !== form.singular || form.isCounted) this.#add({ group, slot, form, isPlural: true }, form.plural);
  }

  #add(reading: Reading, surface: string): void {
    const words = surface.toLowerCase().split(/[ -]/);
    const first = words[0] ?? "";
    const entries = this.#byFirst.get(first) ?? [];
    this.#byFirst.set(first, entries);
    const known = entries.find((entry) => entry.words.join(" ") === words.join(" "));
    if (known === undefined) entries.push({ words, readings: [reading] });
    else known.readings.push(reading);
  }
}

const common = new Set("old new grand chief friday sunday middle east south mixed parish prophet virgin".split(" "));

function matches(view: TokenView, index: number, words: readonly string[]): boolean {
  return words.every((word, offset) => {
    const token = view.at(index + offset);
    if (token === undefined || token.lower !== word) return false;
    const isLast = offset === words.length - 1;
    return (offset === 0 || token.gap === "space" || token.gap === "hyphen") && (isLast || token.clitic === "");
  });
}

/**
 * The group with an id.
 *
 * @throws EvenhandError `arguments.invalid` when the lexicon, a team's perhaps, has no such group
 */
export function groupOf(table: GroupTable, id: string): SwapGroup {
  const group = table.groups.get(id);
  if (group === undefined) {
    throw new EvenhandError("arguments.invalid", `the lexicon has no group "${id}"`, {
      hint: "A lexicon file may have removed it; choose another group or another lexicon.",
    });
  }
  return group;
}
