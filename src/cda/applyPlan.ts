import type { SwapEdit } from "./swapPlan.ts";

/**
 * Applies edits from the end, so that earlier offsets stay true; text outside the spans stays as it is.
 *
 * @param edits in order of position, not overlapping
 * @throws RangeError when edits overlap or do not fit the text
 */
export function applyPlan(text: string, edits: readonly SwapEdit[]): string {
  let result = text;
  let limit = text.length;
  for (let index = edits.length - 1; index >= 0; index -= 1) {
    const { start, end, before, after } = edits[index] as SwapEdit;
    if (start > end || end > limit) throw new RangeError(`edit ${start}..${end} overlaps another or leaves the text`);
    if (text.slice(start, end) !== before) throw new RangeError(`edit ${start}..${end} was planned for another text`);
    result = result.slice(0, start) + after + result.slice(end);
    limit = start;
  }
  return result;
}
