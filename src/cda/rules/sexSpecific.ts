import type { Gender, SwapTable } from "../../lexicon/swapPairs.ts";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { ownedKin, personOf } from "./personOf.ts";

const bodyWords =
  /^(?:pregnan(?:t|cy|cies)|prostat\w*|menstru\w*|(?:peri|post)?menopaus\w*|ovar(?:y|ies|ian)|ovulat\w*|uter(?:us|ine|i)|womb|placenta|amniotic|trimester|testic\w*|testes|scrot\w*|vagina\w*|vulva\w*|clitor\w*|labia|penis\w*|penile|foreskin|semen|sperm|ejaculat\w*|erectile|circumcis\w*|hysterectom\w*|oophorectom\w*|mastectom\w*|vasectom\w*|mammogra\w*|obstetric\w*|gyn(?:a)?ecolog\w*|c(?:a)?esarean|breastfe\w*|lactat\w*|childbirth|postpartum|miscarr(?:y|ied|iage|iages|ying)|endometri\w*|preeclampsia|eclampsia|ectopic|stillborn|stillbirth|tampons?|impregnat\w*|midwifery)$/;

const ofMen = /^(?:prostat|testic|testes|scrot|peni|foreskin|semen|sperm|ejacul|erectile|circumcis|vasectom)/;

/** Asked before any token is looked at. */
const anywhere =
  /pregnan|prostat|menstru|menopaus|ovar|ovulat|uter|womb|placent|amnio|trimest|testi|scrot|vagin|vulva|clitor|labia|peni[sl]|foreskin|semen|sperm|ejacul|erectile|circumcis|rectom|mastectom|vasectom|mammogr|obstetr|gyn|esarean|breast|lactat|birth|partum|miscarr|endometri|eclamps|ectopic|still[bB]orn|tampon|impregn|cervi|labou?r|expecting|paps?mear|pap smear|midwifery/i;

/**
 * Marks the words of sentences that state a fact about one sex only, where changing people makes a falsehood, and the
 * pronouns of the next sentences that go on about the same person.
 *
 * @returns the positions of those words, empty for most texts
 */
export function sexSpecificSentences(view: TokenView, table: SwapTable): ReadonlySet<number> {
  const marked = new Set<number>();
  if (!anywhere.test(view.text)) return marked;
  let first = 0;
  let found: Gender | undefined;
  let foundAt = 0;
  for (let index = 0; index <= view.tokens.length; index += 1) {
    const token = view.at(index);
    if (token === undefined || (index > 0 && view.beginsSentence(index))) {
      if (found !== undefined) {
        for (let at = first; at < index; at += 1) if (!isOthers(view, table, at, first, foundAt)) marked.add(at);
        markSequel(view, table, found, index, marked);
      }
      first = index;
      found = undefined;
    }
    if (token !== undefined && statesSex(view, index, token)) {
      foundAt = index;
      found = ofMen.test(token.lower) ? "masculine" : "feminine";
    }
  }
  return marked;
}

function statesSex(view: TokenView, index: number, { lower }: Token): boolean {
  const next = view.following(index) ?? "";
  const previous = view.previous(index)?.lower ?? "";
  switch (lower) {
    case "birth":
      return /^(?:give|gave|given|gives|giving)$/.test(previous);
    case "birthed":
      return true;
    case "labor":
    case "labour":
      return previous === "into" || previous === "in"
        ? /^(?:with|for|at|and|when|on)?$/.test(next) &&
            /^(?:go|goes|went|going|was|is|were|been)$/.test(view.at(index - 2)?.lower ?? "")
        : false;
    case "cervical":
    case "cervix":
      return lower === "cervix" || /^(?:cancer|smear|screening|screenings|mucus)$/.test(next);
    case "breast":
      return (
        /^(?:milk|feed|feeds|fed|feeding|pump)$/.test(next) ||
        (view.gapAfter(index) === "hyphen" && (view.at(index + 1)?.lower ?? "").startsWith("fe"))
      );
    case "expecting":
      return (
        /^(?:a|her|twins|triplets|another)$/.test(next) &&
        /^(?:baby|child|first|second|third|twins|triplets|)$/.test(
          next === "twins" || next === "triplets" ? "" : (view.following(index + 1) ?? "x"),
        )
      );
    case "pap":
      return next === "smear" || next === "test";
    case "pregnant":
      return !/^(?:pause|pauses|silence)$/.test(next) && !isPretended(view, index);
    case "miscarriage":
    case "miscarriages":
      return !(next === "of" && view.at(index + 2)?.lower === "justice");
    default:
      return bodyWords.test(lower);
  }
}

/** "Walter went back to his lab and found that the woman had been pregnant": his thing, before the clause of the fact. */
function isOthers(view: TokenView, table: SwapTable, index: number, first: number, fact: number): boolean {
  const subject = view.at(first) as Token;
  if (view.at(index)?.lower !== "his" || index > fact || ofMen.test(view.at(fact)?.lower ?? "")) return false;
  if (
    !isCapitalised(subject.head) ||
    words.isClosedClass(subject.lower) ||
    personOf(view, first, table) !== undefined
  ) {
    return false;
  }
  if (personOf(view, index + 1, table) !== undefined || ownedKin(view, index, table) !== undefined) return false;
  for (let at = index + 1; at < fact; at += 1) if (view.at(at)?.lower === "that") return true;
  return false;
}

/** "pretended to be pregnant": anybody can. */
function isPretended(view: TokenView, index: number): boolean {
  const before = [1, 2, 3].map((back) => view.at(index - back)?.lower ?? "");
  return before[0] === "be" && before[1] === "to" && /^pretend(?:s|ed|ing)?$/.test(before[2] ?? "");
}

const dates =
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)$/;

/** "Maria is pregnant. She is due in May.": pronouns after the fact, and kin that they own, until somebody else is named. */
function markSequel(view: TokenView, table: SwapTable, gender: Gender, end: number, marked: Set<number>): void {
  for (let index = end; index < view.tokens.length && view.at(index)?.gap !== "paragraph"; index += 1) {
    if (marked.has(index)) continue;
    const person = personOf(view, index, table);
    const { head, lower } = view.at(index) as Token;
    const isName = isCapitalised(head) && !view.beginsSentence(index) && lower !== "i" && !dates.test(lower);
    if (isName || (person !== undefined && !person.isPronoun && person.gender === gender)) return;
    if (person?.isPronoun !== true || person.gender !== gender) continue;
    marked.add(index);
    const kin = ownedKin(view, index, table);
    if (kin !== undefined) marked.add(kin);
  }
}
