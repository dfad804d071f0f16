import type { AssociationRow, BiasReport } from "./biasReport.ts";
import { formatCount, formatDecimal } from "./numberFormat.ts";
import { axisName, groupLabel, maskedWord, noAssociation, slursOf } from "./wording.ts";
import type { AxisName } from "./wording.ts";

/** An association is named in words only when its interval lies above zero and it survives the correction for many tests. */
export function isShown(row: AssociationRow): boolean {
  return row.npmiLow > 0 && row.q < 0.05;
}

/** What the scan of one axis shows, in one sentence: each group's most distinctive word, with its interval. */
export function associationSentence(report: BiasReport, axis: AxisName): string {
  const slurs = slursOf(report);
  const groups = (report.scan?.groups ?? []).filter((group) => group.axis === axis);
  if (groups.length === 0) return `${axisName(axis)}: not scanned.`;
  const first = groups.map((group) => ({
    group: group.group,
    row: report.scan?.associations.find((row) => row.group === group.group && isShown(row)),
  }));
  const shown = first
    .flatMap(({ row }) => (row === undefined ? [] : [row]))
    .sort((a, b) => b.z - a.z)
    .slice(0, 3);
  if (shown.length === 0) {
    return `${axisName(axis)}: ${noAssociation}.`;
  }
  const clauses = shown.map((row) => {
    const word = slurs.has(row.word.toLowerCase()) ? maskedWord(row.word) : row.word;
    const range = `${formatDecimal(row.npmiLow, 2)} to ${formatDecimal(row.npmiHigh, 2)}`;
    const sentences = `${formatCount(row.together)} ${row.together === 1 ? "sentence" : "sentences"}`;
    return `${groupLabel(report, row.group)} with “${word}” (nPMI ${formatDecimal(row.npmi, 2)}, 95% interval ${range}, ${sentences})`;
  });
  const without = first.filter(({ row }) => row === undefined).length;
  const rest = groups.length - shown.length - without;
  const more = [
    rest > 0 ? `${rest} more ${rest === 1 ? "group" : "groups"} below` : "",
    without > 0 ? `${without} ${without === 1 ? "group" : "groups"} without a word above the reporting threshold` : "",
  ].filter((part) => part !== "");
  const tail = more.length > 0 ? ` (${more.join("; ")})` : "";
  return `${axisName(axis)}, the most distinctive company of each group: ${clauses.join("; ")}${tail}.`;
}
