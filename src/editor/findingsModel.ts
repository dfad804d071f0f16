import { axes } from "../lexicon/axis.ts";
import type { Axis } from "../lexicon/axis.ts";
import type { AssociationRow, BiasReport, GroupCount, ScanSection } from "../report/biasReport.ts";
import type { DataProblem, ProblemExample, TermPrecision } from "../report/scanFindings.ts";

/** The findings of a scan as a tree: axis, group, associated word; and the problems of the data with their examples. */
export type FindingNode =
  | { readonly kind: "axis"; readonly axis: Axis; readonly groups: readonly FindingNode[] }
  | { readonly kind: "group"; readonly group: GroupCount; readonly associations: readonly FindingNode[] }
  | { readonly kind: "association"; readonly row: AssociationRow }
  | { readonly kind: "problems"; readonly problems: readonly FindingNode[] }
  | { readonly kind: "problem"; readonly problem: DataProblem; readonly examples: readonly FindingNode[] }
  | { readonly kind: "example"; readonly example: ProblemExample };

/** Axes without a mention are left out; groups and words keep the report's order, strongest first. */
export function findingTree(report: BiasReport): FindingNode[] {
  const { scan } = report;
  if (scan === undefined) return [];
  const byAxis = axes.flatMap((axis): FindingNode[] => {
    const groups = scan.groups
      .filter((group) => group.axis === axis && group.mentions > 0)
      .map((group): FindingNode => {
        const rows = scan.associations.filter((row) => row.group === group.group && row.z > 0);
        return { kind: "group", group, associations: rows.map((row) => ({ kind: "association", row })) };
      });
    return groups.length === 0 ? [] : [{ kind: "axis", axis, groups }];
  });
  const problems = (scan.dataProblems ?? []).map((problem): FindingNode => ({
    kind: "problem",
    problem,
    examples: problem.examples.map((example) => ({ kind: "example", example })),
  }));
  return problems.length === 0 ? byAxis : [...byAxis, { kind: "problems", problems }];
}

/** `z 14.2  nPMI 0.31  87` for a tree's description. */
export function associationText(row: AssociationRow): string {
  return `z ${row.z.toFixed(1)} · nPMI ${row.npmi.toFixed(2)} · ${row.together.toLocaleString("en")}`;
}

/** The group's label in the scan, else the last part of its id. */
export function groupName(group: string, scan: ScanSection | undefined): string {
  return scan?.groups.find((candidate) => candidate.group === group)?.label ?? group.slice(group.indexOf(".") + 1);
}

/** What the scan estimated about an ambiguous term; undefined for others. */
export function precisionOf(
  scan: ScanSection | undefined,
  term: { readonly group: string; readonly term: string },
): TermPrecision | undefined {
  return scan?.termPrecision?.find((candidate) => candidate.group === term.group && candidate.term === term.term);
}

/** `data.jsonl:12`, or the byte where the line is not known. */
export function exampleName({ file, line, byte }: ProblemExample): string {
  return line === undefined ? `${file}, byte ${byte.toLocaleString("en")}` : `${file}:${line}`;
}
