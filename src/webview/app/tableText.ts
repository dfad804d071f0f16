import { disarmFormula } from "../../report/disarmFormula.ts";
import { escapeMarkdown } from "../../report/markdownTable.ts";

/** What one cell holds beside its looks: numbers unrounded, so that a copied table loses nothing. */
export type CellValue = string | number | undefined;

/** RFC 4180, with every text cell quoted and formula starts disarmed, because corpus words end up in spreadsheets. */
export function csvText(heads: readonly string[], rows: readonly (readonly CellValue[])[]): string {
  return [heads, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n");
}

function csvCell(value: CellValue): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  return `"${disarmFormula(value).replaceAll('"', '""')}"`;
}

/** A GitHub-flavoured table of the texts as shown. */
export function markdownText(
  heads: readonly string[],
  numeric: readonly boolean[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  const rule = `| ${heads.map((_, index) => (numeric[index] === true ? "--:" : "---")).join(" | ")} |`;
  return [line(heads), rule, ...rows.map(line)].join("\n");
}
