import type { TokenView } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { partsOfSpeech } from "../wordPos.ts";
import { isAdverb } from "./verbPlaces.ts";

const perfectOnly = new Set("been got gotten had become come arrived happened slept lived stayed died".split(" "));

/** A participle that has no passive of a person: "been", "arrived". */
export function isPerfectOnly(word: string): boolean {
  return perfectOnly.has(word);
}

/** Irregular participles: no ending shows them, and the list of participles that describe a thing lacks most. */
const irregular = new Set(
  "made told bought left sent put written eaten gone found taught caught brought thought sold said paid kept heard held felt met read lost won spent built lent meant led shot cut hit hurt let set shut cost spread understood stood sat spoken stolen broken chosen worn torn sworn driven ridden risen fallen forgotten forgiven hidden bitten beaten given taken shaken seen known grown thrown shown drawn flown blown begun drunk sung sunk rung run done fought sought struck stuck hung dug fed bred dealt bet quit swum withdrawn undergone".split(
    " ",
  ),
);
/** Of these, participles that tell of a state as often: "already gone", "just lost". */
const states = new Set(
  "gone done lost broken hurt hidden torn worn stuck drunk known sold built beaten forgotten held caught shot set hung grown kept".split(
    " ",
  ),
);
const passiveBeforeTo =
  /^(?:told|said|made|known|set|meant|asked|forced|allowed|invited|supposed|expected|required|permitted|used|wanted)$/;
const recent = /^(?:just|already|never)$/;

/** Whether "he's" is "he has": before a participle that has an object or cannot be passive. */
export function readsHas(view: TokenView, index: number): { readonly isHave: boolean; readonly confidence: number } {
  let at = index + 1;
  let isRecent = false;
  while (isAdverb(view.at(at)?.lower ?? "") && view.gapAfter(at - 1) === "space") {
    isRecent ||= recent.test(view.at(at)?.lower ?? "");
    at += 1;
  }
  const word = view.gapAfter(at - 1) === "space" ? (view.at(at)?.lower ?? "") : "";
  if (perfectOnly.has(word)) return { isHave: true, confidence: 0.95 };
  const isIrregular = irregular.has(word);
  if ((!words.isParticiple(word) && !isIrregular) || words.isGerund(word)) return { isHave: false, confidence: 0.95 };
  if (hasObject(view, at, word)) return { isHave: true, confidence: 0.85 };
  const next = view.following(at) ?? "";
  if (word === "gone" && next === "to") return { isHave: true, confidence: 0.85 };
  const isPassive = next === "by" || next === "as" || (next === "to" && passiveBeforeTo.test(word));
  const isState = isIrregular ? states.has(word) : words.isAdjective(word) || partsOfSpeech(word).startsWith("a");
  const hasLeft = word === "left" && (next === "" || next === "for") && view.gapAfter(at) !== "hyphen";
  if (!isPassive && ((isRecent && !isState) || hasLeft)) return { isHave: true, confidence: 0.75 };
  return { isHave: false, confidence: words.isAdjective(word) ? 0.85 : 0.65 };
}

/** "told them", "made a mistake", "written three books", "told lies"; but "told that it works". */
function hasObject(view: TokenView, at: number, word: string): boolean {
  const next = view.following(at) ?? "";
  if (next === "that" && /^(?:told|informed|reminded|warned|assured)$/.test(word)) return false;
  const isPlural = /[^s]s$/.test(next) && words.isNoun(next) && irregular.has(word);
  return (
    words.determiners.has(next) ||
    words.possessives.has(next) ||
    words.objectPronouns.has(next) ||
    words.quantities.has(next) ||
    isPlural
  );
}
