import type { Gender } from "../../lexicon/swapPairs.ts";
import type { Token, TokenView } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import type { FirstName, NameTable } from "./nameTable.ts";

function set(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** What people do and places and things do not. */
const personVerbs = set(
  "said says asked asks told tells replied answered laughed laughs smiled smiles cried cries sighed nodded shrugged whispered shouted thinks thought knew knows wants wanted felt feels loved loves hated hates liked likes went goes came comes walked walks ran runs lost loses found finds gave gives took takes made makes bought buys sold sells paid pays worked works married met meets drove drives wrote writes read reads called calls sat sits stood stands looked looks saw sees heard hears helped helps left leaves arrived arrives died won wins plays played teaches taught studies studied sings sang cooked cooks slept sleeps woke wakes ate eats drank drinks waited waits phoned texted emailed hugged kissed apologized apologised agreed disagreed argued grinned frowned blushed wept yelled begged promised decided hoped believes believed remembers remembered forgot forgets wore wears stared glanced winked snored sneezed coughed waved turned opened closed borrowed lent owes owed invited visited brought brings put tried tries learned learnt spoke speaks talks talked moved lives lived retired resigned graduated quit joined stayed missed cannot hopes needs needed sent sends earned",
);

/** Words for abstract and natural things, which may do much: "Dawn broke", "Hope faded". */
const thingWords = set(
  "hope faith grace joy patience charity mercy dawn liberty harmony melody glory amber crystal ivory star sky storm heaven pearl royal essence desire treasure marvel sunshine trust art may april june august summer autumn winter prudence constance felicity chance cash stone clay forest river meadow sage pepper cherry berry honey candy brandy cookie bill grant",
);

const motion =
  /^(?:go|goes|went|gone|going|fl(?:y|ies|ew|own|ying)|mov(?:e|es|ed|ing)|driv(?:e|es|ing)|drove|travel\w*|return\w*|head(?:s|ed|ing)?|c[ao]me|comes|coming|trip|flight|bus|train|ticket|tickets|way|road|back|close|next|route|capital|relocat\w*|sail\w*|march\w*|tour\w*|ship\w*)$/;
const sentThings =
  /^(?:letter|gift|call|text|message|email|heard|note|card|postcard|present|hug|kiss|word|flowers|borrowed|bought)$/;
const belongings = set(
  "brother sister mother father mom mum dad son daughter husband wife uncle aunt cousin nephew niece boyfriend girlfriend friend friends parents children kids baby family twin fiancé fiancée boss hand hands face eyes eye hair voice smile heart head arm arms shoulder leg lips laugh tears keys car phone house desk room bag coat dress shirt name birthday job bike dog cat homework laptop office apartment idea speech turn fault book bed wallet glasses lunch dinner wedding death life",
);

/** How sure it is that the name alone means a person, 0 to 1, by the words around it; 0.5 is a toss-up. */
export function personSign(view: TokenView, index: number, { sense, gender }: FirstName, table: NameTable): number {
  if (sense !== "plain" && (isCalled(view, index) || nextToPerson(view, index, table))) return 0.85;
  switch (sense) {
    case "plain":
      return 0.95;
    case "surname":
      return 0.2;
    case "place":
      return placeSign(view, index, gender);
    case "month":
    case "season":
      return doesLikeAPerson(view, index) || isMet(view, index) ? 0.8 : 0.1;
    case "word":
      return wordSign(view, index, gender);
  }
}

function wordSign(view: TokenView, index: number, gender: Gender): number {
  const token = view.at(index) as Token;
  const previous = view.previous(index)?.lower ?? "";
  const modified = view.following(index) ?? "";
  if (/^\d/.test(modified)) return 0.1; // Ward 6, Mark 2
  const isModifier =
    token.clitic === "" &&
    words.isNoun(modified) &&
    !words.isClosedClass(modified) &&
    !personVerbs.has(modified) &&
    !words.isPastOnly(modified) &&
    !words.isLyAdverb(modified) &&
    !words.timeNouns.has(modified);
  if (isModifier) return 0.3; // Christian preachers, Crystal glasses
  if (!view.beginsSentence(index)) {
    return /^(?:the|a|an|this|these|those|each|every|no)$/.test(previous) ? 0.2 : 0.85;
  }
  if (token.clitic !== "") return ownsLikeAPerson(view, index) || !thingWords.has(token.lower) ? 0.85 : 0.4;
  if (doesLikeAPerson(view, index)) return 0.85;
  const next = view.following(index) ?? "";
  if (view.gapAfter(index) === "comma" && view.at(index + 1) !== undefined) return isVocative(view, index) ? 0.7 : 0.4;
  const isPast = words.isPastOnly(next) || words.isPresentOnly(next) || alsoPast.test(next);
  const isBeing =
    /^(?:is|was|has|had|isn't|wasn't|hasn't|hadn't|did|does|didn't|doesn't|will|would|could|should|can|can't|couldn't|won't)$/.test(
      next,
    );
  if (thingWords.has(token.lower)) return isBeing && pronounFollows(view, index, gender) ? 0.7 : 0.3;
  return isPast || isBeing ? 0.85 : 0.3;
}

function placeSign(view: TokenView, index: number, gender: Gender): number {
  const previous = view.previous(index)?.lower ?? "";
  const before = view.at(index - 2)?.lower ?? "";
  const token = view.at(index) as Token;
  if (
    /^(?:in|near|through|across|around|outside|into|via|throughout|within|toward|towards|downtown|northern|southern|eastern|western|north|south|east|west|central|at|the)$/.test(
      previous,
    )
  )
    return 0.1;
  if (previous === "to" && view.at(index - 3)?.lower === "from") return 0.1; // from Paris to Georgia
  if (previous === "to" && (motion.test(before) || motion.test(view.at(index - 3)?.lower ?? ""))) return 0.1;
  if (previous === "from" && !sentThings.test(before)) return 0.15;
  if (previous === "of" && !/^(?:friend|mother|father|photo|picture|memory|love|fond)$/.test(before)) return 0.2;
  if (isPlaceList(view, index)) return 0.1;
  if (token.clitic !== "") return ownsLikeAPerson(view, index) ? 0.8 : 0.3;
  if (doesLikeAPerson(view, index)) return 0.8;
  if (pronounFollows(view, index, gender)) return 0.7;
  if (
    /^(?:asked|told|met|saw|called|love|loves|loved|miss|misses|missed|thanked|married|hugged|kissed|invited|like|likes)$/.test(
      previous,
    )
  )
    return 0.6;
  if (previous === "to" && [2, 3, 4, 5].some((back) => handsOver.test(view.at(index - back)?.lower ?? ""))) return 0.6;
  return /^(?:to|with|for|by)$/.test(previous) && towardPerson.test(before) ? 0.6 : 0.3;
}

const handsOver =
  /^(?:g[ai]ve|given|giving|hand(?:s|ed|ing)?|explain\w*|introduc\w*|show(?:s|ed|ing)?|lent|lend|told|tell|whisper\w*|read|propos(?:e|ed|es)|sang|sing|promised?|apologi\w*|lied|complain\w*)$/;

const towardPerson =
  /^(?:talk\w*|speak\w*|spoke|said|says|listen\w*|wrote|writes|married|engaged|lunch|dinner|coffee|danc\w*|g[ai]ve|gift|belong\w*|apologi\w*|play\w*|live[sd]?|living|sorry|thanks|happened|love|work(?:s|ed)?|agree[sd]?|argu\w*|flirt\w*|wait\w*|ask(?:s|ed)?|written|painted|sung|present|letter|home|broke)$/;

/** "Augusta, Maine": a comma and another capital follow, and no verb of a person. */
function isPlaceList(view: TokenView, index: number): boolean {
  const next = view.at(index + 1);
  return (
    next !== undefined &&
    next.gap === "comma" &&
    /^\p{Lu}/u.test(next.head) &&
    !/^(?:I|Dr|Mr|Mrs|Ms)$/.test(next.head) &&
    (view.previous(index)?.lower ?? "") !== ""
  );
}

function doesLikeAPerson(view: TokenView, index: number): boolean {
  const next = view.following(index) ?? "";
  if (personVerbs.has(next)) return true;
  const third = view.following(index + 1) ?? "";
  return (
    (words.isLyAdverb(next) || /^(?:also|just|never|always|often|still|then|soon|once|finally)$/.test(next)) &&
    personVerbs.has(third)
  );
}

function ownsLikeAPerson(view: TokenView, index: number): boolean {
  return /^['’]s$/i.test(view.at(index)?.clitic ?? "") && belongings.has(view.following(index) ?? "");
}

/** "named Hope", "my sister Grace". */
function isCalled(view: TokenView, index: number): boolean {
  const before = view.at(index - 1)?.lower ?? "";
  if (view.at(index)?.gap === "comma")
    return kin.test(before) && words.possessives.has(view.at(index - 2)?.lower ?? "");
  return view.previous(index) !== undefined && (kin.test(before) || introductions.test(before));
}

const introductions = /^(?:named|called|nicknamed|christened|dear|hi|hello|hey|thanks)$/;
const kin =
  /^(?:sister|brother|daughter|son|wife|husband|mother|father|mom|mum|dad|aunt|uncle|cousin|niece|nephew|friend|girlfriend|boyfriend|partner|colleague|neighbor|neighbour|boss|teacher|nurse|widow|fiancé|fiancée|baby|twin)$/;

const alsoPast = /^(?:rose|felt|saw|bit|hit|read|put|lay|led|left|found|split|spread|burst|bet|shut|won|lent|spent)$/;

/** "asked May", "married June". */
function isMet(view: TokenView, index: number): boolean {
  return /^(?:ask|asks|asked|tell|tells|told|met|meet|meets|thank|thanked|married|marry|hugged|kissed|invited|invite)$/.test(
    view.previous(index)?.lower ?? "",
  );
}

const coordination = /^(?:and|or|nor|&)$/;

/** "Rose and Tim": beside a word that can be nothing but a name. */
function nextToPerson(view: TokenView, index: number, { names }: NameTable): boolean {
  const right = coordination.test(view.following(index) ?? "") ? view.at(index + 2) : undefined;
  const left = coordination.test(view.previous(index)?.lower ?? "") ? view.at(index - 2) : undefined;
  return [left, right].some(
    (token) => token !== undefined && names.get(token.lower)?.sense === "plain" && /^\p{Lu}/u.test(token.head),
  );
}

function isVocative(view: TokenView, index: number): boolean {
  return /^(?:can|could|will|would|please|you|your|are|do|did|have|come|look|listen|wait|stop|i|i'm|we|what|where|why|how|thank|thanks|don't)$/.test(
    view.at(index + 1)?.lower ?? "",
  );
}

/** In words. */
const reach = 40;

/** A pronoun of the name's gender later in the sentence. */
function pronounFollows(view: TokenView, index: number, gender: Gender): boolean {
  const wanted = gender === "feminine" ? /^(?:she|her|hers|herself)$/ : /^(?:he|him|his|himself)$/;
  for (let at = index + 1; at < Math.min(index + reach, view.tokens.length) && !view.beginsSentence(at); at += 1) {
    if (wanted.test(view.at(at)?.lower ?? "")) return true;
  }
  return false;
}
