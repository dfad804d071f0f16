import type { Token, TokenView } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { isPerson, isRelation, isThing } from "./headNouns.ts";
import { subjectAt } from "./subject.ts";

const copulas = new Set(
  "is are was were be been being am become became becomes becoming seem seems seemed look looks looked remain remains remained isn't aren't wasn't weren't".split(
    " ",
  ),
);
/** After these, `as` says what somebody is taken for. */
const takings =
  /^(?:identif(?:y|ies|ied|ying)|describ(?:e|es|ed|ing)|classif(?:y|ies|ied)|categori[sz]ed|regard(?:ed)?|perceived|seen|viewed|coded|listed|registered|pass(?:ed|es|ing)?|counted|raised|self|present(?:s|ed|ing)?|treated|recorded|read|known)$/;
const skipped = new Set(
  "not n't also mostly predominantly largely overwhelmingly all both either neither just only simply proudly visibly openly partly half part still very more now then never always probably likely clearly actually really originally too to has have had will would can could may might must should do does did doesn't didn't don't won't wouldn't couldn't need needs needed going supposed happen happens happened used whether be been being entirely exclusively racially ethnically almost nearly".split(
    " ",
  ),
);

/** How sure it is that an adjective without a noun describes people ("she is black"), or 0 when it does not. */
export function describesPeople(view: TokenView, index: number): number {
  if (/^%\s$/.test(view.at(index)?.between ?? "")) return 0.85;
  const label = view.at(index - 1)?.lower ?? "";
  if (/^(?:race|ethnicity)$/.test(label) && /^\s*[:=]\s*$/.test(view.at(index)?.between ?? "")) return 0.85;
  if (/^(?:all|both|mostly)$/.test(label) && isGroupAside(view, index - 1)) return 0.75;
  const start = beforeList(view, index);
  const before = view.at(start);
  if (before === undefined) return 0;
  const { lower, clitic } = before;
  if (/^(?:them|us|whom)$/.test(lower) && view.at(start - 1)?.lower === "of") return 0.85; // "half of them white"
  if (view.at(index)?.gap === "comma" && start === index - 1 && isPerson(lower)) return 0.7; // "the man, white and tall,"
  if (/^(?:one|both|other|another)$/.test(lower) && isPersonNamedBefore(view, start)) return 0.75;
  if (lower === "while" && view.at(start - 1) !== undefined) return 0.8;
  if (lower === "percent") return 0.85;
  if (lower === "as" || lower === "for") return takenAs(view, start);
  if (/['’](?:s|re|m)$/i.test(clitic) && !copulas.has(lower)) return subjectAt(view, start);
  if (copulas.has(lower)) {
    if (lower === "being" && isLoose(view, start)) return 0.8;
    const end = beforeVerb(view, start);
    // "hated politics and was Mexican"
    const isShared = /^(?:and|but|or)$/.test(view.at(end)?.lower ?? "");
    return isShared ? (isPersonNamedBefore(view, end, 25) ? 0.75 : 0) : subjectAt(view, end);
  }
  // "Are you black?"
  const copula = questionBefore(view, start);
  if (copula !== undefined) return subjectAt(view, start, copula);
  if (/^(?:born|raised|up)$/.test(lower)) return 0.85;
  return 0;
}

/** "the jury — all white — acquitted him" */
function isGroupAside(view: TokenView, index: number): boolean {
  const isAside = /^\s*[-–—,(]+\s*$/.test(view.at(index)?.between ?? "");
  const named = view.at(index - 1)?.lower ?? "";
  return isAside && (isPerson(named) || isRelation(named));
}

/** "two suspects, one white and one Hispanic": a word for people stands earlier in the sentence. */
function isPersonNamedBefore(view: TokenView, index: number, reach = 8): boolean {
  for (let at = index - 1; at >= index - reach && at >= 0; at -= 1) {
    const { lower } = view.at(at) as Token;
    if (isThing(lower)) return false;
    if (isPerson(lower) || /^(?:he|she|i|we|you|who)$/.test(lower)) return true;
    if (view.beginsSentence(at)) return false;
  }
  return false;
}

/** The copula that a question begins with: "Is your boss", "why are they". */
function questionBefore(view: TokenView, end: number): number | undefined {
  for (let at = end - 1; at >= end - 6 && view.at(at + 1)?.gap === "space"; at -= 1) {
    if (!copulas.has(view.at(at)?.lower ?? "")) continue;
    const isAsked = view.beginsSentence(at) || /^(?:why|and|but|so|or|not|if)$/.test(view.at(at - 1)?.lower ?? "");
    return isAsked || at === end - 1 ? at : undefined;
  }
  return undefined;
}

/** The position before the adverbs and the other adjectives of a list: "young, gifted and". */
function beforeList(view: TokenView, index: number): number {
  let at = index - 1;
  for (let steps = 0; steps < 10; steps += 1) {
    const token = view.at(at);
    if (token === undefined) return at;
    const gap = view.at(at + 1)?.gap ?? "paragraph";
    if (gap === "break" || gap === "paragraph") return -1;
    const { lower } = token;
    if (lower === "course" && view.at(at - 1)?.lower === "of") {
      at -= 2; // "she was, of course, white"
      continue;
    }
    const isJoint = /^(?:and|or|nor|but)$/.test(lower);
    const isListed = gap === "comma" && words.isAdjective(lower);
    const joins = isJoint && isAdjectiveLike(view.at(at - 1)?.lower ?? "");
    const isModifier = words.isLyAdverb(lower) || (skipped.has(lower) && !copulas.has(lower)) || gap === "hyphen";
    if (isModifier || isListed) at -= 1;
    else if (joins) at -= 2;
    else if (isAdjectiveLike(lower) && gap === "comma") at -= 1;
    else return at;
  }
  return at;
}

const raceWords =
  /^(?:black|white|brown|asian|hispanic|latino|latina|arab|muslim|christian|jewish|hindu|gay|female|male|indian|chinese|african|young|old|american)$/;

function isAdjectiveLike(word: string): boolean {
  return words.isAdjective(word) || raceWords.test(word);
}

/** "Being black in that office": nobody is named before the gerund. */
function isLoose(view: TokenView, being: number): boolean {
  const before = view.at(being - 1)?.lower ?? "";
  return (
    view.beginsSentence(being) ||
    words.prepositions.has(before) ||
    words.possessives.has(before) ||
    before === "and" ||
    isPerson(before)
  );
}

/** Back from a form of `be` over auxiliaries and adverbs to the last word of the subject. */
function beforeVerb(view: TokenView, copula: number): number {
  let at = copula - 1;
  while (at >= 0 && view.at(at + 1)?.gap === "space" && (skipped.has(view.at(at)?.lower ?? "") || isLy(view, at)))
    at -= 1;
  return at;
}

function isLy(view: TokenView, at: number): boolean {
  return words.isLyAdverb(view.at(at)?.lower ?? "");
}

/** "described as black", "described the driver as black", "passed for white". */
function takenAs(view: TokenView, as: number): number {
  for (let at = as - 1; at >= as - 6 && at >= 0; at -= 1) {
    const { lower } = view.at(at) as Token;
    if (!takings.test(lower)) continue;
    if (at === as - 1) return isThingSubject(view, beforeVerb(view, at)) ? 0 : 0.85;
    return subjectAt(view, as - 1, at);
  }
  return 0;
}

function isThingSubject(view: TokenView, end: number): boolean {
  return isThing(view.at(end)?.lower ?? "");
}
