import { shareInterval } from "../audit/shareInterval.ts";
import type { AssociationRow, BiasReport, FurtherWords, ScanSection } from "../report/biasReport.ts";
import { isFurtherSilenced, isStrong, silencedProblem, silencedRow } from "../report/strongAssociations.ts";
import type { Gate, ScanMeasure } from "./gate.ts";
import { isScanMeasure } from "./gate.ts";

/** What a gate looks at, unrounded. */
export interface GateFigure {
  readonly value: number;
  readonly interval?: { readonly low: number; readonly high: number };
  /** Items behind the figure; absent for what is no estimate, such as epsilon. */
  readonly n?: number;
  /** What the figure belongs to: `nurse with female`. */
  readonly about?: string;
  /** Findings left out because they are silenced. */
  readonly silenced?: number;
}

/** A figure, or why there is none. */
export type FigureOrReason = { readonly figure: GateFigure } | { readonly missing: string };

/** The figure of a gate in a report. */
export function gateFigure(gate: Gate, report: BiasReport): FigureOrReason {
  const { measure } = gate;
  if (!isScanMeasure(measure)) return armFigure(gate, report);
  return report.scan === undefined ? { missing: "the report has no scan" } : scanFigure(measure, gate, report.scan);
}

function armFigure(gate: Gate, report: BiasReport): FigureOrReason {
  const arms = report.arms ?? [];
  if (arms.length === 0) return { missing: "the report has no trained or evaluated model" };
  const names = arms.map(({ arm }) => arm).join(", ");
  const arm = gate.arm === undefined && arms.length === 1 ? arms[0] : arms.find(({ arm: name }) => name === gate.arm);
  if (arm === undefined) {
    return {
      missing:
        gate.arm === undefined
          ? `no arm is named, and there are ${names}`
          : `no arm is named ${gate.arm}; there are ${names}`,
    };
  }
  if (gate.measure === "epsilon") {
    if (arm.privacy === undefined) return { missing: `${arm.arm} was trained without privacy` };
    // Seeded noise protects nothing, whatever was counted.
    return { figure: { value: arm.privacy.noiseSource === "operating system" ? arm.privacy.epsilon : Infinity } };
  }
  return gate.against === undefined ? metricFigure(gate, arm) : differenceFigure(gate, arm.arm, report);
}

function metricFigure(gate: Gate, arm: NonNullable<BiasReport["arms"]>[number]): FigureOrReason {
  const result = arm.metrics.find(({ metric, axis }) => metric === gate.measure && axis === gate.axis);
  if (result === undefined) {
    const axes = arm.metrics.filter(({ metric }) => metric === gate.measure).map(({ axis }) => axis ?? "no axis");
    const where = axes.length === 0 ? "" : ` on this axis, only on ${axes.join(", ")}`;
    return { missing: `${arm.arm} has no ${gate.measure}${where}` };
  }
  if (gate.group === undefined) return { figure: estimate(result) };
  const group = result.groups?.find(({ group: name }) => name === gate.group);
  if (group === undefined) return { missing: `${gate.measure} of ${arm.arm} has no group ${gate.group}` };
  return { figure: estimate(group) };
}

function differenceFigure({ measure, axis, against, group }: Gate, arm: string, report: BiasReport): FigureOrReason {
  if (group !== undefined) return { missing: "arms are compared over all groups together: leave out group or against" };
  for (const comparison of report.comparisons ?? []) {
    if (comparison.metric !== measure || comparison.axis !== axis) continue;
    const { a, b, difference, interval, n } = comparison;
    if (a === against && b === arm) return { figure: estimate({ value: difference, interval, n }) };
    if (a === arm && b === against) {
      const turned = interval === undefined ? undefined : { low: -interval.high, high: -interval.low };
      return { figure: estimate({ value: -difference, interval: turned, n }) };
    }
  }
  return { missing: `the report does not compare ${measure} of ${arm} and ${against ?? ""}` };
}

function estimate({
  value,
  interval,
  n,
}: {
  readonly value: number;
  readonly interval?: { readonly low: number; readonly high: number } | undefined;
  readonly n: number;
}): GateFigure {
  return { value, n, ...(interval === undefined ? {} : { interval: { low: interval.low, high: interval.high } }) };
}

function scanFigure(measure: ScanMeasure, gate: Gate, scan: ScanSection): FigureOrReason {
  // Nothing was looked for there: no association found is not the same.
  if (gate.axis !== undefined && !scan.groups.some(({ axis }) => axis === gate.axis)) {
    return { missing: `the scan has no axis ${gate.axis}` };
  }
  if (gate.group !== undefined && groupsOf(gate, scan).size === 0) {
    return {
      missing: `the scan has no group ${gate.group}${gate.axis === undefined ? "" : ` of the axis ${gate.axis}`}`,
    };
  }
  switch (measure) {
    case "association-z":
      return strongest(gate, scan, (row) => ({ value: Math.abs(row.z) }));
    case "association-npmi":
      return strongest(gate, scan, (row) => ({
        value: row.npmi,
        interval: { low: row.npmiLow, high: row.npmiHigh },
      }));
    case "strong-associations": {
      const rows = rowsOf(gate, scan).filter(isStrong);
      const told = rows.filter((row) => silencedRow(scan, row) === undefined);
      const further = furtherOf(gate, scan);
      return counted(
        told.length + further.words,
        rows.length - told.length + further.silenced,
        sentencesOf(gate, scan),
      );
    }
    case "data-problems": {
      const all = scan.dataProblems?.filter(({ kind }) => gate.problem === undefined || kind === gate.problem);
      if (all === undefined) return { missing: "the scan did not look for data problems" };
      const told = all.filter((problem) => silencedProblem(scan, problem) === undefined);
      return counted(told.length, all.length - told.length, scan.totals.documents);
    }
    case "without-mention-share": {
      const axis = scan.axes?.find((count) => count.axis === gate.axis);
      if (axis === undefined) return { missing: `the scan has no axis ${gate.axis ?? ""}` };
      return share(scan.totals.documents - axis.documents, scan.totals.documents, "record");
    }
    case "group-share": {
      const group = scan.groups.find((count) => count.group === gate.group);
      const axis = scan.axes?.find((count) => count.axis === group?.axis);
      if (group === undefined || axis === undefined) return { missing: "the scan did not count its axis" };
      return share(group.documents, axis.documents, `record that mentions ${group.axis}`);
    }
  }
}

/** The largest of the associations that are not silenced, listed or not; 0 where no word is associated. */
function strongest(
  gate: Gate,
  scan: ScanSection,
  figureOf: (row: AssociationRow | FurtherWords) => Pick<GateFigure, "value" | "interval">,
): FigureOrReason {
  const rows = rowsOf(gate, scan);
  const told = rows.filter((row) => silencedRow(scan, row) === undefined);
  const further = furtherOf(gate, scan);
  const silenced = rows.length - told.length + further.silenced;
  const labelOf = (id: string): string => scan.groups.find(({ group }) => group === id)?.label ?? id;
  const [first] = [
    ...told.map((row) => ({ ...figureOf(row), about: `${row.word} with ${labelOf(row.group)}` })),
    // Which word it is only a longer list says.
    ...further.told.map(({ group, words }) => ({ ...figureOf(words), about: `a further word with ${labelOf(group)}` })),
  ].toSorted((a, b) => b.value - a.value);
  const n = sentencesOf(gate, scan);
  return { figure: { ...(first ?? { value: 0 }), n, ...(silenced > 0 && { silenced }) } };
}

/** Ranked words that the report does not list: what is told of them, and how many there are. */
function furtherOf(
  gate: Gate,
  scan: ScanSection,
): {
  readonly told: readonly { readonly group: string; readonly words: FurtherWords }[];
  readonly words: number;
  readonly silenced: number;
} {
  const groups = groupsOf(gate, scan);
  const all = scan.groups.flatMap(({ group, further }) =>
    further === undefined || !groups.has(group) ? [] : [{ group, words: further }],
  );
  const told = all.filter(({ group }) => !isFurtherSilenced(scan, group));
  const sum = (some: typeof all): number => some.reduce((total, { words }) => total + words.words, 0);
  return { told, words: sum(told), silenced: sum(all) - sum(told) };
}

function counted(value: number, silenced: number, n: number): FigureOrReason {
  return { figure: { value, n, ...(silenced > 0 && { silenced }) } };
}

function share(part: number, whole: number, item: string): FigureOrReason {
  if (whole === 0) return { missing: `there is no ${item}` };
  return { figure: { value: part / whole, interval: shareInterval(part, whole), n: whole } };
}

function rowsOf(gate: Gate, scan: ScanSection): readonly AssociationRow[] {
  const groups = groupsOf(gate, scan);
  return scan.associations.filter((row) => groups.has(row.group));
}

/** Sentences with any of the groups; those with several count for each. */
function sentencesOf(gate: Gate, scan: ScanSection): number {
  const groups = groupsOf(gate, scan);
  return scan.groups.filter((count) => groups.has(count.group)).reduce((sum, { sentences }) => sum + sentences, 0);
}

function groupsOf({ axis, group }: Gate, scan: ScanSection): ReadonlySet<string> {
  const chosen = scan.groups.filter(
    (count) => (axis === undefined || count.axis === axis) && (group === undefined || count.group === group),
  );
  return new Set(chosen.map((count) => count.group));
}
