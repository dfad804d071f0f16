import type { ShownSpan, ShownTerm } from "../../recordsProtocol.ts";
import { element } from "../dom.ts";

/** A text with its terms underlined by axis and what was searched for marked; where both meet, both are seen. */
export function markedText(text: string, terms: readonly ShownTerm[], found: readonly ShownSpan[]): Node[] {
  const borders = new Set([0, text.length, ...[...terms, ...found].flatMap(({ start, end }) => [start, end])]);
  const places = [...borders].filter((place) => place <= text.length).sort((a, b) => a - b);
  const nodes: Node[] = [];
  let term = 0;
  let match = 0;
  for (const [index, start] of places.entries()) {
    const end = places[index + 1];
    if (end === undefined) break;
    while ((terms[term]?.end ?? Number.POSITIVE_INFINITY) <= start) term += 1;
    while ((found[match]?.end ?? Number.POSITIVE_INFINITY) <= start) match += 1;
    const here: ShownTerm[] = [];
    for (let at = term; at < terms.length && (terms[at] as ShownTerm).start <= start; at += 1) {
      if ((terms[at] as ShownTerm).end > start) here.push(terms[at] as ShownTerm);
    }
    nodes.push(piece(text.slice(start, end), here, covering(found[match], start)));
  }
  return nodes;
}

function covering<Span extends ShownSpan>(span: Span | undefined, place: number): Span | undefined {
  return span !== undefined && span.start <= place && place < span.end ? span : undefined;
}

/** Terms of several axes may share a word: "Black man". */
function piece(text: string, terms: readonly ShownTerm[], found: ShownSpan | undefined): Node {
  let node: Node = document.createTextNode(text);
  for (const { axis, group } of terms) {
    node = element("span", { class: `term ${axis}`, title: `${axis} · ${group}` }, node);
  }
  return found === undefined ? node : element("mark", {}, node);
}
