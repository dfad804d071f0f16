import { genderSwapTable } from "../../lexicon/swapPairs.ts";
import { isCapitalised } from "../tokens.ts";
import type { TokenView } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { partsOfSpeech } from "../wordPos.ts";
import * as verbs from "./governors.ts";
import type { HerContext } from "./herContext.ts";
import * as things from "./herThings.ts";
import { object, possessive } from "./role.ts";
import type { Role } from "./role.ts";

/** Words that the whole phrase after "her" decides: what it is, what happens to it, who gets it. */

const happenings = new Set(
  "drop fall fade drift slip show linger wander fail die grow rest settle soften harden ring rise sink crack shake tremble waver tighten loosen cool boil race pound flow slide".split(
    " ",
  ),
);

/** "let her mind wander", "let her guard down", but "let her guard the door". */
export function byHappening(
  { word, after, ends, view, index }: HerContext,
  mostlyVerbs: ReadonlySet<string>,
): Role | undefined {
  if (ends || (mostlyVerbs.has(word) && !/^(?:smile|laugh)$/.test(word))) return undefined;
  if (words.isNoun(word) && happenings.has(after)) return possessive(0.97);
  if (!partsOfSpeech(word).startsWith("n")) return undefined;
  const third = view.next(index + 2);
  if (after === "down") {
    const endsThere = third === undefined || words.isClosedClass(third.lower);
    return endsThere && words.isNoun(word) ? possessive(0.97) : undefined;
  }
  const happens = partsOfSpeech(after).startsWith("v") && !words.isClosedClass(after);
  return happens ? possessive(0.97) : undefined;
}

/** Gerunds of verbs that have no object: what follows them is what they describe. */
const objectless =
  /^(?:cry|weep|sobb|sleep|smil|grinn|laugh|trembl|shiver|quiver|dy|bleed|ach|ail|ag|age|glow|gleam|sparkl|shimmer|whimper|snor|limp|yawn|blush|fad|wither|thriv|throbb)ing$/;
const namedByGerund = /^(?:shoes|lessons?|glasses|partners?|careers?|skills|licen[cs]e|gown|suit|bag|voice)$/;
/** Nouns that say how or how far: "bound hand and foot", "covered head to toe". */
const measures =
  /^(?:hand|head|half|knee|waist|neck|inches|feet|yards|miles|blocks|step|side|face|top|home|front|first|second)$/;

/** Whether a thing follows the adjective or participle after "her", which then describes it: "her crying child". */
export function ownsThing({ word, after, ends, view, index, governor }: HerContext): boolean {
  if (ends || words.timeNouns.has(after) || words.isClosedClass(after)) return false;
  if ((words.isParticiple(word) && measures.test(after)) || words.isLyAdverb(after) || words.isAdjective(after))
    return false;
  const { head = "", clitic } = view.at(index + 2) ?? {};
  if (isCapitalised(head)) return false;
  const person = genderSwapTable().terms.get(after);
  if (!words.isGerund(word) || objectless.test(word)) {
    const isGift = verbs.gives.has(governor) && !words.isParticiple(word); // "give her full control"
    return !isGift && (words.isNoun(after) || person !== undefined);
  }
  const names = words.nominalGerunds.has(word) || word === "running" || word === "riding";
  if (names && namedByGerund.test(after)) return true;
  // A singular person has an article as an object: "saw her teaching children".
  const isSingular = person?.plural === false || (words.isRole(after) && !/s$|^(?:children|people)$/.test(after));
  return isSingular && clitic === "" && !/^(?:mom|mum|dad|grandma|grandpa)$/.test(after);
}

/** What a person has of something else, so that "to" does not name who gets it. */
const reaching = new Set(
  "access attention visit visits key keys ticket tickets pass passes directions invitation invitations link links exposure rights answer answers introduction introductions entry admission damage harm".split(
    " ",
  ),
);
const longestGift = 3;

/** "gave her book to John": who gets it stands behind "to", so "her" is no second one. "gave her books to read". */
export function byRecipient({ view, index, governor, word }: HerContext): Role | undefined {
  if (!verbs.gives.has(governor) || verbs.causes.has(governor) || words.isClosedClass(word)) return undefined;
  let last = index + 1;
  while (
    last < index + longestGift &&
    view.gapAfter(last) === "space" &&
    !words.isClosedClass(view.following(last) ?? "")
  )
    last += 1;
  const thing = view.at(last)?.lower ?? "";
  if (view.following(last) !== "to" || !isThing(thing)) return undefined;
  const following = view.next(last + 1);
  if (following === undefined) return undefined;
  if (/^(?:access|entry|admission)$/.test(word) && verbs.grants.has(governor)) return object(0.75);
  if (!reaching.has(thing) && isSomebody(view, last + 2)) return possessive(0.97);
  const isPlural = last === index + 1 && /[^s]s$/.test(word) && !words.isRole(word.slice(0, -1));
  const isPurpose = words.isVerbOnly(following.lower) || partsOfSpeech(following.lower).startsWith("v");
  if (following.lower === "bear") return undefined; // bring her energies to bear
  const isNew = verbs.givesNewThings.has(governor) && isPlural && !things.ownPlurals.has(word);
  return isNew && isPurpose ? object(0.75) : undefined;
}

function isThing(word: string): boolean {
  if (/^(?:home|back|close|straight|right|next|near|due)$/.test(word) || words.isLyAdverb(word)) return false;
  if (words.isParticiple(word) || words.isAdjective(word) || words.isVerbOnly(word)) return false;
  if (words.isGerund(word)) return words.nominalGerunds.has(word) && !/^(?:being|doing|thinking|turning)$/.test(word);
  return !/^[arv]/.test(partsOfSpeech(word)) || words.isNoun(word);
}

/** "John", "me", "an old friend", "her brother". */
function isSomebody(view: TokenView, index: number): boolean {
  const { head = "", lower = "" } = view.at(index) ?? {};
  if (/^(?:me|him|them|us|you|everyone|everybody|someone|somebody|her)$/.test(lower) && view.next(index) === undefined)
    return true;
  if (isCapitalised(head)) return true;
  let at = index;
  const starts = words.determiners.has(lower) || words.possessives.has(lower);
  if (starts) at += 1;
  while (words.isAdjective(view.at(at)?.lower ?? "") && view.gapAfter(at) === "space" && at < index + longestGift)
    at += 1;
  const person = view.at(at)?.lower ?? "";
  return (
    words.isRole(person) ||
    words.isRole(person.replace(/s$/, "")) ||
    /^(?:children|kids|people)$/.test(person) ||
    genderSwapTable().terms.has(person)
  );
}
