import type { CorpusFormat } from "../../corpus/corpusFormat.ts";
import type { ShownSpan } from "./recordsProtocol.ts";
import type { RecordTerms } from "./recordTerms.ts";

/** What records are looked for. */
export interface RecordQuery {
  /** What the text holds, whatever its case; anything when empty. */
  readonly text: string;
  /** Of which groups the text names one, by their ids or `axis:NAME`; any text when empty. */
  readonly groups: readonly string[];
}

/** Spans that are marked in one text. */
const mostSpans = 1000;

/** Where a text is found in another, whatever the case of the letters. Spans do not overlap. */
export function findText(text: string, wanted: string): ShownSpan[] {
  if (wanted === "") return [];
  const lower = text.toLowerCase();
  const needle = wanted.toLowerCase();
  const spans: ShownSpan[] = [];
  // A few letters change their length with their case: then places in one are not places in the other.
  const isAligned = lower.length === text.length;
  for (
    let at = lower.indexOf(needle);
    at !== -1 && spans.length < mostSpans;
    at = lower.indexOf(needle, at + needle.length)
  ) {
    spans.push(isAligned ? { start: at, end: at + needle.length } : { start: 0, end: text.length });
    if (!isAligned) break;
  }
  return spans;
}

/** Whether a text is one of those that are looked for. */
export function isMatch(text: string, query: RecordQuery, terms: RecordTerms | undefined): boolean {
  if (query.text !== "" && findText(text, query.text).length === 0) return false;
  return query.groups.length === 0 || terms?.names(text, query.groups) === true;
}

/**
 * A look at the bytes of a record that says for certain where the text cannot be: ASCII without what JSON and CSV write
 * in another way. Undefined when no such look is possible.
 */
export function byteTest({ text }: RecordQuery, format: CorpusFormat): ((bytes: Buffer) => boolean) | undefined {
  if (text === "" || !/^[\w !#$%&'()*+,.:;<=>?@[\]^`{|}~-]+$/u.test(text)) return undefined;
  const needle = text.toLowerCase();
  const hasEscapes = format === "jsonl";
  return (bytes) => {
    const lower = bytes.toString("latin1").toLowerCase();
    const mayHide = unusualLetters.some((letter) => lower.includes(letter));
    return lower.includes(needle) || (hasEscapes && lower.includes(String.raw`\u`)) || mayHide;
  };
}

/** The UTF-8 bytes, read as Latin-1 in lower case, of letters whose lower case is or begins with an ASCII letter: K (kelvin), İ. */
const unusualLetters = ["\u212a", "\u0130"].map((letter) => Buffer.from(letter).toString("latin1").toLowerCase());
