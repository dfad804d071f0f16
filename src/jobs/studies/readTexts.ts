import { basename } from "node:path";
import type { SkipCount } from "../../corpus/document.ts";
import { readCorpus } from "../../corpus/readCorpus.ts";
import { SkipLog } from "../../corpus/skipLog.ts";
import { formatCount } from "../../report/numberFormat.ts";
import type { JobContext } from "../context.ts";
import type { StudyOptions } from "./studyOptions.ts";

export interface ReadTexts {
  /** Each once. */
  readonly texts: readonly string[];
  readonly skipped: readonly SkipCount[];
}

/**
 * The different texts of a file or folder.
 *
 * @throws EvenhandError what reading throws
 */
export async function readTexts(
  path: string,
  stage: string,
  { field, strict }: Pick<StudyOptions, "field" | "strict">,
  { signal, onProgress }: JobContext,
): Promise<ReadTexts> {
  const texts = new Set<string>();
  const skips = new SkipLog();
  const reading = {
    skips,
    stage,
    signal,
    onProgress,
    ...(field === undefined ? {} : { field }),
    ...(strict === undefined ? {} : { strict }),
  };
  for await (const { text, source } of readCorpus([path], reading)) {
    if (texts.has(text)) skips.add("text that was read before", `${basename(source.path)}:${source.line}`);
    texts.add(text);
  }
  return { texts: [...texts], skipped: skips.counts() };
}

/** One sentence, where there is something to say. */
export function passedOverIn(path: string, skipped: readonly SkipCount[]): string[] {
  if (skipped.length === 0) return [];
  return [`Noted or passed over in ${basename(path)}: ${reasonsOf(skipped)}.`];
}

/** `not a JSON value (300), empty text (2)`. */
export function reasonsOf(skipped: readonly Omit<SkipCount, "examples">[]): string {
  return skipped.map(({ reason, count }) => `${reason} (${formatCount(count)})`).join(", ");
}
