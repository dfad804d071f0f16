import type { Gender, SwapTable } from "../../lexicon/swapPairs.ts";
import type { Token, TokenView } from "../tokens.ts";

const pronouns: Readonly<Record<string, Gender>> = {
  he: "masculine",
  him: "masculine",
  his: "masculine",
  himself: "masculine",
  she: "feminine",
  her: "feminine",
  hers: "feminine",
  herself: "feminine",
};

/** The gender of a word that stands for a person: a pronoun, or a noun of the table. */
export function personOf(
  view: TokenView,
  index: number,
  table: SwapTable,
): { readonly gender: Gender; readonly isPronoun: boolean } | undefined {
  const { lower } = view.at(index) as Token;
  const gender = pronouns[lower];
  if (gender !== undefined) return { gender, isPronoun: true };
  const term = table.terms.get(lower);
  return term === undefined || term.rule === "adjective" ? undefined : { gender: term.gender, isPronoun: false };
}

/** The kinship noun that a possessive owns: the token of "wife" in "his first wife". */
export function ownedKin(view: TokenView, index: number, table: SwapTable): number | undefined {
  const { lower } = view.at(index) as Token;
  return lower === "his" || lower === "her" ? kinAfter(view, index, table) : undefined;
}

/** The kinship noun within three words of the same phrase after `index`. */
export function kinAfter(view: TokenView, index: number, table: SwapTable): number | undefined {
  for (let at = index + 1; at <= index + 3; at += 1) {
    const token = view.at(at);
    if (token === undefined || (token.gap !== "space" && token.gap !== "hyphen")) return undefined;
    if (table.terms.get(token.lower)?.rule === "kinship") return at;
  }
  return undefined;
}
