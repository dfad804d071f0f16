import { access } from "node:fs/promises";
import { EvenhandError } from "../base/errors.ts";
import type { KeywordInContext } from "../report/biasReport.ts";
import { splitWords } from "../text/words.ts";
import type { JobContext } from "./context.ts";
import { numberedTerms } from "./scan/countingLexicon.ts";
import type { CountingLexicon } from "./scan/countingLexicon.ts";
import { readMentions } from "./scan/mentionText.ts";
import { findPairs } from "./scan/pairSearch.ts";
import { PartStore } from "./scan/partStore.ts";
import { changedFiles, openIndex, parseManifest } from "./scan/scanManifest.ts";
import { placeOf } from "./scanPlaces.ts";

export interface ContextOptions {
  /** `.evenhand/scans/parts`. */
  readonly partsFolder: string;
  /** The scan's id (`scanIndex` in the settings of its report); the newest scan when absent. */
  readonly scanId?: string;
  /** A group's id, or a term of the lexicon. */
  readonly group: string;
  readonly word: string;
  readonly limit: number;
}

export interface FoundContexts {
  readonly places: readonly KeywordInContext[];
  /** Names of files that changed since the scan or are gone; their places are left out. */
  readonly changed: readonly string[];
}

/**
 * Places where a group, or one term, is in a sentence with a word, from the index of an earlier scan: only sentences that
 * may have the word are read.
 *
 * @param mayRead whether a file of the scan may be read: where it is kept says nothing about what it was of
 * @throws EvenhandError `report.invalid` when there is no scan, its places are gone or a file may not be read; `arguments.invalid`
 */
export async function findContexts(
  options: ContextOptions,
  { signal }: JobContext,
  mayRead?: (path: string) => Promise<boolean>,
): Promise<FoundContexts> {
  // Opening the store would make its folder, and looking leaves nothing behind.
  await access(options.partsFolder).catch(() => {
    throw gone("There is no scan to look in.");
  });
  const store = await PartStore.open(options.partsFolder);
  const manifest = parseManifest(await store.readScan(options.scanId));
  if (manifest === undefined) throw gone("There is no scan to look in.");
  for (const { path, name } of mayRead === undefined ? [] : manifest.files) {
    if (await mayRead?.(path)) continue;
    throw new EvenhandError("report.invalid", `The scan is of a file that may not be read here: ${name}.`, {
      hint: "Open its folder as well, or scan a corpus that is open.",
    });
  }
  const counting = await store.readLexicon(manifest.lexicon);
  const changed = await changedFiles(manifest, signal);
  const index = counting === undefined ? undefined : await openIndex(store, manifest, counting, changed);
  if (counting === undefined || index === undefined) throw gone("The places of the scan are gone.");
  const { hyphens } = manifest;
  const query = { terms: termsOf(counting, options.group), word: wordOf(options.word, hyphens), most: options.limit };
  const [mentions = []] = await findPairs(index, [query], { hyphens, signal });
  const read = await readMentions(index, mentions, signal);
  return {
    places: read.flatMap((mention) => (mention === undefined ? [] : [placeOf(mention, index, true)])),
    changed: [...changed].map((number) => manifest.files[number]?.name ?? ""),
  };
}

/** Numbers of the terms of a group, or of the terms of that text. */
function termsOf(lexicon: CountingLexicon, name: string): number[] {
  const all = [...numberedTerms(lexicon).entries()];
  const ofGroup = all.filter(([, { group }]) => group === name);
  const chosen = ofGroup.length > 0 ? ofGroup : all.filter(([, { term }]) => term.toLowerCase() === name.toLowerCase());
  if (chosen.length > 0) return chosen.map(([number]) => number);
  const groups = lexicon.groups.map(({ id }) => id);
  throw new EvenhandError("arguments.invalid", `"${name}" is no group and no term of the scan's lexicon`, {
    hint: `Groups: ${groups.slice(0, 12).join(", ")}${groups.length > 12 ? " …" : ""}.`,
  });
}

function wordOf(text: string, hyphens: "split" | "join"): string {
  const words = splitWords(text, { hyphens });
  const [word] = words;
  if (word !== undefined && words.length === 1) return word.canonical;
  throw new EvenhandError("arguments.invalid", `"${text}" is not one word`, { hint: "Give one word to look for." });
}

function gone(message: string): EvenhandError {
  return new EvenhandError("report.invalid", message, { hint: "Scan the corpus again: evenhand scan PATH." });
}
