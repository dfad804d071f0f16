import type { BiasReport } from "./biasReport.ts";
import { studyRows } from "./csvStudies.ts";

const columns = [
  "section",
  "arm",
  "axis",
  "group",
  "item",
  "measure",
  "unit",
  "value",
  "low",
  "high",
  "ideal",
  "n",
  "p",
] as const;

/** One figure. */
export type CsvRow = Partial<Readonly<Record<(typeof columns)[number], string | number | undefined>>>;

/** Every figure of the report in one tidy table, unrounded: a row a figure, RFC 4180. */
export function renderCsv(report: BiasReport): string {
  const rows = [
    ...scanRows(report),
    ...metricRows(report),
    ...comparisonRows(report),
    ...membershipRows(report),
    ...studyRows(report),
  ];
  return [columns.join(","), ...rows.map((row) => columns.map((column) => cell(row[column])).join(","))]
    .map((line) => `${line}\r\n`)
    .join("");
}

function scanRows({ scan }: BiasReport): CsvRow[] {
  if (scan === undefined) return [];
  const axisOf = new Map(scan.groups.map(({ group, axis }) => [group, axis]));
  return [
    ...scan.groups.flatMap(({ group, axis, mentions, sentences, documents }): CsvRow[] => [
      { section: "scan", axis, group, measure: "mentions", unit: "count", value: mentions },
      { section: "scan", axis, group, measure: "sentences", unit: "count", value: sentences },
      { section: "scan", axis, group, measure: "documents", unit: "count", value: documents },
    ]),
    ...scan.associations.flatMap(({ group, word, npmi, npmiLow, npmiHigh, logOdds, z, q, together }): CsvRow[] => {
      const shared = { section: "association", axis: axisOf.get(group), group, item: word, n: together } as const;
      return [
        { ...shared, measure: "npmi", value: npmi, low: npmiLow, high: npmiHigh, p: q },
        { ...shared, measure: "log-odds", value: logOdds, p: q },
        { ...shared, measure: "z", value: z, p: q },
      ];
    }),
  ];
}

function metricRows({ arms = [] }: BiasReport): CsvRow[] {
  return arms.flatMap(({ arm, metrics }) =>
    metrics.flatMap(({ metric, axis, value, unit, n, interval, ideal, pValue, groups = [] }): CsvRow[] => [
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
      ...groups.map((one): CsvRow => ({
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
    ]),
  );
}

function comparisonRows({ comparisons = [] }: BiasReport): CsvRow[] {
  return comparisons.flatMap(({ metric, axis, a, b, difference, interval, pValue, adjustedP, ratio, n }): CsvRow[] => {
    const shared = { section: "comparison", axis, measure: metric, n };
    const { low, high } = interval;
    return [
      { ...shared, arm: `${b} - ${a}`, value: difference, low, high, ideal: undefined, p: pValue },
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

function membershipRows({ arms = [] }: BiasReport): CsvRow[] {
  return arms.flatMap(({ arm, membership }) => {
    if (membership === undefined) return [];
    const all = [{ group: undefined, attacks: membership.attacks }, ...membership.groups];
    return all.flatMap(({ group, attacks }) =>
      attacks.flatMap(({ attack, area, truePositives, members, nonMembers }): CsvRow[] => [
        {
          section: "membership",
          arm,
          group,
          item: attack,
          measure: "area under the curve",
          value: area.value,
          low: area.interval.low,
          high: area.interval.high,
          ideal: 0.5,
          n: members + nonMembers,
        },
        ...truePositives.map((one): CsvRow => ({
          section: "membership",
          arm,
          group,
          item: attack,
          measure: `true positives at ${one.falsePositiveRate} false positives`,
          unit: "share",
          value: one.value,
          low: one.interval.low,
          high: one.interval.high,
          n: members,
        })),
      ]),
    );
  });
}

/** Text that a spreadsheet would take for a formula gets an apostrophe, as OWASP advises. */
function cell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
