import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../src/base/random.ts";
import { readBenchmarks } from "../src/jobs/readBenchmarks.ts";
import { readCheckpoint } from "../src/lm/checkpoint.ts";
import { createTokenizer } from "../src/lm/tokenizer.ts";
import { distilGpt2 } from "./distilGpt2.ts";

/** Token rows as JSON, for ours and the peer alike; returns the file. */
async function writeRows(rows: readonly (readonly number[])[]): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "evenhand-bench-")), "rows.json");
  await writeFile(path, JSON.stringify(rows));
  return path;
}

/** `count` prompts of random tokens whose lengths go round `lengths`. */
export function writePrompts({
  count,
  lengths,
}: {
  readonly count: number;
  readonly lengths: readonly number[];
}): Promise<string> {
  const random = seededRandom(1);
  return writeRows(
    Array.from({ length: count }, (_, index) =>
      Array.from({ length: lengths[index % lengths.length] as number }, () =>
        random.integer(distilGpt2.vocabularySize),
      ),
    ),
  );
}

/** Deciles of CrowS-Pairs: tokens of a sentence, and the share of it before the two sentences differ. */
const sentenceTokens = [9, 11, 12, 14, 15, 16, 18, 20, 24, 28] as const;
const sharedShares = [0, 0, 0.05, 0.1, 0.2, 0.4, 0.5, 0.65, 0.8, 0.25] as const;

/** What GPT-2's texts begin with. */
const startOfText = 50_256;

/**
 * Minimal pairs, first and second sentence in turn: the start of a text, a common beginning, two other tokens, a common end.
 */
export function writePairs(count: number): Promise<string> {
  const random = seededRandom(2);
  const token = (): number => random.integer(distilGpt2.vocabularySize);
  return writeRows(
    Array.from({ length: count }, (_, index) => {
      const length = sentenceTokens[index % 10] as number;
      const at = 1 + Math.floor((length - 3) * (sharedShares[Math.floor(index / 10) % 10] as number));
      const first = Array.from({ length }, token);
      const second = [...first.slice(0, at), token(), token(), ...first.slice(at + 2)];
      return [first, second].map((sentence) => [startOfText, ...sentence]);
    }).flat(),
  );
}

/**
 * The first pairs of the user's copies in tokens of the bundled model, each sentence after its start of text.
 *
 * @param copies `NAME=PATH` each, of CrowS-Pairs and WinoBias
 */
export async function writeBenchmarkPairs(
  copies: readonly string[],
  most: number,
): Promise<{ readonly rows: string; readonly count: number; readonly of: string }> {
  const { tokenizerJson, tokenizerConfigJson } = await readCheckpoint("models/evenhand-tiny");
  const tokenizer = createTokenizer(tokenizerJson, tokenizerConfigJson);
  const benchmarks = await readBenchmarks(copies);
  const pairs = benchmarks.flatMap(({ name, read }) => {
    if (name === "crows-pairs" || name === "winobias") return read.items;
    throw new RangeError(`${name} has no minimal pairs`);
  });
  const some = pairs.slice(0, most);
  const rows = some.flatMap(({ more, less }) =>
    [more, less].map((text) => [tokenizer.startOfTextId, ...tokenizer.encode(text)]),
  );
  return {
    rows: await writeRows(rows),
    count: some.length,
    of: `minimal pairs of ${benchmarks.map(({ name }) => name).join(" and ")}`,
  };
}
