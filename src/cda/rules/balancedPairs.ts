import type { SwapTable } from "../../lexicon/swapPairs.ts";
import type { Gap, Token, TokenView } from "../tokens.ts";
import { pronounRole } from "./pronouns.ts";

/** "his or her", "ladies and gentlemen", "he/she": both genders are named already, side by side. */
export function isInBalancedPair(view: TokenView, table: SwapTable, index: number): boolean {
  return namesBoth(view, table, index, 1) || namesBoth(view, table, index, -1) || isCutForm(view, index);
}

function namesBoth(view: TokenView, table: SwapTable, index: number, step: 1 | -1): boolean {
  const gap = (left: number): Gap => (step === 1 ? view.gapAfter(left) : (view.at(left)?.gap ?? "paragraph"));
  if (gap(index) === "slash" || gap(index) === "hyphen") {
    return areCounterparts(view, table, index, index + step);
  }
  const between = view.at(index + step)?.lower ?? "";
  if (!/^(?:and|or|nor|n|vs|versus)$/.test(between)) {
    const both = step === 1 ? view.at(index + 1) : view.at(index);
    return (
      both !== undefined &&
      /^\s*(?:&|&amp;|\+)\s*$/.test(both.between) &&
      areCounterparts(view, table, index, index + step)
    );
  }
  const other = view.at(index + 2 * step);
  if (other === undefined) return false;
  const gaps = [view.at(index + step), step === 1 ? other : view.at(index)];
  const close = gaps.every((token) => token?.gap === "space" || /^\.?\s+$|^\s*-\s*$/.test(token?.between ?? ""));
  return close && areCounterparts(view, table, index, index + 2 * step);
}

/** "s/he" and "(s)he". */
function isCutForm(view: TokenView, index: number): boolean {
  const here = view.at(index) as Token;
  const before = view.at(index - 1);
  return here.lower === "he" && before?.lower === "s" && (here.gap === "slash" || here.between === ")");
}

const titles: Readonly<Record<string, string>> = {
  mr: "m",
  mrs: "f",
  ms: "f",
  miss: "f",
  sir: "m",
  madam: "f",
  "ma'am": "f",
  sirs: "m",
  madams: "f",
  mesdames: "f",
  messrs: "m",
};

function areCounterparts(view: TokenView, table: SwapTable, a: number, b: number): boolean {
  const first = view.at(a)?.lower ?? "";
  const second = view.at(b)?.lower ?? "";
  if (first === second) return false;
  if (titles[first] !== undefined && titles[second] !== undefined) return titles[first] !== titles[second];
  const one = table.terms.get(first);
  const other = table.terms.get(second);
  if (one !== undefined && other !== undefined) return one.counterpart === second || other.counterpart === first;
  if ([first, second].sort().join() === "hers,his") return true; // his and hers towels
  // "his and her parents" are two people; "his or her parent" is anybody.
  if (Math.abs(a - b) === 2 && view.at((a + b) / 2)?.lower === "and") return false;
  const left = pronounRoleQuietly(view, a);
  const right = pronounRoleQuietly(view, b);
  if (left === undefined || right === undefined || left.gender === right.gender) return false;
  const possessives = (role: string): boolean => role === "possessive" || role === "independent";
  return (
    left.role === right.role ||
    (possessives(left.role) && possessives(right.role)) ||
    (left.role === "object" && right.role === "reflexive") ||
    (left.role === "reflexive" && right.role === "object")
  );
}

function pronounRoleQuietly(view: TokenView, index: number): ReturnType<typeof pronounRole> {
  return view.at(index) === undefined ? undefined : pronounRole(view, index);
}
