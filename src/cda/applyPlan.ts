import type { SwapEdit } from "./swapPlan.ts";

/**
 * The text with edits made; what is outside their spans stays as it is. One pass, however many edits there are.
 *
 * @param edits in order of position, not overlapping
 * @throws RangeError when edits overlap or do not fit the text
 */
export function applyPlan(text: string, edits: readonly SwapEdit[]): string {
  if (edits.length === 0) return text;
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, before, after } of edits) {
    if (start < done || start > end || end > text.length) {
      throw new RangeError(`edit ${start}..${end} overlaps another or leaves the text`);
    }
    if (text.slice(start, end) !== before) throw new RangeError(`edit ${start}..${end} was planned for another text`);
    parts.push(text.slice(done, start), after);
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join("");
}
