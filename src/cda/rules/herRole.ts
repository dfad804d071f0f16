import { isCapitalised } from "../tokens.ts";
import type { Token, TokenView } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { partsOfSpeech } from "../wordPos.ts";
import { beyondSymbol } from "./beyondSymbol.ts";
import * as verbs from "./governors.ts";
import { herContext, takesObject } from "./herContext.ts";
import type { HerContext } from "./herContext.ts";
import { bySpecialWord } from "./herSpecialWords.ts";
import { byHappening, byRecipient, ownsThing } from "./herPhrase.ts";
import * as things from "./herThings.ts";
import { object, possessive } from "./role.ts";
import { namesWoman, subjectBefore } from "./subject.ts";
import type { Role } from "./role.ts";

/** Decides between "her book" (his) and "saw her" (him), mostly by the word that follows and the verb that goes before. */
export function herRole(view: TokenView, index: number): Role {
  const here = view.at(index) as Token;
  if (here.clitic !== "") return /^['’]s$/i.test(here.clitic) ? possessive(0.7) : object(0.7);
  const next = view.next(index);
  if (next === undefined) {
    const beyond = beyondSymbol(view, index);
    const governor = view.previous(index)?.lower ?? "";
    if (beyond === "bracketed") return possessive(0.97);
    if (beyond === "money") return ofMoney(view, index, governor);
    if (view.gapAfter(index) === "hyphen") return here.gap === "hyphen" ? possessive(0.8) : object(0.6); // down-on-her-luck
    return object(0.98);
  }
  const context = herContext(view, index, next);
  return (
    byOpening(context) ??
    byQuotation(context) ??
    (isOffice(context) ? object(0.85) : undefined) ??
    byRecipient(context) ??
    bySpecialWord(context) ??
    byClosedClass(context) ??
    byLyAdverb(context) ??
    byName(context) ??
    byBareVerb(context) ??
    byGerund(context) ??
    byAdjective(context) ??
    byNoun(context)
  );
}

/** "paid her $500", "her $500 coat", "spent her $500". */
function ofMoney(view: TokenView, index: number, governor: string): Role {
  const thing = view.following(index + 1);
  if (thing !== undefined && !words.isClosedClass(thing)) return possessive(0.97);
  if (governor === "" || words.isClosedClass(governor)) return possessive(0.97);
  return /^(?:spen[dt]|los[et]|invest|earn|us[ei]|count|wast|sav)/.test(governor) ? possessive(0.97) : object(0.97);
}

/** At the start of a clause nothing is there that could take an object: "Her apology", but "Her and me", "Her being late". */
function byOpening({ view, index, governor, word }: HerContext): Role | undefined {
  if (governor !== "" || view.at(index)?.gap === "comma" || view.at(index)?.gap === "hyphen") return undefined;
  return words.isClosedClass(word) || words.isGerund(word) || words.isLyAdverb(word) ? undefined : possessive(0.97);
}

/** `called her "crazy"`, `told her "Go."`, `her "friends"`. */
function byQuotation({ next, governor }: HerContext): Role | undefined {
  if (next.gap !== "opening") return undefined;
  if (/^\d\d$/.test(next.lower) && /['’]$/.test(next.between)) return possessive(0.97); // her '07 Ford
  return isCapitalised(next.head) || verbs.names.has(governor) ? object(0.8) : possessive(0.75);
}

function byClosedClass({ word }: HerContext): Role | undefined {
  return words.isClosedClass(word) ? object(0.97) : undefined;
}

/** "kissed her softly", but "her incredibly talented son". */
function byLyAdverb({ word, after, view, index, ends, governor }: HerContext): Role | undefined {
  if (!words.isLyAdverb(word)) return undefined;
  if (ends) return object(0.95);
  if (view.gapAfter(index + 2) === "hyphen") return possessive(0.85); // her equally well-known brother
  const modifies = !words.isClosedClass(after) && !words.timeNouns.has(after);
  const third = view.next(index + 2);
  const nounFollows =
    third !== undefined &&
    !words.isClosedClass(third.lower) &&
    !words.isLyAdverb(third.lower) &&
    !words.timeNouns.has(third.lower);
  if (modifies && nounFollows) return possessive(words.isParticiple(after) || words.isAdjective(after) ? 0.97 : 0.85);
  const describes = words.isAdjective(after) || words.isParticiple(after);
  return describes && !takesObject(governor) ? possessive(0.7) : object(0.9);
}

/** A capital inside a sentence: "called her Mary", "her New York flat". */
function byName({ next, governor, view, index }: HerContext): Role | undefined {
  const here = view.at(index) as Token;
  const shouting = here.head === here.head.toUpperCase();
  if (!isCapitalised(next.head) || isCapitalised(here.head) || shouting) return undefined;
  return verbs.names.has(governor) ? object(0.85) : possessive(0.85);
}

const mostlyVerbs = new Set(
  "cry wave walk run drive dance sing feel look talk speak sleep fall move turn jump climb swim fight stand sit wait stay try start stop want need laugh scream shout struggle escape return win pass break cut swing dive fly ride kick punch leave go come get be do have know think say tell ask make take put keep eat die enter write read pay relax rest breathe drink cook catch throw grow suffer smile sneeze cough yell sigh slip trip stumble stretch lie lead lose find finish join reach open close call play work blush snore float sink cheat kiss hug pack practice rehearse perform succeed fail focus calm cope deal decide learn live lift push pull dress undress bathe shower recover heal move gain regain understand explore hide watch listen touch vote travel visit shop clean type count step strike sob weep whisper bleed change argue drop pick show hold act".split(
    " ",
  ),
);

const madeThings = new Set(
  "dress drink plan promise comment remark request deal bet guess call way name mark point debut bed home choice move case escape return start exit entrance appearance stand mind day peace living fortune views feelings intentions plans".split(
    " ",
  ),
);

/** "watched her leave", "let her go", "what made her face the music". */
function byBareVerb(context: HerContext): Role | undefined {
  const { word, governor, after, ends, view, index } = context;
  const bare = verbs.perceives.has(governor) || verbs.causes.has(governor);
  const verbOnly = words.isVerbOnly(word);
  if (isRelative(context)) return object(0.8);
  const either = words.isNounOrVerb(word) || mostlyVerbs.has(word);
  const pluralNoun = word.endsWith("s") && partsOfSpeech(word.slice(0, -1)).startsWith("n"); // photographs
  if ((words.isPresentOnly(word) && !pluralNoun) || words.isPastOnly(word)) {
    const nounAfter =
      !ends && !words.isClosedClass(after) && !words.isLyAdverb(after) && !partsOfSpeech(after).startsWith("r");
    if (!nounAfter && words.isPastOnly(word)) return object(0.75); // "the man who loved her died"
    if (!nounAfter) return object(0.55); // "those who knew her died"
    return possessive(words.isPastOnly(word) && ownsThing(context) ? 0.97 : 0.75); // "her forced smile"
  }
  if (verbOnly && bare) return object(0.97);
  if (verbOnly && context.afterVerb) return object(0.7); // "the ones who favor her seem to win"
  if (either && context.afterVerb && !ends && /^(?:him|her|them|it|us|me)$/.test(after)) return object(0.75); // who know her trust her
  if (verbs.helps.has(governor) && either) return byHelp(word, after, ends);
  if (!either || !bare) return undefined;
  if (verbs.makes.has(governor) && madeThings.has(word)) return possessive(0.8);
  if (verbs.makes.has(governor) && (ends || (words.isClosedClass(after) && partsOfSpeech(word).startsWith("v")))) {
    return object(0.75); // what makes her tick
  }
  const ownObject =
    !ends &&
    (words.determiners.has(after) ||
      (words.objectPronouns.has(after) && after !== "there") ||
      words.possessives.has(after) ||
      words.isLyAdverb(after));
  if (ownObject) return object(0.9);
  const causes =
    view.beginsSentence(index - 1) && !ends && words.isClosedClass(after) && !/^(?:is|was|are|were|be)$/.test(after);
  if (governor === "have" && causes) return object(0.8); // Have her call me.
  const refuses = /^(?:won't|wouldn't|can't|cannot|couldn't|not|never)$/.test(view.at(index - 2)?.lower ?? "");
  if (governor === "have" && refuses && mostlyVerbs.has(word) && (ends || words.prepositions.has(after))) {
    return object(0.75); // won't have her drive in this snow
  }
  if (verbs.haves.has(governor)) return possessive(0.8);
  if (verbs.lets.has(governor)) return byHappening(context, mostlyVerbs) ?? object(0.9);
  if (mostlyVerbs.has(word)) {
    const verbAfter = words.auxiliaries.has(after) && !governor.endsWith("ing"); // "watching her run was a joy"
    return verbAfter ? possessive(0.7) : object(0.8);
  }
  return words.particles.has(after) && after !== "in" && after !== "on" ? object(0.7) : undefined;
}

/** "anyone who hurts her answers to me": the relative clause ends with the pronoun, and the main verb follows. */
function isRelative({ view, index, word, after, governor, ends }: HerContext): boolean {
  if (!/^(?:who|whoever)$/.test(view.at(index - 2)?.lower ?? "") || !governor.endsWith("s") || !/[^s]s$/.test(word))
    return false;
  if (!/v/.test(partsOfSpeech(word.slice(0, -1)) || partsOfSpeech(word.slice(0, -2)))) return false;
  return (
    !ends &&
    (words.objectPronouns.has(after) ||
      words.possessives.has(after) ||
      words.prepositions.has(after) ||
      words.determiners.has(after))
  );
}

/** "helped her study for the exam", "helped her move", but "helped her career". */
function byHelp(word: string, after: string, ends: boolean): Role | undefined {
  const verbal = mostlyVerbs.has(word) || partsOfSpeech(word).startsWith("v");
  const ownObject =
    !ends && (words.determiners.has(after) || words.possessives.has(after) || words.particles.has(after));
  if (ownObject || verbal) return object(0.85);
  return words.prepositions.has(after) && /v/.test(partsOfSpeech(word)) ? object(0.75) : undefined;
}

const writtenThings = new Set("painting drawing writing building training recording dwelling".split(" "));

/** "saw her crossing the street", "without her knowing", "her acting career". */
function byGerund(context: HerContext): Role | undefined {
  const { word, governor, after, ends, afterVerb } = context;
  if (!words.isGerund(word)) return undefined;
  if (ownsThing(context)) return possessive(0.97);
  const closedAfter = ends || words.isClosedClass(after) || words.isLyAdverb(after);
  const noun = words.nominalGerunds.has(word);
  if (closedAfter && !noun && verbs.complements.has(governor)) return object(0.8); // makes her interesting
  const hard = !ends && (words.isAdjective(after) || words.isLyAdverb(after));
  if (verbs.haves.has(governor) && governor !== "having" && (!noun || hard)) return object(0.75); // had her breathing hard
  if (verbs.findsDoing.has(governor)) {
    const thing = verbs.perceives.has(governor) ? writtenThings.has(word) : noun;
    if (thing && !words.determiners.has(after)) return possessive(0.65);
    return closedAfter || !words.isAdjective(word) ? object(0.85) : possessive(0.65);
  }
  if (afterVerb && !noun && !ends && words.determiners.has(after)) return object(0.6);
  return possessive(0.75);
}

const predicative = new Set(
  "asleep alone alive awake aware afraid ashamed ablaze unconscious pregnant speechless".split(" "),
);

/** "makes her happy", "her happy children", "her injured knee". */
function byAdjective(context: HerContext): Role | undefined {
  const { word, governor, after, ends, view, index, afterVerb } = context;
  const participle = words.isParticiple(word);
  if (governor === "with" && participle && ends) return object(0.75); // with her gone
  if (predicative.has(word) && (ends || words.isClosedClass(after))) return object(0.9);
  if (!participle && !words.isAdjective(word)) return undefined;
  const third = view.next(index + 2);
  const endsThere = third === undefined || (words.isClosedClass(third.lower) && third.lower !== "to");
  if (verbs.does.has(governor) && !ends && endsThere && things.amounts.has(word)) return object(0.8); // did her great harm
  const granted = verbs.grants.has(governor) && governor !== "offer" && governor !== "offered";
  if (granted && !ends && endsThere && !things.ownedAdjectives.has(word) && !things.offeredThings.has(after))
    return object(0.75);
  if (verbs.givesNewThings.has(governor) && !ends && endsThere && !things.ownedAdjectives.has(word)) {
    if (
      words.isUncountable(after) ||
      (/[^s]s$/.test(after) && words.isNoun(after) && !words.isRole(after.slice(0, -1)))
    )
      return object(0.6); // fed her hot soup
  }
  // "offered her double pay": an amount, and not one that she has
  if (verbs.givesNewThings.has(governor) && /^(?:double|triple|extra|additional|half|overtime)$/.test(word)) {
    return object(0.85);
  }
  const describes = verbs.describes.has(governor);
  const gap = view.gapAfter(index + 1);
  if (gap === "comma" && words.isAdjective(view.at(index + 2)?.lower ?? "") && view.next(index + 2) !== undefined) {
    return verbs.complements.has(governor) ? object(0.6) : possessive(0.8); // her long, dark hair
  }
  if (after === "and" || after === "or" || after === "but" || after === "yet") {
    const second = view.at(index + 3)?.lower ?? "";
    const pair = words.isAdjective(second) || words.isParticiple(second) || words.isLyAdverb(second);
    const fourth = view.next(index + 3);
    if (pair && fourth !== undefined && !words.isClosedClass(fourth.lower) && !describes) return possessive(0.85);
    if (describes) return object(0.85);
  } else if (
    !ends &&
    !words.isClosedClass(after) &&
    !words.isLyAdverb(after) &&
    !partsOfSpeech(after).startsWith("r")
  ) {
    return possessive(ownsThing(context) ? 0.97 : describes && participle ? 0.75 : 0.93);
  }
  if (describes)
    return words.isNoun(word) && !/^(?:make|makes|made|making|keep|kept|keeps|find|finds|found)$/.test(governor)
      ? possessive(0.6)
      : object(0.85);
  if (words.isNoun(word) || words.prepositions.has(governor)) return possessive(0.75);
  return afterVerb && participle ? object(0.65) : possessive(0.7);
}

/** "named her chief economist", "made her acting director". */
function isOffice({ word, view, index, governor, ends }: HerContext): boolean {
  if (!verbs.appoints.has(governor) || ends) return false;
  const role = view.at(index + 2)?.lower ?? "";
  const adjective =
    /^(?:chief|head|acting|deputy|vice|interim|senior|assistant|executive|managing|co|general|lead|new|first|sole|next|associate|editor)$/;
  const third = view.next(index + 2);
  const isEnd = third === undefined || words.isClosedClass(third.lower);
  return adjective.test(word) && isEnd && (words.isRole(role) || /(?:er|or|ist|ian|man|woman|ant|ent)$/.test(role));
}

/** A noun, or a word that no list knows: "her house", "gave her flowers", "made her captain". */
function byNoun({ word, governor, after, ends, view, index, afterVerb }: HerContext): Role {
  const closedAfter = ends || words.isClosedClass(after);
  if (
    /^(?:back|away|off|aside|apart|together|upstairs|downstairs|inside|outside|indoors|outdoors|abroad|overseas|online)$/.test(
      after,
    ) &&
    afterVerb
  )
    return possessive(0.97); // sent her proofs back
  if (verbs.givesNewThings.has(governor) && closedAfter && /^(?:time|room|space|money|permission)$/.test(word)) {
    return object(0.75);
  }
  if (closedAfter && things.deliveredThings.has(word) && /^(?:g[ai]v(?:e|es|ing|en)|deliver\w*)$/.test(governor)) {
    return possessive(0.97);
  }
  const grantsMore = /^(?:and|or|of|for|over|until|because|when|if|after|before|in|on|at|as)$/.test(after);
  if (verbs.grants.has(governor) && grantsMore && things.grantedThings.has(word)) return object(0.75); // custody and a house
  if (
    verbs.grants.has(governor) &&
    ends &&
    (things.grantedThings.has(word) || (words.isUncountable(word) && !things.offeredThings.has(word)))
  )
    return object(0.75); // offered her tenure
  const given = words.isUncountable(word) && !things.ownUncountables.has(word);
  if (verbs.givesNewThings.has(governor) && closedAfter && after !== "to" && given) return object(0.65);
  if (verbs.gives.has(governor) && closedAfter && after !== "to") {
    const forHerself =
      /^(?:order|cook|bake|pour|fetch|earn|read|writ|wrote|s[eo]ll|sold|sav|mak|made|get|got|buy|bought|w[io]n|fix)/.test(
        governor,
      );
    if (forHerself && subjectBefore(view, index, namesWoman) === "same") return possessive(0.97); // she ordered her coffee
    if (things.notOwnedByGiving.has(word))
      return /^(?:attention|trust|love|support|help)$/.test(word) && !verbs.givesNewThings.has(governor)
        ? possessive(0.7)
        : object(0.8);
    if (
      /^(?:and|or|plus)$/.test(after) &&
      /^(?:a|an|some|another|the|many|several|more|plenty|lots)$/.test(view.at(index + 3)?.lower ?? "")
    ) {
      return object(0.8); // brought her water and a towel
    }
    const shown = governor.startsWith("show") && things.pictures.test(word);
    const plural = /[^s]s$/.test(word) && !words.isRole(word.slice(0, -1));
    if ((verbs.givesNewThings.has(governor) || shown) && plural && view.at(index + 1)?.clitic === "") {
      return things.ownPlurals.has(word) ? possessive(0.9) : object(0.7);
    }
  }
  if (
    /^(?:find|finds|found|finding|get|gets|got|getting)$/.test(governor) &&
    closedAfter &&
    /^(?:work|housing|shelter|jobs|employment|help)$/.test(word)
  ) {
    return object(0.75);
  }
  const office = words.isRole(word) || (!verbs.makes.has(governor) && /(?:er|or|ist|ian|man|woman)$/.test(word));
  const officeEnds = closedAfter || /^(?:last|next|early|late|again)$/.test(after);
  if (verbs.appoints.has(governor) && office && officeEnds) return object(0.8);
  if (
    (verbs.takes.has(governor) || (afterVerb && /^(?:ago|later|before|earlier)$/.test(after))) &&
    closedAfter &&
    (words.timeNouns.has(word) || word === "ages") &&
    word.endsWith("s")
  ) {
    return object(0.85); // it took her years
  }
  const petName =
    /^(?:names|baby|babe|honey|sweetheart|darling|dear|mom|mum|mama|mommy|mummy|ma'am|madam|sis|boss|doc|doctor|crazy|trash)$/;
  const bareSingular =
    /^(?:n.*)?$/.test(partsOfSpeech(word)) &&
    !word.endsWith("s") &&
    !petName.test(word) &&
    view.at(index + 1)?.clitic === "";
  if (/^call(?:s|ed|ing)?$/.test(governor) && bareSingular && !isCapitalised(view.at(index + 1)?.head ?? "")) {
    return possessive(0.97); // called her office
  }
  if (governor.startsWith("call") && /^(?:names|baby|honey|sweetheart|darling)$/.test(word)) return object(0.7);
  return possessive(words.isNoun(word) ? 0.95 : 0.85);
}
