import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import { institutions, isHeadline } from "../rules/properNames.ts";
import * as words from "../wordClasses.ts";
import { namePhrases } from "./namePhrases.ts";
import { nameRuns, openingOf } from "./nameRun.ts";
import type { NameRun, RunOpening } from "./nameRun.ts";
import { personSign } from "./nameSigns.ts";
import type { FirstName, NameTable } from "./nameTable.ts";

/** What a word that looks like a first name is here. */
export type NameRole =
  | { readonly kind: "first-name"; readonly name: FirstName; readonly confidence: number }
  | { readonly kind: "other"; readonly reason: string; readonly rule: string; readonly confidence: number };

const other = (reason: string, rule = "name.other", confidence = 0.85): NameRole => ({
  kind: "other",
  reason,
  rule,
  confidence,
});

/** Roles of all words of a document that may be first names, by token. */
export function nameRoles(view: TokenView, table: NameTable, taken: ReadonlySet<number>): Map<number, NameRole> {
  const isListed = (lower: string): boolean => table.names.has(lower) || table.unisex.has(lower);
  const runs = nameRuns(view, isListed);
  const phrases = namePhrases(view);
  const roles = new Map<number, NameRole>();
  const surnames = new Set<string>();
  const persons = new Set<string>();
  const alone = new Set<number>();
  for (const run of runs) {
    const { opening, start } = opened(view, run);
    if (taken.has(start) || taken.has(run.start)) continue;
    if (run.end - start === 1) {
      if (isListed((view.at(start) as Token).lower)) roles.set(start, loneRole(view, table, start, opening, alone));
    } else if (run.end - start > 1) readRun(view, table, { start, end: run.end }, opening, roles, surnames);
  }
  for (const [index, role] of roles)
    if (role.kind === "first-name" && !alone.has(index)) persons.add((view.at(index) as Token).lower);
  for (const index of phrases) {
    if (roles.has(index)) roles.set(index, other("part of a set phrase or a name", "fixed-phrase"));
  }
  for (const index of [...alone].filter((one) => !phrases.has(one)))
    roles.set(index, reconsidered(view, table, index, roles.get(index) as NameRole, surnames, persons));
  if (!/\p{Lu}/u.test(view.text)) readLowerCase(view, table, roles);
  return roles;
}

/** Takes titles off the front of a run. */
function opened(view: TokenView, run: NameRun): { opening: RunOpening; start: number } {
  let start = run.start;
  let opening: RunOpening = openingOf(view.previous(start)?.lower ?? "");
  if (
    opening === "first-name" &&
    !/^(?:aunt|auntie|uncle|cousin|sister|brother|king|queen|little|old|young|poor)$/.test(
      view.previous(start)?.lower ?? "",
    )
  )
    opening = undefined;
  while (start < run.end) {
    const found = openingOf((view.at(start) as Token).lower);
    if (found === undefined || (start + 1 === run.end && found === "first-name" && start > run.start)) break;
    opening = found;
    start += 1;
  }
  return { opening, start };
}

/** A name of one word: "Emily", "Dr. James", "Aunt Clara", "the Victoria line". */
function loneRole(view: TokenView, table: NameTable, index: number, opening: RunOpening, alone: Set<number>): NameRole {
  const { lower } = view.at(index) as Token;
  const name = table.names.get(lower);
  if (name === undefined) return other("a name of any gender", "name.unisex", 0.9);
  if (opening === "surname") return other("a surname after a title", "name.surname");
  if (opening === "place") return other("part of a proper name", "proper-name");
  const thing = thingReason(view, index);
  if (thing !== undefined) return other(thing, "proper-name");
  if (opening === "first-name") return { kind: "first-name", name, confidence: 0.9 };
  alone.add(index);
  const sign = personSign(view, index, name, table);
  if (sign >= 0.5) return { kind: "first-name", name, confidence: sign };
  return other(otherReasons[name.sense], "name.sense", 1 - sign);
}

const otherReasons = {
  plain: "no name of a person here",
  word: "an ordinary word, unless something near it says that a person is meant",
  month: "a month",
  season: "a season",
  place: "also a place, and nothing near it says that a person is meant",
  surname: "more usual as a surname",
} as const;

/** A brand, a work, a verse, a company: why a lone capitalised name names no person. */
function thingReason(view: TokenView, index: number): string | undefined {
  const token = view.at(index) as Token;
  const next = view.at(index + 1);
  const previous = view.previous(index)?.lower ?? "";
  if (/^(?:the|a|an)$/.test(previous)) return "a thing that has a name";
  if (/["“‘]$/.test(token.between) && next !== undefined && /^["”’]/.test(next.between)) return "quoted, as titles are";
  if (
    /^['’]s$/i.test(token.clitic) &&
    next?.gap === "space" &&
    isCapitalised(next.head) &&
    !mayFollowOwner(view, index + 1)
  ) {
    return "part of a proper name"; // Tom's Diner
  }
  if (/^(?:gospel|book|epistle|letter|psalm)$/.test(view.at(index - 2)?.lower ?? "") && previous === "of")
    return "a book of scripture";
  if (next !== undefined && /^\d/.test(next.lower) && /^:\d/.test(view.text.slice(next.end, next.end + 2)))
    return "a book of scripture";
  if (next !== undefined && /^\s*&\s*$/.test(next.between) && isCapitalised(next.head)) return "the name of a firm";
  if (/^\s*&\s*$/.test(token.between) && index > 0 && isCapitalised((view.at(index - 1) as Token).head))
    return "the name of a firm";
  if (next !== undefined && next.gap === "space" && isCapitalised(next.head) && institutions.has(next.lower))
    return "part of a proper name";
  if (next !== undefined && next.gap !== "break" && /^(?:inc|ltd|llc|corp|plc|gmbh)$/.test(next.lower))
    return "the name of a firm";
  if (/^['’]s$/i.test(token.clitic) && shops.has(token.lower) && !ownsThing(view, index)) return "the name of a firm";
  if (token.gap === "hyphen" || view.gapAfter(index) === "hyphen") return hyphened(view, index);
  return undefined;
}

/** "Anna's English teacher", "Tom's Dr. Brown": capitals that are no part of a name before them. */
function mayFollowOwner(view: TokenView, index: number): boolean {
  const { lower, head } = view.at(index) as Token;
  const isShouting = head.length > 1 && head === head.toUpperCase();
  if (isShouting || isHeadline(view, index) || openingOf(lower) !== undefined || words.weekdays.has(lower)) return true;
  return (
    /(?:ish|ese|ian|ean|i)$/.test(lower) || /^(?:french|german|greek|dutch|mom|mum|dad|christmas|easter)$/.test(lower)
  );
}

/** "Wendy's friend", not "Wendy's opened" or "at Wendy's". */
function ownsThing(view: TokenView, index: number): boolean {
  const next = view.following(index);
  return next !== undefined && !words.isClosedClass(next) && !words.isPastOnly(next) && !words.isPresentOnly(next);
}

const shops = new Set(
  "wendy denny arby hardee macy kohl applebee chili domino sainsbury lloyd levi sotheby christie lowe mcdonald".split(
    " ",
  ),
);

/** "Jack-in-the-box" and "Jean-Paul" stay; "Smith-Jones" is no first name; "Anna-led", "Maria-style" are. */
function hyphened(view: TokenView, index: number): string | undefined {
  const after = view.gapAfter(index) === "hyphen" ? view.at(index + 1) : undefined;
  const before = view.at(index)?.gap === "hyphen" ? view.at(index - 1) : undefined;
  if (after !== undefined && isCapitalised(after.head)) return "a compound name";
  if (before !== undefined && isCapitalised(before.head)) return "a compound name";
  return after !== undefined && /^(?:o|in|of|a|be|the)$/.test(after.lower) ? "a fixed expression" : undefined;
}

/** A name of several words: "Thomas Weaver", "Mary Ann Smith", "Virginia Beach". */
function readRun(
  view: TokenView,
  table: NameTable,
  run: NameRun,
  opening: RunOpening,
  roles: Map<number, NameRole>,
  surnames: Set<string>,
): void {
  const first = view.at(run.start) as Token;
  const last = view.at(run.end - 1) as Token;
  const name = table.names.get(first.lower);
  const isTitleLine = isHeadline(view, run.start) && run.end - run.start > 2;
  if (isTitleLine) return readHeadline(view, table, run, roles);
  const inThing = opening === "place" || (hasInstitution(view, run) && !isSurnameToo(view, run, name));
  for (let index = run.start; index < run.end; index += 1) {
    const token = view.at(index) as Token;
    const listed = table.names.get(token.lower);
    if (listed === undefined) {
      if (table.unisex.has(token.lower) && index === run.start)
        roles.set(index, other("a name of any gender", "name.unisex", 0.9));
      continue;
    }
    if (inThing) roles.set(index, other("part of a proper name", "proper-name"));
    else if (index === run.start) {
      const role = firstOfRun(view, run, listed);
      roles.set(index, role);
      if (role.kind === "first-name" && !isSecondFirstName(table, listed, last.lower)) surnames.add(last.lower);
    } else if (view.gapAfter(index) === "hyphen") {
      roles.set(index, other("a surname", "name.surname")); // Laura McKenzie-Smith
    } else if (name !== undefined && isMiddleName(table, name, token, index === run.end - 1)) {
      roles.set(
        index,
        roles.get(run.start)?.kind === "first-name"
          ? { kind: "first-name", name: listed, confidence: 0.8 }
          : other("part of a proper name", "proper-name"),
      );
    } else roles.set(index, other("a surname", "name.surname"));
  }
}

/** "Linda Park", but "in Albert Park". */
function isSurnameToo(view: TokenView, run: NameRun, name: FirstName | undefined): boolean {
  if (name?.sense !== "plain" || run.end - run.start !== 2) return false;
  const previous = view.previous(run.start)?.lower ?? "";
  if (/^(?:in|at|to|near|on|from|of|through|the|around|into|across|past|along|by|visit|visited)$/.test(previous))
    return false;
  return /^(?:park|parks|hall|church|lane|hill|house|banks|field|fields|pond|brooks?|street|lake|rivers?|marsh|castle|bay|beach|abbey|palace|bridges?)$/.test(
    view.at(run.end - 1)?.lower ?? "",
  );
}

function hasInstitution(view: TokenView, run: NameRun): boolean {
  for (let index = run.start + 1; index < run.end; index += 1)
    if (institutions.has(view.at(index)?.lower ?? "")) return true;
  return false;
}

/** Surnames that are words as well: they do not make "Rose Hill" a hill. */
const wordSurnames = new Set(
  "brown white green black gray grey young king hill baker cook smith miller cooper taylor walker hall wood woods stone rivers bell bush rice love west north day moon fox wolf price banks brooks fields hunt long short strong wise rich knight bishop pope marsh park parks lane street rose may stephens carpenter mason fisher hunter potter porter carter ward waters weaver turner wright clark page shepherd butler gardner singer archer chambers church barber fuller glover sawyer slater tanner tyler bird crane drake finch swan lamb bull hart swift sharp bright best good goodman newman hope reed berry olive lemon pepper bean may snow frost winters summers".split(
    " ",
  ),
);

function firstOfRun(view: TokenView, run: NameRun, name: FirstName): NameRole {
  const previous = view.previous(run.start)?.lower ?? "";
  const second = (view.at(run.start + 1) as Token).lower;
  const isArticle = /^(?:the|a|an)$/.test(previous);
  if (name.sense === "plain") {
    return isArticle ? other("a thing that has a name", "proper-name") : { kind: "first-name", name, confidence: 0.95 };
  }
  const looksLikeSurname =
    wordSurnames.has(second) ||
    second.length === 1 ||
    (!words.isNoun(second) && !words.isAdjective(second) && !words.isClosedClass(second));
  if (isArticle || !looksLikeSurname) return other("part of a proper name", "proper-name", 0.75);
  return { kind: "first-name", name, confidence: 0.85 };
}

/** "Mary Ann" and "Anna Maria": a second name of a woman that is no surname. */
function isSecondFirstName(table: NameTable, first: FirstName, second: string): boolean {
  const name = table.names.get(second);
  return name !== undefined && first.gender === "feminine" && name.gender === "feminine" && name.sense === "plain";
}

function isMiddleName(table: NameTable, first: FirstName, token: Token, isLast: boolean): boolean {
  const name = table.names.get(token.lower);
  if (name === undefined || name.gender !== first.gender || name.sense === "surname") return false;
  return !isLast || isSecondFirstName(table, first, token.lower);
}

/** Where every word has a capital only names that are nothing else count, and a name after a name is a surname. */
function readHeadline(view: TokenView, table: NameTable, run: NameRun, roles: Map<number, NameRole>): void {
  for (let index = run.start; index < run.end; index += 1) {
    const name = table.names.get((view.at(index) as Token).lower);
    if (name === undefined) continue;
    const afterName = roles.get(index - 1)?.kind === "first-name";
    if (afterName) roles.set(index, other("a surname", "name.surname"));
    else if (name.sense === "plain" && !hasInstitution(view, run))
      roles.set(index, { kind: "first-name", name, confidence: 0.8 });
    else roles.set(index, other(otherReasons[name.sense], "name.sense", 0.6));
  }
}

/** With the whole document read: a lone name that is a surname or surely a person elsewhere. */
function reconsidered(
  view: TokenView,
  table: NameTable,
  index: number,
  role: NameRole,
  surnames: ReadonlySet<string>,
  persons: ReadonlySet<string>,
): NameRole {
  const { lower } = view.at(index) as Token;
  if (surnames.has(lower) && !persons.has(lower)) return other("the surname of somebody named before", "name.surname");
  const name = table.names.get(lower);
  const isAtHome = role.kind === "other" && role.confidence <= 0.85 && !view.beginsSentence(index);
  if (name !== undefined && persons.has(lower) && isAtHome) return { kind: "first-name", name, confidence: 0.75 };
  return role;
}

/** In text without any capital, names that are nothing else. */
function readLowerCase(view: TokenView, table: NameTable, roles: Map<number, NameRole>): void {
  for (const [index, { lower }] of view.tokens.entries()) {
    const name = table.names.get(lower);
    if (name?.sense !== "plain" || words.isNoun(lower) || words.isVerbOnly(lower) || words.isClosedClass(lower))
      continue;
    if (/^(?:the|a|an)$/.test(view.previous(index)?.lower ?? "")) continue;
    roles.set(index, { kind: "first-name", name, confidence: 0.7 });
  }
}
