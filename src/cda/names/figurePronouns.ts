import type { Gender, SwapTable } from "../../lexicon/swapPairs.ts";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import { kinAfter, ownedKin, personOf } from "../rules/personOf.ts";
import type { NameTable } from "./nameTable.ts";
import type { PublicFigure } from "./publicFigures.ts";

/**
 * Pronouns that refer to a public figure, and kin that they own ("his wife"): from the figure to the end of the
 * paragraph, and before it in its own sentence, as long as nobody else of that gender has been named.
 */
export function figurePronouns(
  view: TokenView,
  figures: readonly PublicFigure[],
  table: SwapTable,
  names: NameTable,
): Set<number> {
  const found = new Set<number>();
  const inFigure = new Set(
    figures.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)),
  );
  for (const figure of figures) {
    const owner = view.at(figure.end - 1) as Token;
    const kin = owner.clitic === "" ? undefined : kinAfter(view, figure.end - 1, table);
    if (kin !== undefined) keepKin(view, kin, found); // Barack Obama's wife
    const isRival = (index: number): boolean =>
      !inFigure.has(index) && namesSomebody(view, index, figure.gender, table, names, found);
    for (
      let index = figure.end;
      index < Math.min(figure.end + reach, view.tokens.length) && view.at(index)?.gap !== "paragraph";
      index += 1
    ) {
      if (isRival(index)) break;
      keep(view, index, figure.gender, table, found);
    }
    for (
      let index = figure.start - 1;
      index >= Math.max(0, figure.start - reach) && !view.beginsSentence(index + 1);
      index -= 1
    ) {
      if (isRival(index)) break;
      keep(view, index, figure.gender, table, found);
    }
  }
  return found;
}

/** In words: farther away a pronoun stands for somebody else as likely as not. */
const reach = 120;

function keep(view: TokenView, index: number, gender: Gender, table: SwapTable, found: Set<number>): void {
  const person = personOf(view, index, table);
  if (person?.isPronoun !== true || person.gender !== gender) return;
  found.add(index);
  const kin = ownedKin(view, index, table);
  if (kin !== undefined) keepKin(view, kin, found);
}

/** The kin of a figure, and the name that follows: "her husband Pierre", "her husband, Albert". */
function keepKin(view: TokenView, kin: number, found: Set<number>): void {
  found.add(kin);
  const named = view.at(kin + 1);
  if (named === undefined || !isCapitalised(named.head)) return;
  if (named.gap === "space" || named.gap === "comma") found.add(kin + 1);
}

/** A first name or a noun of the gender; kin of the figure's are kept with it and are no rivals. */
function namesSomebody(
  view: TokenView,
  index: number,
  gender: Gender,
  table: SwapTable,
  { names }: NameTable,
  kept: ReadonlySet<number>,
): boolean {
  const { lower, head } = view.at(index) as Token;
  if (kept.has(index)) return false;
  const term = table.terms.get(lower);
  if (term !== undefined) return term.gender === gender && term.rule !== "adjective";
  const name = names.get(lower);
  return name?.gender === gender && name.sense === "plain" && isCapitalised(head);
}
