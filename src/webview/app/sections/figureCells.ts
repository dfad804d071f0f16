import { formatCount, formatDecimal } from "../../../report/numberFormat.ts";
import type { Cell } from "../table.ts";

/** A figure with three decimals, which sorts by its value. */
export function decimalCell(value: number | undefined): Cell {
  return value === undefined ? { text: "–" } : { text: formatDecimal(value, 3), value };
}

export function countCell(value: number): Cell {
  return { text: formatCount(value), value };
}
