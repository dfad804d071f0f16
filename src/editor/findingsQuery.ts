import { isAxis } from "../lexicon/axis.ts";
import type { Axis } from "../lexicon/axis.ts";
import type { AssociationRow } from "../report/biasReport.ts";
import { isStrong } from "../report/strongAssociations.ts";

export const findingsSorts = ["z", "npmi", "together", "word"] as const;
export type FindingsSort = (typeof findingsSorts)[number];

/** Which findings the view shows, and in which order. */
export interface FindingsQuery {
  /** What the word or its group's name holds, whatever the case; anything when empty. */
  readonly text: string;
  /** All when absent. */
  readonly axis?: Axis;
  /** Words of less are left out. */
  readonly leastZ: number;
  readonly onlyStrong: boolean;
  readonly sort: FindingsSort;
  /** `file`: the same for each file alone. */
  readonly by: "group" | "file";
}

export const everything: FindingsQuery = { text: "", leastZ: 0, onlyStrong: false, sort: "z", by: "group" };

/** True where findings are left out. */
export function isFiltered(query: FindingsQuery): boolean {
  return query.axis !== undefined || filtersWords(query);
}

/** True where words are left out, not only whole axes. */
export function filtersWords({ text, leastZ, onlyStrong }: FindingsQuery): boolean {
  return text !== "" || leastZ > 0 || onlyStrong;
}

/** The rows of one group that pass, in order. */
export function passing(
  rows: readonly AssociationRow[],
  groupLabel: string,
  { text, leastZ, onlyStrong, sort }: FindingsQuery,
): AssociationRow[] {
  const wanted = text.toLowerCase();
  const isGroupWanted = groupLabel.toLowerCase().includes(wanted);
  return rows
    .filter((row) => row.z > 0 && row.z >= leastZ && (!onlyStrong || isStrong(row)))
    .filter(({ word }) => isGroupWanted || word.includes(wanted))
    .toSorted(orders[sort]);
}

const orders: Readonly<Record<FindingsSort, (a: AssociationRow, b: AssociationRow) => number>> = {
  z: (a, b) => b.z - a.z,
  npmi: (a, b) => b.npmi - a.npmi,
  together: (a, b) => b.together - a.together,
  word: (a, b) => a.word.localeCompare(b.word),
};

/** The remembered query as far as it can be trusted. */
export function restoreQuery(saved: unknown): FindingsQuery {
  const { text, axis, leastZ, onlyStrong, sort, by } = (
    typeof saved === "object" && saved !== null ? saved : {}
  ) as Readonly<Record<string, unknown>>;
  return {
    text: typeof text === "string" ? text : "",
    ...(isAxis(axis) ? { axis } : {}),
    leastZ: typeof leastZ === "number" && leastZ > 0 ? leastZ : 0,
    onlyStrong: onlyStrong === true,
    sort: findingsSorts.find((known) => known === sort) ?? "z",
    by: by === "file" ? "file" : "group",
  };
}
