import { EvenhandError } from "../base/errors.ts";
import { recordHash } from "../corpus/recordHash.ts";
import type { Span } from "../text/span.ts";
import type { JobContext } from "./context.ts";
import { numberedTerms } from "./scan/countingLexicon.ts";
import { readMentions } from "./scan/mentionText.ts";
import { inOrderOfChoice, sampleMentions } from "./scan/sampleMentions.ts";
import { openStoredScan } from "./storedScan.ts";
import type { StoredScanOptions } from "./storedScan.ts";

/** Mentions looked at in a large corpus, in random parts of it. */
const mostMentions = 2_000_000;

export interface MentionOptions extends StoredScanOptions {
  /** A group's id. */
  readonly group: string;
  /** As the lexicon writes it. */
  readonly term: string;
  readonly limit: number;
}

/** A mention of a term with the text around it. */
export interface FoundMention {
  readonly file: string;
  /** Line from 1, UTF-16 column in the raw line, byte of the file. */
  readonly line: number;
  readonly column: number;
  readonly byte: number;
  /** Of the record's text, see `recordHash`; with `start`, what a label knows the mention again by. */
  readonly record: string;
  /** UTF-16 offset in the record's text. */
  readonly start: number;
  /** The text around the mention on one line, and the mention in it. */
  readonly text: string;
  readonly span: Span;
}

export interface FoundMentions {
  /** In the order in which they were chosen: the first n are a random sample of n. */
  readonly mentions: readonly FoundMention[];
  /** Names of files that changed since the scan or are gone; their mentions are left out. */
  readonly changed: readonly string[];
}

/**
 * A random sample of a term's mentions in an earlier scan, the same whenever the corpus is the same, and a longer one begins
 * with the shorter.
 *
 * @throws EvenhandError `report.invalid` when there is no scan or its places are gone; `arguments.invalid`
 */
export async function findMentions(options: MentionOptions, { signal }: JobContext): Promise<FoundMentions> {
  const { counting, index, changed } = await openStoredScan(options, signal);
  const { group, term, limit } = options;
  const number = numberedTerms(counting).findIndex((one) => one.group === group && one.term === term);
  if (number < 0) {
    throw new EvenhandError("arguments.invalid", `"${term}" is no term of ${group} in the scan's lexicon.`, {
      hint: "Scan the corpus again: the lexicon may have changed.",
    });
  }
  const samples = sampleMentions(index, new Set([number]), { most: limit, mostMentions, signal });
  const chosen = inOrderOfChoice(samples.get(number) ?? []);
  const read = await readMentions(index, chosen, signal);
  return {
    mentions: read.flatMap((mention) => {
      if (mention === undefined) return [];
      const { document, span, position } = mention;
      const file = index.files[mention.mention.file]?.name ?? "";
      const around = oneLineAround(document.text, span);
      return [{ file, ...position, record: recordHash(document.text), start: span.start, ...around }];
    }),
    changed,
  };
}

/** UTF-16 units kept on each side: enough to tell what a word means. */
const contextUnits = 120;

/** The text around a span on one line with `…` where it was cut, and where the span is in it. */
function oneLineAround(text: string, { start, end }: Span): { readonly text: string; readonly span: Span } {
  const before = text.slice(Math.max(0, start - contextUnits), start);
  const after = text.slice(end, end + contextUnits);
  const isCutBefore = start > contextUnits;
  const isCutAfter = end + contextUnits < text.length;
  const head = oneLine(isCutBefore ? before.replace(/^\S*\s?/u, "…") : before.trimStart());
  const tail = oneLine(isCutAfter ? after.replace(/\s?\S*$/u, "…") : after.trimEnd());
  const surface = oneLine(text.slice(start, end));
  return { text: head + surface + tail, span: { start: head.length, end: head.length + surface.length } };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ");
}
