export const csvColumns = [
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
  // After Benjamini and Hochberg.
  "q",
] as const;

/** One figure. */
export type CsvRow = Partial<Readonly<Record<(typeof csvColumns)[number], string | number | undefined>>>;

interface Bounded {
  readonly value: number;
  readonly interval?: { readonly low: number; readonly high: number };
}

/** A row for each measure that has a value. */
export function figures(shared: CsvRow, values: Readonly<Record<string, number | undefined>>): CsvRow[] {
  return Object.entries(values).flatMap(([measure, value]) =>
    value === undefined ? [] : [{ ...shared, measure, value }],
  );
}

/** The columns of an estimate. */
export function bounded({ value, interval }: Bounded): CsvRow {
  return { value, low: interval?.low, high: interval?.high };
}

/** What was passed over, a row for each reason. */
export function passedOver(
  shared: CsvRow,
  skipped: readonly { readonly reason: string; readonly count: number }[] = [],
): CsvRow[] {
  return skipped.map(({ reason, count }) => ({
    ...shared,
    item: reason,
    measure: shared.measure === undefined ? "passed over" : `${shared.measure}, passed over`,
    unit: "count",
    value: count,
  }));
}
