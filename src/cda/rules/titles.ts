import type { Gender } from "../../lexicon/swapPairs.ts";
import { inCaseOf } from "../casePattern.ts";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { alreadyTarget, isSource, skip } from "./rule.ts";
import type { Decision, RuleContext } from "./rule.ts";

/** Forms of address and what each belongs to; `lady` and `lord` before a name are nouns with a pair of their own. */
const genders: Readonly<Record<string, Gender>> = {
  mr: "masculine",
  mister: "masculine",
  sir: "masculine",
  sirs: "masculine",
  monsieur: "masculine",
  señor: "masculine",
  herr: "masculine",
  mrs: "feminine",
  ms: "feminine",
  miss: "feminine",
  misses: "feminine",
  madam: "feminine",
  madams: "feminine",
  "ma'am": "feminine",
  maam: "feminine",
  madame: "feminine",
  mademoiselle: "feminine",
  señora: "feminine",
  señorita: "feminine",
  frau: "feminine",
  fräulein: "feminine",
  dame: "feminine",
};

export const titles: readonly string[] = Object.keys(genders);

const offices = new Set(
  "president speaker chairman chairwoman chairperson chair secretary ambassador mayor minister justice vice prime chancellor senator governor commissioner judge moderator clerk".split(
    " ",
  ),
);

/** Mr, Mrs, Ms, Miss, Sir, Madam and their like, before a name and as an address. */
export function swapTitle({ view, direction }: RuleContext, index: number): Decision | undefined {
  const token = view.at(index) as Token;
  const gender = genders[token.lower];
  if (gender === undefined) return undefined;
  const name = nameAfter(view, index);
  const sense = otherSense(view, index, token, name);
  if (sense !== undefined) return skip(sense, "sense");
  if (!isSource(direction, gender)) return alreadyTarget(gender);
  const dotted = view.text.charAt(token.end) === ".";
  const { word, dot } = counterpart(view, index, token, name, dotted);
  const dropped = dotted && !dot && name !== undefined;
  const added = dot && !dotted;
  return {
    kind: "swap",
    after: inCaseOf(token.head, word) + (added ? "." : ""),
    ...(dropped ? { end: token.end + 1 } : {}),
    rule: "title",
    reason: name === undefined ? "form of address" : "title before a name",
    confidence: name === undefined ? 0.9 : 0.95,
  };
}

/** The capitalised word (any word after `mr`) that the title stands before. */
function nameAfter(view: TokenView, index: number): Token | undefined {
  const next = view.at(index + 1);
  if (next === undefined || !/^ ?\.?[ \t\u00a0]*$/.test(next.between)) return undefined;
  if (next.lower === "i" || next.lower === "") return next.lower === "" ? next : undefined;
  return isCapitalised(next.head) ? next : undefined;
}

function otherSense(view: TokenView, index: number, token: Token, name: Token | undefined): string | undefined {
  const previous = view.previous(index)?.lower ?? "";
  const gapAfter = view.gapAfter(index);
  switch (token.lower) {
    case "miss":
    case "misses":
      if (token.lower === "miss" && name !== undefined && isCapitalised(token.head)) return undefined;
      if (token.head === "Miss" && gapAfter === "comma" && view.beginsSentence(index)) return undefined; // Miss, the bill?
      if (
        token.lower === "miss" &&
        gapAfter !== "space" &&
        gapAfter !== "hyphen" &&
        (token.gap === "comma" || /^(?:yes|no|sorry|thanks|please|excuse|hello|hi|you)$/.test(previous))
      ) {
        return previous === "you" && view.at(index - 2)?.lower !== "thank" ? "a verb here" : undefined;
      }
      return "a verb or a noun here";
    case "ms":
      if (/^\d/.test(view.at(index - 1)?.lower ?? "")) return "milliseconds";
      return name !== undefined && token.head !== "MS"
        ? undefined
        : allCapitals(view.text) && name !== undefined
          ? undefined
          : "an abbreviation";
    case "mister":
      return name === undefined &&
        (words.determiners.has(previous) || words.isNoun(previous) || words.isAdjective(previous))
        ? "a device"
        : undefined;
    case "dame":
    case "herr":
    case "frau":
    case "señor":
    case "señora":
    case "monsieur":
    case "madame":
      return name !== undefined && isCapitalised(token.head) && previous !== "notre" ? undefined : "no title here";
    default:
      return undefined;
  }
}

function allCapitals(text: string): boolean {
  return text === text.toUpperCase();
}

interface Title {
  readonly word: string;
  readonly dot: boolean;
}

function counterpart(view: TokenView, index: number, token: Token, name: Token | undefined, dotted: boolean): Title {
  const office = name !== undefined && offices.has(name.lower);
  const plain = (word: string): Title => ({ word, dot: dotted && name === undefined });
  switch (token.lower) {
    case "mr":
      if (name?.lower === "justice") return { word: "mrs", dot: dotted }; // Mrs Justice Okafor, as British courts write
      return office ? plain("madam") : { word: "ms", dot: dotted };
    case "mister":
      return plain("miss");
    case "mrs":
    case "ms":
      return { word: "mr", dot: dotted };
    case "miss":
      return name === undefined ? plain("sir") : { word: "mr", dot: !writesBritishTitles(view.text) };
    case "mademoiselle":
      return plain("monsieur");
    case "madam":
    case "madame":
      if (office) return { word: "mr", dot: true };
      return plain(token.lower === "madame" ? "monsieur" : "sir");
    case "sir":
      if (name !== undefined && view.at(index - 1)?.lower !== "dear" && !isPoliteBefore(view, index))
        return plain("dame");
      return plain(isCapitalised(token.head) && token.head !== token.head.toUpperCase() ? "madam" : "ma'am");
    case "sirs":
      return plain("madams");
    case "madams":
      return plain("sirs");
    case "dame":
      return plain("sir");
    case "monsieur":
      return plain("madame");
    case "señor":
      return plain("señora");
    case "señora":
    case "señorita":
      return plain("señor");
    case "herr":
      return plain("frau");
    case "frau":
    case "fräulein":
      return plain("herr");
    default:
      return plain("sir");
  }
}

function isPoliteBefore(view: TokenView, index: number): boolean {
  return /^(?:yes|no|thank|thanks|hello|hi|you|please|ok|okay|sorry|sure|morning|evening|afternoon)$/.test(
    view.previous(index)?.lower ?? "",
  );
}

/** British texts write titles without a full stop. */
function writesBritishTitles(text: string): boolean {
  return /\b(?:Mr|Mrs|Ms|Dr) /.test(text);
}
