import { genderSwapTable } from "../../lexicon/swapPairs.ts";
import type { Token, TokenView } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { partsOfSpeech } from "../wordPos.ts";

/** Who is the subject before a pronoun: the person that the pronoun means, somebody else, or nobody to be seen. */
export type SubjectSign = "same" | "other" | "none";

const pronouns = new Set("i you he she it we they who".split(" "));

/**
 * Looks to the left in the sentence for the nearest subject pronoun. "She loves her ..." is hardly an object: that would
 * be herself.
 *
 * @param isSame whether a word names the person that the pronoun means
 */
export function subjectBefore(view: TokenView, index: number, isSame: (word: string) => boolean): SubjectSign {
  const beside = view.at(index - 1)?.gap === "space" ? (view.at(index - 2)?.lower ?? "") : "";
  if (isNounOfItsOwn(beside) && !isSame(beside)) return "other"; // the elephants throw her
  for (let at = index - 1; at >= 0 && at > index - reach; at -= 1) {
    if (view.beginsSentence(at + 1)) return "none";
    const { lower } = view.at(at) as Token;
    if (isSame(lower)) return "same";
    if (pronouns.has(lower)) return "other";
  }
  return "none";
}

const reach = 12;

function isNounOfItsOwn(word: string): boolean {
  if (word === "" || words.isClosedClass(word) || words.isLyAdverb(word) || words.isAdjective(word)) return false;
  if (words.isPastOnly(word) || words.isPresentOnly(word) || words.isGerund(word) || words.isParticiple(word))
    return false;
  return !/^[var]/.test(partsOfSpeech(word));
}

/** Whether a word is "she" or a noun that names a woman. */
export function namesWoman(word: string): boolean {
  if (word === "she") return true;
  const term = genderSwapTable().terms.get(word);
  return term?.gender === "feminine" && term.rule !== "adjective";
}
