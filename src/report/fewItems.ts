import { formatCount } from "./numberFormat.ts";

/** With fewer items than this a bootstrap interval is itself unreliable, and mostly too narrow. */
const enoughItems = 20;

/** Whether so few items are behind a figure that it is shown greyed. */
export function isFew(n: number): boolean {
  return n < enoughItems;
}

/** `n 12, few`: colour alone would not reach everybody. */
export function itemWords(n: number): string {
  return `n ${formatCount(n)}${isFew(n) ? ", few" : ""}`;
}

export const fewWords = `“few”: fewer than ${enoughItems} items; the figure is unsure and its interval may be too narrow.`;
