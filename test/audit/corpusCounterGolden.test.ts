import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { CorpusCounter } from "../../src/audit/corpusCounter.ts";
import { countsLayout } from "../../src/audit/countsLayout.ts";
import { positionInFile } from "../../src/corpus/offsets.ts";
import { readCorpus } from "../../src/corpus/readCorpus.ts";
import { SkipLog } from "../../src/corpus/skipLog.ts";
import { createMatcher } from "../../src/lexicon/findTerms.ts";
import { parseLexicon } from "../../src/lexicon/readLexicon.ts";

const folder = resolve(import.meta.dirname, "../../../shared/golden/scan");
const present = existsSync(join(folder, "lexicon.json"));

function json<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder, name), "utf8")) as T;
}

async function count(name: string, format: "text" | "jsonl", hyphens: "split" | "join"): Promise<CorpusCounter> {
  const counter = new CorpusCounter(lexicon(), { hyphens });
  const options = { format, skips: new SkipLog(), ...(format === "jsonl" ? { field: "text" } : {}) };
  for await (const { text } of readCorpus([join(folder, name)], options)) counter.add(text);
  return counter;
}

const lexicon = () => parseLexicon(readFileSync(join(folder, "lexicon.json"), "utf8"), "lexicon.json");

describe.skipIf(!present)("the reference counts (skipped where ../shared/golden is absent)", () => {
  test("synthetic.txt: every word, group and pair, exactly", async () => {
    const { totals, groups, words, cooc } = json<Record<string, unknown>>("synthetic.txt.expected.json");
    const counter = await count("synthetic.txt", "text", "split");
    expect(countsLayout(counter.counts())).toEqual({ totals, groups, words, cooc });
  });

  test("synthetic.jsonl: every group and pair, exactly", async () => {
    const { totals, groups, cooc } = json<Record<string, unknown>>("synthetic.jsonl.expected.json");
    const { words: _, ...rest } = countsLayout((await count("synthetic.jsonl", "jsonl", "split")).counts());
    expect(rest).toEqual({ totals, groups, cooc });
  });

  interface FuzzCounts {
    readonly tokens: number;
    readonly types: number;
    readonly sentences: number;
    readonly documents: number;
    readonly words: Record<string, readonly [number, number]> | null;
    readonly top: Record<string, readonly [number, number]>;
    readonly groups: Record<string, readonly [number, number]>;
    readonly coocTop: Record<string, Record<string, number>>;
  }

  test.each(["split", "join"] as const)("broken bytes and random Unicode with hyphens %s", async (hyphens) => {
    const expected = json<Record<"split" | "join", FuzzCounts>>("fuzz.expected.json")[hyphens];
    const layout = countsLayout((await count("fuzz.bin", "text", hyphens)).counts());
    const { tokens, types, sentences, documents } = expected;
    expect(layout.totals).toEqual({ tokens, types, sentences, documents });
    for (const [word, [wordTokens, wordSentences]] of Object.entries(expected.words ?? expected.top)) {
      expect([word, layout.words[word]?.slice(0, 2)]).toEqual([word, [wordTokens, wordSentences]]);
    }
    for (const [group, [mentions, groupSentences]] of Object.entries(expected.groups)) {
      const tally = layout.groups[group];
      expect([group, tally?.mentions, tally?.sentences]).toEqual([group, mentions, groupSentences]);
    }
    for (const [group, company] of Object.entries(expected.coocTop)) {
      for (const [word, met] of Object.entries(company)) {
        expect([group, word, layout.cooc[group]?.[word]?.[0]]).toEqual([group, word, met]);
      }
    }
  });

  interface MentionReference {
    readonly group: string;
    readonly term: string;
    readonly surface: string;
    readonly line: number;
    readonly byteStart: number;
    readonly byteEnd: number;
    readonly col16: number;
  }

  test.each([
    ["synthetic.txt", "text"],
    ["synthetic.jsonl", "jsonl"],
  ] as const)("%s: every mention is at its byte and column", async (name, format) => {
    const expected = json<{ mentions: readonly MentionReference[] }>(`${name}.expected.json`).mentions;
    const matcher = createMatcher(lexicon());
    const found: MentionReference[] = [];
    for await (const document of readCorpus([join(folder, name)], { format, field: "text", skips: new SkipLog() })) {
      for (const match of matcher.find(document.text)) {
        const start = positionInFile(document, match.start);
        found.push({
          group: match.group,
          term: match.term,
          surface: match.surface,
          line: start.line,
          byteStart: start.byte,
          byteEnd: positionInFile(document, match.end).byte,
          col16: start.column,
        });
      }
    }
    const key = (mention: MentionReference): string => `${String(mention.byteStart).padStart(9, "0")} ${mention.group}`;
    const sorted = (mentions: readonly MentionReference[]) => [...mentions].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    expect(sorted(found)).toEqual(
      sorted(
        expected.map(({ group, term, surface, line, byteStart, byteEnd, col16 }) => ({
          group,
          term,
          surface,
          line,
          byteStart,
          byteEnd,
          col16,
        })),
      ),
    );
  });
});
