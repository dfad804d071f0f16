import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { isNounUse, nominalFollows } from "./nounPhrase.ts";
import type { SwapGroup } from "../../lexicon/groupSwaps.ts";
import type { GroupTerm, Reading } from "./readGroupTerms.ts";

/** Slots whose words stand before a noun or after a copula. */
export const adjectiveSlots = new Set(["adjective", "branch", "american", "doctrine", "scriptural"]);
const titleSlots = new Set(["title", "highTitle"]);

/**
 * The reading of a term that fits its place: title, noun or adjective.
 *
 * @param hasWord whether there is a word for the slot to change to; a slot with one is preferred
 */
export function selectReading(
  view: TokenView,
  { index, length, readings }: GroupTerm,
  isGroupWord: (word: string) => boolean,
  hasWord: (slot: string, group: SwapGroup) => boolean,
): Reading | undefined {
  const last = index + length - 1;
  const rank = ({ slot, group }: Reading): number => (hasWord(slot, group) ? 1 : 0);
  const isTitle = standsBeforeName(view, index, last);
  const fitting = readings.filter(({ slot }) => titleSlots.has(slot) === isTitle);
  const usable = fitting.length === 0 && isTitle ? readings : fitting;
  const choices = usable.length > 1 ? [...usable].sort((a, b) => rank(b) - rank(a)) : usable;
  const adjective = choices.find(({ slot }) => adjectiveSlots.has(slot));
  const noun = choices.find(({ slot }) => !adjectiveSlots.has(slot));
  const plural = choices.find(({ isPlural, form }) => isPlural && form.plural === form.singular);
  if (plural !== undefined && standsForMany(view, index, last)) return plural;
  if (adjective === undefined || noun === undefined) return choices[0];
  if (noun.isPlural) return noun;
  return isNounUse(view, index, last, isGroupWord) ? noun : adjective;
}

/** "two Roma", "Roma are": the plural of a word that has one form. */
function standsForMany(view: TokenView, index: number, last: number): boolean {
  if (nominalFollows(view, last)) return false;
  const previous = view.previous(index)?.lower ?? "";
  const isCounted = words.quantities.has(previous) || /^(?:most|some|all|these|those|both|other)$/.test(previous);
  return isCounted || /^(?:are|were|have|do|live|lived)$/.test(view.following(last) ?? "");
}

/** "Imam Yusuf", "Rev. Jones": a capital before a capital. */
export function standsBeforeName(view: TokenView, index: number, last: number): boolean {
  const token = view.at(index) as Token;
  const next = view.at(last + 1);
  if (next === undefined || !isCapitalised(token.head) || view.at(last)?.clitic !== "") return false;
  if (next.lower === "") return next.gap === "space";
  const isJoined = /^(?:rev|fr)$/.test(token.lower) ? /^\.?[ \u00a0]$/ : /^[ \u00a0]$/;
  return isJoined.test(next.between) && isCapitalised(next.head) && next.head !== next.head.toUpperCase();
}
