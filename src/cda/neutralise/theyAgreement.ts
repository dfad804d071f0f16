import { inCaseOf } from "../casePattern.ts";
import type { Token, TokenView } from "../tokens.ts";
import {
  adverbs,
  auxiliaries,
  conjunctions,
  isLyAdverb,
  isPastOnly,
  prepositions,
  subjectPronouns,
} from "../wordClasses.ts";
import { isPerfectOnly, readsHas } from "./hasOrIs.ts";
import { pluralAuxiliary, pluralVerb } from "./pluralVerb.ts";
import { sharedVerbs } from "./sharedVerbs.ts";
import { changeOf, isAdverb, isComma, isKnownVerb, verbAfter } from "./verbPlaces.ts";
import type { VerbChange } from "./verbPlaces.ts";

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
      const isOpen = isComma(view, index) || view.gapAfter(index) === "opening";
      if (!isOpen) return { kind: "agrees", verbs: [], confidence: 0.9 };
    }
    return notFound;
  }
  const verb = changeOf(view, at, 1);
  const isPast = verb === undefined || /^were/i.test(verb.after);
  const shared = sharedVerbs(view, at, !isPast);
  const verbs = verb === undefined ? shared : [verb, ...shared];
  return { kind: "agrees", verbs, confidence: Math.min(0.95, ...verbs.map(({ confidence }) => confidence)) };
}

const notFound: Agreement = {
  kind: "unknown",
  reason: "the verb that goes with the pronoun is not next to it",
};

function contracted(view: TokenView, index: number, clitic: string): Agreement {
  const mark = clitic.charAt(0);
  if (!/^['’]s$/i.test(clitic)) return { kind: "agrees", verbs: sharedVerbs(view, index, false), confidence: 0.95 };
  const { isHave, confidence } = readsHas(view, index);
  const after = isHave ? `${mark}ve` : `${mark}re`;
  const isLoud = clitic === clitic.toUpperCase() && (view.at(index) as Token).head.length > 1;
  const cased = isLoud && /[A-Z]/.test(clitic) ? after.toUpperCase() : after;
  return { kind: "agrees", verbs: sharedVerbs(view, index, true), clitic: cased, confidence };
}

const question = new Set("what where how who when why".split(" "));

/** "is he", "doesn't she", "what's he": the auxiliary before the pronoun when the pronoun is its subject. */
function invertedAuxiliary(view: TokenView, first: number, index: number): VerbChange | undefined {
  const before = view.previous(first);
  if (before === undefined) return undefined;
  if (question.has(before.lower) && /^['’]s$/i.test(before.clitic) && !isFinite(view, index + 1)) {
    const isHave = isPerfectOnly(view.following(index) ?? "");
    const start = before.start + before.head.length;
    return { start, end: before.end, after: isHave ? " have" : " are", confidence: 0.9 };
  }
  const after = pluralAuxiliary(before.lower + before.clitic.toLowerCase());
  if (after === undefined) return undefined;
  const { start, end, head } = before;
  // "does" before a pronoun always is that pronoun's.
  if (after.startsWith("do")) return { start, end, after: inCaseOf(head, after), confidence: 0.95 };
  const subject = view.previous(first - 1);
  const asks = subject === undefined || question.has(subject.lower) || conjunctions.has(subject.lower);
  const hasSubject = !asks && !opensQuestion(subject.lower) && !isInQuestion(view, first - 1);
  const endsClause = view.following(index) === undefined || conjunctions.has(view.following(index) ?? "");
  // "The trouble here is he sleeps." "The winner was he."
  if (!asks && isFinite(view, index + 1)) return undefined;
  if (hasSubject && (endsClause || subjectPronouns.has(subject.lower))) return undefined;
  return { start, end, after: inCaseOf(head, after), confidence: hasSubject ? 0.7 : 0.95 };
}

/** Words between a question word and its verb: "what kind of critic is he". */
const questionReach = 6;

function isInQuestion(view: TokenView, verb: number): boolean {
  for (let at = verb - 1; at >= Math.max(0, verb - questionReach); at -= 1) {
    const { lower = "" } = view.at(at) ?? {};
    if (/^(?:what|which|whose|how)$/.test(lower)) return true;
    if (view.at(at)?.gap !== "space") return false;
  }
  return false;
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

/** True when a verb with a tense of its own follows from `from` on, so that the pronoun before it is its subject. */
function isFinite(view: TokenView, from: number): boolean {
  let at = from;
  while (isAdverb(view.at(at)?.lower ?? "") && view.gapAfter(at) === "space") at += 1;
  if (view.gapAfter(at - 1) !== "space") return false;
  const word = view.at(at)?.lower ?? "";
  return (
    (auxiliaries.has(word) && !/^(?:been|being|be|used)$/.test(word)) ||
    (isPastOnly(word) && !word.endsWith("ed")) || // "only then was he offered"
    pluralVerb(word, isKnownVerb)?.isCertain === true
  );
}
