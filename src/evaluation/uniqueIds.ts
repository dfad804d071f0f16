import type { GroupedText } from "./groupedText.ts";

/**
 * A name for each text that no other text of the list has: its id, or its place where it has none; the second text of
 * an id gets `#2`, the third `#3`. Corpora repeat ids (two files, each with a record 1), and two models must still be
 * compared text by text. The same list always gives the same names.
 */
export function uniqueIds(texts: readonly Pick<GroupedText, "id">[]): string[] {
  const wanted = texts.map(({ id }, index) => id ?? String(index));
  // Ids as they stand go first, so that no made-up name takes the id of a later text.
  const taken = new Set(wanted);
  const seen = new Map<string, number>();
  return wanted.map((id) => {
    let count = (seen.get(id) ?? 0) + 1;
    if (count === 1) {
      seen.set(id, 1);
      return id;
    }
    while (taken.has(`${id}#${count}`)) count += 1;
    seen.set(id, count);
    const name = `${id}#${count}`;
    taken.add(name);
    return name;
  });
}
