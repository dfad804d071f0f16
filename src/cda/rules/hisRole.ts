import type { Token, TokenView } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { beyondSymbol } from "./beyondSymbol.ts";
import type { Role } from "./role.ts";

const determiner = (confidence: number): Role => ({ possessive: true, confidence });
const independent = (confidence: number): Role => ({ possessive: false, confidence });

/** Decides between "his book" (her) and "the book is his" (hers). */
export function hisRole(view: TokenView, index: number): Role {
  const next = view.next(index);
  const previous = view.previous(index)?.lower ?? "";
  if (next === undefined) {
    const gap = view.gapAfter(index);
    if (beyondSymbol(view, index) !== undefined) return determiner(0.9);
    if (gap === "hyphen") return determiner(0.6);
    const bracket = /^\s*[([]/.test(view.at(index + 1)?.between ?? "");
    return bracket && previous !== "of" ? determiner(0.7) : independent(0.95);
  }
  const word = next.lower;
  const after = view.following(index + 1);
  if (word === "" || view.gapAfter(index + 1) === "hyphen") return determiner(0.9);
  if (words.possessedOnly.has(word) || words.quantities.has(word) || /^\d/.test(word)) return determiner(0.97);
  const partOfGroup = previous === "of" && isGroupHead(view, index - 2);
  return (
    bySpecialWord(view, index, next, after, previous) ??
    byConjunction(view, index, word) ??
    byAdverb(view, index, word, after, partOfGroup) ??
    byClosedClass(word) ??
    byFiniteVerb(view, index, word, previous, partOfGroup) ??
    determiner(0.98)
  );
}

/** "a friend of his", "that idea of his": a noun with a determiner, so that "of his" may stand alone. */
function isGroupHead(view: TokenView, index: number): boolean {
  const head = view.at(index)?.lower ?? "";
  if (head.endsWith("s") && words.isRole(head.slice(0, -1))) return true; // friends of his
  for (let back = index; back > index - 4 && back >= 0; back -= 1) {
    const word = view.at(back)?.lower ?? "";
    if (/^(?:a|an|this|that|these|those|some|any|no|another|every|what|which|each)$/.test(word)) return true;
    if (view.at(back)?.gap !== "space") return false;
  }
  return false;
}

function bySpecialWord(
  view: TokenView,
  index: number,
  next: Token,
  after: string | undefined,
  previous: string,
): Role | undefined {
  const word = next.lower;
  const closedAfter = after === undefined || words.isClosedClass(after);
  switch (word) {
    case "last":
    case "next":
    case "first":
    case "other":
    case "one":
    case "every":
    case "back":
    case "home":
    case "right":
    case "past":
    case "like":
    case "likes":
    case "left":
    case "better":
    case "best":
    case "worst":
    case "little":
    case "opposite":
    case "being":
    case "doing":
    case "having":
    case "use":
    case "dare":
    case "need":
    case "plus":
    case "minus":
    case "inside":
    case "outside":
    case "near":
      return determiner(0.93);
    case "everything":
    case "something":
      return /^(?:is|was|be|been|am|are|were|'s)$/.test(previous) ? determiner(0.9) : undefined;
    case "alone":
      return after === "time" ? determiner(0.95) : undefined;
    case "sorry":
    case "further":
    case "still":
      return closedAfter ? undefined : determiner(0.9);
    case "all":
      return after === undefined ? determiner(0.85) : independent(0.7);
    case "cause":
      return after !== undefined && (words.subjectPronouns.has(after) || words.determiners.has(after))
        ? independent(0.7)
        : determiner(0.85);
    case "later":
    case "earlier":
      return closedAfter ? independent(0.7) : determiner(0.9);
    case "will":
    case "might":
      return previous === "" ? independent(0.6) : determiner(0.9);
    case "down":
    case "well":
      return closedAfter ? independent(0.8) : determiner(0.85);
    default:
      return words.weekdays.has(word) ? determiner(0.9) : undefined;
  }
}

/** "his and mine", "his and my wife's house", "his or John's". */
function byConjunction(view: TokenView, index: number, word: string): Role | undefined {
  if (!/^(?:and|or|nor|&)$/.test(word)) return undefined;
  const third = view.next(index + 1);
  if (third === undefined) return independent(0.8);
  if (third.lower === "his") return independent(0.9); // his and his alone
  const shared = /^(?:my|your|his|her|our|their|its)$/.test(third.lower) || /^['’]s$/i.test(third.clitic);
  return shared && view.next(index + 2) !== undefined ? determiner(0.85) : independent(0.85);
}

/** "his once great team", but "every plan of his quickly failed". */
function byAdverb(
  view: TokenView,
  index: number,
  word: string,
  after: string | undefined,
  partOfGroup: boolean,
): Role | undefined {
  if (!words.inwardAdverbs.has(word) && !words.isLyAdverb(word)) return undefined;
  if (after === undefined) return independent(0.85);
  const third = view.next(index + 2);
  const finite = words.isPastOnly(after) || words.isPresentOnly(after);
  if (finite && (partOfGroup || endsVerb(third))) return independent(0.8);
  if (words.isClosedClass(after) && !words.inwardAdverbs.has(after)) return independent(0.8);
  const verbal = words.isParticiple(after) || words.isNounOrVerb(after);
  if (partOfGroup && verbal && (third === undefined || words.isClosedClass(third.lower))) return independent(0.75);
  return determiner(0.88);
}

function byClosedClass(word: string): Role | undefined {
  return words.isClosedClass(word) ? independent(0.9) : undefined;
}

/** "His won.", "a cousin of his works here". */
function byFiniteVerb(
  view: TokenView,
  index: number,
  word: string,
  previous: string,
  partOfGroup: boolean,
): Role | undefined {
  const starts = beginsClause(view, index);
  if (!starts && !partOfGroup) return undefined;
  const third = view.next(index + 1);
  const certain = words.isPastOnly(word) || words.isPresentOnly(word);
  if (certain && (partOfGroup || endsVerb(third))) return independent(0.8);
  const isLostAlone = third === undefined && words.isParticiple(word) && !words.isNoun(word);
  if (starts && isLostAlone) return independent(0.8); // her team won and his lost
  if (partOfGroup && words.isVerbOnly(word)) return independent(0.75);
  const verbEnds = third === undefined || words.isClosedClass(third.lower) || words.isLyAdverb(third.lower);
  const person = words.isRole(view.at(index - 2)?.lower ?? ""); // "a friend of his works", but "a result of his works"
  const finite = words.isParticiple(word) || (person && word.endsWith("s") && words.isNounOrVerb(word.slice(0, -1)));
  return partOfGroup && finite && verbEnds ? independent(0.7) : undefined;
}

/** True where a verb may stand without an object of its own: "his won", "his stood in a corner", not "his lives were". */
function endsVerb(third: Token | undefined): boolean {
  if (third === undefined) return true;
  if (!words.isClosedClass(third.lower)) return false;
  return !words.auxiliaries.has(third.lower) && !/^(?:and|or|but)$/.test(third.lower);
}

/** After a full stop or semicolon, or after "but", "while", "than": where a subject may stand. */
function beginsClause(view: TokenView, index: number): boolean {
  const here = view.at(index) as Token;
  const before = view.previous(index)?.lower;
  if (before !== undefined)
    return /^(?:only|but|while|whereas|and|because|since|if|when|though|although)$/.test(before);
  return view.beginsSentence(index) || /^;\s/.test(here.between);
}
