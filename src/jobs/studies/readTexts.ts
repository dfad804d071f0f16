import { readCorpus } from "../../corpus/readCorpus.ts";
import { SkipLog } from "../../corpus/skipLog.ts";
import type { JobContext } from "../context.ts";

/** The different texts of a file or folder. */
export async function readTexts(path: string, stage: string, { signal, onProgress }: JobContext): Promise<string[]> {
  const texts = new Set<string>();
  for await (const { text } of readCorpus([path], { skips: new SkipLog(), stage, signal, onProgress })) {
    if (text.trim() !== "") texts.add(text);
  }
  return [...texts];
}
