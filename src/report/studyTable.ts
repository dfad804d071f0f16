import { formatDecimal } from "./numberFormat.ts";

/** Said where a reader of another report would find figures that lead to items. */
export const studyItemsWords =
  "A study trains many models in memory and keeps no text of any: its figures lead to no items.";

/** A table of a study, as page, Markdown and terminal all print it. */
export interface StudyTable {
  readonly caption: string;
  readonly columns: readonly { readonly head: string; readonly numeric?: boolean; readonly title?: string }[];
  readonly rows: readonly (readonly StudyCell[])[];
}

export interface StudyCell {
  readonly text: string;
  /** Unrounded. */
  readonly value?: number;
}

interface Figure {
  readonly value: number;
  readonly interval?: { readonly low: number; readonly high: number };
}

/** Decimals of losses, shares and areas in the tables of studies. */
const decimals = 3;

/** A figure and, in the next cell, its interval. */
export function figureCells(figure: Figure | undefined): readonly [StudyCell, StudyCell] {
  if (figure === undefined) return [{ text: "–" }, { text: "–" }];
  return [{ text: formatDecimal(figure.value, decimals), value: figure.value }, { text: intervalText(figure) }];
}

/** A figure that has no interval of its own. */
export function numberCell(value: number): StudyCell {
  return { text: formatDecimal(value, decimals), value };
}

/** `0.012 (0.003 to 0.021)` */
export function figureText(figure: Figure): string {
  const { interval } = figure;
  const value = formatDecimal(figure.value, decimals);
  return interval === undefined ? value : `${value} (${intervalText(figure)})`;
}

function intervalText({ interval }: Figure): string {
  if (interval === undefined) return "too few";
  return `${formatDecimal(interval.low, decimals)} to ${formatDecimal(interval.high, decimals)}`;
}
