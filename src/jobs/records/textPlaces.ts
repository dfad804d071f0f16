import type { CorpusFormat } from "../../corpus/corpusFormat.ts";

/** Places in some bytes of a file where a record that holds the text may be, at least one in each. */
export type TextPlaces = (bytes: Buffer) => number[];

/**
 * How to look for a text in a file's bytes, whatever its case, before anything of it is read as JSON or CSV. Undefined
 * where the text has no letter that these formats write as it is.
 */
export function textPlaces(text: string, format: CorpusFormat): TextPlaces | undefined {
  const needle = longestPlainPart(text.toLowerCase());
  if (needle === "") return undefined;
  const wanted = Array.from(needle, bytesPattern).join("");
  const hiding = [...hidingLetters, ...(format === "jsonl" ? [String.raw`\u`] : [])].map((sign) => Buffer.from(sign));
  const quick = new RegExp(wanted, "gi");
  const careful = new RegExp([wanted, ...hiding.map((sign) => escaped(sign.toString("latin1")))].join("|"), "gi");
  return (bytes) => {
    const pattern = hiding.some((sign) => bytes.includes(sign)) ? careful : quick;
    const letters = bytes.toString("latin1");
    const places: number[] = [];
    pattern.lastIndex = 0;
    for (let found = pattern.exec(letters); found !== null; found = pattern.exec(letters)) {
      places.push(found.index);
      // One place in a line is enough.
      const lineEnd = letters.indexOf("\n", found.index);
      if (lineEnd === -1) break;
      pattern.lastIndex = lineEnd;
    }
    return places;
  };
}

/** Letters whose lower case is more than one letter, or an ASCII letter although they are none: İ and the kelvin sign. */
const hidingLetters = ["\u0130", "\u212a"] as const;

/** The longest part that JSON, CSV and text write in the same way: no quotes, escapes, control signs or half characters. */
function longestPlainPart(text: string): string {
  const parts = text.split(/["\\/\p{Cc}\ufffd]|\p{Surrogate}/u);
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), "");
}

/** The UTF-8 bytes of a letter in lower case and of all letters that it is the lower case of, read as Latin-1. */
function bytesPattern(letter: string): string {
  // The expression ignores the case of ASCII; what it also ignores among other bytes only finds too much.
  if (letter < "\x80") return escaped(letter);
  const forms = [letter, ...(lettersByLowerCase().get(letter) ?? [])];
  return `(?:${forms.map((form) => escaped(Buffer.from(form).toString("latin1"))).join("|")})`;
}

let byLowerCase: ReadonlyMap<string, readonly string[]> | undefined;

/** Letters that are not their own lower case, by their lower case; made when it is first needed. */
function lettersByLowerCase(): ReadonlyMap<string, readonly string[]> {
  byLowerCase ??= computeLettersByLowerCase();
  return byLowerCase;
}

/** Letters with case are in the first two planes. */
const lastCased = 0x1ffff;

function computeLettersByLowerCase(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (let code = 0x80; code <= lastCased; code += 1) {
    const letter = String.fromCodePoint(code);
    const lower = letter.toLowerCase();
    if (lower === letter) continue;
    // At the end of a word a capital sigma becomes the other small one.
    for (const form of lower === "σ" ? ["σ", "ς"] : [lower]) found.set(form, [...(found.get(form) ?? []), letter]);
  }
  return found;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}
