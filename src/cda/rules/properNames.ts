import type { SwapTerm } from "../../lexicon/swapPairs.ts";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";

/** Words that, after a capitalised name, say that the whole is a place, a work or an organisation. */
export const institutions = new Set(
  "county street road avenue lane drive boulevard square bridge island islands bay river creek lake mountain mount park garden gardens hospital school schools college university academy institute church cathedral chapel abbey station hall house palace castle theatre theater museum stadium arena tower hotel inn pub trust foundation society association company co corporation corp inc ltd limited group award awards prize trophy cup league club fc united records press magazine times journal band orchestra choir festival version bible class line harbour harbor airport village town city hill hills heights beach point cape valley peninsula sound strait township parish stakes order games manor mansion terrace plaza falls springs mill mills cemetery monument memorial".split(
    " ",
  ),
);

/** Before these a capital says nothing: "Dear Sir", "Young Man", "My Father". */
const openers = new Set(
  "dear hello hi hey yes no thanks ok okay oh sorry young old poor good great former happy late her his my your our their the a an this that and or but to for of with from in on at by as if when while then so because not is was are were two three four every some any all each many most one more vice".split(
    " ",
  ),
);

/** Why a capitalised term is part of a name, or undefined when it is an ordinary word. */
export function partOfName(view: TokenView, index: number, term: SwapTerm): string | undefined {
  const token = view.at(index) as Token;
  if (!isCapitalised(token.head) || term.capital) return undefined;
  if (token.head.length > 1 && token.head === token.head.toUpperCase()) return undefined;
  const headline = isHeadline(view, index);
  const initial = view.beginsSentence(index);
  const before = joinedName(view, index, index - 1) ? view.at(index - 1) : undefined;
  const after = joinedName(view, index + 1, index + 1) ? view.at(index + 1) : undefined;
  if (endsWithInstitution(view, index, term.rule === "royalty")) return "part of a proper name";
  const afterThe = view.previous(index)?.head === "The" && view.beginsSentence(index - 1);
  if (
    afterThe &&
    !headline &&
    (term.rule === "kinship" || term.rule === "person" || (term.rule === "occupation" && term.plural))
  )
    return "part of a proper name"; // The Godfather
  if (headline) return term.plural && term.rule === "royalty" ? "part of a proper name" : undefined;
  const alone = aloneName(view, index, term);
  if (alone !== undefined) return alone;
  if (before !== undefined && !initial && isNameWord(view, index - 1)) {
    const ranked = term.rule === "royalty" && after !== undefined;
    return ranked || (term.rule === "kinship" && /^(?:my|your|his|her|our|their)$/.test(before.lower))
      ? undefined
      : "part of a proper name";
  }
  if (term.rule === "royalty") return royalName(view, index, term, after);
  if (after !== undefined && after.clitic !== "" && term.rule === "kinship") return undefined;
  if (after !== undefined && term.rule === "kinship") {
    return /^(?:father|fathers|mother|sons|daughters|brothers|sisters)$/.test(term.term) &&
      view.previous(index)?.lower !== "my"
      ? "part of a proper name"
      : undefined; // Aunt Clara and Sister Agnes, but not Mother Jones
  }
  const isTitle = term.term === "lady" && view.previous(index)?.lower !== "the"; // Lady Rennick
  if (after !== undefined && (term.rule === "person" || term.rule === "adjective") && !initial && !isTitle)
    return "part of a proper name";
  return undefined;
}

const surnames = /^(?:bowman|foreman|freedman|workman|huntsman|boatman|cattleman|woodsman|monk|abbot|friar)$/;
const brands = /^(?:superman|superwoman|taskmaster|playboy)$/;
const givenNames = /^(?:guy|lassie)$/;
const musicWords =
  /^(?:albums?|songs?|singles?|bands?|tours?|toured|concerts?|gigs?|drummer|guitarist|bassist|singer|frontman|vocals|bass|riff|setlist|lyrics?|recorded|tribute|tracks?|encore|chart|charts|studio|anthem|rock|live|stadium|vinyl|headlined)$/;

/** "the Cowboys" are a team, "Foreman" a boxer, "Queen" a band; singular nouns of persons have an article. */
function aloneName(view: TokenView, index: number, term: SwapTerm): string | undefined {
  const previous = view.previous(index)?.lower ?? "";
  const following = view.following(index) ?? "";
  const initial = view.beginsSentence(index);
  const isBare = !words.determiners.has(previous) && !words.possessives.has(previous) && !words.isAdjective(previous);
  if (term.plural && !initial && previous === "the" && view.at(index - 1)?.head === "the") {
    const isTeam = term.rule === "occupation" || (term.rule === "person" && !/^(?:wo)?men$/.test(term.term));
    if (isTeam && (view.at(index) as Token).clitic === "") return "team or place";
  }
  if (brands.test(term.term) && !isHeadline(view, index)) return "a name of its own";
  if (isBare && surnames.test(term.term)) return "a surname";
  if (isBare && givenNames.test(term.term) && !/^(?:dear|hello|hi|hey|oh)$/.test(previous)) {
    if (!initial || view.gapAfter(index) === "space" || (view.at(index) as Token).clitic !== "") return "a first name";
  }
  if (/^(?:queen|prince)$/.test(term.term) && !capitalAfter(view, index) && following !== "of") {
    const near = view.tokens.slice(Math.max(0, index - 14), index + 15);
    const isBand = isBare || (previous === "a" && musicWords.test(following));
    if (isBand && near.some(({ lower }) => musicWords.test(lower))) return "a band or a musician";
  }
  return undefined;
}

function capitalAfter(view: TokenView, index: number): boolean {
  return isCapitalised(view.next(index)?.head ?? "");
}

/** "King" alone is a surname or a title; "Queens" alone a place; "Kings" a team. */
function royalName(view: TokenView, index: number, term: SwapTerm, after: Token | undefined): string | undefined {
  const previous = view.previous(index)?.lower ?? "";
  const following = view.following(index) ?? "";
  const initial = view.beginsSentence(index);
  const surname = /^(?:king|prince|duke|earl|baron|marquis|count|dean)$/.test(term.term);
  if (after !== undefined) return undefined; // Queen Margaret
  if (following === "of" || previous === "the" || previous === "my" || previous === "her" || previous === "his") {
    return term.plural && previous === "the" && following !== "of" && !initial ? "team or place" : undefined;
  }
  if (term.plural) {
    if (
      /^(?:in|from|to|through|across|of|near|around|at|and|into|via|for)$/.test(previous) ||
      /^(?:is|was|has|in|at|on)$/.test(following)
    )
      return "team or place";
    return initial ? undefined : "team or place";
  }
  if (!surname) return undefined; // the new Emperor
  if (words.isAdjective(previous) && words.determiners.has(view.at(index - 2)?.lower ?? "")) return undefined;
  return term.term !== "king" || !initial ? "a surname or a first name" : undefined;
}

/** True when `index` is capitalised (or a placeholder for a name) and only a space stands before `gapIndex`. */
function joinedName(view: TokenView, gapIndex: number, index: number): boolean {
  const token = view.at(index);
  if (view.at(gapIndex)?.gap !== "space" || token === undefined) return false;
  return token.lower === "" ? token.head.startsWith("<") : token.lower !== "i" && isCapitalised(token.head);
}

/** A capitalised word that is capitalised for more than opening a sentence. */
function isNameWord(view: TokenView, index: number): boolean {
  const { lower } = view.at(index) as Token;
  if (openers.has(lower) || words.isClosedClass(lower)) return false;
  if (!view.beginsSentence(index))
    return !/^(?:mr|mrs|ms|dr|miss|madam|sir|dame|prof|professor|st|president|crown)$/.test(lower);
  return (
    !words.isAdjective(lower) &&
    !words.isVerbOnly(lower) &&
    !words.isNounOrVerb(lower) &&
    !words.isLyAdverb(lower) &&
    !words.isPastOnly(lower)
  );
}

function endsWithInstitution(view: TokenView, index: number, isRoyal: boolean): boolean {
  const isLine = isHeadline(view, index);
  for (let next = index + 1; next < index + 5; next += 1) {
    const token = view.at(next);
    if (token === undefined || token.gap !== "space" || !isCapitalised(token.head)) return false;
    if (institutions.has(token.lower)) return true;
    if (isLine && (!isRoyal || isVerbLike(token.lower))) return false; // Mother Sues School
  }
  return false;
}

function isVerbLike(word: string): boolean {
  return (
    words.isClosedClass(word) ||
    words.isParticiple(word) ||
    words.isPresentOnly(word) ||
    words.isPastOnly(word) ||
    words.isVerbOnly(word) ||
    (word.endsWith("s") && (words.isVerbOnly(word.slice(0, -1)) || words.isNounOrVerb(word.slice(0, -1))))
  );
}

/** Words; longer lines of capitals are no headlines, and each word of them must not search them all. */
const longestHeadline = 60;

/** A line in which every word of weight has a capital. */
export function isHeadline(view: TokenView, index: number): boolean {
  let first = index;
  while (!view.beginsSentence(first) && first > 0) {
    first -= 1;
    if (first < index - longestHeadline) return false;
  }
  let weighty = 0;
  for (let at = first; at < view.tokens.length && (at === first || !view.beginsSentence(at)); at += 1) {
    if (at > index + longestHeadline) return false;
    const { head, lower } = view.at(at) as Token;
    if (at === first && lower !== "" && /^[a-z]/.test(head)) return false;
    if (lower === "" || /^\d/.test(lower) || words.isClosedClass(lower)) continue;
    if (!isCapitalised(head)) return false;
    weighty += 1;
  }
  return weighty >= 2;
}
