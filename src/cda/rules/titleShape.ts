import { genderSwapTable } from "../../lexicon/swapPairs.ts";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { partsOfSpeech } from "../wordPos.ts";

/**
 * Whether the words from `first` to `last`, which stand between quotation marks, have the capitals of a title: "Gone
 * Girl", but not "She is his". The first word has a capital in a sentence too, and so has a name: they say nothing.
 *
 * @param isAnnounced after "the film": the capitals need not show that it is a title
 */
export function isTitleShaped(view: TokenView, first: number, last: number, isAnnounced = false): boolean {
  const opening = view.at(first) as Token;
  if (!isCapitalised(opening.head) || (first < last && isShouted(view, first, last))) return false;
  let names = 0;
  let commonWords = 0;
  for (let at = first + 1; at <= last; at += 1) {
    const { head, lower } = view.at(at) as Token;
    if (lower === "") names += 1; // a placeholder stands for some name
    if (lower === "" || /^\d/.test(lower)) continue;
    const before = view.at(at - 1)?.lower ?? "";
    if (!isCapitalised(head)) {
      if (!isSmall(lower) || (lower === "is" && isSubject(before))) return false;
    } else if (isCommonWord(lower) || /^(?:a|an|the)$/.test(before)) commonWords += 1;
    else names += isNameLike(lower) ? 0 : 1;
  }
  if (isAnnounced || commonWords > 0) return true;
  return names > 0 && !isSubject(opening.lower) && !isSpoken(view, first, last);
}

function isShouted(view: TokenView, first: number, last: number): boolean {
  const text = view.text.slice((view.at(first) as Token).start, (view.at(last) as Token).end);
  return text === text.toUpperCase();
}

const personal = new Set(
  "i you he she it we they me him her us them my your his its our their mine hers yours ours theirs".split(" "),
);

/** Written small in a title. Pronouns and verbs are not. */
function isSmall(word: string): boolean {
  if (personal.has(word) || word.endsWith("n't")) return false;
  return words.isClosedClass(word) && (word === "is" || !words.auxiliaries.has(word));
}

function isSubject(word: string): boolean {
  return words.subjectPronouns.has(word) || isNameLike(word);
}

/** "Dad", "Aunt", "Mrs", "I": these have their capital in any sentence. */
export function isNameLike(word: string): boolean {
  const term = genderSwapTable().terms.get(word);
  return (term?.rule === "kinship" && !term.plural) || /^(?:i|mr|mrs|ms|miss|mister|sir|madam|dr)$/.test(word);
}

function isCommonWord(word: string): boolean {
  if (isNameLike(word)) return false;
  const isKnown = (form: string): boolean => words.isNoun(form) || partsOfSpeech(form) !== "";
  return (
    words.isClosedClass(word) || genderSwapTable().terms.has(word) || isKnown(word) || isKnown(word.replace(/s$/, ""))
  );
}

const speech = new Set(
  "said says say saying asked asks ask asking told tells tell telling replied replies reply answered answers whispered whispers shouted shouts cried cries yelled yells screamed called added adds exclaimed murmured muttered insisted explained continued warned announced thought repeated joked laughed sighed gasped".split(
    " ",
  ),
);
/** Words between a quotation and its verb: `," the man said`, `told his mother, "`. */
const speakers = 2;

/** `"Dad is in," she said`, `He told her: "Dad is in."` */
function isSpoken(view: TokenView, first: number, last: number): boolean {
  if (/^[,:]\s*["“‘«*_]+$/.test(view.at(first)?.between ?? "")) {
    for (let at = first - 1; at >= first - 1 - speakers; at -= 1) {
      const token = view.at(at);
      if (token === undefined) break;
      if (speech.has(token.lower)) return true;
      if (token.gap !== "space") break;
    }
  }
  if (!/^[,.!?…—–-]+["”’»*_]+\s+$/.test(view.at(last + 1)?.between ?? "")) return false;
  for (let at = last + 1; at <= last + 1 + speakers; at += 1) {
    if (speech.has(view.at(at)?.lower ?? "")) return true;
    if (view.gapAfter(at) !== "space") break;
  }
  return false;
}
