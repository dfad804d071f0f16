import { inCaseOf } from "../casePattern.ts";
import type { Token, TokenView } from "../tokens.ts";
import {
  adverbs,
  auxiliaries,
  conjunctions,
  determiners,
  inwardAdverbs,
  isAdjective,
  isClosedClass,
  isGerund,
  isLyAdverb,
  isNoun,
  isNounOrVerb,
  isParticiple,
  isPastOnly,
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

/** What a subject pronoun and its verbs become, or why its verb is not known. */
export type Agreement =
  | {
      readonly kind: "agrees";
      readonly verbs: readonly VerbChange[];
      readonly clitic?: string;
      readonly confidence: number;
    }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * How the verbs of the pronoun at `index` change when it becomes "they": the one behind it ("he is", "she always goes"),
 * the auxiliary before it ("is he", "what's she"), those that share it as their subject ("he sings and dances"), and its
 * own contraction ("he's").
 */
export function theyAgreement(view: TokenView, index: number, first = index): Agreement {
  const token = view.at(index) as Token;
  if (token.clitic !== "") return contracted(view, index, token.clitic);
  const inverted = invertedAuxiliary(view, first, index);
  if (inverted !== undefined) return { kind: "agrees", verbs: [inverted], confidence: inverted.confidence };
  const at = verbAfter(view, index);
  if (at === undefined) {
    // "taller than she.", "he and his wife are"; but "he (like his father) is"
    if (/[([–—]|--/.test(view.at(index + 1)?.between ?? "")) return notFound;
    const next = view.gapAfter(index) === "space" ? (view.at(index + 1)?.lower ?? "") : "";
    if (next === "and" || next === "or" || next === "nor" || next === "") {
      const isOpen = view.gapAfter(index) === "comma" || view.gapAfter(index) === "opening";
      if (!isOpen) return { kind: "agrees", verbs: [], confidence: 0.9 };
    }
    return notFound;
  }
  const verb = changeOf(view, at, 1);
  const shared = sharedVerbs(view, at);
  const verbs = verb === undefined ? shared : [verb, ...shared];
  return { kind: "agrees", verbs, confidence: Math.min(0.95, ...verbs.map(({ confidence }) => confidence)) };
}

const notFound: Agreement = {
  kind: "unknown",
  reason: "the verb that goes with the pronoun is not next to it",
};

function contracted(view: TokenView, index: number, clitic: string): Agreement {
  const mark = clitic.charAt(0);
  if (!/^['’]s$/i.test(clitic)) return { kind: "agrees", verbs: sharedVerbs(view, index), confidence: 0.95 };
  const { isHave, confidence } = hasOrIs(view, index);
  const after = isHave ? `${mark}ve` : `${mark}re`;
  const isLoud = clitic === clitic.toUpperCase() && (view.at(index) as Token).head.length > 1;
  const cased = isLoud && /[A-Z]/.test(clitic) ? after.toUpperCase() : after;
  return { kind: "agrees", verbs: sharedVerbs(view, index), clitic: cased, confidence };
}

const perfectOnly = new Set("been got gotten had become come".split(" "));

/** Whether "he's" is "he has": before a participle that has an object or cannot be passive. */
function hasOrIs(view: TokenView, index: number): { readonly isHave: boolean; readonly confidence: number } {
  let at = index + 1;
  while (isAdverb(view.at(at)?.lower ?? "") && view.gapAfter(at - 1) === "space") at += 1;
  const word = view.gapAfter(at - 1) === "space" ? (view.at(at)?.lower ?? "") : "";
  if (perfectOnly.has(word)) return { isHave: true, confidence: 0.95 };
  if (!isParticiple(word) || isGerund(word)) return { isHave: false, confidence: 0.95 };
  const next = view.following(at) ?? "";
  const hasObject = determiners.has(next) || possessives.has(next) || objectPronouns.has(next);
  if (hasObject) return { isHave: true, confidence: 0.85 };
  return { isHave: false, confidence: isAdjective(word) ? 0.85 : 0.65 };
}

const question = new Set("what where how who when why".split(" "));

/** "is he", "doesn't she", "what's he": the auxiliary before the pronoun when the pronoun is its subject. */
function invertedAuxiliary(view: TokenView, first: number, index: number): VerbChange | undefined {
  const before = view.previous(first);
  if (before === undefined) return undefined;
  if (question.has(before.lower) && /^['’]s$/i.test(before.clitic) && !isFinite(view, index + 1)) {
    const isHave = perfectOnly.has(view.following(index) ?? "");
    const start = before.start + before.head.length;
    return { start, end: before.end, after: isHave ? " have" : " are", confidence: 0.9 };
  }
  const after = pluralAuxiliary(before.lower + before.clitic.toLowerCase());
  if (after === undefined) return undefined;
  const subject = view.previous(first - 1);
  const hasSubject = subject !== undefined && !opensQuestion(subject.lower);
  const endsClause = view.following(index) === undefined || conjunctions.has(view.following(index) ?? "");
  // "The winner was he." "The trouble is he sleeps."
  if (hasSubject && (endsClause || isFinite(view, index + 1) || subjectPronouns.has(subject.lower))) return undefined;
  const { start, end, head } = before;
  return { start, end, after: inCaseOf(head, after), confidence: hasSubject ? 0.7 : 0.95 };
}

function opensQuestion(word: string): boolean {
  return (
    conjunctions.has(word) ||
    adverbs.has(word) ||
    isLyAdverb(word) ||
    question.has(word) ||
    prepositions.has(word) ||
    word === "nor" ||
    word === "neither" ||
    word === "which"
  );
}

/** True when the word at `at` is a verb that has a tense of its own, so that the pronoun before it is its subject. */
function isFinite(view: TokenView, at: number): boolean {
  if (view.gapAfter(at - 1) !== "space") return false;
  const word = view.at(at)?.lower ?? "";
  return (
    (auxiliaries.has(word) && !/^(?:been|being|be|used)$/.test(word)) ||
    isPastOnly(word) ||
    pluralVerb(word, isKnownVerb)?.isCertain === true
  );
}

/** The verb behind a subject, past adverbs, a reflexive, "who" or an adverb between commas. */
function verbAfter(view: TokenView, index: number): number | undefined {
  let at = index + 1;
  let gap = view.gapAfter(index);
  for (let steps = 0; steps < 4; steps += 1) {
    const word = view.at(at)?.lower;
    if (word === undefined || (gap !== "space" && gap !== "comma")) return undefined;
    // "It was she who was late", but "he who laughs last wins", whose second verb is his as well.
    if (word === "who" && !/^(?:is|was|be|been)$/.test(view.previous(index)?.lower ?? "")) return undefined;
    const isPassed = isAdverb(word) || word === "who" || /^(?:him|her)self$/.test(word);
    const isCommaPair = gap === "comma" && isPassed && view.gapAfter(at) === "comma";
    if (gap === "comma" && !isCommaPair && steps === 0) return undefined;
    if (!isPassed) return isVerbLike(word) ? at : undefined;
    gap = view.gapAfter(at);
    at += 1;
  }
  return undefined;
}

const sentenceAdverbs = new Set("not all however though therefore then thus".split(" "));

function isAdverb(word: string): boolean {
  if (auxiliaries.has(word)) return false;
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

function isKnownVerb(base: string): boolean {
  return isVerbOnly(base) || isNounOrVerb(base);
}

function changeOf(view: TokenView, at: number, certainty: number): VerbChange | undefined {
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

const joining = new Set("and or but then".split(" "));

/** How far a coordination is looked for. */
const sharedReach = 24;

/** Verbs behind "and", "or", "but" and commas that have the same subject, to the end of the clause. */
function sharedVerbs(view: TokenView, verb: number): readonly VerbChange[] {
  const found: VerbChange[] = [];
  let last = verb;
  for (let at = verb + 1; at < verb + sharedReach; at += 1) {
    const token = view.at(at);
    const gap = view.gapAfter(at - 1);
    if (token === undefined || gap === "break" || gap === "paragraph") break;
    const startsClause =
      subjectPronouns.has(token.lower) || /^(?:who|which|that|because|if|when|while|as)$/.test(token.lower);
    if (startsClause) break;
    if (!joining.has(view.at(at - 1)?.lower ?? "") && gap !== "comma") continue;
    const candidate = pastAdverbs(view, at);
    if (!isSharedVerb(view, candidate, last)) continue;
    const change = changeOf(view, candidate, 0.9);
    if (change !== undefined) {
      found.push(change);
      last = candidate;
    }
    at = candidate;
  }
  return found;
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
  if (pluralAuxiliary(word) !== undefined) return true;
  const form = pluralVerb(word, isKnownVerb);
  if (form === undefined) return false;
  if (!form.isCertain) return false;
  const next = view.following(at) ?? "";
  const hasObject = determiners.has(next) || possessives.has(next) || objectPronouns.has(next);
  const isDirect = at - last <= 2; // "sings and dances"
  if (isPresentOnly(word) || hasObject || isDirect) return true;
  const previous = view.at(at - 2)?.lower ?? "";
  const isAfterPlural = previous.endsWith("s") && isNoun(previous.slice(0, -1)); // "with heads and arms"
  if (isAfterPlural) return false;
  const hasBareObject =
    next !== "" && !isClosedClass(next) && !isPastOnly(next) && !isParticiple(next) && !isGerund(next);
  return hasBareObject || prepositions.has(next) || isAdverb(next); // "plays chess", "walks to work"
}
