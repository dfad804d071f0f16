import type { SkippedTerm, SwapEdit, SwapPlan } from "./swapPlan.ts";

/** UTF-16 units planned at once: memory and some lookups grow with the text, and no rule looks this far. */
export const pieceUnits = 1 << 18;

export interface PiecewisePlan extends SwapPlan {
  /** More than one when the text was too long to be planned at once. */
  readonly pieces: number;
}

/**
 * Plans a text of any length: longer ones in pieces that end at a paragraph, a line, a sentence or at least between
 * words. What a rule would see beyond the end of its piece does not count.
 *
 * @param plan the planner, for one piece
 */
export function planInPieces(text: string, plan: (piece: string) => SwapPlan): PiecewisePlan {
  if (text.length <= pieceUnits) return { ...plan(text), pieces: 1 };
  const edits: SwapEdit[] = [];
  const skipped: SkippedTerm[] = [];
  const decided: string[] = [];
  let skippedRecord: string | undefined;
  let pieces = 0;
  for (let start = 0; start < text.length; pieces += 1) {
    const end = pieceEnd(text, start);
    const found = plan(text.slice(start, end));
    for (const edit of found.edits) {
      const of = edit.of === undefined ? {} : { of: edit.of + start };
      edits.push({ ...edit, ...of, start: edit.start + start, end: edit.end + start });
    }
    for (const term of found.skipped) skipped.push({ ...term, start: term.start + start, end: term.end + start });
    decided.push(...(found.decided ?? []));
    skippedRecord ??= found.skippedRecord;
    start = end;
  }
  const shared = { skipped, pieces, ...(decided.length === 0 ? {} : { decided }) };
  return skippedRecord === undefined ? { ...shared, edits } : { ...shared, edits: [], skippedRecord };
}

const breaks: readonly string[] = ["\n\n", "\n", ". ", " "];

function pieceEnd(text: string, start: number): number {
  const limit = start + pieceUnits;
  if (limit >= text.length) return text.length;
  for (const mark of breaks) {
    const found = text.lastIndexOf(mark, limit - mark.length);
    if (found > start + pieceUnits / 2) return found + mark.length;
  }
  const isLowSurrogate = (text.charCodeAt(limit) & 0xfc00) === 0xdc00;
  return isLowSurrogate ? limit - 1 : limit;
}
