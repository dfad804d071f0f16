import { genderSwapTable } from "../../lexicon/swapPairs.ts";
import type { PairRule } from "../../lexicon/swapPairs.ts";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { isHeadline } from "./properNames.ts";
import { isNameLike, isTitleShaped } from "./titleShape.ts";

const introducers = new Set(
  "novel novella film movie book song album single ballad hymn aria play musical opera operetta ballet series sitcom show soap drama comedy thriller documentary documentaries cartoon anime manga comic poem painting sculpture fresco magazine newspaper tabloid paper podcast blog game videogame franchise sequel remake soundtrack track hit tune band duo trio quartet group label brand pub bar restaurant nightclub ship frigate destroyer steamer liner yacht ferry schooner trawler racehorse titled entitled called named subtitled".split(
    " ",
  ),
);
const ships = /^(?:HMS|USS|SS|RMS|RMV|MV|HMCS|HMAS|HMNZS|HSC|PS)$/;
const notices = /^(?:headline|headlines|sign|signs|banner|caption|label|plaque|poster|subject|notice|placard)$/;
const small = /^(?:a|an|the|of|and|in|on|at|to|for|from|with|without|who|or|by|is|as|under|over|into|than)$/;
/** Words; no title of a work is longer. */
const longest = 9;

/** What a word is that may be part of a name: a noun of a pair, or another term. */
export type NamedRule = PairRule | "pronoun" | "title" | "group";

/** Why the word is part of the title of a work, the name of a ship or of a firm, or undefined. */
export function partOfWork(view: TokenView, index: number, rule: NamedRule): string | undefined {
  const { head } = view.at(index) as Token;
  if (!isCapitalised(head) || isShouted(head)) return undefined;
  if (isQuotedTitle(view, index, rule)) return "the title of a work";
  if (isFirm(view, index, rule)) return "the name of a firm";
  if (isHeadline(view, index)) return undefined;
  const { first, last } = runAround(view, index);
  const opening = view.at(first) as Token;
  if (last > first && ships.test(opening.head)) return "the name of a ship";
  const isPersonal = isNamedPerson(view, index, first, last, rule);
  const byName = isNameLike((view.at(index) as Token).lower);
  const isIntroduced =
    rule !== "group" && /^(?:space|opening)$/.test(opening.gap) && isIntroducer(view, first - 1, byName);
  if (isIntroduced && !isPersonal && (first < last || rule !== "kinship" || view.gapAfter(last) !== "space")) {
    return "the title of a work";
  }
  if (rule === "pronoun" || rule === "title") return undefined;
  if (hasInnerArticle(view, first, last, index, rule)) return "the title of a work";
  return index > first || !view.beginsSentence(index) ? byPreposition(view, index, last, rule) : undefined;
}

/**
 * "the film", "a song called", "it is named"; not "I called", "Anna named".
 *
 * @param byName before "Mom", "Mrs": what they can be the object of is a verb, "please show Mom", "the kids called Mom"
 */
function isIntroducer(view: TokenView, at: number, byName: boolean): boolean {
  const word = view.at(at)?.lower ?? "";
  if (!introducers.has(word)) return false;
  const isNaming = word === "called" || word === "named";
  if (!isNaming && !(byName && alsoVerbs.test(word))) return true;
  const before = view.previous(words.isLyAdverb(view.previous(at)?.lower ?? "") ? at - 1 : at);
  if (before === undefined) return false;
  if (isNaming && /^(?:is|are|was|were|be|been|being|also|it)$/.test(before.lower + before.clitic)) return true;
  const isVerb =
    words.subjectPronouns.has(before.lower) || words.auxiliaries.has(before.lower) || before.lower === "to";
  if (!isNaming) return !isVerb && !/^(?:please|and|then|not)$/.test(before.lower) && !isSomebody(before);
  return !words.isClosedClass(before.lower) && !(byName && isSomebody(before));
}

const alsoVerbs = /^(?:hit|show|play|label|track|book|ship|brand|bar|group)$/;

function isSomebody({ head, lower }: Token): boolean {
  const singular = lower.replace(/s$/, "");
  return (
    isCapitalised(head) ||
    words.isRole(lower) ||
    words.isRole(singular) ||
    genderSwapTable().terms.has(lower) ||
    /^(?:kid|child|children|people|person|parent|baby|police)$/.test(singular)
  );
}

function isShouted(head: string): boolean {
  return head.length > 1 && head === head.toUpperCase();
}

/** Capitalised words around the token, small words between them included. */
function runAround(view: TokenView, index: number): { readonly first: number; readonly last: number } {
  const end = (step: 1 | -1): number => {
    let edge = index;
    for (let at = index; Math.abs(at - index) < longest;) {
      const joint = step === 1 ? at + 1 : at;
      if (!isJoined(view, joint) || (step === -1 && view.beginsSentence(at))) break;
      at += step;
      const token = view.at(at);
      if (token === undefined) break;
      if (isCapitalised(token.head)) edge = at;
      else if (!small.test(token.lower)) break;
    }
    return edge;
  };
  return { first: end(-1), last: end(1) };
}

/** Joined to the word before by a space or a hyphen, or by the full stop of "Mrs. Jones". */
function isJoined(view: TokenView, index: number): boolean {
  const { gap = "paragraph", between = "" } = view.at(index) ?? {};
  return gap === "space" || gap === "hyphen" || (/^\.[ \u00a0]$/.test(between) && !view.beginsSentence(index));
}

/** "King Charles", "Aunt Clara and Uncle Joe", "Mr. Smith": the run is somebody's name, even after "the song". */
function isNamedPerson(view: TokenView, index: number, first: number, last: number, rule: NamedRule): boolean {
  if (rule !== "royalty" && rule !== "kinship" && rule !== "title") return false;
  if (index === last && first === last) return false;
  const next = view.at(index + 1);
  return next !== undefined && index < last && isCapitalised(next.head) && !words.isClosedClass(next.lower);
}

/** "in A Man for All Seasons": an article has a capital inside a sentence only as part of a name. */
function hasInnerArticle(view: TokenView, first: number, last: number, index: number, rule: NamedRule): boolean {
  for (let at = first; at < index; at += 1) {
    const { head } = view.at(at) as Token;
    if (!/^(?:A|An|The)$/.test(head) || view.beginsSentence(at)) continue;
    if (rule === "group") return at === index - 1 || last > index;
    if (rule === "person" || rule === "kinship" || last - at >= 2) return true;
  }
  return false;
}

/** "Sons and Lovers", "Girl with a Pearl Earring", "Father of the Bride". */
function byPreposition(view: TokenView, index: number, last: number, rule: NamedRule): string | undefined {
  if (rule !== "person" && rule !== "kinship") return undefined;
  const next = view.at(index + 1);
  if (next === undefined || last <= index + 1 || isCapitalised(next.head) || next.gap !== "space") return undefined;
  const isPlural = /s$|men$/i.test((view.at(index) as Token).head);
  const joins = rule === "person" ? small.test(next.lower) : isPlural ? /^(?:and|of)$/.test(next.lower) : false;
  const isAddress = /^(?:ladies|gentlemen)$/.test((view.at(index) as Token).lower);
  return joins && !isAddress ? "the title of a work" : undefined;
}

/** "Steptoe and Son", "Harper & Brothers". */
function isFirm(view: TokenView, index: number, rule: string): boolean {
  const token = view.at(index) as Token;
  if (rule !== "kinship" || !/^(?:sons?|daughters?|brothers|sisters)$/.test(token.lower)) return false;
  const byAnd = view.previous(index)?.lower === "and";
  const name = /^\s*&(?:amp;)?\s*$/.test(token.between)
    ? view.at(index - 1)
    : byAnd && view.at(index - 1)?.gap === "space"
      ? view.at(index - 2)
      : undefined;
  return (
    name !== undefined &&
    isCapitalised(name.head) &&
    !isShouted(name.head) &&
    !words.isClosedClass(name.lower) &&
    !/^(?:fathers?|mothers?|sons?|daughters?|brothers?|sisters?|husbands?|wife|wives|dad|mom|mum)$/.test(name.lower) &&
    (byAnd ? !isHeadline(view, index) : true)
  );
}

function hasSmallWord(view: TokenView, from: number, to: number): boolean {
  for (let at = from; at <= to; at += 1) if (words.isClosedClass((view.at(at) as Token).lower)) return true;
  return false;
}

/** Every word of weight between two quotation marks (or asterisks) has a capital, and it is no name of a person. */
function isQuotedTitle(view: TokenView, index: number, rule: string): boolean {
  let first = index;
  while (first > index - longest && !/["“‘«*_]$/.test(view.at(first)?.between ?? "")) {
    if (!/^(?:space|hyphen|comma)$/.test(view.at(first)?.gap ?? "")) return false;
    first -= 1;
  }
  const opening = /["“‘«*_]$/.exec(view.at(first)?.between ?? "")?.[0];
  if (opening === undefined) return false;
  let last = index;
  const closes = (at: number): boolean => /^[,.!?]?["”’»*_]/.test(view.text.slice((view.at(at) as Token).end));
  while (!closes(last)) {
    if (last > index + longest || !/^(?:space|hyphen|comma)$/.test(view.gapAfter(last))) return false;
    last += 1;
  }
  for (let at = first - 1; at >= first - 3; at -= 1) if (notices.test(view.at(at)?.lower ?? "")) return false;
  const isAnnounced = isIntroducer(view, first - 1, false);
  if (!isTitleShaped(view, first, last, isAnnounced)) return false;
  if (isAnnounced) return true;
  if (last === first || opening === "’") return false;
  return rule === "person" || rule === "occupation" || (last - first >= 2 && hasSmallWord(view, first + 1, last));
}
