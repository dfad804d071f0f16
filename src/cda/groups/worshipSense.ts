import data from "../data/religionCues.json";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { literal, not } from "./sense.ts";
import type { Sense } from "./sense.ts";
import { otherWords, sentenceTokens } from "./sentence.ts";

const cues = {
  christianWorship: new Set(data.christianWorship.split(" ")),
  jewishLife: new Set(data.jewishLife.split(" ")),
  ancientTemples: new Set(data.ancientTemples.split(" ")),
  livingTemples: new Set(data.livingTemples.split(" ")),
  easternReligions: new Set(data.easternReligions.split(" ")),
  churches: new Set(data.churches.split(" ")),
  notAncientPriests: new Set(data.notAncientPriests.split(" ")),
  bodyAndGlasses: new Set(data.bodyAndGlasses.split(" ")),
  adjectivesOfFaith: new Set(data.adjectivesOfFaith.split(" ")),
};

/** A place of worship, an institution, a part of the head or the building of another religion. */
export function placeSense(view: TokenView, index: number, word: string, group: string): Sense {
  const token = view.at(index) as Token;
  const previous = view.previous(index)?.lower ?? "";
  if (isCapitalised(token.head) && !view.beginsSentence(index) && isNamed(view, index)) return not("an institution");
  if (isFigure(view, index, previous)) return not("figurative: a great building for something", 0.8);
  if (isSurname(view, index)) return not("a surname", 0.7);
  if (/^temples?$/.test(word)) return temple(view, index, previous, group);
  if (/^(?:chapel|church)$/.test(word) && /^(?:wedding)$/.test(previous)) return { confidence: 0.7 };
  return literal;
}

/** "a cathedral of commerce", "the church of football". */
function isFigure(view: TokenView, index: number, previous: string): boolean {
  return (
    view.following(index) === "of" &&
    /^(?:a|the|this|that|our|its)$/.test(previous) &&
    /^(?:commerce|consumption|consumerism|capitalism|finance|learning|science|art|industry|football|sports?|music|jazz|rock|reason|technology|speed|light|excess|money|food|gastronomy|knowledge|baseball|cricket|fashion|culture|power|sound|silence|beer|wine|coffee|shopping|steel|trade|progress|trees|ice|bones)$/.test(
      view.at(index + 2)?.lower ?? "",
    )
  );
}

/** "Church won the seat", "Temple, a pianist, played": one building has an article. */
function isSurname(view: TokenView, index: number): boolean {
  const token = view.at(index) as Token;
  if (!isCapitalised(token.head) || !view.beginsSentence(index) || token.head === token.head.toUpperCase())
    return false;
  if (!/^(?:church|temple|chapel)$/.test(token.lower)) return false;
  const next = view.at(index + 1);
  if (next?.gap === "comma") return /^(?:an?|who)$/.test(next.lower);
  const isAct =
    /^(?:won|said|spoke|sang|wrote|played|scored|told|died|joined|resigned|voted|argued|added|admitted|starred|testified)$/;
  return next?.gap === "space" && isAct.test(next.lower) && isNamed(view, index);
}

function temple(view: TokenView, index: number, previous: string, group: string): Sense {
  const near = nearby(view, index, 9);
  const possessed =
    /^(?:his|her|my|your|their|left|right|both)$/.test(previous) || (view.previous(index)?.clitic ?? "").endsWith("s");
  if (near.some((word) => cues.bodyAndGlasses.has(word)) && (possessed || previous === "the"))
    return not("a part of the head");
  if (/^(?:left|right)$/.test(previous)) return not("a part of the head");
  if (cues.adjectivesOfFaith.has(previous) && previous !== group && previous !== "ancient")
    return not("of another religion");
  const all = otherWords(view, index);
  if (all.some((word) => cues.ancientTemples.has(word)) && !all.some((word) => cues.livingTemples.has(word))) {
    return not("of an older religion", 0.7);
  }
  if (
    group !== "jewish" &&
    all.some((word) => cues.jewishLife.has(word)) &&
    !all.some((word) => cues.easternReligions.has(word))
  ) {
    return not("of another religion", 0.7);
  }
  if (group === "jewish" && !otherWords(view, index).some((word) => cues.jewishLife.has(word))) {
    return not("may be of another religion", 0.6);
  }
  return { confidence: 0.85 };
}

/** Clergy of this religion or another, a politician, a surname or a piece of chess. */
export function clergySense(view: TokenView, index: number, last: number, isPlural: boolean, group: string): Sense {
  const word = view.at(last)?.lower ?? "";
  const previous = view.previous(index)?.lower ?? "";
  const all = otherWords(view, index);
  if (cues.adjectivesOfFaith.has(previous) && previous !== group && previous !== "ancient")
    return not("of another religion");
  if (isCapitalised(view.at(last)?.head ?? "") && !view.beginsSentence(last) && isNamed(view, last)) {
    return isAddressed(view, index, last) ? { confidence: 0.75 } : not("a name or a title");
  }
  if (!isPlural && isBareSubject(view, index, last)) return not("a surname", 0.7);
  if (/^ministers?$/.test(word)) return ministerSense(view, index, previous, all);
  if (
    /^bishops?$/.test(word) &&
    all.some((one) => /^(?:chess|[a-h][1-8]|pawns?|rooks?|knights?|queen|checkmate|castled?|castling)$/.test(one))
  ) {
    return not("a piece of chess");
  }
  if (/^(?:clerk|curate)$/.test(word) && words.objectPronouns.has(view.following(index) ?? ""))
    return not("a verb here");
  const isEastern = all.some((one) => cues.easternReligions.has(one));
  if (group === "hindu" && word.startsWith("priest") && !isEastern && all.some((one) => cues.churches.has(one))) {
    return not("of another religion", 0.8);
  }
  if (
    word.startsWith("priest") &&
    all.some((one) => cues.ancientTemples.has(one)) &&
    !all.some((one) => cues.notAncientPriests.has(one))
  ) {
    return not("of an older religion", 0.7);
  }
  return word === "reverend" || word === "curate" ? { confidence: 0.7 } : literal;
}

/** A minister of state unless the sentence speaks of worship. */
function ministerSense(view: TokenView, index: number, previous: string, others: readonly string[]): Sense {
  const worships = others.some((one) => cues.christianWorship.has(one));
  const isOfSomething = /^(?:of|for|to)$/.test(view.following(index) ?? "");
  const ofWhat = [2, 3, 4].map((offset) => view.at(index + offset)?.lower ?? "");
  const isPortfolio =
    isOfSomething &&
    !ofWhat.some((word) => /^(?:parish(?:es)?|church(?:es)?|chapels?|congregations?|gospel|god)$/.test(word));
  if (offices.test(previous) || isPortfolio) return not("a politician");
  return worships ? { confidence: 0.8 } : not("may be a politician", 0.6);
}

const offices =
  /^(?:prime|foreign|finance|interior|defence|defense|health|education|cabinet|deputy|justice|trade|government|first|environment|energy|junior|former|transport|labour|labor|agriculture|culture|chief|economy|state)$/;

/** "Good morning, Rabbi.", "the Imam smiled": a title that is written large without a name, and no surname. */
function isAddressed(view: TokenView, index: number, last: number): boolean {
  if (!/^(?:rabbi|imam|pastor|reverend|vicar|mullah|swami|lama|pandit)$/.test(view.at(last)?.lower ?? "")) return false;
  const next = view.at(last + 1);
  if (next?.gap === "space" && isCapitalised(next.head)) return false;
  return view.at(index)?.gap === "comma" || /^(?:the|our|my|your|dear)$/.test(view.previous(index)?.lower ?? "");
}

/** "Father Brown" may be a parent; the other titles are plain. */
export function titleSense(view: TokenView, index: number, word: string): Sense {
  if (word !== "father" && word !== "fr") return literal;
  return otherWords(view, index).some((one) => cues.christianWorship.has(one))
    ? { confidence: 0.75 }
    : not("may be a parent", 0.6);
}

/** "Bishop played bass.": one person of a trade needs an article, a surname does not. Headlines end without a full stop. */
function isBareSubject(view: TokenView, index: number, last: number): boolean {
  if (
    !view.beginsSentence(index) ||
    !isCapitalised((view.at(index) as Token).head) ||
    view.gapAfter(last) !== "space"
  ) {
    return false;
  }
  const next = view.following(last) ?? "";
  const isVerb =
    words.auxiliaries.has(next) || words.isPastOnly(next) || (next.endsWith("ed") && words.isParticiple(next));
  const end = sentenceTokens(view, index).at(-1);
  return (
    isVerb &&
    end !== undefined &&
    view.text.charAt(end.end) === "." &&
    (view.at(last) as Token).head !== (view.at(last) as Token).head.toUpperCase()
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
