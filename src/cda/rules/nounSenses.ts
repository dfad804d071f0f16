import type { SwapTerm } from "../../lexicon/swapPairs.ts";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";

const alsoVerbs = new Set(
  "man mans mother mothers father fathers husband husbands groom grooms queen lord lords wizard count counts son guy dad".split(
    " ",
  ),
);

const gameWords = new Set(
  "chess checkmate checkmated castling castled pawn pawns bishop rook rooks knight's stalemate ace aces spades diamonds clubs poker solitaire deck suit trick trumps checkers".split(
    " ",
  ),
);

/** Why a listed noun names no person here, or undefined when it does. */
export function otherSense(view: TokenView, index: number, term: SwapTerm): string | undefined {
  const token = view.at(index) as Token;
  if (alsoVerbs.has(term.term) && isVerb(view, index)) return "a verb here";
  return bySense(view, index, term, token) ?? byGame(view, index, term) ?? byAddress(view, index, term, token);
}

/** "to man the phones", "they father children", "please groom your dog". */
function isVerb(view: TokenView, index: number): boolean {
  const initial = view.beginsSentence(index);
  if (isCapitalised(view.at(index)?.head ?? "") && !initial) return false;
  const previous = view.previous(index)?.lower ?? "";
  const following = view.following(index) ?? "";
  if (words.determiners.has(previous) || words.possessives.has(previous) || words.isAdjective(previous)) return false;
  const ownObject =
    (words.determiners.has(following) && following !== "that") ||
    words.possessives.has(following) ||
    /^(?:up|themselves|itself|himself|herself|ourselves|each)$/.test(following);
  if (initial) return ownObject && following !== "her";
  if (auxiliaries.has(previous)) {
    return (
      ownObject ||
      /^(?:him|her|them|it|us|me|you)$/.test(following) ||
      (previous === "to" && !isNounAfterTo(view, index))
    );
  }
  // "The kennel grooms poodles": after a thing or a person, with its own object
  const isThird = /[^s]s$/.test(view.at(index)?.lower ?? "") && words.isNoun(previous) && !previous.endsWith("s");
  const bareObject = /[^s]s$/.test(following) && !words.isClosedClass(following); // a plural: the verb of "grooms" has no -s
  if (isThird && words.determiners.has(view.previous(index - 1)?.lower ?? "") && (ownObject || bareObject)) return true;
  const subject =
    /^(?:they|we|you|i|it|he|she|and|who)$/.test(previous) ||
    (/[^s]s$/.test(previous) && !words.isClosedClass(previous)) ||
    /^(?:people|men|women|children|police|crew|staff|troops)$/.test(previous);
  return subject && ownObject && following !== "her";
}

const auxiliaries = new Set(
  "to will would can could should must may might shall not never always please let's don't didn't won't can't cannot doesn't wouldn't shouldn't couldn't help helped".split(
    " ",
  ),
);

/** "from brother to man", "talk to father": the preposition, not the mark of an infinitive. */
function isNounAfterTo(view: TokenView, index: number): boolean {
  const following = view.following(index);
  return following === undefined || words.isClosedClass(following);
}

function bySense(view: TokenView, index: number, { term }: SwapTerm, token: Token): string | undefined {
  const previous = view.previous(index)?.lower ?? "";
  const following = view.following(index) ?? "";
  const determined = words.determiners.has(previous) || words.possessives.has(previous);
  switch (term) {
    case "god":
      if (
        isCapitalised(token.head) &&
        !/^(?:a|the|greek|roman|norse|hindu|egyptian|sun|war|sea|sky|river)$/.test(previous)
      )
        return "the deity's name";
      return determined ||
        words.isAdjective(previous) ||
        /^(?:greek|roman|norse|egyptian|sun|war|sea|sky|river|rain|fire)$/.test(previous)
        ? undefined
        : "the deity's name";
    case "gods":
      return undefined;
    case "lord":
      if (isCapitalised(token.head) && !capitalFollows(view, index) && following !== "of") return "the deity's name";
      return undefined;
    case "count":
    case "counts":
      if (isCapitalised(token.head) && capitalFollows(view, index)) return undefined;
      return /^(?:the|a|old|young)$/.test(previous) && isCapitalised(token.head) && !view.beginsSentence(index)
        ? undefined
        : "a number or a verb";
    case "earl":
      return determined || following === "of" || (isCapitalised(token.head) && capitalFollows(view, index))
        ? undefined
        : "a first name";
    case "uncle":
      return /^(?:cry|cries|cried|crying|say|says|said|saying|yell|yelled|holler|hollered)$/.test(previous) &&
        !isCapitalised(token.head)
        ? "a fixed phrase"
        : undefined;
    case "bachelor":
      return token.clitic !== "" && (following === "" || words.isClosedClass(following)) ? "a degree" : undefined;
    case "maid":
      return /^(?:marian|of)$/.test(following) ? "a fixed phrase" : undefined;
    case "mummy":
    case "mummies":
      return /^(?:the|a|an|ancient|egyptian)$/.test(previous) ? "an embalmed body" : undefined;
    case "sultana":
    case "sultanas":
      return isCapitalised(token.head) || previous === "the" ? undefined : "a raisin";
    case "male":
    case "female":
    case "males":
    case "females":
      return /^(?:sparrow|flower|flowers|cone|cones)$/.test(following) ? undefined : undefined;
    case "nana":
    case "mam":
    case "bro":
    case "sis":
      return undefined;
    default:
      return numberedCrew(view, index, term);
  }
}

/** "a two-man tent", "a four-man crew": nobody in particular. */
function numberedCrew(view: TokenView, index: number, term: string): string | undefined {
  if (term !== "man" && term !== "woman") return undefined;
  const token = view.at(index) as Token;
  const before = view.at(index - 1)?.lower ?? "";
  const counted = /^\d+$/.test(before) ? Number(before) > 1 : words.quantities.has(before);
  return token.gap === "hyphen" && counted ? "a number of people of any gender" : undefined;
}

const insectWords =
  /^(?:hives?|beehives?|bees|bumblebees?|honeybees?|drones|beekeepers?|apiary|wasps?|ants|termites?|hornets?|anthill|larvae|brood|honeycomb|swarm)$/;

/** Kings, queens and jacks of chess and cards. */
function byGame(view: TokenView, index: number, { term }: SwapTerm): string | undefined {
  if (!/^(?:kings?|queens?)$/.test(term)) return undefined;
  if (term.startsWith("queen") && !isCapitalised((view.at(index) as Token).head)) {
    const near = view.tokens.slice(Math.max(0, index - 12), index + 13);
    if (near.some(({ lower }) => insectWords.test(lower))) return "an insect";
  }
  for (let at = index - 12; at < index + 12; at += 1) {
    if (gameWords.has(view.at(at)?.lower ?? "")) return "a piece or a card";
  }
  return undefined;
}

/** "Man, that was close", "Boy, was I wrong": exclamations, and "guys" spoken to anybody. */
function byAddress(view: TokenView, index: number, { term }: SwapTerm, token: Token): string | undefined {
  const gapAfter = view.gapAfter(index);
  const initial = view.beginsSentence(index);
  if (
    (term === "man" || term === "boy") &&
    initial &&
    !/^\d/.test(view.at(index + 1)?.lower ?? "") && // Man, 34, rescues neighbour
    (gapAfter === "comma" ||
      /^(?:i|it|this|that|was|were|did|do|oh|these|those|what|am)$/.test(view.following(index) ?? ""))
  ) {
    return term === "boy" || gapAfter === "comma" || token.clitic === "" ? "an exclamation" : undefined;
  }
  if (term === "man" && token.gap === "comma" && gapAfter !== "space" && gapAfter !== "hyphen") return "an exclamation";
  if (term !== "guys") return undefined;
  const addressed =
    initial || (token.gap === "comma" && gapAfter !== "space") || (gapAfter === "comma" && token.gap === "break");
  return addressed ? "spoken to people of any gender" : undefined;
}

function capitalFollows(view: TokenView, index: number): boolean {
  const next = view.next(index);
  return next !== undefined && (isCapitalised(next.head) || next.lower === "");
}
