// Writes src/text/unicodeClasses.ts: the frozen class of every code point for scan-rule-1.
// Run again only to move to a newer Unicode version on purpose: results carry the version.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Same numbers as `characterClass` in src/text/characterClasses.ts. */
const other = 0;
const space = 1;
const lineEnd = 2;
const terminator = 3;
const strongTerminator = 4;
const apostrophe = 5;
const hyphen = 6;
const ignorable = 7;
const mark = 8;
const ideograph = 9;
const start = 10;
const highSurrogate = 11;
const lowercaseFlag = 16;
const letterFlag = 32;

const within = (code, ranges) => ranges.some(([low, high]) => code >= low && code <= high);
const ideographs = [
  [0x3005, 0x3005],
  [0x3041, 0x3096],
  [0x309d, 0x309f],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xf900, 0xfaff],
  [0x20000, 0x2fa1f],
  [0x30000, 0x323af],
];
const spaces = [
  [0x09, 0x09],
  [0x0b, 0x0c],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];
const strongTerminators = new Set([0x3002, 0xff01, 0xff1f, 0xff61, 0x0964, 0x0965, 0x061f, 0x06d4, 0x0589, 0x1362]);

function classOf(code) {
  if (code >= 0xd800 && code <= 0xdbff) return highSurrogate;
  if (code >= 0xdc00 && code <= 0xdfff) return other;
  if (code === 0x27 || code === 0x2019) return apostrophe;
  if (code === 0x2d || code === 0x2010 || code === 0x2011) return hyphen;
  if (code === 0x0a || code === 0x0d || code === 0x2028 || code === 0x2029) return lineEnd;
  if (code === 0x2e || code === 0x21 || code === 0x3f || code === 0x2026) return terminator;
  if (strongTerminators.has(code)) return strongTerminator;
  if (within(code, spaces)) return space;
  const character = String.fromCodePoint(code);
  const flags = (/\p{Ll}/u.test(character) ? lowercaseFlag : 0) | (/\p{L}/u.test(character) ? letterFlag : 0);
  if (within(code, ideographs)) return ideograph | flags;
  if (/[\p{L}\p{Nd}]/u.test(character)) return start | flags;
  if (
    within(code, [
      [0xfe00, 0xfe0f],
      [0xe0100, 0xe01ef],
    ])
  )
    return ignorable;
  if (/\p{Cf}/u.test(character) && code !== 0x200b) return ignorable;
  if (/\p{M}/u.test(character)) return mark;
  return other;
}

const runs = [];
for (let code = 0; code <= 0x10ffff; code += 1) {
  const value = classOf(code);
  const last = runs.at(-1);
  if (last !== undefined && last.value === value) last.length += 1;
  else runs.push({ value, length: 1 });
}
const values = [...new Set(runs.map((run) => run.value))].sort((a, b) => a - b);
const encoded = runs
  .map(
    (run) => `${run.length === 1 ? "" : run.length.toString(36)}${String.fromCharCode(65 + values.indexOf(run.value))}`,
  )
  .join("");
const lines = encoded.match(/.{1,110}/g);
writeFileSync(
  join(import.meta.dirname, "..", "src", "text", "unicodeClasses.ts"),
  `// Made by scripts/makeUnicodeClasses.mjs; not edited by hand.

/** The Unicode version whose character classes words and sentences are split by; part of every result. */
export const unicodeVersion = "${process.versions.unicode}";

/** The class values, in the order of the letters A, B, ... in \`classRuns\`. */
export const classValues: readonly number[] = [${values.join(", ")}];

/** Runs from U+0000 upwards: an optional base-36 length (1 when absent), then the letter of the class. */
export const classRuns: string = [
${lines.map((line) => `  "${line}",`).join("\n")}
].join("");
`,
);
