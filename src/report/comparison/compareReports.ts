import type { BiasReport } from "../biasReport.ts";
import { compareIdentities } from "./compareIdentities.ts";
import { compareMeasures } from "./compareMeasures.ts";
import { compareScans } from "./compareScans.ts";
import { pairArms } from "./pairArms.ts";
import { reportComparisonVersion } from "./reportComparison.ts";
import type { ComparedReport, NotCompared, ReportComparison } from "./reportComparison.ts";

/** A report with the name of the file that it was read from. */
export interface NamedReport {
  readonly file: string;
  readonly report: BiasReport;
}

/**
 * Two reports side by side. Figures are compared where both reports have them and they mean the same; everything else is named with the
 * reason in `notCompared`. Resamples the kept items of every paired measure: about 30 ms each.
 *
 * @param made version of Evenhand and moment of the comparison (ISO 8601)
 */
export function compareReports(
  a: NamedReport,
  b: NamedReport,
  made: { readonly version: string; readonly createdAt: string },
): ReportComparison {
  const reports = { a: a.report, b: b.report };
  const arms = pairArms(a.report, b.report);
  const { measures, notCompared } = compareMeasures(reports, arms.pairs);
  const scanned = compareScans(a.report, b.report);
  return {
    comparisonVersion: reportComparisonVersion,
    title: `${a.report.title} against ${b.report.title}`,
    generator: { name: "evenhand", version: made.version },
    createdAt: made.createdAt,
    a: comparedReport(a),
    b: comparedReport(b),
    identity: compareIdentities(reports, arms.pairs),
    measures,
    ...(scanned.scans === undefined ? {} : { scans: scanned.scans }),
    notCompared: [...arms.notCompared, ...scanned.notCompared, ...notCompared, ...otherSections(a.report, b.report)],
  };
}

function comparedReport({ file, report }: NamedReport): ComparedReport {
  const { title, generator, createdAt, corpus, warnings } = report;
  return {
    title,
    file,
    version: generator.version,
    createdAt,
    ...(corpus === undefined ? {} : { corpus: { name: corpus.name, records: corpus.records } }),
    warnings,
  };
}

/** Parts that are read in each report by itself. */
const readAlone: readonly (readonly [what: string, isIn: (report: BiasReport) => boolean])[] = [
  ["Contrasts between groups", ({ scan }) => scan?.contrasts !== undefined],
  ["Lists of words", ({ scan }) => scan?.attributes !== undefined],
  ["Word vectors", ({ scan }) => scan?.embedding !== undefined],
  ["Problems of the data", ({ scan }) => (scan?.dataProblems ?? []).length > 0],
  ["Counterfactuals", ({ counterfactuals }) => counterfactuals !== undefined],
  ["Convergence by group", ({ arms = [] }) => arms.some(({ training }) => training?.dynamics !== undefined)],
  ["Clipping and the groups", ({ arms = [] }) => arms.some(({ training }) => training?.treatment !== undefined)],
  ["Tuning against membership inference", ({ arms = [] }) => arms.some(({ training }) => training?.past !== undefined)],
  ["Planted texts", ({ arms = [] }) => arms.some(({ canaries }) => canaries !== undefined)],
  ["What constraints keep and cost", ({ tradeOff }) => tradeOff !== undefined],
  ["Private against robust", ({ robustness }) => robustness !== undefined],
];

function otherSections(a: BiasReport, b: BiasReport): NotCompared[] {
  return readAlone
    .filter(([, isIn]) => isIn(a) || isIn(b))
    .map(([what, isIn]) => ({
      what,
      why: isIn(a) && isIn(b) ? "read them in the two reports" : `only in ${isIn(a) ? "A" : "B"}`,
    }));
}
