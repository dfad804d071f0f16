import { institutions, isHeadline } from "../rules/properNames.ts";
import { partOfWork } from "../rules/works.ts";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import { isPerson, isRelation } from "./headNouns.ts";
import { isDemonymLike } from "./nounPhrase.ts";
import { sentenceTokens } from "./sentence.ts";
import * as words from "../wordClasses.ts";

/** Capitalised words that may follow the adjective of a group without making a name of both. */
const demonyms =
  /^(?:american|americans|african|africans|british|briton|britons|canadian|canadians|european|europeans|arab|arabs|english|french|german|indian|indians|israeli|israelis|palestinian|palestinians|egyptian|egyptians|syrian|iraqi|iranian|turkish|russian|chinese|catholic|catholics|protestant|protestants|republican|republicans|democrat|democrats|texan|texans|californians|southerner|southerners|australian|australians|jamaican|cuban|hispanic|hispanics|latino|latinos|latina|latinas|new|london|god|bible|quran|koran|torah|tripitaka|president|prime|i)$/;

/**
 * Why a capitalised term is part of a name, or undefined when it is an ordinary word.
 *
 * @param hasCapital true for terms that always have a capital (Jewish): only what follows can make them a name
 */
export function partOfGroupName(
  view: TokenView,
  index: number,
  last: number,
  hasCapital: boolean,
  isGroupWord: (word: string) => boolean,
): string | undefined {
  const token = view.at(index) as Token;
  if (!isCapitalised(token.head) || isShouted(token.head)) return undefined;
  const next = view.at(last + 1);
  const work = partOfWork(view, index, "group");
  if (work !== undefined) return work;
  if (isTitleLine(view, index)) return titleOrName(view, index, next, isGroupWord);
  if (!hasCapital && next?.gap === "space" && /^(?:[IVX]+|\d+)$/.test(next.head)) return "part of a proper name";
  const followed =
    next !== undefined &&
    next.gap === "space" &&
    (view.at(last)?.clitic === "" || !hasCapital) &&
    isCapitalised(next.head) &&
    !isShouted(next.head) &&
    !demonyms.test(next.lower) &&
    !(view.beginsSentence(index) && isDemonymLike(next) && /^\p{Ll}/u.test(view.next(last + 1)?.head ?? "")) &&
    !isGroupWord(next.lower);
  if (followed) return "part of a proper name";
  if (/^\s*&\s*$/.test(next?.between ?? "") && isCapitalised(next?.head ?? "")) return "part of a proper name";
  if (hasCapital) return isInMiddleOfName(view, index, next) ? "part of a proper name" : undefined;
  const before = view.at(index - 1);
  const preceded =
    before !== undefined &&
    (token.gap === "space" || token.gap === "hyphen") &&
    isCapitalised(before.head) &&
    !isOrdinary(view, index - 1, isGroupWord);
  if (preceded) return "part of a proper name";
  if (isFamilyName(view, index, next)) return "a surname";
  if (next?.lower === "of" && isCapitalised(view.at(last + 2)?.head ?? "")) return "part of a proper name";
  return undefined;
}

const organisations =
  /^(?:republic|museum|university|brotherhood|congress|union|league|monitor|chronicle|foundation|association|institute|society|quarterly|tribune|caucus)$/;

/** A headline, which has neither a full stop nor a small verb: "The Jewish Museum is in New York." has both. */
export function isTitleLine(view: TokenView, index: number): boolean {
  if (!isHeadline(view, index)) return false;
  const tokens = sentenceTokens(view, index);
  const last = tokens.at(-1);
  const isClosed = last !== undefined && view.text.charAt(last.end) === ".";
  return !isClosed && !tokens.some(({ head, lower }) => head === lower && words.auxiliaries.has(lower));
}

/** A line of capitals says little: a quoted one inside a sentence is the title of a work, and unknown words are names. */
function titleOrName(
  view: TokenView,
  index: number,
  next: Token | undefined,
  isGroupWord: (word: string) => boolean,
): string | undefined {
  let first = index;
  while (first > 0 && !view.beginsSentence(first)) first -= 1; // a headline is short
  if (first > 0 && /["“‘«]$/.test(view.at(first)?.between ?? "")) return "the title of a work";
  if (next?.gap === "space" && organisations.test(next.lower)) return "part of a proper name";
  if (view.at(index)?.lower !== "christian" || next?.gap !== "space") return undefined;
  const { lower } = next;
  const isWord =
    isGroupWord(lower) ||
    isPerson(lower) ||
    isRelation(lower) ||
    words.isNoun(lower.replace(/s$/, "")) ||
    words.isNoun(lower) ||
    words.isAdjective(lower) ||
    words.isClosedClass(lower) ||
    /(?:s|ing|ion|ment)$/.test(lower);
  return isWord ? undefined : "part of a proper name";
}

/** "the White family", "the Black brothers". */
function isFamilyName(view: TokenView, index: number, next: Token | undefined): boolean {
  const { head, lower } = view.at(index) as Token;
  return (
    /^(?:black|white)$/.test(lower) &&
    isCapitalised(head) &&
    !view.beginsSentence(index) &&
    view.previous(index)?.lower === "the" &&
    /^(?:family|families|brothers|sisters|siblings|household|twins|estate)$/.test(next?.lower ?? "")
  );
}

/** "Council on American-Islamic Relations", "University of Islamic and African Studies". */
function isInMiddleOfName(view: TokenView, index: number, next: Token | undefined): boolean {
  const isJoint = /^(?:and|of|for|&)$/.test(next?.lower ?? "");
  const before = view.at(index - 1);
  const after = view.at(index + 2);
  return (
    isJoint &&
    next?.lower !== "and" &&
    before !== undefined &&
    isCapitalised(before.head) &&
    !view.beginsSentence(index - 1) &&
    !demonyms.test(before.lower) &&
    !isDemonymLike(before) &&
    after !== undefined &&
    isCapitalised(after.head) &&
    !words.isClosedClass(before.lower)
  );
}

/** "Bishop Street", "Imam Ali Hospital": the place or house that bears somebody's name. */
export function bearsName(view: TokenView, index: number): boolean {
  for (let at = index + 1; at <= index + 4; at += 1) {
    const token = view.at(at);
    if (token === undefined || !/^\.? $/.test(token.between) || !isCapitalised(token.head)) return false;
    if (institutions.has(token.lower) || /^(?:temple|mosque|day)$/.test(token.lower)) {
      return at === index + 1 || !isHeadline(view, index);
    }
  }
  return false;
}

/** "Nurul Islam", "Tariq Ramadan": an unknown capitalised word before makes the term a family name. */
export function isFamilyNameAfter(view: TokenView, index: number, isGroupWord: (word: string) => boolean): boolean {
  const before = view.previous(index);
  return (
    before !== undefined &&
    isCapitalised(before.head) &&
    !isShouted(before.head) &&
    !isOrdinary(view, index - 1, isGroupWord) &&
    !words.isAdjective(before.lower) &&
    !isHeadline(view, index)
  );
}

export function isShouted(head: string): boolean {
  return head.length > 1 && head === head.toUpperCase();
}

/** A capitalised word before the term that is no part of a name: "Many", "Young", "American". */
function isOrdinary(view: TokenView, index: number, isGroupWord: (word: string) => boolean): boolean {
  const { lower, clitic } = view.at(index) as Token;
  if (words.isClosedClass(lower) || isGroupWord(lower) || demonyms.test(lower) || /^\d/.test(lower)) return true;
  if (clitic !== "") return view.beginsSentence(index) && words.isNoun(lower);
  return (
    view.beginsSentence(index) &&
    (words.isAdjective(lower) ||
      words.quantities.has(lower) ||
      words.isParticiple(lower) ||
      words.isGerund(lower) ||
      words.isVerbOnly(lower) ||
      words.isLyAdverb(lower) ||
      words.isNoun(lower))
  );
}
