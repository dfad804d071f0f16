import type { TokenView } from "../tokens.ts";
import {
  determiners,
  isClosedClass,
  isGerund,
  isNoun,
  isParticiple,
  isPastOnly,
  isPresentOnly,
  objectPronouns,
  possessives,
  prepositions,
  subjectPronouns,
} from "../wordClasses.ts";
import { pluralAuxiliary, pluralVerb } from "./pluralVerb.ts";
import { changeOf, isAdverb, isComma, isKnownVerb } from "./verbPlaces.ts";
import type { VerbChange } from "./verbPlaces.ts";

const joining = new Set("and or but then".split(" "));

/** How far a coordination is looked for. */
const sharedReach = 24;

/**
 * Verbs behind "and", "or", "but" and commas that have the same subject as the one at `verb`, to the end of the clause.
 *
 * @param isPresent whether that verb is in the present tense; behind a past one, words in -s are mostly nouns ("bought
 *   bread and drinks")
 */
export function sharedVerbs(view: TokenView, verb: number, isPresent: boolean): readonly VerbChange[] {
  const found: VerbChange[] = [];
  let last = verb;
  for (let at = verb + 1; at < verb + sharedReach; at += 1) {
    const token = view.at(at);
    const gap = view.gapAfter(at - 1);
    const hasComma = isComma(view, at - 1);
    if (token === undefined || (!hasComma && (gap === "break" || gap === "paragraph"))) break;
    const startsClause =
      subjectPronouns.has(token.lower) || /^(?:who|which|that|because|if|when|while|as)$/.test(token.lower);
    if (startsClause) break;
    if (!joining.has(view.at(at - 1)?.lower ?? "") && !hasComma) {
      if (hasOwnSubject(token.lower)) break; // "she smiles, a truck rumbles by and stops"
      continue;
    }
    const candidate = pastAdverbs(view, at);
    const isTenseLikely = isPresent || candidate > at || isPresentOnly(view.at(candidate)?.lower ?? "");
    const isAuxiliary = pluralAuxiliary(view.at(candidate)?.lower ?? "") !== undefined;
    if (!isAuxiliary && !(isTenseLikely && isSharedVerb(view, candidate, last))) continue;
    const change = changeOf(view, candidate, 0.9);
    if (change !== undefined) {
      found.push(change);
      last = candidate;
    }
    at = candidate;
  }
  return found;
}

const finite = new Set("is are was were has does did had will would could should might must".split(" "));

/** A verb with a tense that no conjunction joins to the first belongs to another subject, and so do those behind it. */
function hasOwnSubject(word: string): boolean {
  return finite.has(word) || (isPresentOnly(word) && pluralVerb(word, isKnownVerb)?.isCertain === true);
}

const degrees = new Set("more most less least very too so quite rather even only just".split(" "));

function pastAdverbs(view: TokenView, from: number): number {
  let at = from;
  // Not "or more batters": words of degree stand before nouns.
  while (isAdverb(view.at(at)?.lower ?? "") && !degrees.has(view.at(at)?.lower ?? "") && view.gapAfter(at) === "space")
    at += 1;
  return at;
}

/** Whether the word behind a conjunction is a verb, when it could be a plural noun as well: "dances". */
function isSharedVerb(view: TokenView, at: number, last: number): boolean {
  const word = view.at(at)?.lower ?? "";
  const form = pluralVerb(word, isKnownVerb);
  if (form?.isCertain !== true) return false;
  const next = view.following(at) ?? "";
  const hasObject = (determiners.has(next) && next !== "that") || possessives.has(next) || objectPronouns.has(next);
  const isDirect = at - last <= 2; // "sings and dances"
  if (isPresentOnly(word) || hasObject || isDirect) return true;
  const previous = view.at(at - 2)?.lower ?? "";
  const isAfterPlural = previous.endsWith("s") && isNoun(previous.slice(0, -1)); // "with heads and arms"
  if (isAfterPlural) return false;
  const hasBareObject =
    next !== "" && !isClosedClass(next) && !isPastOnly(next) && !isParticiple(next) && !isGerund(next);
  return hasBareObject || prepositions.has(next) || isAdverb(next); // "plays chess", "walks to work"
}
