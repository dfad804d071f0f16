import { subjectBefore } from "../../src/cda/rules/subject.ts";
import type { SubjectSign } from "../../src/cda/rules/subject.ts";
import { readTokens, TokenView } from "../../src/cda/tokens.ts";
import { determiners, isAdjective } from "../../src/cda/wordClasses.ts";
import { splitWords } from "../../src/text/words.ts";

/** An ambiguous pronoun whose function is known, because another person's form stood there. */
export interface LabelledPronoun {
  readonly view: TokenView;
  readonly index: number;
  /** True for a possessive before a noun phrase; false for an object (`her`) or a possessive that stands alone (`his`). */
  readonly possessive: boolean;
  /** Whether the subject before is the same person: "they love their", "we love their". */
  readonly subject: SubjectSign;
}

/** Forms that are never ambiguous, by what `her` would be in their place; `his` and `her` themselves teach nothing. */
const asHer: Readonly<Record<string, boolean>> = {
  me: false,
  him: false,
  them: false,
  us: false,
  my: true,
  their: true,
  our: true,
};

const asHis: Readonly<Record<string, boolean>> = {
  my: true,
  their: true,
  our: true,
  your: true,
  mine: false,
  theirs: false,
  ours: false,
  yours: false,
  hers: false,
};

/**
 * Writes `her` (or `his`) in place of every other person's form of a text and says what each was: labels that nobody had
 * to annotate.
 */
export function* freeLabels(paragraph: string, pronoun: "her" | "his"): Generator<LabelledPronoun> {
  const forms = pronoun === "her" ? asHer : asHis;
  const labels: boolean[] = [];
  const persons: string[] = [];
  const starts: number[] = [];
  let text = "";
  let end = 0;
  for (const { start, end: stop, canonical } of splitWords(paragraph)) {
    const label = Object.hasOwn(forms, canonical) ? forms[canonical] : undefined;
    const word = paragraph.slice(start, stop);
    if (label === undefined || !/^[A-Z]?[a-z]+$/.test(word)) continue; // not US
    text += paragraph.slice(end, start);
    starts.push(text.length);
    labels.push(label);
    persons.push(canonical);
    text += inCase(word, pronoun);
    end = stop;
  }
  if (starts.length === 0) return;
  text += paragraph.slice(end);
  const view = new TokenView(text, readTokens(text, splitWords(text)));
  let next = 0;
  for (const [index, token] of view.tokens.entries()) {
    while ((starts[next] ?? Infinity) < token.start) next += 1;
    if (starts[next] === token.start && token.lower === pronoun && teaches(view, index, pronoun)) {
      const own = subjects[persons[next] ?? ""] ?? "";
      yield {
        view,
        index,
        possessive: labels[next] as boolean,
        subject: subjectBefore(view, index, (word) => word === own),
      };
    }
  }
}

const subjects: Readonly<Record<string, string>> = {
  me: "i",
  my: "i",
  him: "he",
  them: "they",
  their: "they",
  us: "we",
  our: "we",
};

const groups = /^(?:all|both|some|none|one|two|three|four|most|half|many|each|few|several|any|neither|either|and)$/;

/** False where only a plural can stand ("both of them work") and where `mine` is where ore comes from. */
function teaches(view: TokenView, index: number, pronoun: "her" | "his"): boolean {
  const before = view.previous(index)?.lower ?? "";
  const before2 = view.previous(index - 1)?.lower ?? "";
  if (pronoun === "her") return !(before === "of" && groups.test(before2));
  if (view.at(index)?.gap === "hyphen") return false;
  return (
    !determiners.has(before) &&
    !isAdjective(before) &&
    !/^(?:shafts?|entrances?|tunnels?|it)$/.test(view.following(index) ?? "")
  );
}

function inCase(model: string, word: string): string {
  if (model.length > 1 && model === model.toUpperCase()) return word.toUpperCase();
  return /^[A-Z]/.test(model) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
