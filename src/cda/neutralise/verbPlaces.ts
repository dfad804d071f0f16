import { inCaseOf } from "../casePattern.ts";
import type { Token, TokenView } from "../tokens.ts";
import {
  adverbs,
  auxiliaries,
  conjunctions,
  determiners,
  inwardAdverbs,
  isGerund,
  isLyAdverb,
  isNounOrVerb,
  isPresentOnly,
  isVerbOnly,
  objectPronouns,
  possessives,
  prepositions,
  subjectPronouns,
} from "../wordClasses.ts";
import { pluralAuxiliary, pluralVerb } from "./pluralVerb.ts";

/** A verb beside a pronoun that becomes "they", and how it is to be written. */
export interface VerbChange {
  readonly start: number;
  readonly end: number;
  readonly after: string;
  readonly confidence: number;
}

/** The verb behind a subject, past adverbs, a reflexive, "who" or an adverb between commas. */
export function verbAfter(view: TokenView, index: number): number | undefined {
  let at = index + 1;
  for (let steps = 0; steps < 4; steps += 1) {
    const word = view.at(at)?.lower;
    const hasComma = isComma(view, at - 1);
    if (word === undefined || (view.gapAfter(at - 1) !== "space" && !hasComma)) return undefined;
    // "It was she who was late", but "he who laughs last wins", whose second verb is his as well.
    if (word === "who" && !/^(?:is|was|be|been)$/.test(view.previous(index)?.lower ?? "")) return undefined;
    const phrase = adverbPhrases.has(`${word} ${view.following(at) ?? ""}`) ? 2 : 0;
    const isPassed = phrase > 0 || isAdverb(word) || word === "who" || /^(?:him|her)self$/.test(word);
    const last = at + Math.max(0, phrase - 1);
    if (hasComma && steps === 0 && !(isPassed && isComma(view, last))) return undefined;
    if (!isPassed) return isVerbLike(word) ? at : undefined;
    at = last + 1;
  }
  return undefined;
}

/** Adverbs in two words. */
const adverbPhrases = new Set(["no longer", "of course", "at times", "at last", "at first", "in fact", "never before"]);

/** A comma behind the word at `index`, also where the text parts its words from their commas. */
export function isComma(view: TokenView, index: number): boolean {
  return view.gapAfter(index) === "comma" || /^\s*,\s*$/.test(view.at(index + 1)?.between ?? "");
}

const sentenceAdverbs = new Set("not all however though therefore then thus ably".split(" "));

export function isAdverb(word: string): boolean {
  if (auxiliaries.has(word) || word === "thanks") return false;
  return adverbs.has(word) || inwardAdverbs.has(word) || isLyAdverb(word) || sentenceAdverbs.has(word);
}

/** Not what begins another phrase. */
function isVerbLike(word: string): boolean {
  if (auxiliaries.has(word) || word.endsWith("n't") || word.endsWith("n’t")) return true;
  const isOther =
    word === "" ||
    determiners.has(word) ||
    possessives.has(word) ||
    conjunctions.has(word) ||
    prepositions.has(word) ||
    subjectPronouns.has(word) ||
    objectPronouns.has(word) ||
    isGerund(word);
  return !isOther || isPresentOnly(word) || word === "like" || word === "likes";
}

/** A base form that the word list knows as a verb. */
export function isKnownVerb(base: string): boolean {
  return isVerbOnly(base) || isNounOrVerb(base);
}

/**
 * How the verb at `at` agrees with they; undefined when it says nothing of number.
 *
 * @param certainty 0..1, that it is a verb of the pronoun
 */
export function changeOf(view: TokenView, at: number, certainty: number): VerbChange | undefined {
  const { start, end, head, clitic, lower } = view.at(at) as Token;
  const negated = pluralAuxiliary(lower + clitic.toLowerCase());
  const whole =
    clitic === "" || negated !== undefined
      ? { stop: end, word: lower + clitic.toLowerCase() }
      : { stop: start + head.length, word: lower };
  const found = negated !== undefined ? { after: negated, isCertain: true } : pluralVerb(whole.word, isKnownVerb);
  if (found === undefined) return undefined;
  const curly = view.text.slice(start, whole.stop).includes("’");
  const after = inCaseOf(head, curly ? found.after.replace("'", "’") : found.after);
  return { start, end: whole.stop, after, confidence: certainty * (found.isCertain ? 0.95 : 0.7) };
}
