import { isDeepStrictEqual } from "node:util";
import { applyEdits, modify, parseTree } from "jsonc-parser";
import { EvenhandError } from "../base/errors.ts";
import { literalGlob } from "../corpus/glob.ts";
import { jsonFormatting, withoutListItem } from "./jsonEdits.ts";
import type { PlacedSilence } from "./policy.ts";
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
  const entry = silence.file === undefined ? silence : { ...silence, file: onlyFile(silence.file) };
  const before = text === undefined || text.trim() === "" ? emptyPolicy : text;
  const { silenced } = readPolicy(before, name);
  // Without a list, -1 would make an object of it.
  const hasList = parseTree(before)?.children?.some(({ children }) => children?.[0]?.value === "silenced") === true;
  const [path, value] = hasList ? [["silenced", silenced.length], entry] : [["silenced"], [entry]];
  return applyEdits(before, modify(before, path as string[], value, jsonFormatting(before)));
}

/** The pattern that is like this path and no other: a mere name would be that of files in folders below as well. */
function onlyFile(path: string): string {
  return literalGlob(path.includes("/") ? path : `./${path}`);
}

/**
 * The text without a silence that was read from it before, or from another version of it: the entry is found by what it says, not
 * by where it stood.
 *
 * @throws PolicyError; EvenhandError `configuration.invalid` when it is not there
 */
export function withoutSilence(text: string, entry: PlacedSilence, name: string): string {
  const wanted = withoutPlace(entry);
  const index = readPolicy(text, name).silenced.findIndex((one) => isDeepStrictEqual(withoutPlace(one), wanted));
  if (index !== -1) return withoutListItem(text, ["silenced"], index);
  throw new EvenhandError("configuration.invalid", `The entry is not in ${name} as it is now.`, {
    hint: "Somebody changed it meanwhile: list what is silenced again.",
  });
}

function withoutPlace(entry: PlacedSilence): Silence {
  const { place: _, ...silence } = entry;
  return silence;
}

/** The text that names a lexicon file, where none is named. @throws PolicyError */
export function withLexicon(text: string | undefined, lexicon: string, name: string): string {
  const before = text === undefined || text.trim() === "" ? emptyPolicy : text;
  if (readPolicy(before, name).lexicon !== undefined) return before;
  return applyEdits(before, modify(before, ["lexicon"], lexicon, jsonFormatting(before)));
}
