import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";

/** Capitalised words in a row: "Dr. Mary Ann Smith". */
export interface NameRun {
  /** First and one past the last token. */
  readonly start: number;
  readonly end: number;
}

/** Titles after which a lone name is a surname: "Dr. James". */
const beforeSurname = new Set(
  "mr mrs ms miss mx dr doctor prof professor president senator governor mayor judge justice captain colonel general major lieutenant sergeant inspector detective officer agent chairman chairwoman chancellor minister secretary ambassador congressman congresswoman councilman councilwoman representative coach superintendent sheriff constable commander admiral private corporal bishop reverend rev pastor herr frau monsieur madame señor señora councillor principal chief commissioner director manager nurse".split(
    " ",
  ),
);

/** Words after which a lone name is a first name: "Aunt Clara", "Sir John". */
const beforeFirstName = new Set(
  "sir dame aunt auntie uncle grandma grandpa granny cousin king queen prince princess emperor empress tsar brother sister father mother pope little young old poor dear big lady lord".split(
    " ",
  ),
);

/** "St. Mary", "San Antonio", "Lake Louise", "Hurricane Katrina": names of places and things. */
const beforePlace = new Set(
  "st saint ste san santa santo são lake mount mt fort ft port cape camp hurricane storm cyclone operation point isle hotel château castle typhoon".split(
    " ",
  ),
);

export type RunOpening = "surname" | "first-name" | "place" | undefined;

/** What a word before a name says about it. */
export function openingOf(lower: string): RunOpening {
  if (beforePlace.has(lower)) return "place";
  if (beforeFirstName.has(lower)) return "first-name";
  return beforeSurname.has(lower) ? "surname" : undefined;
}

/** All runs of capitalised words of a text, in order; a word that opens a sentence and is no name begins no run. */
export function nameRuns(view: TokenView, mayBeName: (lower: string) => boolean): NameRun[] {
  const runs: NameRun[] = [];
  for (let index = 0; index < view.tokens.length;) {
    if (!opensRun(view, index, mayBeName)) {
      index += 1;
      continue;
    }
    let end = index + 1;
    while (end < view.tokens.length && continuesRun(view, end)) end += 1;
    runs.push({ start: index, end });
    index = end;
  }
  return runs;
}

function opensRun(view: TokenView, index: number, mayBeName: (lower: string) => boolean): boolean {
  const { head, lower } = view.at(index) as Token;
  if (lower === "" || lower === "i" || !isCapitalised(head)) return false;
  if (mayBeName(lower) || openingOf(lower) !== undefined) return true;
  if (words.isClosedClass(lower)) return false;
  return !view.beginsSentence(index) || !isOrdinaryWord(lower);
}

function isOrdinaryWord(lower: string): boolean {
  return (
    words.isLyAdverb(lower) ||
    words.isNoun(lower) ||
    words.isAdjective(lower) ||
    words.isVerbOnly(lower) ||
    words.isPastOnly(lower) ||
    words.isGerund(lower)
  );
}

/** Joined by a space, or by the full stop of a title or an initial. */
function continuesRun(view: TokenView, index: number): boolean {
  const { head, lower, between, gap } = view.at(index) as Token;
  const before = view.at(index - 1) as Token;
  if (lower === "" || before.clitic !== "" || !isCapitalised(head) || lower === "i") return false;
  if (gap === "space" && /^[ \u00a0]*$/.test(between))
    return !words.isClosedClass(lower) || head === head.toUpperCase();
  return /^\. ?$/.test(between) && (before.head.length === 1 || openingOf(before.lower) !== undefined);
}
