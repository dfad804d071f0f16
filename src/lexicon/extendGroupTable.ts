import { aliasKey, readForm } from "./groupSwaps.ts";
import type { GroupForm, GroupTable, SwapGroup } from "./groupSwaps.ts";
import { asObject, invalid } from "./lexiconFile.ts";
import { hashOfChange, rejectUnknownKeys, wordList } from "./swapsFile.ts";

/** Slots that every group needs, so that people of any other group can become people of this one. */
const neededSlots = ["person", "adjective"] as const;

/** The table of race or religion with the groups and forms that a team's file removes and adds. */
export function extendGroupTable(table: GroupTable, value: unknown, fileName: string, place: string): GroupTable {
  if (value === undefined) return table;
  const changes = asObject(value, fileName, place);
  rejectUnknownKeys(changes, ["add", "remove"], fileName, place);
  const groups = new Map(table.groups);
  const aliases = new Map(table.aliases);
  const slots = new Set([...table.groups.values()].flatMap((group) => [...group.slots.keys()]));
  removeForms(groups, changes["remove"], fileName, `${place}.remove`);
  addForms(groups, aliases, slots, changes["add"], fileName, `${place}.add`);
  for (const group of groups.values()) rejectGap(table, group, fileName, place, changes);
  for (const [name, id] of aliases) if (!groups.has(id)) aliases.delete(name);
  return { ...table, groups, aliases, hash: hashOfChange(table.hash, changes) };
}

function removeForms(groups: Map<string, SwapGroup>, value: unknown, fileName: string, place: string): void {
  for (const [id, removal] of Object.entries(asObject(value ?? {}, fileName, place))) {
    const group = groups.get(id);
    if (group === undefined) throw unknownGroup(groups, id, fileName, `${place}.${id}`);
    if (removal === true) {
      for (const { id: label, termsOf } of groups.values()) if (termsOf === id) groups.delete(label);
      continue;
    }
    const slots = new Map(group.slots);
    for (const [slot, list] of Object.entries(asObject(removal, fileName, `${place}.${id}`))) {
      const at = `${place}.${id}.${slot}`;
      const forms = [...(slots.get(slot) ?? [])];
      for (const [index, text] of wordList(list, fileName, at).entries()) {
        const found = forms.findIndex((form) => isForm(form, text));
        if (found < 0) {
          throw invalid(fileName, `${at}[${index}]`, `"${text}" is no form of this slot`, `It has ${shown(forms)}.`);
        }
        forms.splice(found, 1);
      }
      slots.set(slot, forms);
    }
    groups.set(id, { ...group, slots });
  }
}

function addForms(
  groups: Map<string, SwapGroup>,
  aliases: Map<string, string>,
  known: ReadonlySet<string>,
  value: unknown,
  fileName: string,
  place: string,
): void {
  for (const [id, addition] of Object.entries(asObject(value ?? {}, fileName, place))) {
    const { label, ...lists } = asObject(addition, fileName, `${place}.${id}`);
    if (label !== undefined && typeof label !== "string") {
      throw invalid(fileName, `${place}.${id}.label`, "must be a string", "Write the group's name for people.");
    }
    rejectUnknownKeys(lists, [...known], fileName, `${place}.${id}`);
    const group = groups.get(id) ?? newGroup(id, label ?? id);
    const slots = new Map(group.slots);
    for (const [slot, list] of Object.entries(lists)) {
      const at = `${place}.${id}.${slot}`;
      const own = wordList(list, fileName, at).map((text, index) => checkedForm(text, fileName, `${at}[${index}]`));
      const bundled = slots.get(slot) ?? [];
      for (const [index, form] of own.entries()) {
        const twice = [...own.slice(0, index), ...bundled].some((other) => other.singular === form.singular);
        if (!twice) continue;
        const problem = `"${form.singular}" is given twice for ${slot} of ${id}`;
        throw invalid(fileName, `${at}[${index}]`, problem, "Leave one out; remove the bundled form to change it.");
      }
      slots.set(slot, [...own, ...bundled]); // a team's form is written before a bundled one
    }
    groups.set(id, { ...group, label: label ?? group.label, slots });
    for (const name of [id, label ?? id]) if (!aliases.has(aliasKey(name))) aliases.set(aliasKey(name), id);
  }
}

function newGroup(id: string, label: string): SwapGroup {
  return { id, label, kind: "people", termsOf: id, isNationality: false, slots: new Map() };
}

function checkedForm(text: string, fileName: string, place: string): GroupForm {
  const form = readForm(text);
  const isPlain = /^<?[^<>/]+(?:\/[^<>/]+)?>?$/.test(text) && (form.isRead || form.isWritten);
  if (isPlain) return form;
  throw invalid(
    fileName,
    place,
    `"${text}" is not a form`,
    'Write "singular/plural"; "<form" is only read, "form>" only written.',
  );
}

/** A group that can be a target must have a word for its people. */
function rejectGap(
  table: GroupTable,
  group: SwapGroup,
  fileName: string,
  place: string,
  changes: Readonly<Record<string, unknown>>,
): void {
  if (group === table.groups.get(group.id)) return;
  const missing = neededSlots.find((slot) => !(group.slots.get(slot) ?? []).some(({ isWritten }) => isWritten));
  if (missing === undefined) return;
  const isAdded = Object.hasOwn(asObject(changes["add"] ?? {}, fileName, `${place}.add`), group.id);
  throw invalid(
    fileName,
    `${place}.${isAdded ? "add" : "remove"}.${group.id}`,
    `${group.label} has no ${missing} that could be written`,
    `Give it one: "${missing}": ["${missing === "person" ? "singular/plural" : "word"}"].`,
  );
}

function unknownGroup(groups: ReadonlyMap<string, SwapGroup>, id: string, fileName: string, place: string): Error {
  const ids = [...groups.values()].filter(({ isNationality }) => !isNationality).map((group) => group.id);
  return invalid(fileName, place, `there is no group "${id}"`, `There are ${ids.join(", ")}.`);
}

function isForm({ singular, plural }: GroupForm, text: string): boolean {
  const wanted = text.replace(/^<|>$/g, "");
  return wanted === singular || wanted === `${singular}/${plural}`;
}

function shown(forms: readonly GroupForm[]): string {
  return forms.length === 0 ? "none" : forms.map(({ singular }) => singular).join(", ");
}
