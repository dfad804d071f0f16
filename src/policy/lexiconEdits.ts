import { applyEdits, modify, parseTree } from "jsonc-parser";
import type { Node } from "jsonc-parser";
import { EvenhandError } from "../base/errors.ts";
import { parseLexicon } from "../lexicon/readLexicon.ts";
import { canonicalForm } from "../text/canonicalForm.ts";
import { jsonFormatting, withoutListItem } from "./jsonEdits.ts";

/** The name of a team's lexicon that the editor makes, beside evenhand.json. */
export const teamLexiconName = "evenhand.lexicon.json";

/** What a new one begins with: the bundled lexicon, unchanged. */
export const emptyTeamLexicon = `${JSON.stringify({ extends: "bundled" }, undefined, 2)}\n`;

/** A term of a group, as scans and lexicons write it. */
export interface GroupTerm {
  /** `gender.female`. */
  readonly group: string;
  readonly term: string;
}

/**
 * The text of a team's lexicon in which a term is not looked for: in `remove` where the file extends the bundled lexicon,
 * else taken out of its group. Everything else stays as it is written.
 *
 * @throws EvenhandError `lexicon.invalid` where the file is wrong before or after, or the term stands there as part of a pattern
 */
export function withTermOff(text: string, { group, term }: GroupTerm, fileName: string): string {
  parseLexicon(text, fileName);
  const terms = termsOf(text, group);
  const own = terms?.node.children?.findIndex((node) => sameTerm(termText(node), term)) ?? -1;
  const isExtension = extendsBundled(text);
  // A team's own term goes from where the team wrote it; one that the bundled lexicon has as well would come back.
  const without = own < 0 || terms === undefined ? text : withoutItem(text, terms, own);
  if (!isExtension) {
    if (without === text) throw inPattern(term, fileName);
    return checked(without, fileName);
  }
  const isBundled = parseLexicon(emptyTeamLexicon, fileName).groups.some(
    ({ id, terms: known }) => id === group && known.some((one) => sameTerm(one.text, term)),
  );
  if (!isBundled && without === text) throw inPattern(term, fileName);
  return checked(isBundled ? withItem(without, ["remove", group], term) : without, fileName);
}

/**
 * Takes back `withTermOff` for a term of the bundled lexicon.
 *
 * @throws EvenhandError `lexicon.invalid` where `remove` does not name the term itself
 */
export function withTermOn(text: string, { group, term }: GroupTerm, fileName: string): string {
  parseLexicon(text, fileName);
  const place = ["remove", group];
  const node = nodeAt(text, place);
  const index = node?.children?.findIndex((one) => sameTerm(termText(one), term)) ?? -1;
  if (node === undefined || index < 0) {
    throw new EvenhandError("lexicon.invalid", `${fileName} does not remove “${term}” by itself.`, {
      hint: "Open the file: a pattern or the whole group may be removed, or the file is a lexicon of its own.",
    });
  }
  return checked(withoutItem(text, { path: place, node }, index), fileName);
}

/** The text with one more phrase that holds a term's words and names nobody. @throws EvenhandError `lexicon.invalid` */
export function withException(text: string, group: string, phrase: string, fileName: string): string {
  parseLexicon(text, fileName);
  return checked(withItem(text, ["exceptions", group], phrase), fileName);
}

type JsonPath = readonly (string | number)[];

interface Place {
  readonly path: JsonPath;
  readonly node: Node;
}

/** The list of a group's terms, in the short form or the long one. */
function termsOf(text: string, group: string): Place | undefined {
  const groups = nodeAt(text, ["groups"]);
  if (groups === undefined) return undefined;
  const index =
    groups.type === "array" ? (groups.children ?? []).findIndex((one) => valueOf(one, "id")?.value === group) : -1;
  const path = groups.type === "array" ? ["groups", index, "terms"] : ["groups", group];
  const node = nodeAt(text, path);
  return node === undefined ? undefined : { path, node };
}

/** Without the last item of a list, the list goes as well, and an entry of the long form with it. */
function withoutItem(text: string, { path, node }: Place, index: number): string {
  if ((node.children?.length ?? 0) > 1) return withoutListItem(text, [...path], index);
  if (path.at(-1) !== "terms") return changed(text, path, undefined);
  return withoutListItem(text, ["groups"], Number(path[1]));
}

/** Adds to the end of a list, which is made where there is none. */
function withItem(text: string, path: JsonPath, item: string): string {
  const list = nodeAt(text, path);
  const items = list?.children ?? [];
  if (items.some((one) => sameTerm(termText(one), item))) return text;
  return list?.type === "array" ? changed(text, [...path, items.length], item) : changed(text, path, [item]);
}

function changed(text: string, path: JsonPath, value: unknown): string {
  return applyEdits(text, modify(text, [...path], value, jsonFormatting(text)));
}

function extendsBundled(text: string): boolean {
  return nodeAt(text, ["extends"]) !== undefined;
}

/** By way of property names and indices; undefined where there is nothing. */
function nodeAt(text: string, path: JsonPath): Node | undefined {
  let node = parseTree(text);
  for (const step of path) node = typeof step === "number" ? node?.children?.[step] : valueOf(node, step);
  return node;
}

function valueOf(node: Node | undefined, name: string): Node | undefined {
  if (node?.type !== "object") return undefined;
  return node.children?.find(({ children }) => children?.[0]?.value === name)?.children?.[1];
}

function termText(node: Node): string {
  const text: unknown = node.type === "string" ? node.value : valueOf(node, "text")?.value;
  return typeof text === "string" ? text : "";
}

function sameTerm(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => text.trim().split(/\s+/u).map(canonicalForm).join(" "));
  return first === second;
}

function checked(text: string, fileName: string): string {
  parseLexicon(text, fileName);
  return text;
}

function inPattern(term: string, fileName: string): EvenhandError {
  return new EvenhandError("lexicon.invalid", `“${term}” does not stand in ${fileName} by itself.`, {
    hint: "It comes from a pattern there: change the pattern by hand.",
  });
}
