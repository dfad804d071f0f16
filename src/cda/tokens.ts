import { canonicalForm } from "../text/canonicalForm.ts";
import type { Span } from "../text/span.ts";
import type { Word } from "../text/words.ts";
import { protectedSpans } from "./protectedSpans.ts";

/** What stands between two neighbouring words, in the order in which it binds them, closest first. */
export type Gap = "space" | "hyphen" | "slash" | "opening" | "comma" | "break" | "paragraph";

/** A word as the rules see it. */
export interface Token extends Span {
  /** Lower case, without a clitic: `She'll` is `she`. Empty for protected text, which stands for some noun. */
  readonly lower: string;
  /** The word as written, without its clitic; what a swap replaces. */
  readonly head: string;
  /** `'s`, `’ll`, `'d've`, or empty. */
  readonly clitic: string;
  /** What stands before the word; the first word of a text begins a paragraph. */
  readonly gap: Gap;
  /** The characters before the word, markup left out. */
  readonly between: string;
}

const cliticPattern = /(?:['’](?:s|d|ll|re|ve|m))+$/i;

/**
 * Turns the words of a text into tokens: protected text becomes one opaque token, markup disappears.
 *
 * @param words from `splitWords`, hyphens split
 */
export function readTokens(text: string, words: readonly Word[]): Token[] {
  const spans = protectedSpans(text);
  const tokens: Token[] = [];
  let end = 0; // of the last token
  let markup = ""; // characters seen since then that bind words although markup stands among them
  let next = 0;
  const push = (start: number, stop: number, lower: string): void => {
    const between = markup + text.slice(end, start);
    const surface = text.slice(start, stop);
    const clitic = lower === "" || !/['’]/.test(surface) ? "" : (cliticPattern.exec(surface)?.[0] ?? "");
    const head = surface.slice(0, surface.length - clitic.length);
    const gap = tokens.length === 0 ? "paragraph" : gapOf(between, tokens.at(-1)?.lower ?? "");
    tokens.push({ start, end: stop, lower, head, clitic, gap, between });
    end = stop;
    markup = "";
  };
  for (const { start, end: stop, canonical } of words) {
    let span = spans[next];
    while (span !== undefined && span.end <= start) {
      if (span.kind === "markup") {
        markup += text.slice(end, span.start);
        end = span.end;
      } else if (tokens.at(-1)?.start !== span.start) push(span.start, span.end, "");
      next += 1;
      span = spans[next];
    }
    if (span !== undefined && span.start < stop) {
      // A word inside protected text; a link that begins inside a word takes the word with it.
      if (span.kind !== "markup" && tokens.at(-1)?.start !== span.start && span.start >= end) {
        push(span.start, span.end, "");
      }
      continue;
    }
    if (start < end) continue;
    const escaped = text[start - 1] === "\\" && /^[ntr]\p{L}/u.test(text.slice(start, start + 2));
    if (escaped) push(start + 1, stop, canonicalForm(text.slice(start + 1, stop)));
    else push(start, stop, canonical);
  }
  return tokens;
}

/** @param before the word that the gap follows */
function gapOf(between: string, before: string): Gap {
  if (between === " ") return "space";
  const bare = between.replace(/[*_~{}]/g, "");
  if (/^[ \t\u00a0]*\r?\n?[ \t\u00a0]*$/.test(bare)) return "space";
  if (/\n\s*\n/.test(bare)) return "paragraph";
  if (/^\s*\/\s*$/.test(bare)) return "slash";
  if (/^[-\u2010\u2011]\s?$/.test(bare)) return "hyphen";
  if (/^['’]\s+$/.test(bare)) return before.endsWith("s") ? "space" : "break"; // the girls' team
  if (/^\s+["“‘'«`]+\s*$/.test(bare)) return "opening";
  if (/^,\s*["“‘]?$/.test(bare)) return "comma";
  return "break";
}

/** Reads tokens by position, with the questions that rules ask. */
export class TokenView {
  readonly text: string;
  readonly tokens: readonly Token[];

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.tokens = tokens;
  }

  at(index: number): Token | undefined {
    return this.tokens[index];
  }

  /** The gap after a token; the end of the text is a paragraph's end. */
  gapAfter(index: number): Gap {
    return this.tokens[index + 1]?.gap ?? "paragraph";
  }

  /** The next word of the same phrase: only space (or an opening quotation mark) stands between. */
  next(index: number): Token | undefined {
    const gap = this.gapAfter(index);
    return gap === "space" || gap === "opening" ? this.tokens[index + 1] : undefined;
  }

  previous(index: number): Token | undefined {
    const gap = this.tokens[index]?.gap;
    return gap === "space" || gap === "opening" ? this.tokens[index - 1] : undefined;
  }

  /** The word at `index` when it belongs to the same phrase as the one before it. */
  following(index: number): string | undefined {
    return this.next(index)?.lower;
  }

  /** True at the start of the text, of a line, or after a full stop, exclamation or question mark, colon or quotation mark. */
  beginsSentence(index: number): boolean {
    const token = this.tokens[index];
    if (token === undefined || token.gap === "paragraph") return true;
    if (token.gap === "opening") return /["“‘«]/.test(token.between);
    const before = this.tokens[index - 1];
    const isAbbreviated = before !== undefined && (abbreviations.has(before.lower) || /^[A-HJ-Z]$/.test(before.head));
    if (isAbbreviated && /^\.\s/.test(token.between)) return false; // "Dr. Lee", "James K. Bishop"
    return token.gap === "break" && /[.!?…:"”“»\n•]/.test(token.between);
  }
}

const abbreviations = new Set("mr mrs ms dr prof st jr sr rev hon gen col capt lt sgt messrs mx".split(" "));

/** True for `King` and `KING`, false for `king`. */
export function isCapitalised(word: string): boolean {
  const first = word.charAt(0);
  return first !== first.toLowerCase();
}
