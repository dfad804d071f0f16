import type { Span } from "../text/span.ts";
import { closedMarkup } from "./closedMarkup.ts";

/** A stretch of text that is data for a machine and never edited. */
export interface ProtectedSpan extends Span {
  readonly kind: "link" | "code" | "placeholder" | "key" | "handle" | "path" | "markup";
}

interface Pattern {
  readonly kind: ProtectedSpan["kind"];
  /** The pattern cannot match without one of these, which is much cheaper to ask. */
  readonly needs: readonly string[];
  readonly pattern: RegExp | ((text: string) => Iterable<Span>);
}

const fileEndings =
  "txt|csv|tsv|json|jsonl|ndjson|md|html?|xml|py|js|mjs|ts|tsx|jsx|java|cpp|cs|go|rs|rb|php|css|pdf|docx?|xlsx?|pptx?|png|jpe?g|gif|svg|mp3|mp4|wav|zip|gz|tar|exe|sh|bat|ya?ml|toml|ini|log|sql|parquet|ipynb";
const domainEndings = "com|org|net|edu|gov|io|co|uk|de|fr|eu|info|biz|app|dev";
const htmlTags =
  "a|abbr|article|aside|b|blockquote|body|br|button|center|cite|code|dd|del|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|img|input|ins|kbd|label|li|link|main|mark|meta|nav|ol|option|p|pre|q|quote|ref|s|section|select|small|span|strike|strong|sub|sup|table|tbody|td|text|tfoot|th|thead|time|title|tr|u|ul|video";

/**
 * In order of precedence: where two match, the earlier kind wins. A long run without a space must not be tried from each of
 * its characters: a pattern that begins with a repeat looks behind itself, or its repeat has an end.
 */
const patterns: readonly Pattern[] = [
  { kind: "code", needs: ["```"], pattern: /```[\s\S]*?(?:```|$)/g },
  { kind: "code", needs: ["`"], pattern: /(?<![\w`])`(?=\S)[^`\n]*(?<=\S)`(?![\w`])/g },
  { kind: "markup", needs: ["<"], pattern: closedMarkup },
  {
    kind: "markup",
    needs: ["<"],
    pattern: new RegExp(`</?(?:${htmlTags})(?:\\s[^<>]*)?/?>|</[\\w:-]+>|<[\\w:-]+\\s[^<>=]*=[^<>]*>`, "gi"),
  },
  { kind: "placeholder", needs: ["<"], pattern: /<%[^%]*%>|<\/?[A-Za-z_][\w .:-]*\/?>/g },
  { kind: "markup", needs: ["&"], pattern: /&(?:#\d+|#x[\da-f]+|[a-z]+\d?);/gi },
  {
    kind: "link",
    needs: ["://", "www.", "mailto:", "WWW."],
    pattern: /\b(?:[a-z][a-z0-9+.-]{0,40}:\/\/|www\.|mailto:)[^\s<>"'`]+/gi,
  },
  { kind: "link", needs: ["@"], pattern: /(?<![\w.+-])(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+)+/g },
  { kind: "handle", needs: ["@", "#"], pattern: /(?<![\w&])[@#][\w-]+/g },
  { kind: "handle", needs: ["r/", "u/"], pattern: /(?<![\w/])\/?[ru]\/\w+/g },
  {
    kind: "placeholder",
    needs: ["{", "%", "$"],
    pattern:
      /\{\{[^{}]*\}\}|\{%[^{}]*%\}|\$\{[^{}]*\}|(?<!\\[A-Za-z]{1,30}\*?)\{[A-Za-z_][\w.-]*\}|%\(\w+\)[a-z]|%\w+%|\$[A-Za-z_]\w*/g,
  },
  { kind: "key", needs: ['":', '" :'], pattern: /"(?<=[{,]\s*")(?:[^"\\\n]|\\.)*"(?=\s*:)/g },
  {
    kind: "code",
    needs: ["\\"], // LaTeX: keys and names of files
    pattern:
      /\\(?:[a-z]{0,30}cite[a-z]{0,30}|[a-z]{0,30}ref|label|url|href|begin|end|input|include[a-z]{0,30}|usepackage|bibliography[a-z]{0,30})\*?(?:\[[^\]\n]{0,200}\])?\{[^{}\n]{0,500}\}/g,
  },
  { kind: "markup", needs: ["\\"], pattern: /\\[A-Za-z]{2,30}\*?(?=\{)/g },
  { kind: "path", needs: ["\\"], pattern: /(?<!\w)[A-Za-z]:\\[^\s"'<>|]+|\\\\[\w.-]+\\[^\s"'<>|]+/g },
  { kind: "path", needs: ["/"], pattern: /(?<![\w<./])(?:~|\.{1,2})?\/[\w.-]+(?:\/[\w.-]*)*/g },
  {
    kind: "path",
    needs: ["."],
    pattern: new RegExp(
      `(?<![\\w./\\\\-])[\\w-]+(?:[./\\\\][\\w-]+)*\\.(?:${fileEndings}|${domainEndings})(?:/[^\\s<>"']*)?(?![\\w])`,
      "gi",
    ),
  },
  { kind: "code", needs: ["="], pattern: /\b[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){1,50}(?=\s*=)/g },
  {
    kind: "code",
    needs: ["("], // "son(s)" is a word with its plural, "list.son(s)" is not
    pattern: /\b[A-Za-z_]\w*(?:(?:\.[A-Za-z_]\w*){1,50}\(|\((?!e?s\)))(?=\)|[\w'", ]+\);?$)/gim,
  },
  { kind: "code", needs: ["_"], pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]+(?:_+[A-Za-z0-9]+)+/g },
];

const triggers = /[`<&@#{%$\\/_=]|":|" :|\.\w|\w\(|www\./i;

/** URLs, e-mail addresses, paths, handles, code, placeholders, markup and JSON keys, in order, not overlapping. */
export function protectedSpans(text: string): ProtectedSpan[] {
  if (!triggers.test(text)) return [];
  const found: ProtectedSpan[] = [];
  const taken = new Uint8Array(text.length);
  for (const { kind, needs, pattern } of patterns) {
    if (!needs.some((needle) => text.includes(needle))) continue;
    for (const { start, end } of pattern instanceof RegExp ? matches(text, pattern, kind) : pattern(text)) {
      if (taken.subarray(start, end).includes(1)) continue;
      taken.fill(1, start, end);
      found.push({ start, end, kind });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** A link has no mark of the sentence around it at its end. */
function* matches(text: string, pattern: RegExp, kind: ProtectedSpan["kind"]): Generator<Span> {
  for (const { index: start, 0: raw } of text.matchAll(pattern)) {
    yield { start, end: start + (kind === "link" ? raw.replace(/[.,;:!?)\]}'"*]+$/, "").length : raw.length) };
  }
}
