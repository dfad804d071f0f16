import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import type { Sense } from "./colourSense.ts";
import { isDetermined, nominalFollows } from "./nounPhrase.ts";

const literal: Sense = { confidence: 0.95 };
const not = (other: string, confidence = 0.9): Sense => ({ confidence, other });

/** Words that speak of Christian worship: a minister beside one is no politician, a Father no parent. */
const christianCues =
  /^(?:church|churches|chapel|cathedral|parish|congregation|congregants?|sermon|sermons|preach|preached|preaches|preaching|pulpit|ordain|ordained|baptist|methodist|lutheran|presbyterian|anglican|episcopal|evangelical|baptize|baptized|baptised|baptism|gospel|hymn|hymns|pray|prayed|prayer|prayers|bible|psalm|mass|confession|communion|homily|rosary|catholic|diocese|priest|priests|parishioners?|wed|wedding|funeral|scripture|vestry|altar|christian|christians|seminary|bishop|sunday|blessed|bless|blessing)$/;
const jewishCues =
  /^(?:jewish|jews?|rabbis?|torah|shabbat|sabbath|kosher|bar|bat|mitzvah|hanukkah|chanukah|passover|cantor|hebrew|congregants?|seder|kippah|yarmulke|reform)$/;
const ancientCues =
  /^(?:pyramids?|pharaohs?|zeus|apollo|athena|artemis|jupiter|aphrodite|poseidon|gods?|goddess|mayan?|aztecs?|incas?|roman|romans|greeks?|egyptians?|ancient|ruins|excavat(?:ed|ion|ions)|archaeolog(?:y|ists?|ical)|bc|bce|tomb|tombs|plaza|acropolis|solomon|herod|freemasons?|masonic|mormons?)$/;
const templeCues =
  /^(?:hindus?|hinduism|buddhists?|buddhism|buddha|monks?|shiva|vishnu|krishna|ganesh|ganesha|diwali|puja|pandit|pujari|swami|deity|deities|jewish|jews|rabbi|torah|zen)$/;
const easternCues =
  /^(?:hindus?|hinduism|buddhists?|buddhism|buddha|sikhs?|shiva|vishnu|krishna|ganesh|diwali|puja|pandit|swami|mandir|zen|monks?)$/;
const churchCues =
  /^(?:church|churches|chapel|cathedral|parish|bible|mass|catholics?|anglican|bishops?|confession|christians?|jesus|christ|pope|vatican|rabbis?)$/;
const christianOnly =
  /^(?:catholic|catholics|christians?|orthodox|church|churches|parish|mass|hindus?|pandit|bishops?)$/;
const bodyCues =
  /^(?:head|forehead|pain|throb(?:bed|bing|s)?|ache[ds]?|vein|veins|hair|gray|grey|graying|greying|sweat|rubbed|rub|rubbing|massaged|massaging|pressed|pulse|pulsed|gun|pistol|bullet|brow|cheek|skull|touched|tapped|jaw|wound|bruise|fingers?)$/;
const olderFaiths =
  /^(?:greek|roman|egyptian|mayan|maya|aztec|inca|pagan|shinto|taoist|jain|ancient|sumerian|norse|voodoo|vodou|druid|babylonian|masonic|mormon|zoroastrian|bahai|celtic|etruscan|khmer|incan|sikh|hindu|buddhist|jewish|muslim|christian|angkor)$/;

/** What a term of a religion means here; `group` is the id of the group that it would be read as a term of. */
export function religionSense(
  view: TokenView,
  index: number,
  last: number,
  slot: string,
  group: string,
  isPlural: boolean,
): Sense {
  const token = view.at(index) as Token;
  const word = view.at(last)?.lower ?? token.lower;
  if (group === "christian" && token.lower === "christian" && index === last && !isPlural)
    return christian(view, index);
  switch (slot) {
    case "place":
    case "greatPlace":
      return place(view, index, word, group);
    case "clergy":
    case "monastic":
    case "nun":
    case "highClergy":
      return clergy(view, index, last, word, group);
    case "title":
    case "highTitle":
      return title(view, index, word);
    case "scripture":
      return scripture(view, index, last);
    case "branch":
    case "branchPerson":
      return isCapitalised(view.at(last)?.head ?? "") ? { confidence: 0.75 } : not("not the church of that name");
    case "faith":
      return literal;
    case "fast":
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

/** The given name: "Christian runs the shop", "I met Christian". */
function christian(view: TokenView, index: number): Sense {
  const token = view.at(index) as Token;
  const next = view.at(index + 1);
  const before = view.previous(index);
  const previous = before?.lower ?? "";
  if (!isCapitalised(token.head)) return literal;
  if (token.head === token.head.toUpperCase()) return literal;
  if (view.gapAfter(index) === "hyphen" || token.gap === "hyphen") return literal;
  if (token.clitic !== "" && !isArticle(previous)) return not("a given name");
  if (before !== undefined && isCapitalised(before.head) && !view.beginsSentence(index - 1) && isName(before.lower)) {
    return not("part of a name");
  }
  if (isArticle(previous) || /['’]s$/.test(before?.clitic ?? "")) return literal;
  if (isDetermined(view, index, isFaithWord)) return literal;
  if (startsWithVerb(view, index)) return not("a given name", 0.8);
  if (nominalFollows(view, index)) return literal;
  const doubled = view.at(index + 2)?.lower === "christian";
  if (!doubled && /^(?:and|or|nor)$/.test(next?.lower ?? "") && isFaithWord(view.at(index + 2)?.lower ?? ""))
    return literal;
  const isState =
    /^(?:is|are|was|were|be|been|being|am|become|became|becomes|raised|born|as|not|devoutly|mostly|largely|predominantly|either|neither|nor|or|and|both|you|nominally|identify|identifies|identified|isn't|aren't|wasn't|weren't|remain|remained|turned|also|half|part)$/.test(
      previous,
    ) ||
    words.isLyAdverb(previous) ||
    words.isAdjective(previous) ||
    /^['’](?:s|re|m)$/.test(before?.clitic ?? "");
  if (!isState) return not("a given name", 0.8);
  if (/^(?:and|or|as)$/.test(previous)) {
    return isFaithWord(view.at(index - 2)?.lower ?? "") || previous === "as" ? literal : not("a given name", 0.7);
  }
  return { confidence: 0.85 };
}

/** "Christian said", "Christian has", "Christian lives in": a verb of which it is the subject. */
function startsWithVerb(view: TokenView, index: number): boolean {
  const next = view.following(index) ?? "";
  if (words.auxiliaries.has(next) || words.isPastOnly(next) || words.isPresentOnly(next)) return true;
  if (/^(?:said|says|told|asked|thinks|thought|felt|left|went|came|made|put|set|ran|lost|met|hit|cut)$/.test(next))
    return true;
  const after = view.following(index + 1) ?? "";
  const takesObject =
    words.determiners.has(after) || words.possessives.has(after) || words.objectPronouns.has(after) || after === "to";
  const maybeVerb =
    /[a-z]{2}(?:s|ed)$/.test(next) && (words.isNounOrVerb(next.replace(/s$/, "")) || next.endsWith("ed"));
  return maybeVerb && (takesObject || words.prepositions.has(after));
}

function isArticle(word: string): boolean {
  return words.determiners.has(word) || words.possessives.has(word) || word === "fellow" || words.quantities.has(word);
}

function isName(word: string): boolean {
  return (
    !words.isClosedClass(word) &&
    !words.isAdjective(word) &&
    !/^(?:american|african|arab|european|british|black|white|asian|coptic|orthodox|evangelical|born)$/.test(word)
  );
}

const faithWords =
  /^(?:muslims?|jew(?:s|ish)?|hindus?|buddhists?|sikhs?|atheists?|christians?|islamic|secular|non|catholic|protestant|agnostic)$/;

function isFaithWord(word: string): boolean {
  return faithWords.test(word);
}

function place(view: TokenView, index: number, word: string, group: string): Sense {
  const token = view.at(index) as Token;
  const previous = view.previous(index)?.lower ?? "";
  if (isCapitalised(token.head) && !view.beginsSentence(index) && isNamed(view, index)) return not("an institution");
  if (/^temples?$/.test(word)) return temple(view, index, previous, group);
  if (/^(?:chapel|church)$/.test(word) && /^(?:wedding)$/.test(previous)) return { confidence: 0.7 };
  return literal;
}

function temple(view: TokenView, index: number, previous: string, group: string): Sense {
  const near = nearby(view, index, 9);
  const possessed =
    /^(?:his|her|my|your|their|left|right|both)$/.test(previous) || (view.previous(index)?.clitic ?? "").endsWith("s");
  if (near.some((word) => bodyCues.test(word)) && (possessed || previous === "the")) return not("a part of the head");
  if (/^(?:left|right)$/.test(previous)) return not("a part of the head");
  if (olderFaiths.test(previous) && previous !== group && previous !== "ancient") return not("of another religion");
  const all = sentence(view, index);
  if (all.some((word) => ancientCues.test(word)) && !all.some((word) => templeCues.test(word))) {
    return not("of an older religion", 0.7);
  }
  if (group !== "jewish" && all.some((word) => jewishCues.test(word)) && !all.some((word) => easternCues.test(word))) {
    return not("of another religion", 0.7);
  }
  if (group === "jewish" && !sentence(view, index).some((word) => jewishCues.test(word))) {
    return not("may be of another religion", 0.6);
  }
  return { confidence: 0.85 };
}

function clergy(view: TokenView, index: number, last: number, word: string, group: string): Sense {
  const previous = view.previous(index)?.lower ?? "";
  const all = sentence(view, index);
  if (olderFaiths.test(previous) && previous !== group && previous !== "ancient") return not("of another religion");
  if (isCapitalised(view.at(last)?.head ?? "") && !view.beginsSentence(last) && isNamed(view, last)) {
    return not("a name or a title");
  }
  if (/^ministers?$/.test(word)) {
    const isOffice =
      /^(?:prime|foreign|finance|interior|defence|defense|health|education|cabinet|deputy|justice|trade|government|first|environment|energy|junior|former|transport|labour|labor|agriculture|culture|chief|economy|state|the-then)$/.test(
        previous,
      ) || /^(?:of|for|to)$/.test(view.following(index) ?? "");
    if (isOffice) return not("a politician");
    return all.some((one) => christianCues.test(one)) ? { confidence: 0.8 } : not("may be a politician", 0.6);
  }
  if (
    /^bishops?$/.test(word) &&
    all.some((one) => /^(?:chess|pawns?|rooks?|knights?|queen|checkmate|castled?|castling)$/.test(one))
  ) {
    return not("a piece of chess");
  }
  if (/^(?:clerk|curate)$/.test(word) && words.objectPronouns.has(view.following(index) ?? ""))
    return not("a verb here");
  const isEastern = all.some((one) => easternCues.test(one));
  if (group === "hindu" && word.startsWith("priest") && !isEastern && all.some((one) => churchCues.test(one))) {
    return not("of another religion", 0.8);
  }
  if (
    word.startsWith("priest") &&
    all.some((one) => ancientCues.test(one)) &&
    !all.some((one) => christianOnly.test(one))
  ) {
    return not("of an older religion", 0.7);
  }
  return word === "reverend" || word === "curate" ? { confidence: 0.7 } : literal;
}

function title(view: TokenView, index: number, word: string): Sense {
  if (word !== "father" && word !== "fr") return literal;
  return sentence(view, index).some((one) => christianCues.test(one))
    ? { confidence: 0.75 }
    : not("may be a parent", 0.6);
}

/** "the plumber's bible", "the bible of plumbing": lower case and somebody's or something's. */
function scripture(view: TokenView, index: number, last: number): Sense {
  const token = view.at(index) as Token;
  if (isCapitalised(token.head)) return literal;
  if (!/^(?:bible|bibles|koran|quran|torah|gita)$/.test(token.lower)) return literal;
  const following = view.following(last) ?? "";
  const before = view.previous(index);
  const previous = before?.lower ?? "";
  if (/^(?:of|for)$/.test(following)) return not("figurative: the book on a subject");
  const isOwned =
    /['’]s?$/.test(before?.clitic ?? "") || (before !== undefined && words.isNoun(previous) && previous !== "family");
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

/** A capital inside a sentence that is no headline: the name of one church, or of the Church. */
function isNamed(view: TokenView, index: number): boolean {
  const { head } = view.at(index) as Token;
  if (head === head.toUpperCase() && head.length > 1) return false;
  return !sentenceTokens(view, index).every(({ head: one, lower }) => isCapitalised(one) || words.isClosedClass(lower));
}

function nearby(view: TokenView, index: number, reach: number): string[] {
  return view.tokens.slice(Math.max(0, index - reach), index + reach + 1).map(({ lower }) => lower);
}

function sentenceTokens(view: TokenView, index: number): readonly Token[] {
  let first = index;
  while (first > 0 && !view.beginsSentence(first)) first -= 1;
  let end = index + 1;
  while (end < view.tokens.length && !view.beginsSentence(end)) end += 1;
  return view.tokens.slice(first, end);
}

/** The other words of the sentence. */
function sentence(view: TokenView, index: number): string[] {
  const own = view.at(index);
  return sentenceTokens(view, index)
    .filter((token) => token !== own)
    .map(({ lower }) => lower);
}
