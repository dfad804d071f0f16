import { disarmFormula } from "./disarmFormula.ts";
import type { BiasReport } from "./biasReport.ts";
import { counterfactualRows } from "./csvCounterfactuals.ts";
import { membershipRows } from "./csvMembership.ts";
import { csvColumns, figures, passedOver } from "./csvRow.ts";
import type { CsvRow } from "./csvRow.ts";
import { scanRows } from "./csvScan.ts";
import { studyRows } from "./csvStudies.ts";
import { repeatRows, trainingRows } from "./csvTraining.ts";

/**
 * Every figure of the report in one tidy table, unrounded: a row a figure, RFC 4180. The items that figures were computed from,
 * and settings, are in the report alone.
 */
export function renderCsv(report: BiasReport): string {
  const rows = [
    ...scanRows(report),
    ...counterfactualRows(report),
    ...metricRows(report),
    ...repeatRows(report),
    ...comparisonRows(report),
    ...trainingRows(report),
    ...membershipRows(report),
    ...studyRows(report),
  ];
  return [csvColumns.join(","), ...rows.map((row) => csvColumns.map((column) => cell(row[column])).join(","))]
    .map((line) => `${line}\r\n`)
    .join("");
}

function metricRows({ arms = [] }: BiasReport): CsvRow[] {
  return arms.flatMap(({ arm, metrics }) =>
    metrics.flatMap(({ metric, axis, value, unit, n, interval, ideal, pValue, ...rest }): CsvRow[] => [
      {
        section: "metric",
        arm,
        axis,
        measure: metric,
        unit,
        value,
        low: interval?.low,
        high: interval?.high,
        ideal,
        n,
        p: pValue,
      },
      ...(rest.groups ?? []).map((one): CsvRow => ({
        section: "metric",
        arm,
        axis,
        group: one.group,
        measure: metric,
        unit,
        value: one.value,
        low: one.interval?.low,
        high: one.interval?.high,
        n: one.n,
      })),
      ...[{ group: undefined, units: rest.units }, ...(rest.groups ?? [])].flatMap(({ group, units }) =>
        figures(
          { section: "metric units", arm, axis, group, item: metric, unit: "count" },
          { "units that are resampled": units },
        ),
      ),
      ...(rest.variants ?? []).map((one): CsvRow => ({
        section: "other scoring rule",
        arm,
        axis,
        item: one.name,
        measure: metric,
        unit: one.unit ?? unit,
        value: one.value,
        low: one.interval?.low,
        high: one.interval?.high,
        n: one.n ?? n,
      })),
      ...passedOver({ section: "metric passed over", arm, axis, measure: metric }, rest.skipped),
    ]),
  );
}

function comparisonRows({ comparisons = [] }: BiasReport): CsvRow[] {
  return comparisons.flatMap(({ metric, axis, a, b, difference, interval, pValue, adjustedP, ratio, n }): CsvRow[] => {
    const shared = { section: "comparison", axis, measure: metric, n };
    return [
      {
        ...shared,
        arm: `${b} - ${a}`,
        value: difference,
        low: interval?.low,
        high: interval?.high,
        ideal: undefined,
        p: pValue,
      },
      ...(adjustedP === undefined
        ? []
        : [{ ...shared, arm: `${b} - ${a}`, item: "p corrected by Holm", value: adjustedP }]),
      ...(ratio === undefined
        ? []
        : [
            {
              ...shared,
              arm: `${b} / ${a}`,
              item: "ratio of distances from the ideal",
              value: ratio.value,
              low: ratio.interval.low,
              high: ratio.interval.high,
            },
          ]),
    ];
  });
}

function cell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = disarmFormula(value);
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
