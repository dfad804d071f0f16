import type { GroupForm, GroupTable, SwapGroup } from "../../lexicon/groupSwaps.ts";
import { inCaseOf } from "../casePattern.ts";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import { isShouted } from "./names.ts";
import type { Reading } from "./readGroupTerms.ts";

/** The forms that a group writes for a slot, its own or those of the slot that the table falls back to. */
export function writtenForms(table: GroupTable, group: SwapGroup, slot: string): readonly GroupForm[] {
  let at: string | undefined = slot;
  while (at !== undefined) {
    const forms = (group.slots.get(at) ?? []).filter(({ isWritten }) => isWritten);
    if (forms.length > 0) return forms;
    at = table.fallbacks.get(at);
  }
  return [];
}

/**
 * The target's form for a reading, in lower case where the language writes it so; undefined when there is none.
 *
 * @param avoided forms that the source group has as well: they would not come back
 */
export function targetForm(
  table: GroupTable,
  target: SwapGroup,
  { slot, isPlural }: Reading,
  surface: string,
  avoided: ReadonlySet<string>,
): string | undefined {
  const forms = writtenForms(table, target, slot).map(({ singular, plural }) => (isPlural ? plural : singular));
  const lower = surface.toLowerCase();
  return (
    forms.find((form) => form.toLowerCase() !== lower && !avoided.has(form.toLowerCase())) ??
    forms.find((form) => form.toLowerCase() !== lower)
  );
}

/** True when the target group has the very word for the same slot: `temple` for Hindus and Buddhists. */
export function servesBoth(table: GroupTable, target: SwapGroup, slot: string, surface: string): boolean {
  const lower = surface.toLowerCase().replaceAll("-", " ");
  let at: string | undefined = slot;
  while (at !== undefined) {
    const same = (target.slots.get(at) ?? []).some(({ singular, plural }) =>
      [singular, plural].some((form) => form.toLowerCase().replaceAll("-", " ") === lower),
    );
    if (same) return true;
    at = table.fallbacks.get(at);
  }
  return false;
}

/**
 * Writes a form in the case of what it replaces. A capital that the old word always has (Asian) says nothing about the
 * new one; that of a word written small (imam, black) is kept, and so is the lower case of "asian".
 */
export function writeInCase(
  view: TokenView,
  index: number,
  surface: string,
  dictionary: string,
  form: string,
  isHeadline: boolean,
): string {
  if (isShouted(surface.replaceAll(/[^\p{L}]/gu, "")) && surface.length > 1) return form.toUpperCase();
  const hasCapital = isCapitalised(dictionary);
  const wantsCapital = isCapitalised(form);
  if (!isCapitalised(surface)) return hasCapital && wantsCapital ? form.toLowerCase() : form;
  if (wantsCapital) return form;
  const starts = view.beginsSentence(index) || isHeadline;
  if (!hasCapital || starts) return capitalised(form, isHeadline || (!starts && form.includes(" ")));
  return /^(?:black|white)\b/.test(form) && writesCapitalRaces(view.text) ? capitalised(form, false) : form;
}

function capitalised(form: string, everyWord: boolean): string {
  return everyWord ? form.replaceAll(/(?<![\p{L}])\p{L}/gu, (letter) => letter.toUpperCase()) : inCaseOf("Xx", form);
}

/** Texts that write Black or White of people inside a sentence. */
function writesCapitalRaces(text: string): boolean {
  return /(?:^|\s)[a-z]+,? (?:Black|White)s? [a-z]/.test(text);
}

/** The span of a replaced term with its possessive, and what goes there: `Asians'` becomes `white people's`. */
export function withEnding(view: TokenView, last: number, after: string): { after: string; end: number } {
  const token = view.at(last) as Token;
  const end = token.start + token.head.length;
  const mark = view.text.charAt(token.end);
  const isBare =
    token.clitic === "" &&
    /s$/i.test(token.head) &&
    /['’]/.test(mark) &&
    !/[\p{L}\p{N}]/u.test(view.text.charAt(token.end + 1));
  if (isBare && !/s$/i.test(after)) return { after: `${after}${mark}s`, end: token.end + 1 };
  const endsInS = /[^s]s$/i.test(after) && !/s$/i.test(token.head) && /^['’]s$/i.test(token.clitic);
  if (endsInS && /(?:people|men|women)$/i.test(token.head))
    return { after: after + token.clitic.charAt(0), end: token.end };
  return { after, end };
}
