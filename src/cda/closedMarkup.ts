import type { Span } from "../text/span.ts";

/** What ends each kind of opening; in lower case. */
const closings: ReadonlyMap<string, RegExp> = new Map([
  ["<!--", /-->/g],
  ...["script", "style", "pre", "code"].map((name) => [`<${name}`, new RegExp(`</${name}\\s*>`, "gi")] as const),
]);

/**
 * Comments of HTML and elements whose content is no text, each from its opening to its closing. What is not closed is none. Where one opening
 * has no closing, no later one of its kind has: without asking again, thousands of them cost no more than the text is long.
 */
export function* closedMarkup(text: string): Generator<Span> {
  const unclosed = new Set<string>();
  const openings = /<!--|<(?:script|style|pre|code)\b/gi;
  for (let opening = openings.exec(text); opening !== null; opening = openings.exec(text)) {
    const kind = opening[0].toLowerCase();
    const closing = closings.get(kind);
    if (closing === undefined || unclosed.has(kind)) continue;
    closing.lastIndex = openings.lastIndex;
    if (closing.test(text)) {
      yield { start: opening.index, end: closing.lastIndex };
      openings.lastIndex = closing.lastIndex;
    } else unclosed.add(kind);
  }
}
