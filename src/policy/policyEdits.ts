import { applyEdits, modify, parseTree } from "jsonc-parser";
import { literalGlob } from "../corpus/glob.ts";
import { jsonFormatting, withoutListItem } from "./jsonEdits.ts";
import { readPolicy } from "./readPolicy.ts";
import type { Silence } from "./silence.ts";

/** What a new file begins with. */
const emptyPolicy = "{\n}\n";

/**
 * The text of evenhand.json with one more silence at the end of its list; everything else stays as it is written,
 * comments and spaces included.
 *
 * @param text undefined when there is no file yet
 * @param silence whose `file` is a path, no pattern: it silences the file of that name and no other
 * @throws PolicyError when the text is no policy: what is broken is not written over
 */
export function withSilence(text: string | undefined, silence: Silence, name: string): string {
  const entry = silence.file === undefined ? silence : { ...silence, file: literalGlob(silence.file) };
  const before = text === undefined || text.trim() === "" ? emptyPolicy : text;
  const { silenced } = readPolicy(before, name);
  // Without a list, -1 would make an object of it.
  const hasList = parseTree(before)?.children?.some(({ children }) => children?.[0]?.value === "silenced") === true;
  const [path, value] = hasList ? [["silenced", silenced.length], entry] : [["silenced"], [entry]];
  return applyEdits(before, modify(before, path as string[], value, jsonFormatting(before)));
}

/** The text without the silence at `index`. @throws PolicyError; RangeError when there is none */
export function withoutSilence(text: string, index: number, name: string): string {
  const { silenced } = readPolicy(text, name);
  if (silenced[index] === undefined) throw new RangeError(`silence ${index} of ${silenced.length}`);
  return withoutListItem(text, ["silenced"], index);
}

/** The text that names a lexicon file, where none is named. @throws PolicyError */
export function withLexicon(text: string | undefined, lexicon: string, name: string): string {
  const before = text === undefined || text.trim() === "" ? emptyPolicy : text;
  if (readPolicy(before, name).lexicon !== undefined) return before;
  return applyEdits(before, modify(before, ["lexicon"], lexicon, jsonFormatting(before)));
}
