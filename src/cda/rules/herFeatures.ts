import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import * as words from "../wordClasses.ts";
import { partsOfSpeech } from "../wordPos.ts";
import * as verbs from "./governors.ts";
import type { Role } from "./role.ts";
import type { SubjectSign } from "./subject.ts";

/** Features are numbers below this: hashes of a template's name and of what fills it. */
export const featureBits = 22;

/**
 * What the disambiguator sees of `her`: the words around it, their classes and endings, what the verb
 * before can take, and what the rules say. The same function makes the features for training and for use.
 */
export function herFeatures(view: TokenView, index: number, byRules: Role, subject: SubjectSign): number[] {
  const one = neighbour(view, index, 1);
  const two = neighbour(view, index, 2);
  const three = neighbour(view, index, 3);
  const before = neighbour(view, index, -1);
  const before2 = neighbour(view, index, -2);
  const governor = governorClass(before.word);
  const stemmed = stem(before.word);
  const end = ending(one.word);
  const side = byRules.possessive ? "p" : "o";
  return [
    hashed(0, side, String(Math.round(byRules.confidence * 20))),
    hashed(1, one.word),
    hashed(2, two.word),
    hashed(3, before.word),
    hashed(4, before2.word),
    hashed(5, one.kind),
    hashed(6, two.kind),
    hashed(7, before.kind),
    hashed(8, one.kind, two.kind),
    hashed(9, one.kind, two.kind, three.kind),
    hashed(10, before.word, one.word),
    hashed(11, before.kind, one.word),
    hashed(12, before.word, one.kind),
    hashed(13, before.kind, one.kind),
    hashed(14, before.word, one.kind, two.kind),
    hashed(15, before.kind, one.kind, two.kind),
    hashed(16, before.kind, one.kind, two.kind, three.kind),
    hashed(17, one.word, two.word),
    hashed(18, one.word, two.kind),
    hashed(19, one.kind, two.word),
    hashed(20, end),
    hashed(21, end, two.kind),
    hashed(22, before.word, end),
    hashed(23, governor, one.word),
    hashed(24, governor, one.kind),
    hashed(25, governor, one.kind, two.kind),
    hashed(26, governor, end),
    hashed(27, governor, end, two.kind),
    hashed(28, side, one.word),
    hashed(29, side, before.word),
    hashed(30, side, governor),
    hashed(31, side, one.kind, two.kind),
    hashed(32, before2.word, before.word),
    hashed(33, stemmed, one.kind),
    hashed(34, stemmed, one.kind, two.kind),
    hashed(35, stemmed, end),
    hashed(36, stemmed, one.word),
    hashed(37, before2.word, stemmed, one.kind),
    hashed(38, side, before.kind, one.kind, two.kind, three.kind),
    hashed(39),
    hashed(40, one.parts),
    hashed(41, before.word, one.parts),
    hashed(42, governor, one.parts, two.kind),
    hashed(43, one.parts, two.kind, three.kind),
    hashed(44, before.kind, one.parts, two.parts),
    hashed(45, governor, one.parts, two.parts),
    hashed(46, one.parts, two.word),
    hashed(47, stemmed, one.parts, two.kind),
    hashed(48, side, one.parts, two.parts),
    hashed(49, subject),
    hashed(50, subject, before.word),
    hashed(51, subject, one.parts),
    hashed(52, subject, governor, one.kind),
    hashed(53, subject, governor, one.parts, two.kind),
    hashed(54, subject, before.kind, one.kind, two.kind),
    hashed(55, subject, side),
  ];
}

function hashed(template: number, ...parts: readonly string[]): number {
  let hash = Math.imul(0x811c9dc5 ^ template, 0x01000193);
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 1) hash = Math.imul(hash ^ part.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash ^ 0x1f, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) & ((1 << featureBits) - 1);
}

interface Neighbour {
  /** The word, or what stands in its place: a break, a comma, the end. */
  readonly word: string;
  readonly kind: string;
  /** What it can be by WordNet, endings kept. */
  readonly parts: string;
}

const nothing = (word: string): Neighbour => ({ word, kind: word, parts: word });

/** @param step distance in words; a break between hides what is behind it */
function neighbour(view: TokenView, index: number, step: number): Neighbour {
  const direction = step > 0 ? 1 : -1;
  for (let at = index; at !== index + step; at += direction) {
    const gap = direction > 0 ? view.gapAfter(at) : (view.at(at)?.gap ?? "paragraph");
    if (gap === "space" || gap === "opening") continue;
    const last = at + direction === index + step;
    if (!last) return nothing("…");
    if (gap !== "hyphen" && gap !== "comma") return nothing(gap === "slash" ? "/" : ".");
    if (gap === "comma") return nothing(",");
  }
  const token = view.at(index + step);
  if (token === undefined) return nothing(".");
  const hyphened = view.gapAfter(index + step) === "hyphen" ? "-" : "";
  const word = /^\d/.test(token.lower) ? "0" : token.lower;
  return { word, kind: kindOf(token) + hyphened, parts: partsOf(word) };
}

/** By the word itself, or by what its ending was put to: "laughs" is `vn-s`. */
function partsOf(word: string): string {
  if (words.isClosedClass(word)) return "closed";
  const known = partsOfSpeech(word);
  if (known !== "") return known;
  const [, base = "", suffix = ""] = /^(.{3,}?)(s|es|ed|d|ing|er|ly)$/.exec(word) ?? [];
  if (base === "") return "n";
  const parts = partsOfSpeech(base) || partsOfSpeech(`${base}e`) || partsOfSpeech(base.slice(0, -1)) || "n";
  return `${parts}-${suffix}`;
}

const kinds = new Map<string, string>();

/** The classes that a word may belong to, as one short name. */
function kindOf({ lower, head }: Token): string {
  const known = kinds.get(lower);
  const kind = known ?? openKind(lower);
  if (known === undefined && kinds.size < kindsKept) kinds.set(lower, kind);
  return isCapitalised(head) && lower !== "i" ? `${kind}^` : kind;
}

const kindsKept = 20_000;

function openKind(word: string): string {
  if (word === "") return "text";
  if (/^\d/.test(word)) return "0";
  if (words.possessives.has(word)) return "poss";
  if (words.determiners.has(word)) return "det";
  if (words.auxiliaries.has(word)) return "aux";
  if (words.subjectPronouns.has(word)) return "subj";
  if (words.objectPronouns.has(word)) return "obj";
  if (words.conjunctions.has(word)) return words.prepositions.has(word) ? "prep&" : "conj";
  if (words.prepositions.has(word)) return words.particles.has(word) ? "part" : "prep";
  if (words.adverbs.has(word)) return "adv";
  if (words.possessedOnly.has(word)) return "own";
  if (words.quantities.has(word)) return "num";
  if (words.timeNouns.has(word)) return word.endsWith("s") ? "times" : "time";
  if (words.isLyAdverb(word)) return "ly";
  let kind = "";
  if (words.isVerbOnly(word)) kind += "v";
  if (words.isNounOrVerb(word)) kind += "w";
  if (words.isPastOnly(word)) kind += "d";
  if (words.isPresentOnly(word)) kind += "z";
  if (words.isGerund(word)) kind += words.nominalGerunds.has(word) ? "G" : "g";
  else if (words.isParticiple(word)) kind += "e";
  if (words.isAdjective(word)) kind += "a";
  if (words.isRole(word)) kind += "r";
  else if (words.isUncountable(word)) kind += "u";
  else if (words.isNoun(word)) kind += "n";
  return kind === "" ? (/[^s]s$/.test(word) ? "?s" : "?") : /[^s]s$/.test(word) ? `${kind}s` : kind;
}

function ending(word: string): string {
  return word.length > 4 ? word.slice(-3) : word;
}

/** Enough to make forms of one verb alike; it need not be a word. */
function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ies|ied|ing|ed|es|s|e)$/, "") : word;
}

const governors: readonly (readonly [string, ReadonlySet<string>])[] = [
  ["perceive", verbs.perceives],
  ["make", verbs.makes],
  ["let", verbs.lets],
  ["have", verbs.haves],
  ["new", verbs.givesNewThings],
  ["give", verbs.gives],
  ["complement", verbs.complements],
  ["describe", verbs.describes],
  ["find", verbs.findsDoing],
  ["move", verbs.moves],
  ["appoint", verbs.appoints],
  ["name", verbs.names],
  ["take", verbs.takes],
];

/** Every list that a word is on: "left" both gives and describes. */
function governorClass(word: string): string {
  let all = "";
  for (const [name, list] of governors) if (list.has(word)) all += name;
  if (all !== "") return all;
  if (words.prepositions.has(word)) return "prep";
  return words.isClosedClass(word) || word.length < 2 ? "closed" : "open";
}
