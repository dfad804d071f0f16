import { publicFigures } from "../names/publicFigures.ts";
import type { Token, TokenView } from "../tokens.ts";
import * as words from "../wordClasses.ts";

const copula = /^(?:is|was|are|were|be|been|became|becomes|become|being|'s)$/;

/** The public figures of a text, and which terms state a fact about one: changing them would make a falsehood. */
export class FigureFacts {
  readonly #view: TokenView;
  readonly #inside = new Set<number>();
  /** The first figure's name as written; undefined when the text names none. */
  readonly first: string | undefined;

  constructor(view: TokenView) {
    this.#view = view;
    const figures = publicFigures(view);
    for (const { start, end } of figures) for (let at = start; at < end; at += 1) this.#inside.add(at);
    const [figure] = figures;
    if (figure !== undefined) {
      this.first = view.text.slice(view.at(figure.start)?.start, view.at(figure.end - 1)?.end);
    }
  }

  /** A term inside a name (Jack Black), a title before one, or what one is said to be ("was the first black mayor"). */
  concerns(index: number, last: number): boolean {
    if (this.first === undefined) return false;
    return this.#inside.has(index) || this.#inside.has(last + 1) || this.#isSaidOfFigure(index);
  }

  #isSaidOfFigure(index: number): boolean {
    const view = this.#view;
    for (let at = index - 1; at >= 0 && at >= index - 6; at -= 1) {
      if (view.at(at + 1)?.gap !== "space") return false;
      const { lower } = view.at(at) as Token;
      if (copula.test(lower)) return this.#inside.has(beforeAuxiliaries(view, at));
      const isInside =
        words.determiners.has(lower) || words.isAdjective(lower) || words.isClosedClass(lower) || /^\d/.test(lower);
      if (!isInside && !/^(?:first|second|third|only)$/.test(lower)) return false;
    }
    return false;
  }
}

function beforeAuxiliaries(view: TokenView, index: number): number {
  let at = index - 1;
  while (at > 0 && (words.auxiliaries.has(view.at(at)?.lower ?? "") || words.adverbs.has(view.at(at)?.lower ?? "")))
    at -= 1;
  return at;
}
