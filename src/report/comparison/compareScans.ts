import { benjaminiHochberg } from "../../audit/benjaminiHochberg.ts";
import { normalCdf } from "../../evaluation/normal.ts";
import type { AssociationRow, BiasReport, GroupCount, ScanSection } from "../biasReport.ts";
import { axisName, axisOrder, slursOf } from "../wording.ts";
import { hasChanged } from "./comparisonWords.ts";
import type {
  ComparedAssociation,
  ComparedMentions,
  ComparedScans,
  ListedAssociation,
  MentionCount,
  NotCompared,
} from "./reportComparison.ts";
import { squareAndAdd } from "./squareAndAdd.ts";

/** The scans of two reports: how often groups are named, and which words came, went or changed beside them. */
export function compareScans(a: BiasReport, b: BiasReport): { scans?: ComparedScans; notCompared: NotCompared[] } {
  if (a.scan === undefined && b.scan === undefined) return { notCompared: [] };
  if (a.scan === undefined || b.scan === undefined) {
    return { notCompared: [{ what: "Scan", why: `only ${a.scan === undefined ? "B" : "A"} has one` }] };
  }
  const reason = incomparable(a.scan, b.scan);
  if (reason !== undefined) return { notCompared: [{ what: "Mentions and associations", why: reason }] };
  const [ofA, ofB] = [groupsById(a.scan), groupsById(b.scan)];
  const shared = a.scan.groups.filter(({ group }) => ofB.has(group));
  const axes = axisOrder.filter((axis) => shared.some((group) => group.axis === axis));
  const listed = pairUp(listOf(a.scan, ofB), listOf(b.scan, ofA));
  return {
    scans: {
      axes,
      mentions: shared.map((group): ComparedMentions => ({
        group: group.group,
        label: group.label,
        axis: group.axis,
        a: mentionCount(group, a.scan as ScanSection),
        b: mentionCount(ofB.get(group.group) as GroupCount, b.scan as ScanSection),
      })),
      inBoth: withQ(listed.inBoth),
      onlyA: listed.onlyA,
      onlyB: listed.onlyB,
      slurs: [...new Set([...slursOf(a), ...slursOf(b)])].sort(),
    },
    notCompared: [...missingAxes(a.scan, b.scan, "A"), ...missingAxes(b.scan, a.scan, "B")],
  };
}

/** Why figures of two scans would mislead side by side. */
function incomparable(a: ScanSection, b: ScanSection): string | undefined {
  if (a.rule !== b.rule) return "counted by different rules";
  if (a.lexiconHash !== b.lexiconHash) return "the lexicons differ, so the same group is not named by the same words";
  return undefined;
}

function missingAxes(one: ScanSection, other: ScanSection, name: "A" | "B"): NotCompared[] {
  return axisOrder
    .filter((axis) => hasAxis(one, axis) && !hasAxis(other, axis))
    .map((axis) => ({ what: `${axisName(axis)} in the scan`, why: `only ${name} was scanned for it` }));
}

function hasAxis({ groups }: ScanSection, axis: GroupCount["axis"]): boolean {
  return groups.some((group) => group.axis === axis);
}

function groupsById({ groups }: ScanSection): ReadonlyMap<string, GroupCount> {
  return new Map(groups.map((group) => [group.group, group]));
}

function mentionCount({ mentions }: GroupCount, { totals }: ScanSection): MentionCount {
  return { mentions, perThousand: totals.tokens === 0 ? 0 : (1000 * mentions) / totals.tokens };
}

/** The associations of groups that the other scan has too. */
function listOf(scan: ScanSection, others: ReadonlyMap<string, GroupCount>): ListedAssociation[] {
  return scan.associations.flatMap((row: AssociationRow) => {
    const group = others.get(row.group);
    if (group === undefined) return [];
    const { word, npmi, npmiLow, npmiHigh, together } = row;
    const { axis, label } = group;
    return [{ group: row.group, label, axis, word, npmi, low: npmiLow, high: npmiHigh, together }];
  });
}

function pairUp(a: readonly ListedAssociation[], b: readonly ListedAssociation[]) {
  const unpaired = new Map<string, Map<string, ListedAssociation>>();
  for (const row of b) {
    const words = unpaired.get(row.group) ?? new Map<string, ListedAssociation>();
    unpaired.set(row.group, words.set(row.word, row));
  }
  const inBoth: Omit<ComparedAssociation, "q">[] = [];
  const onlyA: ListedAssociation[] = [];
  for (const row of a) {
    const other = unpaired.get(row.group)?.get(row.word);
    if (other === undefined) onlyA.push(row);
    else {
      unpaired.get(row.group)?.delete(row.word);
      inBoth.push(associationPair(row, other));
    }
  }
  const byStrength = (one: ListedAssociation, two: ListedAssociation): number => two.npmi - one.npmi;
  const onlyB = [...unpaired.values()].flatMap((words) => [...words.values()]);
  return { inBoth, onlyA: onlyA.sort(byStrength), onlyB: onlyB.sort(byStrength) };
}

function associationPair(a: ListedAssociation, b: ListedAssociation): Omit<ComparedAssociation, "q"> {
  const { group, label, axis, word } = a;
  const { value, low, high } = squareAndAdd({ ...a, value: a.npmi }, { ...b, value: b.npmi });
  return { group, label, axis, word, a: figures(a), b: figures(b), difference: value, low, high };
}

function figures({ npmi, low, high, together }: ListedAssociation): ComparedAssociation["a"] {
  return { npmi, low, high, together };
}

/** Changed words (q at most 0.05) first, then by the size of the change. */
function withQ(pairs: readonly Omit<ComparedAssociation, "q">[]): ComparedAssociation[] {
  const q = benjaminiHochberg(Float64Array.from(pairs, twoSidedP));
  return pairs
    .map((pair, index) => ({ ...pair, q: q[index] as number }))
    .sort(
      (one, two) =>
        Number(hasChanged(two)) - Number(hasChanged(one)) || Math.abs(two.difference) - Math.abs(one.difference),
    );
}

/** From the arm of the interval that points at 0, read as that of a normal estimate; without an arm chance is not ruled out. */
function twoSidedP({ difference, low, high }: Omit<ComparedAssociation, "q">): number {
  const arm = difference > 0 ? difference - low : high - difference;
  if (arm === 0) return 1;
  return Math.min(1, Math.max(Number.MIN_VALUE, 2 * normalCdf((-1.96 * Math.abs(difference)) / arm)));
}
