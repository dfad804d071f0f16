import type { TokenView } from "../tokens.ts";
import * as words from "../wordClasses.ts";

/** What stands behind a symbol that parts a pronoun from its noun: "her $500 coat", "his (former) wife", "(her) fingers". */
export function beyondSymbol(view: TokenView, index: number): "money" | "bracketed" | undefined {
  const next = view.at(index + 1);
  if (next === undefined) return undefined;
  if (/^\s[$€£¥]$/.test(next.between)) return "money";
  if (/^[)\]] $/.test(next.between) && /[([]$/.test(view.at(index)?.between ?? "")) {
    return words.isClosedClass(next.lower) ? undefined : "bracketed";
  }
  if (!/^ [([]$/.test(next.between)) return undefined;
  const closes = view.at(index + 2);
  const inside = words.isAdjective(next.lower) || words.isParticiple(next.lower) || words.isNoun(next.lower);
  if (closes === undefined || !inside || !/^[)\]] $/.test(closes.between)) return undefined;
  return words.isClosedClass(closes.lower) ? undefined : "bracketed";
}
