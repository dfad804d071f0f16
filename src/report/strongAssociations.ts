import type { AssociationRow, BiasReport, ScanSection } from "./biasReport.ts";
import type { DataProblem, SilencedFinding } from "./scanFindings.ts";
import { problemName, shownWord } from "./scanWords.ts";
import { groupLabel } from "./wording.ts";

/** An association that is both sure (q at most 0.05) and stronger than chance with its whole interval. */
export function isStrong(row: AssociationRow): boolean {
  return row.z > 0 && row.q <= 0.05 && row.npmiLow > 0;
}

/** The strong associations that a team has not silenced, those that the report does not list as well. */
export function strongFindings({ scan }: BiasReport): number {
  if (scan === undefined) return 0;
  const listed = scan.associations.filter((row) => isStrong(row) && silencedRow(scan, row) === undefined);
  const further = scan.groups.filter((group) => group.further !== undefined && !isFurtherSilenced(scan, group.group));
  return listed.length + further.reduce((sum, group) => sum + (group.further?.words ?? 0), 0);
}

/** Whether all associations of a group are silenced: of those that are not listed no word is known. */
export function isFurtherSilenced(scan: ScanSection, group: string): boolean {
  return (
    scan.silenced?.some((one) => one.rule === "association" && one.group === group && one.word === undefined) === true
  );
}

/** How an association is silenced; undefined when it is not. */
export function silencedRow(
  scan: ScanSection | undefined,
  { group, word }: Pick<AssociationRow, "group" | "word">,
): SilencedFinding | undefined {
  return scan?.silenced?.find((one) => one.rule === "association" && one.group === group && one.word === word);
}

/** How a data problem is silenced; undefined when it is not. */
export function silencedProblem(
  scan: ScanSection | undefined,
  { kind }: Pick<DataProblem, "kind">,
): SilencedFinding | undefined {
  return scan?.silenced?.find(({ rule }) => rule === kind);
}

/** `silenced: a fact`; nothing for what is not. */
export function silencedText(silenced: SilencedFinding | undefined): string {
  if (silenced === undefined) return "";
  return silenced.reason === undefined ? "silenced" : `silenced: ${silenced.reason}`;
}

/** `nurse with women and girls`, or the data problem's name. */
export function silencedName(
  report: BiasReport,
  { rule, group, word }: SilencedFinding,
  slurs: ReadonlySet<string>,
): string {
  if (group === undefined) return problemName(rule);
  return `${word === undefined ? "further words" : shownWord(word, slurs)} with ${groupLabel(report, group)}`;
}
