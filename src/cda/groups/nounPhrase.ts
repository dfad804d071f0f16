import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { isOccupation, isPerson, isRelation, isThing } from "./headNouns.ts";

/** What an adjective describes, by the nouns after it; `none` when no noun follows. */
export type HeadKind = "person" | "relation" | "thing" | "other" | "none";

export interface Head {
  readonly kind: HeadKind;
  /** The word that decided it. */
  readonly word: string;
}

const noHead: Head = { kind: "none", word: "" };
const longestPhrase = 7;
const longestList = 8;

/**
 * The head of the noun phrase that begins after a token: `women` after the first word of "white working women".
 *
 * @param isGroupWord tells adjectives of groups, which stand side by side: "black, white and Asian pupils"
 */
export function headAfter(view: TokenView, start: number, isGroupWord: (word: string) => boolean): Head {
  let last = start;
  for (let joints = 0; joints < longestList; joints += 1) {
    const joined = coordinated(view, last, isGroupWord) ?? repeated(view, last, isGroupWord);
    if (joined === undefined) break;
    last = joined;
  }
  let found = noHead;
  for (let index = last + 1; index <= last + longestPhrase; index += 1) {
    const token = view.at(index);
    if (token === undefined || !(/^(?:space|hyphen|opening)$/.test(token.gap) || isListed(view, index))) return found;
    const { lower } = token;
    if (lower === "") return found.kind === "none" ? { kind: "other", word: token.head } : found;
    const isFirst = found.kind === "none";
    if (/^\d+$/.test(lower) && isAge(view, index)) return { kind: "person", word: lower };
    const isPart = token.gap === "hyphen" && nominalFollows(view, index); // "blue-collar workers"
    if (isPerson(lower) && !isUniform(view, index)) return { kind: "person", word: lower };
    if (isFirst && isThing(lower) && !isPart && !isOccupation(lower, view.following(index) ?? "")) {
      return { kind: "thing", word: lower };
    }
    if (isRelation(lower)) {
      if (found.kind !== "relation") found = { kind: "relation", word: lower }; // "college coach": somebody may follow
      if (token.clitic !== "") return found;
      continue;
    }
    const kind = wordKind(lower, isGroupWord);
    if (kind === "end") return found;
    const namesPeople = isDemonymLike(token) || (isGroupWord(lower.replace(/s$/, "")) && isCapitalised(token.head));
    if (namesPeople) {
      // "black Muslims", "a white New Zealander"; before a noun it is one more adjective
      if (!nominalFollows(view, index)) return { kind: "person", word: lower };
      continue;
    }
    // "white Harvard students", "a white Ford": the name of a place or a make tells nothing
    if (kind === "noun" && isCapitalised(token.head) && isSmall(view, last)) continue;
    if (kind === "noun") {
      if (!isFirst && found.word.endsWith("s")) return found;
      if (found.kind !== "relation") found = { kind: "other", word: lower };
    }
    if (token.clitic !== "") return found;
  }
  return found;
}

/** "a white chef's hat": what the trade wears has the colour. */
function isUniform(view: TokenView, index: number): boolean {
  const { lower, clitic } = view.at(index) as Token;
  return clitic !== "" && uniformed.test(lower) && isThing(view.following(index) ?? "");
}

const uniformed = /^(?:chef|nurse|sailor|doctor|butler|referee|painter|monk|judge|pirate|cowboy|baker|waiter|bride)$/;

/** `Rhodesian`, `Zealanders`: by its capital and ending, for want of a list. */
export function isDemonymLike({ head, lower }: Token): boolean {
  return isCapitalised(head) && demonym.test(lower) && !breeds.test(lower);
}

/** "30-year-old" */
function isAge(view: TokenView, index: number): boolean {
  return /^years?$/.test(view.at(index + 1)?.lower ?? "") && /^olds?$/.test(view.at(index + 2)?.lower ?? "");
}

const demonym =
  /(?:[a-z]{3}(?:ians?|[^s]ans?|ish)|[a-z]{3}ese|londoners?|yorkers?|zealanders?|islanders?|dubliners?|berliners?|(?:south|north|midwest|east|west)erners?)$/;
const breeds = /^(?:siamese|maltese|persian|dalmatian|alsatian|arabian|pomeranian|havanese|titan|sultan|polish)s?$/;

/** False inside a headline or a line of capitals. */
function isSmall(view: TokenView, index: number): boolean {
  return !isCapitalised(view.at(index)?.head ?? "X");
}

/** "old, rusty car": adjectives with a comma between. */
function isListed(view: TokenView, index: number): boolean {
  const { gap, lower } = view.at(index) as Token;
  return gap === "comma" && words.isAdjective(lower) && !words.isClosedClass(lower);
}

function wordKind(lower: string, isGroupWord: (word: string) => boolean): "noun" | "adjective" | "end" {
  if (isGroupWord(lower) || words.isAdjective(lower) || /^\d/.test(lower) || words.quantities.has(lower)) {
    return "adjective";
  }
  if (words.isClosedClass(lower)) return words.inwardAdverbs.has(lower) && lower !== "then" ? "adjective" : "end";
  if (words.isVerbOnly(lower) || words.isPastOnly(lower) || words.isPresentOnly(lower)) return "end";
  return words.isParticiple(lower) || words.isLyAdverb(lower) ? "adjective" : "noun";
}

/** The position of the adjective that shares the noun: `Asian` for "black and Asian", "black, Asian". */
function coordinated(view: TokenView, last: number, isGroupWord: (word: string) => boolean): number | undefined {
  const next = view.at(last + 1);
  if (next === undefined) return undefined;
  const shares = (index: number): boolean => {
    const { lower } = view.at(index) as Token;
    if (isGroupWord(lower) || /^(?:brown|blue|red|green)$/.test(lower)) return true;
    if (lower.endsWith("ed")) return false; // "was black, and stopped"
    return words.isAdjective(lower) && !isPerson(lower) && !words.isClosedClass(lower) && !words.quantities.has(lower);
  };
  if (next.gap === "comma" && isGroupWord(next.lower)) return last + 1;
  if (next.gap === "comma" && isAttributive(view, last) && isDescription(view, last + 1)) return last + 1;
  const isPrefix = /^(?:half|part|non|ex|anti)$/.test(next.lower) && view.gapAfter(last + 1) === "hyphen";
  if (isPrefix && isGroupWord(view.at(last + 2)?.lower ?? "")) return last + 2;
  const isJoint = /^(?:and|or|nor|but|versus|vs|to)$/.test(next.lower) && /^(?:space|comma|hyphen)$/.test(next.gap);
  const other = view.at(last + 2);
  if (isJoint && other !== undefined && /^(?:space|hyphen)$/.test(other.gap) && shares(last + 2)) return last + 2;
  if (next.gap === "slash" && isGroupWord(next.lower)) return last + 1;
  return undefined;
}

/** "a white or a black applicant": each with an article, the noun said once. */
function repeated(view: TokenView, last: number, isGroupWord: (word: string) => boolean): number | undefined {
  if (!/^(?:and|or|nor)$/.test(view.following(last) ?? "")) return undefined;
  const isArticle = /^(?:a|an|the)$/.test(view.following(last + 1) ?? "");
  return isArticle && isGroupWord(view.following(last + 2) ?? "") ? last + 3 : undefined;
}

/** An adjective after which a comma and another one may stand: no predicate, and nothing that is worn or painted. */
function isAttributive(view: TokenView, index: number): boolean {
  const before = view.previous(index);
  if (before === undefined) return view.beginsSentence(index) || view.at(index)?.gap === "comma";
  return words.determiners.has(before.lower) || words.isAdjective(before.lower) || words.quantities.has(before.lower);
}

/** "college-educated", "rural", "working" */
function isDescription(view: TokenView, index: number): boolean {
  const { lower } = view.at(index) as Token;
  if (/^\d+$/.test(lower)) return isAge(view, index);
  if (words.isClosedClass(lower)) return false;
  if (words.isAdjective(lower) || words.isParticiple(lower) || /^(?:male|female)$/.test(lower)) return true;
  return view.gapAfter(index) === "hyphen" && words.isParticiple(view.at(index + 1)?.lower ?? "");
}

/** True when the next word may go on with the noun phrase, so that the word before it is an adjective. */
export function nominalFollows(view: TokenView, last: number): boolean {
  if (view.at(last)?.clitic !== "") return false;
  if (view.gapAfter(last) === "hyphen") return true;
  const next = view.next(last);
  if (next === undefined) return false;
  const { lower } = next;
  if (lower === "" || /^\d/.test(lower)) return true;
  if (words.isClosedClass(lower) || words.isVerbOnly(lower) || words.isPastOnly(lower)) return false;
  // "married a Muslim last spring"
  if (/^(?:last|next|every)$/.test(lower) && isTime(view.following(last + 1) ?? "")) return false;
  if (/^(?:yesterday|today|tomorrow|tonight)$/.test(lower)) return false;
  if (isPerson(lower) && !words.isPresentOnly(lower)) return true;
  if (words.isPresentOnly(lower) || words.isLyAdverb(lower)) return false;
  const after = view.following(last + 1) ?? "";
  if (words.isParticiple(lower) || words.isGerund(lower)) return !isComplement(after);
  if (words.isNounOrVerb(lower.replace(/s$/, "")) && lower.endsWith("s")) {
    return !(words.determiners.has(after) || words.possessives.has(after) || words.objectPronouns.has(after));
  }
  return true;
}

function isTime(word: string): boolean {
  return (
    words.timeNouns.has(word) ||
    /^(?:spring|summer|autumn|fall|winter|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/.test(word)
  );
}

/** What follows a participle that has the noun before it for its subject: "a Muslim living in", "educated by". */
function isComplement(word: string): boolean {
  return word === "" || words.prepositions.has(word) || words.determiners.has(word) || words.possessives.has(word);
}

/** Whether a word that is noun and adjective is a noun here: "a Muslim", but not "is Muslim" or "a Muslim family". */
export function isNounUse(
  view: TokenView,
  index: number,
  last: number,
  isGroupWord: (word: string) => boolean,
): boolean {
  if (nominalFollows(view, last)) return false;
  const joined = coordinated(view, last, isGroupWord);
  if (joined !== undefined && headAfter(view, joined, isGroupWord).kind !== "none") return false;
  return isDetermined(view, index, isGroupWord);
}

/** "a devout", "the first", "her Pakistani": a determiner stands before, with adjectives between at most. */
export function isDetermined(view: TokenView, index: number, isGroupWord: (word: string) => boolean): boolean {
  for (let at = index - 1; at >= index - 5; at -= 1) {
    const token = view.at(at);
    const gap = view.at(at + 1)?.gap;
    if (token === undefined || (gap !== "space" && gap !== "hyphen" && gap !== "opening" && gap !== "comma"))
      return false;
    const { lower, clitic } = token;
    if (clitic !== "") return false; // "my boss's Muslim" says what the boss is
    if (gap !== "comma" && isDeterminer(lower)) return true;
    const isModifier =
      gap === "hyphen" ||
      token.gap === "hyphen" ||
      isGroupWord(lower) ||
      words.isAdjective(lower) ||
      words.isParticiple(lower) ||
      words.isGerund(lower) ||
      words.inwardAdverbs.has(lower) ||
      words.isLyAdverb(lower) ||
      /^(?:fellow|first|second|third|last|next|same|only|other|american|british)$/.test(lower);
    if (!isModifier) return false;
  }
  return false;
}

function isDeterminer(lower: string): boolean {
  return (
    (words.determiners.has(lower) && !/^(?:what|whatever|all|these|those|neither|either)$/.test(lower)) ||
    lower === "one"
  );
}
