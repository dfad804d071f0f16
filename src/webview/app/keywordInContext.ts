import type { BiasReport, KeywordInContext } from "../../report/biasReport.ts";
import { wholeWordPattern } from "../../report/wholeWords.ts";
import { maskSlurs, slursOf } from "../../report/wording.ts";
import { element } from "./dom.ts";
import type { Host } from "./host.ts";
import { placeLink } from "./placeLink.ts";

/** Places of a group, and of a word beside it where they are one word's. */
export interface ShownPlaces {
  readonly group: string;
  readonly word?: string;
  readonly places: readonly KeywordInContext[];
}

/** The places where a group is named, or a word meets it, with both marked where the report holds text. */
export function contextList(report: BiasReport, row: ShownPlaces, host: Host, showSlurs: boolean): HTMLElement {
  const slurs = slursOf(report);
  const terms = report.scan?.groups.find((group) => group.group === row.group)?.terms.map(({ term }) => term) ?? [];
  const hasText = row.places.some((place) => place.text !== undefined);
  return element(
    "div",
    {},
    element(
      "ul",
      { class: "contexts" },
      ...row.places.map((place) => {
        const link = placeLink(host, place);
        if (place.text === undefined) return element("li", {}, link);
        const text = showSlurs ? place.text : maskSlurs(place.text, slurs);
        return element("li", {}, link, element("span", { class: "quote" }, ...marked(text, row.word, terms)));
      }),
    ),
    hasText ? undefined : element("p", { class: "note" }, "This report was made without the corpus's text."),
  );
}

/** `text` with the word and the group's terms marked, each in its own way. */
export function marked(text: string, word: string | undefined, terms: readonly string[]): readonly (Node | string)[] {
  const kinds = new Map(terms.map((term) => [term.toLowerCase(), "term"]));
  if (word !== undefined) kinds.set(word.toLowerCase(), "word");
  const pattern = wholeWordPattern(kinds.keys());
  if (pattern === undefined) return [text];
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(end, match.index));
    const kind = kinds.get(match[0].toLowerCase()) ?? "term";
    parts.push(element(kind === "word" ? "mark" : "strong", {}, match[0]));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}
