import { CsvSplitter, cellText } from "../../corpus/csvRows.ts";

/** The rows of a small table by column name; a missing cell is empty. */
export function tableRows(text: string, delimiter: "," | "\t"): Readonly<Record<string, string>>[] {
  const splitter = new CsvSplitter(delimiter);
  const { pieces } = splitter.split({
    bytes: Buffer.from(text),
    isLast: true,
    byteStart: 0,
    limit: Number.POSITIVE_INFINITY,
  });
  const [header, ...rows] = pieces;
  if (header === undefined) return [];
  const cells = (row: (typeof pieces)[number]): string[] =>
    Array.from(
      { length: row.cells.length / 4 },
      (_, column) => cellText(row, column, row.bytes.toString("utf8")) ?? "",
    );
  const names = cells(header).map((name) => name.trim());
  return rows.map((row) => {
    const values = cells(row);
    return Object.fromEntries(names.map((name, column) => [name, values[column] ?? ""]));
  });
}
