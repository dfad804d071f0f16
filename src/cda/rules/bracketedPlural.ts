import type { SwapEdit } from "../swapPlan.ts";

/**
 * Re-agreement of a plural in brackets behind a word that a swap changes: "actress(es)" becomes "actor(s)".
 *
 * @returns the edit of the brackets, or undefined when there are none or their ending stays
 */
export function agreeBracketedPlural(text: string, edit: SwapEdit): SwapEdit | undefined {
  const [before, ending = ""] = /^\((e?s)\)/i.exec(text.slice(edit.end, edit.end + "(es)".length)) ?? [];
  if (before === undefined) return undefined;
  const wanted = pluralEnding(edit.after);
  if (ending.toLowerCase() === wanted) return undefined;
  return {
    start: edit.end,
    end: edit.end + before.length,
    before,
    after: `(${ending === ending.toUpperCase() ? wanted.toUpperCase() : wanted})`,
    rule: "plural",
    reason: `the plural of ${edit.after}`,
    confidence: edit.confidence,
  };
}

/** Of words that have a plural to put in brackets; others have "men" or "ladies", which nobody writes so. */
function pluralEnding(word: string): string {
  if (/child$/i.test(word)) return "ren";
  return /(?:s|x|z|ch|sh)$/i.test(word) ? "es" : "s";
}
