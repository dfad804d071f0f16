import type { Span } from "../text/span.ts";

/** UTF-16 units kept on each side. */
const contextUnits = 60;

/** The text around a span on one line, cut between words, with `…` where text was left out. */
export function textAround(text: string, span: Span): string {
  let start = Math.max(0, span.start - contextUnits);
  let end = Math.min(text.length, span.end + contextUnits);
  if (start > 0) {
    const space = text.slice(start, span.start).search(/\s/);
    start = space === -1 ? wholeCharacter(text, start) : start + space + 1;
  }
  if (end < text.length) {
    const rest = text.slice(span.end, end);
    const space = rest.search(/\s\S*$/);
    end = space === -1 ? wholeCharacter(text, end) : span.end + space;
  }
  const shown = text.slice(start, end).replaceAll(/\s+/g, " ").trim();
  return `${start > 0 ? "…" : ""}${shown}${end < text.length ? "…" : ""}`;
}

/** Moves off the second half of a surrogate pair. */
function wholeCharacter(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff ? index + 1 : index;
}
