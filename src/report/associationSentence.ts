import type { AssociationRow, BiasReport } from "./biasReport.ts";
import { formatCount, formatDecimal } from "./numberFormat.ts";
import { axisName, groupLabel, maskedWord, noAssociation, slursOf } from "./wording.ts";
import type { AxisName } from "./wording.ts";

/** An association is named in words only when its interval lies above zero and it survives the correction for many tests. */
export function isShown(row: AssociationRow): boolean {
  return row.npmiLow > 0 && row.q < 0.05;
}

/** Groups that one sentence can name and still be read. */
const mostNamed = 4;

/**
 * What the scan of one axis shows, in one sentence: each group's most distinctive word, with its interval. Groups come
 * in the lexicon's order, as in the chart beside it.
 */
export function associationSentence(report: BiasReport, axis: AxisName): string {
  const slurs = slursOf(report);
  const groups = (report.scan?.groups ?? []).filter((group) => group.axis === axis);
  if (groups.length === 0) return `${axisName(axis)}: not scanned.`;
  const mentioned = groups.filter(({ mentions }) => mentions > 0);
  const first = mentioned.map(({ group }) =>
    report.scan?.associations.find((row) => row.group === group && isShown(row)),
  );
  const shown = first.filter((row) => row !== undefined).slice(0, mostNamed);
  if (shown.length === 0) {
    return `${axisName(axis)}: ${noAssociation}.`;
  }
  const clauses = shown.map((row) => {
    const word = slurs.has(row.word.toLowerCase()) ? maskedWord(row.word) : row.word;
    const range = `${formatDecimal(row.npmiLow, 2)} to ${formatDecimal(row.npmiHigh, 2)}`;
    const sentences = `${formatCount(row.together)} ${row.together === 1 ? "sentence" : "sentences"}`;
    return `${groupLabel(report, row.group)} with “${word}” (nPMI ${formatDecimal(row.npmi, 2)}, 95% interval ${range}, ${sentences})`;
  });
  const without = first.filter((row) => row === undefined).length;
  const rest = mentioned.length - shown.length - without;
  const absent = groups.length - mentioned.length;
  const more = [
    rest > 0 ? `${rest} more ${rest === 1 ? "group" : "groups"} below` : "",
    without > 0 ? `${without} ${without === 1 ? "group" : "groups"} without a word above the reporting threshold` : "",
    absent > 0 ? `${absent} ${absent === 1 ? "group" : "groups"} not mentioned` : "",
  ].filter((part) => part !== "");
  const tail = more.length > 0 ? ` (${more.join("; ")})` : "";
  return `${axisName(axis)}, the most distinctive company of each group: ${clauses.join("; ")}${tail}.`;
}
