import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { isDemonymLike, isDetermined, nominalFollows } from "./nounPhrase.ts";
import { literal, not } from "./sense.ts";
import type { Sense } from "./sense.ts";

/** Tells the given name ("Christian runs the shop", "I met Christian") from the believer and the adjective. */
export function christianSense(view: TokenView, index: number, isGroupWord: (word: string) => boolean): Sense {
  const token = view.at(index) as Token;
  const next = view.at(index + 1);
  const before = view.previous(index);
  const previous = before?.lower ?? "";
  if (!isCapitalised(token.head)) return literal;
  if (token.head === token.head.toUpperCase()) return literal;
  if (view.gapAfter(index) === "hyphen" || token.gap === "hyphen") return literal;
  if (token.clitic !== "" && !isArticle(previous)) return not("a given name");
  const isPeople = before !== undefined && (isGroupWord(before.lower) || isDemonymLike(before)); // "Pakistani Christian"
  const isCapital = before !== undefined && isCapitalised(before.head) && !view.beginsSentence(index - 1);
  if (isCapital && !isPeople && isName(before.lower)) return not("part of a name");
  if (isPeople && before.lower !== "christian" && nominalFollows(view, index)) return literal;
  if (isArticle(previous) || /['’]s$/.test(before?.clitic ?? "")) return literal;
  if (isDetermined(view, index, (word) => isGroupWord(word) || isFaithWord(word))) return literal;
  if (startsWithVerb(view, index)) return not("a given name", 0.8);
  if (acquaintances.test(previous)) return not("a given name", 0.8); // "my friend Christian hates mushrooms"
  if (nominalFollows(view, index)) return literal;
  const doubled = view.at(index + 2)?.lower === "christian";
  if (!doubled && /^(?:and|or|nor)$/.test(next?.lower ?? "") && isFaithWord(view.at(index + 2)?.lower ?? ""))
    return literal;
  if (next?.lower === "or" && view.at(index + 2)?.lower === "not") return literal; // "Christian or not"
  const isState =
    /^(?:is|are|was|were|be|been|being|am|become|became|becomes|raised|born|as|not|devoutly|mostly|largely|predominantly|either|neither|nor|or|and|both|you|nominally|identify|identifies|identified|isn't|aren't|wasn't|weren't|remain|remained|turned|also|half|part|himself|herself|themselves|myself|yourself|ourselves|more|less|very|too|so|how|just|only|still|now|always|never|partly)$/.test(
      previous,
    ) ||
    words.isLyAdverb(previous) ||
    words.isAdjective(previous) ||
    /^['’](?:s|re|m)$/.test(before?.clitic ?? "");
  if (!isState) return not("a given name", 0.8);
  if (/^(?:and|or|as)$/.test(previous)) {
    return isFaithWord(view.at(index - 2)?.lower ?? "") || previous === "as" ? literal : not("a given name", 0.7);
  }
  return { confidence: 0.85 };
}

/** "Christian said", "Christian has", "Christian lives in": a verb of which it is the subject. */
function startsWithVerb(view: TokenView, index: number): boolean {
  const next = view.following(index) ?? "";
  if (words.auxiliaries.has(next) || words.isPastOnly(next) || words.isPresentOnly(next)) return true;
  if (/^(?:said|says|told|asked|thinks|thought|felt|left|went|came|made|put|set|ran|lost|met|hit|cut)$/.test(next))
    return true;
  const after = view.following(index + 1) ?? "";
  const takesObject =
    words.determiners.has(after) || words.possessives.has(after) || words.objectPronouns.has(after) || after === "to";
  const maybeVerb =
    /[a-z]{2}(?:s|ed)$/.test(next) && (words.isNounOrVerb(next.replace(/s$/, "")) || next.endsWith("ed"));
  return maybeVerb && (takesObject || words.prepositions.has(after));
}

const acquaintances =
  /^(?:friends?|buddy|pal|mate|roommate|colleague|coworker|classmate|teammate|neighbou?r|boss|coach|brother|cousin|nephew|uncle|son|grandson|husband|boyfriend|fianc[eé]|dad|father|grandfather|twin)$/;

function isArticle(word: string): boolean {
  return words.determiners.has(word) || words.possessives.has(word) || word === "fellow" || words.quantities.has(word);
}

function isName(word: string): boolean {
  return (
    !words.isClosedClass(word) &&
    !words.isAdjective(word) &&
    !/^(?:american|african|arab|european|british|black|white|asian|coptic|orthodox|evangelical|born)$/.test(word)
  );
}

const faithWords =
  /^(?:muslims?|jew(?:s|ish)?|hindus?|buddhists?|sikhs?|atheists?|christians?|islamic|secular|non|catholic|protestant|agnostic)$/;

function isFaithWord(word: string): boolean {
  return faithWords.test(word);
}
