import { axes } from "../lexicon/axis.ts";
import type { Axis } from "../lexicon/axis.ts";
import type {
  AssociationRow,
  BiasReport,
  GroupCount,
  KeywordInContext,
  ScanSection,
  TermCount,
} from "../report/biasReport.ts";
import type { DataProblem, ProblemExample, TermPrecision } from "../report/scanFindings.ts";
import { everything, filtersWords, isFiltered, passing } from "./findingsQuery.ts";
import type { FindingsQuery } from "./findingsQuery.ts";

/**
 * The findings of a scan as a tree: axis, group, associated word, its occurrences; after the words the group's terms and their
 * mentions; the same for each file; and the problems of the data with their examples. `file` is there below a file.
 */
export type FindingNode =
  | { readonly kind: "file"; readonly file: string; readonly bytes: number }
  | { readonly kind: "axis"; readonly axis: Axis; readonly groups: readonly FindingNode[]; readonly file?: string }
  | {
      readonly kind: "group";
      readonly group: GroupCount;
      readonly associations: readonly FindingNode[];
      /** The one node of the terms that matched; none where words are filtered. */
      readonly terms: readonly FindingNode[];
      readonly file?: string;
    }
  | {
      readonly kind: "terms";
      readonly group: GroupCount;
      readonly terms: readonly FindingNode[];
      readonly file?: string;
    }
  | { readonly kind: "term"; readonly group: GroupCount; readonly term: TermCount; readonly file?: string }
  | { readonly kind: "association"; readonly row: AssociationRow; readonly file?: string }
  | { readonly kind: "place"; readonly place: KeywordInContext }
  /** Why there is nothing more, in words. */
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "problems"; readonly problems: readonly FindingNode[] }
  | { readonly kind: "problem"; readonly problem: DataProblem; readonly examples: readonly FindingNode[] }
  | { readonly kind: "example"; readonly example: ProblemExample };

/**
 * What the query lets through. Axes without a mention are left out, and groups without a word where there is a filter.
 *
 * @param file the one that the report is of, where the tree is below a file
 */
export function findingTree(report: BiasReport, query: FindingsQuery = everything, file?: string): FindingNode[] {
  const { scan } = report;
  if (scan === undefined) return [];
  const below = file === undefined ? {} : { file };
  const byAxis = axes.flatMap((axis): FindingNode[] => {
    if (query.axis !== undefined && query.axis !== axis) return [];
    const groups = scan.groups
      .filter((group) => group.axis === axis && group.mentions > 0)
      .flatMap((group): FindingNode[] => {
        const ofGroup = scan.associations.filter((row) => row.group === group.group);
        const rows = passing(ofGroup, group.label, query);
        if (rows.length === 0 && isFiltered(query)) return [];
        const associations = rows.map((row): FindingNode => ({ kind: "association", row, ...below }));
        const terms = group.terms
          .filter(({ mentions }) => mentions > 0)
          .map((term): FindingNode => ({ kind: "term", group, term, ...below }));
        const isWithTerms = terms.length > 0 && !filtersWords(query);
        return [
          {
            kind: "group",
            group,
            associations,
            terms: isWithTerms ? [{ kind: "terms", group, terms, ...below }] : [],
            ...below,
          },
        ];
      });
    return groups.length === 0 ? [] : [{ kind: "axis", axis, groups, ...below }];
  });
  if (isFiltered(query) || file !== undefined) return byAxis;
  const problems = (scan.dataProblems ?? []).map((problem): FindingNode => ({
    kind: "problem",
    problem,
    examples: problem.examples.map((example) => ({ kind: "example", example })),
  }));
  return problems.length === 0 ? byAxis : [...byAxis, { kind: "problems", problems }];
}

/** The files of a scan, each a node of its own. */
export function fileNodes(report: BiasReport): FindingNode[] {
  return (report.corpus?.files ?? []).map(({ name, bytes }) => ({ kind: "file", file: name, bytes }));
}

/** How many words a tree holds. */
export function wordsIn(nodes: readonly FindingNode[]): number {
  return nodes.reduce((sum, node) => {
    if (node.kind === "axis") return sum + wordsIn(node.groups);
    return sum + (node.kind === "group" ? node.associations.length : 0);
  }, 0);
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
