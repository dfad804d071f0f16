import { isCapitalised } from "../tokens.ts";
import type { Token, TokenView } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { partsOfSpeech } from "../wordPos.ts";
import * as verbs from "./governors.ts";
import { takesObject } from "./herContext.ts";
import type { HerContext } from "./herContext.ts";
import { ownsThing } from "./herPhrase.ts";
import { object, possessive } from "./role.ts";
import type { Role } from "./role.ts";

/** Words whose class says too little: each has its own sentence patterns. */
export function bySpecialWord(context: HerContext): Role | undefined {
  const { word, governor, after, ends, joined, view, index, afterVerb } = context;
  if (words.possessedOnly.has(word)) return possessive(0.99);
  if (word === "") return possessive(0.7); // a link or placeholder stands for a noun
  if (joined && !/^(?:to|and|or)$/.test(word)) return possessive(0.97); // her in-laws, her so-called friend
  const afterPreposition = words.prepositions.has(governor);
  const closedAfter = ends || words.isClosedClass(after);
  if (words.quantities.has(word) || /^\d/.test(word)) {
    if (words.timeNouns.has(after) && (afterVerb || word === "several")) {
      return verbs.gives.has(governor) || /^(?:many|several|few)$/.test(word) ? object(0.8) : possessive(0.6);
    }
    return verbs.gives.has(governor) ? object(0.8) : possessive(0.9);
  }
  const copula =
    /^(?:is|was|are|were|be|been|being|isn't|wasn't|aren't|weren't)$/.test(governor) ||
    /^['’]s$/.test(view.previous(index)?.clitic ?? "");
  if (copula && !words.isClosedClass(word)) return possessive(0.9); // it was her finest hour
  if (words.expletives.has(word)) return ends ? object(0.6) : possessive(0.85);
  switch (word) {
    case "prior":
    case "due":
    case "according":
    case "contrary":
    case "owing":
      return after === "to" ? object(0.9) : possessive(0.85);
    case "last":
      if (words.timeNouns.has(after) && after.endsWith("s")) return possessive(0.97); // her last years
      if (!closedAfter && isThing(view, index + 2)) return possessive(0.97); // her last letter
      return ends || (words.timeNouns.has(after) && afterVerb) ? object(0.75) : possessive(0.9);
    case "first":
      return closedAfter && !words.conjunctions.has(after) && takesObject(governor) ? object(0.75) : possessive(0.9);
    case "one":
      if (after === "and") return possessive(0.8); // her one and only
      return closedAfter || after === "day" || verbs.gives.has(governor) ? object(0.75) : possessive(0.85);
    case "every":
      return words.timeNouns.has(after) || ends ? object(0.85) : possessive(0.97);
    case "all":
      return ends && /^g[ai]v(?:e|es|ing|en)$/.test(governor) ? possessive(0.8) : object(0.9);
    case "next":
      if (after === "to") return takesObject(governor) ? object(0.85) : possessive(0.9);
      return ends || (words.timeNouns.has(after) && afterVerb) ? object(0.75) : possessive(0.9);
    case "back":
      // What is owed from before, not what she has at the back.
      if (/^(?:rent|pay|wages|taxes)$/.test(after) && verbs.grants.has(governor)) return object(0.9);
      if (
        /^(?:taxes|pay|rent|wages|yard|door|porch|garden|pocket|seat|teeth|pain|problems?|injury|surgery|story|brace|room|muscles)$/.test(
          after,
        )
      )
        return possessive(0.97);
      if (governor === "got" && isPerfect(view, index - 1) && (ends || words.conjunctions.has(after)))
        return possessive(0.97);
      if (afterPreposition || verbs.harmsBodyPart.has(governor)) return possessive(0.9);
      return verbs.moves.has(governor)
        ? object(0.95)
        : afterVerb && !/^(?:is|was|are)$/.test(after)
          ? object(0.7)
          : possessive(0.8);
    case "home":
      return verbs.homeward.has(governor) && (closedAfter || words.timeNouns.has(after))
        ? object(0.9)
        : possessive(0.9);
    case "downtown":
    case "uptown":
      return closedAfter && takesObject(governor) && afterVerb ? object(0.9) : possessive(0.97);
    case "dear":
      return governor.startsWith("cost") && closedAfter ? object(0.9) : undefined;
    case "everything":
      return copula && ends ? possessive(0.85) : undefined;
    case "alone":
      return after === "time" ? possessive(0.9) : undefined;
    case "sorry":
    case "further":
      return closedAfter ? undefined : possessive(0.85);
    case "right":
      if (/^(?:away|now|there|here|back|after|before|at|in|on|out|up|off|by|then|as|when|over)$/.test(after))
        return object(0.9);
      return ends && /^(?:treat|do|did|does|treats|treated|treating|doing)/.test(governor)
        ? object(0.85)
        : possessive(0.9);
    case "past":
      return ends || !words.determiners.has(after) ? possessive(0.8) : object(0.85);
    case "will":
    case "might":
    case "can":
    case "may":
      if (
        afterPreposition ||
        (words.isClosedClass(after) && !/^(?:be|have|not|do|never|always|also|only|you|i|he|she)$/.test(after))
      ) {
        return possessive(0.85);
      }
      return ends ? possessive(0.7) : object(0.8);
    case "down":
      return /^(?:payment|payments|jacket|coat|time)$/.test(after) ? possessive(0.9) : object(0.95);
    case "little":
    case "long":
    case "early":
    case "late":
    case "hard":
    case "short":
      if (view.gapAfter(index + 1) === "comma" && words.isAdjective(view.at(index + 2)?.lower ?? "")) break;
      return closedAfter ? object(0.8) : possessive(ownsThing(context) ? 0.97 : 0.95);
    case "better":
    case "best":
    case "worst":
      if (word === "better" && (ends || words.isAdjective(after)) && takesObject(governor)) return object(0.75);
      if (!closedAfter || (after === "and" && word !== "better")) return possessive(0.9);
      return word !== "better" &&
        (words.prepositions.has(governor) ||
          /^(?:do|did|does|done|doing|try|tries|trying|tried|look|looked|looking|at)$/.test(governor))
        ? possessive(0.9)
        : object(0.75);
    case "well":
      return !ends && words.isParticiple(after) ? possessive(0.85) : object(0.95);
    case "left":
      return closedAfter && !afterPreposition ? object(0.7) : possessive(0.9);
    case "cause":
      return closedAfter && (words.subjectPronouns.has(after) || words.determiners.has(after))
        ? object(0.8)
        : possessive(0.85);
    case "later":
    case "earlier":
      return closedAfter || words.timeNouns.has(after) ? object(0.9) : possessive(0.8);
    case "being":
      return afterPreposition || ends ? possessive(0.7) : object(0.7);
    default:
  }
  if (words.inwardAdverbs.has(word) && !ends) {
    if (
      word === "only" ||
      word === "most" ||
      word === "very" ||
      word === "more" ||
      word === "less" ||
      word === "least"
    ) {
      const amount =
        after === "much" || after === "often" || after === "well" || after === "than" || words.isClosedClass(after);
      if (amount) return object(0.9);
      const third = view.next(index + 2);
      const complement = word !== "only" && (third === undefined || words.isClosedClass(third.lower));
      if (complement && verbs.describes.has(governor)) return object(0.85); // makes her very happy
      return word === "more" && verbs.gives.has(governor) && !words.isAdjective(after) ? object(0.7) : possessive(0.97);
    }
    const describes =
      words.isAdjective(after) ||
      words.isParticiple(after) ||
      words.isGerund(after) ||
      words.isRole(after) ||
      view.gapAfter(index + 2) === "hyphen"; // her now grown-up daughter
    const third = view.next(index + 2);
    if (describes && (third !== undefined || words.isRole(after)) && !verbs.describes.has(governor)) {
      return third !== undefined && words.isClosedClass(third.lower) && !words.isRole(after)
        ? object(0.7)
        : possessive(0.8);
    }
  }
  if (words.inwardAdverbs.has(word) && word !== "long" && word !== "only") {
    const described = words.isAdjective(after) || words.isParticiple(after);
    if (described && !takesObject(governor)) return possessive(0.7);
    return words.isAdjective(after) && !verbs.describes.has(governor) && view.next(index + 2) !== undefined
      ? possessive(0.7)
      : object(0.8);
  }
  if (words.weekdays.has(word)) return closedAfter && afterVerb ? object(0.8) : possessive(0.8);
  return undefined;
}

/** A noun, or a word that no list knows, but no time: "her last letter", "saw her last December". */
function isThing(view: TokenView, index: number): boolean {
  const { head, lower } = view.at(index) as Token;
  return !isCapitalised(head) && !words.timeNouns.has(lower) && !/^[arv]/.test(partsOfSpeech(lower));
}

/** "he's got her back", "have got her back". */
function isPerfect(view: TokenView, index: number): boolean {
  const before = view.previous(index);
  return before !== undefined && (/^(?:have|has|had)$/.test(before.lower) || /['’](?:s|ve|d)$/i.test(before.clitic));
}
