import type { Token, TokenView } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { isPerson, isRegionRelation, isRelation, isThing } from "./headNouns.ts";
import { headAfter } from "./nounPhrase.ts";
import { describesPeople } from "./predicate.ts";
import type { Sense } from "./sense.ts";
import { otherWords } from "./sentence.ts";

const peoplePrefixes = new Set(
  "non half part anti pro majority mostly predominantly largely all historically traditionally".split(" "),
);
const shareWords = /^(?:mostly|predominantly|majority|largely|overwhelmingly|historically|traditionally|exclusively)$/;
const peopleSuffixes = new Set(
  "owned led only run majority minority dominated identified identifying centric serving operated founded passing adjacent coded presenting controlled populated ruled staffed authored written produced directed american americans born friendly majority's looking".split(
    " ",
  ),
);

/** Whether the adjective of a race describes people: by what it stands before, or by the subject that it is said of. */
export function raceSense(
  view: TokenView,
  index: number,
  last: number,
  kind: "colour" | "region" | "people",
  isGroupWord: (word: string) => boolean,
): Sense {
  const other = kind === "colour" ? "a colour here" : "not said of people here";
  const before = view.at(index - 1);
  const prefixed = view.at(index)?.gap === "hyphen" && before !== undefined;
  if (kind === "colour" && prefixed && before.lower === "on") return onSense(view, last - 2, other, isGroupWord, last);
  if (kind === "colour" && prefixed && !peoplePrefixes.has(before.lower) && !isGroupWord(before.lower)) {
    return { confidence: 0.9, other };
  }
  if (view.gapAfter(last) === "hyphen") return compoundSense(view, last, kind, other, isGroupWord);
  // "was white, rural and old": a predicate goes on after the comma, a noun phrase hardly.
  const predicate = view.gapAfter(last) === "comma" && !prefixed ? describesPeople(view, index) : 0;
  if (predicate > 0.8) return { confidence: predicate };
  const head = headAfter(view, last, isGroupWord);
  const hasPrefix = prefixed && (kind === "region" || before.lower !== "all");
  const isShare = shareWords.test(before?.lower ?? "") && !view.beginsSentence(index);
  switch (head.kind) {
    case "person":
      return isGame(view, index) ? { confidence: 0.8, other: "a piece of a game" } : { confidence: 0.95 };
    case "relation":
      if (kind === "region" && !hasPrefix && !isRegionRelation(head.word)) return { confidence: 0.75, other };
      return { confidence: 0.85 };
    case "thing":
      return kind === "people" ? { confidence: 0.75 } : { confidence: 0.95, other };
    case "other":
      if (isPredicateBefore(view, index, last)) return { confidence: 0.7 };
      if (kind === "people") return foods.test(head.word) ? { confidence: 0.7, other } : { confidence: 0.8 };
      if ((hasPrefix || isShare) && !isThing(head.word)) return { confidence: 0.75 };
      return { confidence: 0.75, other };
    case "none":
      return looseSense(view, index, last, kind, hasPrefix, other);
  }
}

const foods = /^(?:foods?|cuisines?|restaurants?|dish|dishes|recipes?|cooking|grocery|groceries|flavors?|cheese)$/;

/** "since they were black building muscle came easy": no article stands before, and a gerund follows. */
function isPredicateBefore(view: TokenView, index: number, last: number): boolean {
  return words.isGerund(view.following(last) ?? "") && describesPeople(view, index) > 0.8;
}

/** "is Asian", "non-white", "the white and the rich". */
function looseSense(
  view: TokenView,
  index: number,
  last: number,
  kind: "colour" | "region" | "people",
  hasPrefix: boolean,
  other: string,
): Sense {
  if (/^(?:as|with)$/.test(view.following(last) ?? "")) return { confidence: 0.9, other };
  if (kind === "colour" && isSomebody(view, index, last)) return { confidence: 0.6 };
  const predicate = describesPeople(view, index);
  if (predicate > 0) return { confidence: predicate };
  if (joinsTrait(view, last)) return { confidence: 0.75 };
  if (kind === "people") return { confidence: 0.75 };
  return hasPrefix ? { confidence: 0.75 } : { confidence: 0.7, other };
}

/** "a white would say so": a determiner before, and after it what only people do. */
function isSomebody(view: TokenView, index: number, last: number): boolean {
  const previous = view.previous(index)?.lower ?? "";
  const isOne = /^(?:a|an|the|this|another|every|typical|average|athletic|poor|rich|young|old)$/.test(previous);
  return isOne && /^(?:would|wouldn't|who|said|says|thinks|thought|made|told)$/.test(view.following(last) ?? "");
}

/** "too white and too male": the other adjective is one of people. */
function joinsTrait(view: TokenView, last: number): boolean {
  if (!/^(?:and|or|nor)$/.test(view.following(last) ?? "")) return false;
  const next = view.at(last + 2)?.lower ?? "";
  const trait =
    words.isLyAdverb(next) || /^(?:too|so|very|mostly|all)$/.test(next) ? (view.at(last + 3)?.lower ?? "") : next;
  return /^(?:male|female|gay|straight|middle|wealthy|affluent|privileged|elderly|proud|unemployed|uneducated)$/.test(
    trait,
  );
}

/** "white-owned" and "black-American", but "white-haired" and "Asian-style". */
function compoundSense(
  view: TokenView,
  last: number,
  kind: "colour" | "region" | "people",
  other: string,
  isGroupWord: (word: string) => boolean,
): Sense {
  const { lower } = view.at(last + 1) as Token;
  if (peopleSuffixes.has(lower)) return { confidence: 0.9 };
  if (isGroupWord(lower)) {
    const { kind: head } = headAfter(view, last + 1, isGroupWord);
    return head === "other" || head === "thing" ? { confidence: 0.7, other } : { confidence: 0.85 };
  }
  if (lower === "on" && view.gapAfter(last + 1) === "hyphen") return onSense(view, last, other, isGroupWord);
  if (lower === "and") {
    const { kind: head } = headAfter(view, last, isGroupWord);
    return head === "person" || head === "relation" ? { confidence: 0.75 } : { confidence: 0.9, other };
  }
  return kind === "people" ? { confidence: 0.75 } : { confidence: 0.9, other };
}

/** "black-on-white crime", but "a black-on-white pattern". */
function onSense(
  view: TokenView,
  first: number,
  other: string,
  isGroupWord: (word: string) => boolean,
  second = first + 2,
): Sense {
  const bothGroups = [first, second].every((index) => isGroupWord(view.at(index)?.lower ?? ""));
  if (!bothGroups) return { confidence: 0.9, other };
  const after = view.following(second) ?? "";
  return /^(?:crime|violence|killings?|attacks?|shootings?|homicides?|racism|murders?)$/.test(after)
    ? { confidence: 0.9 }
    : { confidence: 0.8, other };
}

const gameWords =
  /^(?:chess|[a-h][1-8]|pawns?|rooks?|checkmate|checkmated|mate|castles?|castled|castling|stalemate|bishop|checkers|draughts|grandmaster)$/;

function isGame(view: TokenView, index: number): boolean {
  if (!/^(?:king|queen|bishop|knight|king's|player|pieces|mates|moves|pawns)$/.test(view.at(index + 1)?.lower ?? ""))
    return false;
  const near = view.tokens.slice(Math.max(0, index - 40), index + 40);
  return near.some(({ lower }) => gameWords.test(lower));
}

const washWords =
  /^(?:wash(?:es|ed|ing)?|laundry|bleach|detergent|load|eggs?|yolks?|whisk|whisked|stiff|folds|batter|meringue|frothy|foamy|wines?|reds|rosés?|chardonnays?|vintages?|grapes?|tennis|cricket|cricketers|wimbledon|colou?rs|shadows|highlights|tones|greys?|grays?|hues|pixels?|palette|fabrics?|linens?|chess|snooker|pawns)$/;

/** "blacks" and "whites" are people unless the sentence washes, cooks or paints. */
export function colourNounSense(view: TokenView, index: number): Sense {
  if (view.following(index) === "out") return { confidence: 0.9, other: "a verb here" };
  if (view.following(index) === "of" && /^(?:his|her|their|the|your|my|its)$/.test(view.at(index + 2)?.lower ?? "")) {
    return { confidence: 0.9, other: "a part of something" };
  }
  if (otherWords(view, index).some((word) => washWords.test(word))) {
    return { confidence: 0.85, other: "things in a colour" };
  }
  const determined = words.determiners.has(view.previous(index)?.lower ?? "");
  return { confidence: determined ? 0.75 : 0.9 };
}

/** "blackness": of a cave or of people. */
export function qualitySense(view: TokenView, index: number): Sense {
  if (view.following(index) !== "of") return { confidence: 0.7 };
  const { kind } = headAfter(view, index + 2, () => false);
  const first = view.at(index + 2)?.lower ?? "";
  const isPeople = kind === "person" || kind === "relation" || isPerson(first) || isRelation(first);
  return isPeople ? { confidence: 0.7 } : { confidence: 0.7, other: "a colour here" };
}
