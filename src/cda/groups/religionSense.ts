import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { christianSense } from "./christianSense.ts";
import { bearsName, isFamilyNameAfter } from "./names.ts";
import { literal, not } from "./sense.ts";
import type { Sense } from "./sense.ts";
import { clergySense, placeSense, titleSense } from "./worshipSense.ts";

/** What a term of a religion means here; `group` is the id of the group that it would be read as a term of. */
export function religionSense(
  view: TokenView,
  index: number,
  last: number,
  slot: string,
  group: string,
  isPlural: boolean,
  isGroupWord: (word: string) => boolean,
): Sense {
  const token = view.at(index) as Token;
  const word = view.at(last)?.lower ?? token.lower;
  if (group === "christian" && token.lower === "christian" && index === last && !isPlural)
    return christianSense(view, index, isGroupWord);
  switch (slot) {
    case "place":
    case "greatPlace":
      return placeSense(view, index, word, group);
    case "clergy":
    case "monastic":
    case "nun":
    case "highClergy":
      return clergySense(view, index, last, isPlural, group);
    case "title":
    case "highTitle":
      return bearsName(view, last) ? not("part of a proper name") : titleSense(view, index, word);
    case "scripture":
      return scripture(view, index, last, isGroupWord);
    case "branch":
    case "branchPerson":
      return isCapitalised(view.at(last)?.head ?? "") ? { confidence: 0.75 } : not("not the church of that name");
    case "faith":
      return /^(?:al|ul|el)$/.test(view.at(index - 1)?.lower ?? "") || isFamilyNameAfter(view, index, isGroupWord)
        ? not("part of a name")
        : literal;
    case "fast":
      if (isFamilyNameAfter(view, index, isGroupWord)) return not("part of a name");
      return token.lower !== "lent" || isLent(view, index) ? { confidence: 0.7 } : not("a form of lend");
    case "festival":
    case "springFestival":
      return isCapitalised(token.head) ? { confidence: 0.65 } : not("no festival here");
    case "law":
    case "diet":
    case "school":
    case "tower":
    case "service":
      return { confidence: 0.7 };
    default:
      return literal;
  }
}

/** "the plumber's bible", "the bible of plumbing": lower case and somebody's or something's. */
function scripture(view: TokenView, index: number, last: number, isGroupWord: (word: string) => boolean): Sense {
  const token = view.at(index) as Token;
  if (isFamilyNameAfter(view, index, isGroupWord) && index === last) return not("part of a name");
  const isGita = token.lower === "gita" && index === last && isCapitalised(token.head);
  if (isGita && !words.determiners.has(view.previous(index)?.lower ?? "")) return not("a given name", 0.8);
  if (isCapitalised(token.head)) return literal;
  if (!/^(?:bible|bibles|koran|quran|torah|gita)$/.test(token.lower)) return literal;
  const following = view.following(last) ?? "";
  const before = view.previous(index);
  const previous = before?.lower ?? "";
  if (/^(?:of|for)$/.test(following)) return not("figurative: the book on a subject");
  const isOwned =
    /['’]s?$/.test(before?.clitic ?? "") ||
    /^['’]\s/.test(token.between) || // "the birdwatchers' bible"
    (before !== undefined && words.isNoun(previous) && previous !== "family");
  const isMine = words.possessives.has(previous) && /^(?:is|was|became|becomes)$/.test(view.at(index - 2)?.lower ?? "");
  if (isMine) return not("figurative: the book on a subject", 0.7);
  return isOwned ? not("figurative: the book on a subject", 0.8) : { confidence: 0.8 };
}

function isLent(view: TokenView, index: number): boolean {
  return (
    isCapitalised((view.at(index) as Token).head) &&
    !view.beginsSentence(index) &&
    /^(?:during|for|of|until|before|after|observe|observed|in|over|and|this|last)$/.test(
      view.previous(index)?.lower ?? "",
    )
  );
}
