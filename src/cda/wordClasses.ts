import classes from "./data/wordClasses.json";
import { partsOfSpeech } from "./wordPos.ts";

/**
 * What English words can be. Open classes come from a lexicon (see `data/wordClasses.json`), closed classes stand here;
 * a word that no list knows is taken for a noun by the rules, which is what unknown words mostly are.
 */
function set(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/).filter((word) => word !== ""));
}

export const determiners = set(
  "a an the this these those that each every either neither another no some any what whatever which whichever my your its our their whose alot",
);
export const possessives = set("my your his her its our their whose");
export const subjectPronouns = set("i you he she it we they who u ya y'all someone everyone somebody everybody nobody");
export const objectPronouns = set(
  "me him us them it you himself herself myself yourself itself themselves ourselves everyone everything something nothing anything anyone someone somebody everybody nobody there",
);
export const prepositions = set(
  "about above across after against along alongside amid among amongst around as at before behind below beneath beside besides between beyond by concerning despite during except for from in inside into like minus near of off on onto opposite out outside over past per plus regarding round since than through throughout till to toward towards under underneath unlike until unto up upon via with within without w/ thru away down together apart aside abroad ahead forth 2",
);
export const conjunctions = set(
  "and or but nor so yet because cause coz cuz bc if unless although though while whereas whether until since when whenever where wherever why how once lest & n plus however therefore thus then who whom whose which that what whoever",
);
export const auxiliaries = set(
  "is are was were be been am isn't aren't wasn't weren't has have had hasn't haven't hadn't does do did doesn't don't didn't will would can could shall should may might must cannot won't wouldn't can't couldn't shouldn't ain't gonna gotta wont dont cant isnt wasnt ought need's dare used",
);
export const adverbs = set(
  `too also again ago ever never always sometimes often usually now here there today yesterday tomorrow tonight tonite twice soon sooner later anyway anymore any-more instead already rather quite maybe perhaps still even just only not everywhere somewhere anywhere nowhere hence elsewhere forever afterwards afterward beforehand meanwhile nonetheless nevertheless otherwise indeed likewise somehow almost nearly altogether somewhat else alone please pls plz lol haha hahaha xd rn tbh ngl fr irl imo imho smh idk omg btw tho af asap atm lmao lmfao rofl ffs ikr jk tmrw tmr tonite 2day 2nite 4ever wtf thanks thank sorry yes yeah yep nope ok okay wow oh hey hi bye upstairs downstairs indoors outdoors overseas sideways ${classes.adverb}`,
);
/** Strong language goes before anything; no rule may stop at it. */
export const expletives = set(
  "fucking fuckin freaking frigging frickin bloody damn damned goddamn goddamned friggin effing bleeding blasted",
);
/** Adverbs that may stand inside a noun phrase, before an adjective: "her once beautiful house". */
export const inwardAdverbs = set(
  "once then now ever never always still also not just only so too very most more less least almost nearly already soon much quite rather often newly long well recently formerly previously even all otherwise sometimes somewhat perhaps",
);
/** Words that follow a possessive although most of their class do not. */
export const possessedOnly = set("own self own's majesty excellence excellency ladyship lordship highness grace");
export const quantities = set(
  "many several few other various numerous two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen",
);
export const timeNouns = set(
  "second seconds minute minutes hour hours day days night nights week weeks weekend weekends month months year years decade decades time times morning mornings afternoon evening summer spring fall autumn winter semester monday tuesday wednesday thursday friday saturday sunday",
);
export const weekdays = set(
  "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays",
);
export const particles = set(
  "out off away up down in on over back around through along apart forward together onto into",
);

const verbs = set(classes.verb);
const nounsOrVerbs = set(classes.nounOrVerb);
const pasts = set(classes.past);
const presents = set(classes.present);
const participles = set(classes.participle);
const adjectives = set(
  `${classes.adjective} little big old young new good bad great nice own early favourite favorite late left lone only crazy insane unconscious conscious mad nuts naked drunk hot cold warm safe sure ready angry dead rich poor calm clean dry wet sick`,
);
const uncountables = set(classes.uncountable);
const nouns = set(classes.noun);
const roles = set(
  `${classes.role} friend cousin colleague neighbor neighbour relative classmate roommate teammate student pupil fan acquaintance ally rival employee captain queen king president chair leader head boss manager chief ambassador`,
);

/** Determiners, pronouns, prepositions, conjunctions, auxiliaries and plain adverbs: no noun phrase begins with them after "her". */
export function isClosedClass(word: string): boolean {
  if (expletives.has(word)) return false;
  return (
    determiners.has(word) ||
    possessives.has(word) ||
    subjectPronouns.has(word) ||
    objectPronouns.has(word) ||
    prepositions.has(word) ||
    conjunctions.has(word) ||
    auxiliaries.has(word) ||
    adverbs.has(word) ||
    word.endsWith("n't") ||
    word === "hers"
  );
}

/** Verbs of the lexicon that people also have: "her bike lock", "keep her cage open". */
const verbsAndNouns = set(
  "affix arrest appeal bake batter belong blast bleed blow boil bounce brake bud build bundle burp bustle butt buy cage cancel catch chant chat chew chill chirp clone clutter cramp crawl cycle dam decay decree dig discard discipline discount disgust display distress divorce draw drum edit exhibit exit exploit extract fade fill find fling flirt fork form fragment freeze garden giggle gleam glide grab graze greet grip growl hang haul hoist howl hurry hurt hush influence insult intern interview invite jog joke keep knit lag launch launder like lodge lock manufacture message mimic murmur nag nail offset overlook patrol permit pinpoint plug pretend pull puzzle quit quote ramble rattle rave react record reign rein reject relent remake request research resort retreat ride roar rot rustle saw say scowl scream screech sculpt shake shine shoot show sing skate slide slope smuggle sniff soak sob sort sow spawn specialize spice spit spoil squint stab stagger stereotype sting stir strip stump sublimate suck surf swallow sway sweep swim tack tackle tailor tease thank think thrill transfer transform transport trample trifle tuck tumble upset use wake wander warp weave wed whack will withdraw worry write yell",
);

/** A base form that is no noun: `leave`, `become`. */
export function isVerbOnly(word: string): boolean {
  if (verbsAndNouns.has(word) || nouns.has(word) || adjectives.has(word)) return false;
  return verbs.has(word) || partsOfSpeech(word) === "v";
}

export function isNounOrVerb(word: string): boolean {
  return nounsOrVerbs.has(word) || verbsAndNouns.has(word);
}

/** `grows`, `becomes`: third person, and no plural noun. */
export function isPresentOnly(word: string): boolean {
  return presents.has(word) && !nouns.has(word) && !nounsOrVerbs.has(word.slice(0, -1));
}

const pastsAndNouns = set(
  "shot thought cut bet hit set split spread saw bit felt ground lead rose ring burst cast cost read",
);

/** `died`, `came`: past tense, and neither adjective nor noun. */
export function isPastOnly(word: string): boolean {
  return (
    pasts.has(word) && !pastsAndNouns.has(word) && !participles.has(word) && !adjectives.has(word) && !nouns.has(word)
  );
}

/** Ends in -ed or is an irregular participle: `injured`, `broken`. */
export function isParticiple(word: string): boolean {
  return (
    participles.has(word) || (pasts.has(word) && word.endsWith("ed")) || (/[a-z]{3}ed$/.test(word) && !nouns.has(word))
  );
}

export function isAdjective(word: string): boolean {
  return (
    adjectives.has(word) ||
    (/^a(?:>|r|$)/.test(partsOfSpeech(word)) && !nouns.has(word) && !nounsOrVerbs.has(word)) ||
    (/[a-z]{3}(?:ous|ful|less|able|ible|ish|ive)$/.test(word) && !nouns.has(word) && !nounsInFul.test(word))
  );
}

const nounsInFul =
  /^(?:hand|mouth|arm|spoon|cup|pocket|detect|relat|nat|capt|execut|nar?rat|mot|object|persp|initiat|perspect|alternat|representat|operat|incent)(?:ful|ive)$/;

/** `advice`, `luck`: things that are given without an article. */
export function isUncountable(word: string): boolean {
  return uncountables.has(word);
}

export function isNoun(word: string): boolean {
  return nouns.has(word) || nounsOrVerbs.has(word) || verbsAndNouns.has(word) || roles.has(word);
}

export function isRole(word: string): boolean {
  return roles.has(word) && word !== "character";
}

const notGerunds = set(
  "thing things king ring wing spring string evening morning wedding ceiling clothing earring darling sibling offspring offering sling swing bring fling cling sting nothing something anything everything during pudding stocking stockings sterling bearing inning lightning",
);

export function isGerund(word: string): boolean {
  return word.length > 4 && word.endsWith("ing") && !notGerunds.has(word);
}

/** Gerunds that mostly name a thing that somebody has. */
export const nominalGerunds = set(
  "feeling meeting building painting drawing writing training upbringing hearing teaching blessing calling dwelling engineering housing living lodging longing marketing meaning parking reading rating recording ruling saving saying setting shooting shopping spelling suffering swimming thinking timing turning understanding undoing undertaking warning acting belonging breathing being doing cooking singing dancing",
);

const adjectivesInLy = set(
  "lovely early only family elderly friendly unfriendly lonely daily weekly monthly yearly holy unholy ugly silly belly reply ally bully jelly fly assembly supply melancholy likely unlikely deadly lively costly curly heavenly worldly scholarly orderly motherly fatherly sisterly brotherly wifely cowardly ghostly kindly leisurely cuddly chilly hilly jolly bubbly wobbly wrinkly smelly folly lily rally tally italy july anomaly monopoly bodily earthly hourly quarterly nightly womanly manly saintly sickly stately timely untimely ungodly godly unsightly tummy gravelly woolly wooly frilly curmudgeonly matronly grandmotherly willy billy molly sally kelly emily polly holly wally teddy girly homely",
);

export function isLyAdverb(word: string): boolean {
  return word.length > 4 && word.endsWith("ly") && !adjectivesInLy.has(word);
}
