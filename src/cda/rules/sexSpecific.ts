import type { Token, TokenView } from "../tokens.ts";

const pattern =
  /^(?:pregnan\w*|prostate|menstrua\w*|menopaus\w*|ovar(?:y|ies|ian)|uter(?:us|ine)|testic\w*|vagina\w*|hysterectom\w*|vasectom\w*|breastfe\w*|breastfeeding|cervical|cervix|childbirth|miscarriage|penis|foreskin|endometriosis|ejaculat\w*)$/;

const anywhere =
  /pregnan|prostat|menstru|menopaus|ovar|uter|testic|vagina|hysterect|vasectom|breastfe|cervi|birth|miscarr|penis|foreskin|endometri|ejacul/i;

/**
 * Marks the words of sentences that state a fact about one sex only: changing people there makes a falsehood.
 *
 * @returns the positions of those words, empty for most texts
 */
export function sexSpecificSentences(view: TokenView): ReadonlySet<number> {
  const marked = new Set<number>();
  if (!anywhere.test(view.text)) return marked;
  let first = 0;
  let found = false;
  for (let index = 0; index <= view.tokens.length; index += 1) {
    const token = view.at(index);
    if (token === undefined || (index > 0 && view.beginsSentence(index))) {
      if (found) for (let at = first; at < index; at += 1) marked.add(at);
      first = index;
      found = false;
    }
    if (token !== undefined && statesSex(view, index, token)) found = true;
  }
  return marked;
}

function statesSex(view: TokenView, index: number, { lower }: Token): boolean {
  if (pattern.test(lower)) return true;
  return lower === "birth" && /^(?:give|gave|given|gives|giving)$/.test(view.at(index - 1)?.lower ?? "");
}
