import { CsvSplitter, cellText } from "../../corpus/csvRows.ts";
import type { CsvRow } from "../../corpus/csvRows.ts";

type Delimiter = "," | "\t";

/** The rows of a small table by column name; a missing cell is empty. */
export function tableRows(text: string, delimiter: Delimiter): Readonly<Record<string, string>>[] {
  const [header, ...rows] = split(text, delimiter);
  if (header === undefined) return [];
  const names = namesOf(header);
  return rows.map((row) => {
    // Once a row: each cell cut out of a copy of its own would keep that copy.
    const raw = row.bytes.toString("utf8");
    return Object.fromEntries(names.map((name, column) => [name, cellText(row, column, raw) ?? ""]));
  });
}

/** More than the first line of any table that is read here has. */
const longestHeader = 10_000;

/**
 * The first of `columns` that the table's first line does not name. Nothing behind that line is looked at, so that a file of
 * another kind is told at once.
 */
export function missingColumn(text: string, delimiter: Delimiter, columns: readonly string[]): string | undefined {
  const [line = ""] = text.slice(0, longestHeader).split("\n", 1);
  const [header] = split(line, delimiter);
  const names = header === undefined ? [] : namesOf(header);
  return columns.find((column) => !names.includes(column));
}

function split(text: string, delimiter: Delimiter): readonly CsvRow[] {
  return new CsvSplitter(delimiter).split({
    bytes: Buffer.from(text),
    isLast: true,
    byteStart: 0,
    limit: Number.POSITIVE_INFINITY,
  }).pieces;
}

function namesOf(header: CsvRow): string[] {
  const raw = header.bytes.toString("utf8");
  return Array.from({ length: header.cells.length / 4 }, (_, column) => (cellText(header, column, raw) ?? "").trim());
}
