import { isCapitalised } from "../tokens.ts";
import type { Token, TokenView } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import * as verbs from "./governors.ts";

/** How a form with two readings is read here. */
export interface Role {
  /** True for "her book", "his book"; false for "saw her", "it is his". */
  readonly possessive: boolean;
  readonly confidence: number;
}

const possessive = (confidence: number): Role => ({ possessive: true, confidence });
const object = (confidence: number): Role => ({ possessive: false, confidence });

/** Decides between "her book" (his) and "saw her" (him), mostly by the word that follows and the verb that goes before. */
export function herRole(view: TokenView, index: number): Role {
  const here = view.at(index) as Token;
  if (here.clitic !== "") return /^['’]s$/i.test(here.clitic) ? possessive(0.7) : object(0.7);
  const next = view.next(index);
  if (next === undefined) {
    if (view.gapAfter(index) === "hyphen") return here.gap === "hyphen" ? possessive(0.8) : object(0.6); // down-on-her-luck
    return object(0.98);
  }
  const context = contextOf(view, index, next);
  return (
    byQuotation(context) ??
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

/** What the steps look at. `governor` is the word before, `after` the word after next, each empty across a break. */
interface Context {
  readonly view: TokenView;
  readonly index: number;
  readonly next: Token;
  readonly word: string;
  readonly governor: string;
  readonly after: string;
  /** No word of the same phrase follows the next one. */
  readonly ends: boolean;
  readonly joined: boolean;
  /** The word before could be a verb with an object. */
  readonly afterVerb: boolean;
}

function contextOf(view: TokenView, index: number, next: Token): Context {
  const governor = view.previous(index)?.lower ?? "";
  const after = view.next(index + 1);
  return {
    view,
    index,
    next,
    word: next.lower,
    governor,
    after: after?.lower ?? "",
    ends: after === undefined,
    joined: view.gapAfter(index + 1) === "hyphen",
    afterVerb: governor !== "" && !words.isClosedClass(governor),
  };
}

/** `called her "crazy"`, `told her "Go."`, `her "friends"`. */
function byQuotation({ next, governor }: Context): Role | undefined {
  if (next.gap !== "opening") return undefined;
  return isCapitalised(next.head) || verbs.names.has(governor) ? object(0.8) : possessive(0.75);
}

/** Words whose class says too little: each has its own sentence patterns. */
function bySpecialWord({
  word,
  governor,
  after,
  ends,
  joined,
  view,
  index,
  afterVerb,
  next,
}: Context): Role | undefined {
  if (words.possessedOnly.has(word)) return possessive(0.99);
  if (word === "") return possessive(0.7); // a link or placeholder stands for a noun
  if (joined && !/^(?:to|and|or)$/.test(word)) return possessive(0.9); // her in-laws, her so-called friend
  const afterPreposition = words.prepositions.has(governor);
  const closedAfter = ends || words.isClosedClass(after);
  if (words.quantities.has(word) || /^\d/.test(word)) {
    if (words.timeNouns.has(after) && (afterVerb || word === "several")) {
      return verbs.gives.has(governor) || /^(?:many|several|few)$/.test(word) ? object(0.8) : possessive(0.6);
    }
    return verbs.gives.has(governor) ? object(0.8) : possessive(0.9);
  }
  const copula =
    /^(?:is|was|are|were|be|been|being)$/.test(governor) || /^['’]s$/.test(view.previous(index)?.clitic ?? "");
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
    case "next":
      return ends || (words.timeNouns.has(after) && afterVerb) ? object(0.75) : possessive(0.9);
    case "first":
      return closedAfter && !words.conjunctions.has(after) ? object(0.75) : possessive(0.9);
    case "one":
      return closedAfter || after === "day" || verbs.gives.has(governor) ? object(0.75) : possessive(0.85);
    case "every":
      return words.timeNouns.has(after) || ends ? object(0.85) : possessive(0.75);
    case "all":
      return ends && /^g[ai]v(?:e|es|ing|en)$/.test(governor) ? possessive(0.8) : object(0.9);
    case "back":
      if (afterPreposition || verbs.harmsBodyPart.has(governor)) return possessive(0.9);
      return verbs.moves.has(governor)
        ? object(0.95)
        : afterVerb && !/^(?:is|was|are)$/.test(after)
          ? object(0.7)
          : possessive(0.8);
    case "home":
      return verbs.moves.has(governor) && (closedAfter || words.timeNouns.has(after)) ? object(0.9) : possessive(0.9);
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
      return closedAfter ? object(0.8) : possessive(0.95);
    case "better":
    case "best":
    case "worst":
      if (!closedAfter || (after === "and" && word !== "better")) return possessive(0.9);
      return word !== "better" &&
        (words.prepositions.has(governor) ||
          /^(?:do|did|does|done|doing|try|tried|look|looked|looking|at)$/.test(governor))
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
      return word === "more" && verbs.gives.has(governor) && !words.isAdjective(after) ? object(0.7) : possessive(0.9);
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

function byClosedClass({ word }: Context): Role | undefined {
  return words.isClosedClass(word) ? object(0.97) : undefined;
}

/** "kissed her softly", but "her incredibly talented son". */
function byLyAdverb({ word, after, view, index, ends, governor }: Context): Role | undefined {
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
  if (modifies && nounFollows) return possessive(0.85);
  const describes = words.isAdjective(after) || words.isParticiple(after);
  return describes && !takesObject(governor) ? possessive(0.7) : object(0.9);
}

/** False where a noun phrase begins: after a preposition or a break. */
function takesObject(governor: string): boolean {
  return governor !== "" && !words.prepositions.has(governor);
}

/** A capital inside a sentence: "called her Mary", "her New York flat". */
function byName({ next, governor, view, index }: Context): Role | undefined {
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
  "way name mark point debut bed home choice move case escape return start exit entrance appearance stand mind day peace living fortune views feelings intentions plans".split(
    " ",
  ),
);

/** "watched her leave", "let her go", "what made her face the music". */
function byBareVerb(context: Context): Role | undefined {
  const { word, governor, after, ends } = context;
  const bare = verbs.perceives.has(governor) || verbs.causes.has(governor);
  const verbOnly = words.isVerbOnly(word);
  const either = words.isNounOrVerb(word) || mostlyVerbs.has(word);
  if (words.isPresentOnly(word) || words.isPastOnly(word)) {
    const nounAfter = !ends && !words.isClosedClass(after) && !words.isLyAdverb(after);
    return nounAfter ? possessive(0.75) : object(0.75); // "her forced smile", but "the man who loved her died"
  }
  if (verbOnly && bare) return object(0.97);
  if (verbOnly && context.afterVerb) return object(0.7); // "the ones who favor her seem to win"
  if (!either || !bare) return undefined;
  if (verbs.makes.has(governor) && madeThings.has(word)) return possessive(0.8);
  const ownObject =
    !ends &&
    (words.determiners.has(after) ||
      (words.objectPronouns.has(after) && after !== "there") ||
      words.possessives.has(after) ||
      words.isLyAdverb(after));
  if (ownObject) return object(0.9);
  if (verbs.haves.has(governor)) return possessive(0.8);
  if (verbs.lets.has(governor)) return object(0.9);
  if (mostlyVerbs.has(word)) {
    const verbAfter = words.auxiliaries.has(after) && !governor.endsWith("ing"); // "watching her run was a joy"
    return verbAfter ? possessive(0.7) : object(0.8);
  }
  return words.particles.has(after) && after !== "in" && after !== "on" ? object(0.7) : undefined;
}

const writtenThings = new Set("painting drawing writing building training recording dwelling".split(" "));

/** "saw her crossing the street", "without her knowing", "her acting career". */
function byGerund({ word, governor, after, ends, afterVerb }: Context): Role | undefined {
  if (!words.isGerund(word)) return undefined;
  const closedAfter = ends || words.isClosedClass(after) || words.isLyAdverb(after);
  const noun = words.nominalGerunds.has(word);
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

const ownedAdjectives = new Set(
  "own best full whole entire old new first last final favorite favourite late dear usual daily young younger older elder".split(
    " ",
  ),
);

/** "makes her happy", "her happy children", "her injured knee". */
function byAdjective({ word, governor, after, ends, view, index, afterVerb }: Context): Role | undefined {
  const participle = words.isParticiple(word);
  if (predicative.has(word) && (ends || words.isClosedClass(after))) return object(0.9);
  if (!participle && !words.isAdjective(word)) return undefined;
  const third = view.next(index + 2);
  if (
    verbs.givesNewThings.has(governor) &&
    !ends &&
    !ownedAdjectives.has(word) &&
    (third === undefined || (words.isClosedClass(third.lower) && third.lower !== "to"))
  ) {
    if (
      words.isUncountable(after) ||
      (/[^s]s$/.test(after) && words.isNoun(after) && !words.isRole(after.slice(0, -1)))
    )
      return object(0.6); // fed her hot soup
  }
  const describes = verbs.describes.has(governor);
  const gap = view.gapAfter(index + 1);
  if (gap === "comma" && words.isAdjective(view.at(index + 2)?.lower ?? "") && view.next(index + 2) !== undefined) {
    return describes ? object(0.6) : possessive(0.8); // her long, dark hair
  }
  if (after === "and" || after === "or" || after === "but" || after === "yet") {
    const second = view.at(index + 3)?.lower ?? "";
    const pair = words.isAdjective(second) || words.isParticiple(second) || words.isLyAdverb(second);
    const fourth = view.next(index + 3);
    if (pair && fourth !== undefined && !words.isClosedClass(fourth.lower) && !describes) return possessive(0.85);
    if (describes) return object(0.85);
  } else if (!ends && !words.isClosedClass(after) && !words.isLyAdverb(after)) {
    return possessive(describes && participle ? 0.75 : 0.93);
  }
  if (describes)
    return words.isNoun(word) && !/^(?:make|makes|made|making|keep|kept|keeps|find|finds|found)$/.test(governor)
      ? possessive(0.6)
      : object(0.85);
  if (words.isNoun(word) || words.prepositions.has(governor)) return possessive(0.75);
  return afterVerb && participle ? object(0.65) : possessive(0.7);
}

const ownUncountables = new Set(
  "hair health blood clothing clothes underwear furniture jewelry homework work research luggage stuff behavior behaviour".split(
    " ",
  ),
);

const notOwnedByGiving = new Set(
  "luck money advice permission credit hope strength courage access attention flowers roses peanuts chocolates candy food water presents gifts lessons directions instructions information trouble cash hell shit crap compliments props points tips lies jokes english french spanish math success happiness everything joy grief pleasure drinks tea coffee dinner lunch breakfast medicine medication antibiotics treats dollars bucks thousands hundreds millions sex drugs support comfort kudos kisses hugs chills goosebumps nightmares".split(
    " ",
  ),
);

/** A noun, or a word that no list knows: "her house", "gave her flowers", "made her captain". */
function byNoun({ word, governor, after, ends, view, index }: Context): Role {
  const closedAfter = ends || words.isClosedClass(after);
  if (verbs.givesNewThings.has(governor) && closedAfter && /^(?:time|room|space|money|permission)$/.test(word)) {
    return object(0.75);
  }
  const given = words.isUncountable(word) && !ownUncountables.has(word);
  if (verbs.givesNewThings.has(governor) && closedAfter && after !== "to" && given) return object(0.65);
  if (verbs.gives.has(governor) && closedAfter && after !== "to") {
    if (notOwnedByGiving.has(word))
      return /^(?:attention|trust|love|support|help)$/.test(word) && !verbs.givesNewThings.has(governor)
        ? possessive(0.7)
        : object(0.75);
    const plural = /[^s]s$/.test(word) && !words.isRole(word.slice(0, -1));
    if (verbs.givesNewThings.has(governor) && plural && view.at(index + 1)?.clitic === "") return object(0.6);
  }
  if (verbs.appoints.has(governor) && words.isRole(word) && closedAfter) return object(0.8);
  if (governor.startsWith("call") && /^(?:names|baby|honey|sweetheart|darling)$/.test(word)) return object(0.7);
  return possessive(words.isNoun(word) ? 0.95 : 0.85);
}
