import { classRuns, classValues } from "./unicodeClasses.ts";

/** Character classes of scan-rule-1; one number a code point, so that the tokenizer's inner loop is a table look-up. */
export const characterClass = {
  other: 0,
  space: 1,
  lineEnd: 2,
  terminator: 3,
  strongTerminator: 4,
  apostrophe: 5,
  hyphen: 6,
  /** Passed over inside a word: soft hyphen, zero-width joiners, variation selectors. */
  ignorable: 7,
  mark: 8,
  /** One character is one word: Han, Hiragana. */
  ideograph: 9,
  /** Letters and decimal digits. */
  start: 10,
  /** Not a class of the rule: the code unit begins a pair, look the code point up. */
  highSurrogate: 11,
} as const;

/** The class in an entry of `classTable`; the rest are the two flags below. */
export const classMask = 15;
/** General category Ll. */
export const lowercaseFlag = 16;
/** General category L*. */
export const letterFlag = 32;

/** [0x110000] class and flags by code point; the first 65,536 entries serve as the table by code unit. */
export const classTable: Uint8Array = decodeClassTable();

/** Class and flags of a code point; a surrogate without its partner is `other`. */
export function classOf(codePoint: number): number {
  const entry = classTable[codePoint] as number;
  return (entry & classMask) === characterClass.highSurrogate ? characterClass.other : entry;
}

function decodeClassTable(): Uint8Array {
  const table = new Uint8Array(0x110000);
  let code = 0;
  let length = 0;
  for (let index = 0; index < classRuns.length; index += 1) {
    const unit = classRuns.charCodeAt(index);
    if (unit >= 65 && unit <= 90) {
      const next = code + (length === 0 ? 1 : length);
      table.fill(classValues[unit - 65] as number, code, next);
      code = next;
      length = 0;
    } else {
      length = length * 36 + (unit >= 97 ? unit - 87 : unit - 48);
    }
  }
  return table;
}
