import type { SwapEdit, SwapPlan } from "../../cda/swapPlan.ts";

/** Why a text does not come back when it is swapped twice. */
export interface RoundTripFailure {
  /** The first word that went wrong, as it stands in the source. */
  readonly word: string;
  /** What it became, and what that became. */
  readonly there: string;
  readonly back: string;
  readonly reason: string;
}

/**
 * The first reason why swapping again did not give the text back.
 *
 * @param there the plan of the text
 * @param back the plan of the changed text
 */
export function roundTripFailure(text: string, there: SwapPlan, back: SwapPlan): RoundTripFailure {
  const forward = placedInResult(there.edits);
  // A word comes before the article that follows its sound.
  const words = [...forward].sort((a, b) => Number(a.edit.rule === "article") - Number(b.edit.rule === "article"));
  for (const { edit, start, end } of words) {
    const answers = back.edits.filter((answer) => answer.start < end && answer.end > start);
    const [answer] = answers;
    if (answer === undefined) {
      if (edit.before === edit.after) continue;
      const left = back.skipped.find((skip) => skip.start < end && skip.end > start);
      const reason = left === undefined ? "not seen on the way back" : `left on the way back: ${left.reason}`;
      return { word: edit.before, there: edit.after, back: edit.after, reason };
    }
    if (answers.length > 1 || answer.start !== start || answer.end !== end) {
      if (edit.rule !== "article")
        return { ...words4(edit, answer), reason: "taken together with other words on the way back" };
    } else if (answer.after !== edit.before) {
      const lower = answer.after.toLowerCase() === edit.before.toLowerCase();
      return { ...words4(edit, answer), reason: lower ? "case is lost" : reasonOfOther(edit, answer) };
    }
  }
  const extra = back.edits.find(
    (answer) => !forward.some(({ start, end }) => answer.start < end && answer.end > start),
  );
  if (extra === undefined) return { word: text.slice(0, 0), there: "", back: "", reason: "spelling around an edit" };
  const left = there.skipped.find((skip) => skip.surface === extra.before);
  const reason =
    left === undefined ? "changed on the way back only" : `changed on the way back only; left at first: ${left.reason}`;
  return { word: extra.before, there: extra.before, back: extra.after, reason };
}

function words4(edit: SwapEdit, answer: SwapEdit): Pick<RoundTripFailure, "word" | "there" | "back"> {
  return { word: edit.before, there: edit.after, back: answer.after };
}

/** Two words share a counterpart, or one pronoun was read in two ways. */
function reasonOfOther(edit: SwapEdit, answer: SwapEdit): string {
  return edit.rule === answer.rule
    ? "its counterpart has another counterpart"
    : `read as ${answer.rule} on the way back`;
}

/** Edits with the spans that their results have in the changed text. */
function placedInResult(
  edits: readonly SwapEdit[],
): readonly { readonly edit: SwapEdit; readonly start: number; readonly end: number }[] {
  let shift = 0;
  return edits.map((edit) => {
    const start = edit.start + shift;
    shift += edit.after.length - (edit.end - edit.start);
    return { edit, start, end: start + edit.after.length };
  });
}
