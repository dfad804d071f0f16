import { characterClass, classMask, classOf } from "./characterClasses.ts";

/** What words of more than 64 UTF-8 bytes are all counted as: base64, hashes, joined-up text. */
export const longWord = "<long>";

const maximumBytes = 64;
const clitics = ["'s", "'d", "'ll", "'re", "'ve", "'m"] as const;

/**
 * The form under which a word is counted and matched: ignorable characters out, NFKC, lower case one code point at a
 * time (no final-sigma rule), plain apostrophes and hyphens, English clitics off (`She’ll` is `she`, `don't` stays).
 *
 * @param word the characters of one word, as scan-rule-1 cuts them
 */
export function canonicalForm(word: string): string {
  if (/^[a-z0-9]+$/.test(word)) return word.length > maximumBytes ? longWord : word;
  if (utf8Length(word) > maximumBytes) return longWord;
  let form = word;
  if (/[^\0-\x7f]/.test(form)) {
    form = lowerEach(withoutIgnorables(form).normalize("NFKC")).normalize("NFKC");
    form = form.replaceAll("\u2019", "'").replace(/[\u2010\u2011]/g, "-");
  } else {
    form = form.toLowerCase();
  }
  return form.includes("'") ? withoutClitics(form) : form;
}

function withoutIgnorables(word: string): string {
  let kept = "";
  for (const character of word) {
    if ((classOf(character.codePointAt(0) ?? 0) & classMask) !== characterClass.ignorable) kept += character;
  }
  return kept;
}

function lowerEach(word: string): string {
  let lowered = "";
  for (const character of word) lowered += character.toLowerCase();
  return lowered;
}

function withoutClitics(form: string): string {
  let rest = form;
  for (;;) {
    const clitic = clitics.find((ending) => rest.length > ending.length && rest.endsWith(ending));
    if (clitic === undefined) return rest;
    rest = rest.slice(0, -clitic.length);
  }
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit <= 0xdfff) bytes += 2; // half of a pair that takes four bytes
    else bytes += 3;
  }
  return bytes;
}
