import type { Token, TokenView } from "../tokens.ts";
import * as words from "../wordClasses.ts";

/** What the steps look at. `governor` is the word before, `after` the word after next, each empty across a break. */
export interface HerContext {
  readonly view: TokenView;
  readonly index: number;
  readonly next: Token;
  readonly word: string;
  readonly governor: string;
  readonly after: string;
  /** No word of the same phrase follows the next one. */
  readonly ends: boolean;
  readonly joined: boolean;
  /** The word before could be a verb with an object. */
  readonly afterVerb: boolean;
}

export function herContext(view: TokenView, index: number, next: Token): HerContext {
  const before = view.previous(index)?.lower ?? "";
  const governor = before === "like" && isVerbLike(view, index - 1) ? "likes" : before;
  const after = view.next(index + 1);
  return {
    view,
    index,
    next,
    word: next.lower,
    governor,
    after: after?.lower ?? "",
    ends: after === undefined,
    joined: view.gapAfter(index + 1) === "hyphen",
    afterVerb: governor !== "" && !words.isClosedClass(governor),
  };
}

/** "we like her", "to like her": the verb, not the preposition. */
function isVerbLike(view: TokenView, index: number): boolean {
  const before = view.previous(index)?.lower ?? "";
  return (
    words.subjectPronouns.has(before) ||
    (words.auxiliaries.has(before) && !/^(?:is|are|was|were|be|been)$/.test(before)) ||
    before === "to" ||
    before === "really"
  );
}

/** False where a noun phrase begins: after a preposition or a break. */
export function takesObject(governor: string): boolean {
  return governor !== "" && !words.prepositions.has(governor);
}
