import { itemUnits } from "./itemUnits.ts";
import type { MetricItem } from "./metricResult.ts";

/** Units that a group needs for a gap, as many as texts for a loss by group. */
export const fewestUnits = 10;

/**
 * The groups that a gap is taken between, in the order of their names: those with enough units, because twenty beginnings from one
 * article say what that article is about, not how a group is written about. All groups where fewer than two have enough.
 *
 * @param unitOf item's key -> name of the unit that it is drawn with; each item is its own when absent
 */
export function comparedGroups(items: readonly MetricItem[], unitOf?: (key: string) => string): readonly string[] {
  const groups = [...new Set(items.map(({ group }) => group as string))].sort();
  const enough = groups.filter((name) => {
    const own = items.filter(({ group }) => group === name);
    return itemUnits(own, unitOf).size >= fewestUnits;
  });
  return enough.length < 2 ? groups : enough;
}

/** The items that are about the groups that are compared. */
export function comparedItems(
  items: readonly MetricItem[],
  unitOf?: (key: string) => string,
): { readonly items: readonly MetricItem[]; readonly groups: readonly string[] } {
  const groups = comparedGroups(items, unitOf);
  const compared = new Set(groups);
  return { items: items.filter(({ group }) => compared.has(group as string)), groups };
}
