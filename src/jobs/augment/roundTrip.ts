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
export function roundTripFailure(there: SwapPlan, back: SwapPlan): RoundTripFailure {
  const placed = placedInResult(there.edits);
  // A word before the article that follows its sound.
  const words = placed.toSorted((a, b) => Number(a.edit.rule === "article") - Number(b.edit.rule === "article"));
  for (const word of words) {
    const failure = failureOf(word, back);
    if (failure !== undefined) return failure;
  }
  const extra = back.edits.find(({ start, end }) => !placed.some((edit) => start < edit.end && end > edit.start));
  if (extra === undefined) return { word: "", there: "", back: "", reason: "spelling around an edit" };
  const left = there.skipped.find((skip) => skip.surface === extra.before);
  const reason = `changed on the way back only${left === undefined ? "" : `; left at first: ${left.reason}`}`;
  return { word: extra.before, there: extra.before, back: extra.after, reason };
}

/** What went wrong with one edit on the way back; undefined when it was undone. */
function failureOf({ edit, start, end }: PlacedEdit, back: SwapPlan): RoundTripFailure | undefined {
  const { before: word, after: there, rule } = edit;
  const answers = back.edits.filter((answer) => answer.start < end && answer.end > start);
  const [answer] = answers;
  if (answer === undefined) {
    const left = back.skipped.find((skip) => skip.start < end && skip.end > start);
    return {
      word,
      there,
      back: there,
      reason: left === undefined ? "not seen on the way back" : `left on the way back: ${left.reason}`,
    };
  }
  if (answers.length > 1 || answer.start !== start || answer.end !== end) {
    // An article may follow another word on the way back.
    return rule === "article"
      ? undefined
      : { word, there, back: answer.after, reason: "taken together with other words on the way back" };
  }
  if (answer.after === word) return undefined;
  return { word, there, back: answer.after, reason: otherWord(edit, answer) };
}

/** Case is lost, two words share a counterpart, or one pronoun was read in two ways. */
function otherWord(edit: SwapEdit, answer: SwapEdit): string {
  if (answer.after.toLowerCase() === edit.before.toLowerCase()) return "case is lost";
  return edit.rule === answer.rule
    ? "its counterpart has another counterpart"
    : `read as ${answer.rule} on the way back`;
}

export interface PlacedEdit {
  readonly edit: SwapEdit;
  /** Of what it left, in the changed text. */
  readonly start: number;
  readonly end: number;
}

/** Edits with the spans that their results have in the changed text. */
export function placedInResult(edits: readonly SwapEdit[]): readonly PlacedEdit[] {
  let shift = 0;
  return edits.map((edit) => {
    const start = edit.start + shift;
    shift += edit.after.length - (edit.end - edit.start);
    return { edit, start, end: start + edit.after.length };
  });
}
