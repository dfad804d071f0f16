import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { rankAssociations } from "../../src/audit/associations.ts";
import { CorpusCounter } from "../../src/audit/corpusCounter.ts";
import { countsLayout } from "../../src/audit/countsLayout.ts";
import { positionInFile } from "../../src/corpus/offsets.ts";
import { readCorpus } from "../../src/corpus/readCorpus.ts";
import { SkipLog } from "../../src/corpus/skipLog.ts";
import { createMatcher } from "../../src/lexicon/findTerms.ts";
import { parseLexicon } from "../../src/lexicon/readLexicon.ts";

const folder = resolve(import.meta.dirname, "../../../shared/golden/scan");
const present = existsSync(join(folder, "lexicon.json"));

function json(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), "utf8"));
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
    const { totals, groups, words, cooc } = json("synthetic.txt.expected.json") as Record<string, unknown>;
    const counter = await count("synthetic.txt", "text", "split");
    expect(countsLayout(counter.counts())).toEqual({ totals, groups, words, cooc });
  });

  test("synthetic.jsonl: every group and pair, exactly", async () => {
    const { totals, groups, cooc } = json("synthetic.jsonl.expected.json") as Record<string, unknown>;
    const { words: _, ...rest } = countsLayout((await count("synthetic.jsonl", "jsonl", "split")).counts());
    expect(rest).toEqual({ totals, groups, cooc });
  });

  test("synthetic.txt: the same tests in the q list, with the same q", async () => {
    interface Tests {
      readonly associations: { readonly tests: readonly { group: string; word: string; npmi: number; g2_q: number }[] };
    }
    const expected = (json("synthetic.txt.expected.json") as Tests).associations.tests;
    const counter = await count("synthetic.txt", "text", "split");
    const { associations, tests } = rankAssociations(counter.counts(), lexicon(), {
      top: 1000,
      minimumTogether: 1,
      minimumGroupSentences: 1,
    });
    expect(tests).toBe(expected.length);
    expect(associations.length).toBeGreaterThan(5);
    for (const { group, word, npmi, q } of associations) {
      const reference = expected.find((one) => one.group === group && one.word === word);
      expect([group, word, npmi / (reference?.npmi ?? 0), q / (reference?.g2_q ?? 0)]).toEqual([
        group,
        word,
        expect.closeTo(1, 9),
        expect.closeTo(1, 8),
      ]);
    }
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
    const expected = (json("fuzz.expected.json") as Record<"split" | "join", FuzzCounts>)[hyphens];
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
    const expected = (json(`${name}.expected.json`) as { mentions: readonly MentionReference[] }).mentions;
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
