import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { isPerson, isRelation, isThing } from "./headNouns.ts";

const people = /^(?:i|you|he|she|we|who|everyone|everybody|nobody|anyone|anybody|someone|somebody)$/;
const things = /^(?:it|this|there|which|what|these|those|everything|something|nothing|anything)$/;
const quantities =
  /^(?:all|most|many|some|both|half|none|few|several|majority|percent|two|three|four|five|one|each|others|much|number|third|quarter|\d.*)$/;
const antecedentReach = 30;

/**
 * How sure it is that the noun phrase that ends at a token names people, 0 when it does not.
 *
 * @param limit the token that the phrase begins after
 */
export function subjectAt(view: TokenView, end: number, limit = -1): number {
  const token = view.at(end);
  if (token === undefined) return view.at(end + 1) === undefined ? 0 : 0.7; // "To be black in America"
  const { lower } = token;
  if (people.test(lower)) return 0.95;
  if (lower === "they") return refersToThings(view, end) ? 0 : 0.85;
  if (things.test(lower)) return 0;
  if (lower === "that") return isPerson(view.at(end - 1)?.lower ?? "") ? 0.8 : 0;
  if (/^(?:them|us|whom)$/.test(lower)) return 0.85;
  return nounPhraseAt(view, end, limit);
}

/** The head of the phrase: its last noun, or that of the phrase that a preposition ties it to ("the man in the hat"). */
function nounPhraseAt(view: TokenView, end: number, limit: number): number {
  let last = end;
  while (last > limit && words.adverbs.has(view.at(last)?.lower ?? "") && view.at(last)?.gap === "space") last -= 1;
  for (let steps = 0; steps < 4; steps += 1) {
    const first = beginningOf(view, last, limit);
    const preposition = view.at(first - 1);
    const outer = view.at(first - 2);
    const isTied =
      first - 2 > limit &&
      preposition !== undefined &&
      outer !== undefined &&
      view.at(first)?.gap === "space" &&
      preposition.gap === "space" &&
      words.prepositions.has(preposition.lower);
    if (!isTied) return relativeOrNoun(view, first, last);
    if (quantities.test(outer.lower)) return naming(view, last) || (people.test(outer.lower) ? 0.9 : 0);
    if (people.test(outer.lower)) return 0.9;
    const isNoun =
      !words.isClosedClass(outer.lower) && !words.isVerbOnly(outer.lower) && !words.isPastOnly(outer.lower);
    if (!isNoun) return relativeOrNoun(view, first, last);
    last = first - 2;
  }
  return naming(view, last);
}

/** Back over nouns and adjectives and the determiner before them. */
function beginningOf(view: TokenView, last: number, limit: number): number {
  let first = last;
  while (first - 1 > limit && /^(?:space|hyphen|opening)$/.test(view.at(first)?.gap ?? "")) {
    const { lower, clitic } = view.at(first - 1) as Token;
    if (clitic !== "" && words.subjectPronouns.has(lower)) break;
    if (words.determiners.has(lower) || words.possessives.has(lower)) return first - 1;
    if (quantities.test(lower) && lower !== "number") first -= 1;
    else if (words.isClosedClass(lower) || words.isVerbOnly(lower) || words.isPastOnly(lower)) break;
    else first -= 1;
  }
  return first;
}

/** "the people who came", or the noun itself. */
function relativeOrNoun(view: TokenView, first: number, last: number): number {
  for (let at = last; at >= first - 3 && at >= 0; at -= 1) if (view.at(at)?.lower === "who") return 0.85;
  if (first === last && quantities.test(view.at(last)?.lower ?? "")) return refersToThings(view, last) ? 0 : 0.7;
  return naming(view, last);
}

function naming(view: TokenView, index: number): number {
  const token = view.at(index) as Token;
  const { lower, head } = token;
  if (people.test(lower) || /^(?:them|us|those)$/.test(lower)) return 0.85;
  if (isThing(lower)) return 0;
  if (isPerson(lower)) return 0.9;
  if (isRelation(lower)) return 0.8;
  if (!isCapitalised(head)) return 0;
  const startsAsName = view.beginsSentence(index) && !words.isNoun(lower) && !words.isClosedClass(lower);
  return startsAsName || !view.beginsSentence(index) ? 0.6 : 0;
}

/** Whether things, and no people, are named shortly before. */
function refersToThings(view: TokenView, index: number): boolean {
  for (let at = index - 1; at >= 0 && at >= index - antecedentReach; at -= 1) {
    const { lower } = view.at(at) as Token;
    if (isPerson(lower) || people.test(lower)) return false;
    if (isThing(lower)) return true;
  }
  return false;
}
