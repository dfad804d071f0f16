import type { SwapTable } from "../../lexicon/swapPairs.ts";
import { personOf } from "../rules/personOf.ts";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import type { NameTable } from "./nameTable.ts";

/**
 * The first name that a pronoun stands for, where the sentence leaves no doubt: before the pronoun there is one name of
 * its gender and nobody else who could be meant, named or not.
 */
export function namedReferent(
  view: TokenView,
  index: number,
  table: SwapTable,
  { names, unisex }: NameTable,
): string | undefined {
  const pronoun = personOf(view, index, table);
  let found: string | undefined;
  for (let at = index; at > 0 && !view.beginsSentence(at);) {
    if (at < index - reach) return undefined;
    at -= 1;
    const { head, lower } = view.at(at) as Token;
    const person = personOf(view, at, table);
    if (person !== undefined && !person.isPronoun && person.gender === pronoun?.gender) return undefined;
    if (!isCapitalised(head) || lower === "i") continue;
    const name = names.get(lower);
    if (name?.sense === "plain") {
      if (name.gender !== pronoun?.gender || lower === found?.toLowerCase()) continue;
      if (found !== undefined) return undefined;
      found = head;
    } else if (unisex.has(lower) || (!view.beginsSentence(at) && !followsName(view, at, names))) return undefined;
  }
  return found;
}

/** In words; sentences without an end are no sentences. */
const reach = 60;

/** "Emily Stone": a surname is nobody else. */
function followsName(view: TokenView, index: number, names: NameTable["names"]): boolean {
  const before = view.previous(index);
  return before !== undefined && names.has(before.lower) && isCapitalised(before.head);
}
