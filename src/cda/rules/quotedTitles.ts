import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import { isTitleShaped } from "./titleShape.ts";

/** Quotation marks inside a sentence, after a word; not the strings of JSON or CSV, which follow a colon or a bracket. */
const quoted = /(?<=[\p{L}\d,]\s)(?:"([^"\n]{3,80})"|“([^“”\n]{3,80})”|‘([^‘’\n]{3,80})’)/gu;

/** Tokens of titles of works: quoted words that all have a capital, "The Old Man and the Sea". */
export function quotedTitles(view: TokenView): Set<number> {
  const found = new Set<number>();
  if (!/["“‘]/.test(view.text)) return found;
  let index = 0;
  for (const match of view.text.matchAll(quoted)) {
    const end = match.index + match[0].length;
    while (index < view.tokens.length && (view.at(index) as Token).end <= match.index) index += 1;
    const inside: number[] = [];
    for (let at = index; at < view.tokens.length && (view.at(at) as Token).start < end; at += 1) inside.push(at);
    if (isTitle(view, inside)) for (const at of inside) found.add(at);
  }
  return found;
}

/** Three words or more, two of them with a capital. */
function isTitle(view: TokenView, inside: readonly number[]): boolean {
  const [first] = inside;
  const last = inside.at(-1);
  if (first === undefined || last === undefined || inside.length < 3) return false;
  const capitals = inside.filter((at) => isCapitalised((view.at(at) as Token).head)).length;
  return capitals >= 2 && isTitleShaped(view, first, last);
}
