import { describe, expect, test } from "vitest";
import type { Counts } from "../../src/audit/counts.ts";
import { dataProblems } from "../../src/audit/dataProblems.ts";
import type { DataProblem, DataProblemKind } from "../../src/audit/dataProblem.ts";
import { looksDamaged } from "../../src/audit/dataProblemsEncoding.ts";
import { languageShares } from "../../src/audit/dataProblemsLanguages.ts";
import { createPlainEngine } from "../../src/audit/engine/plainEngine.ts";
import functionWords from "../../src/lexicon/data/functionWords.json";
import { parseLexicon } from "../../src/lexicon/readLexicon.ts";
import { countTexts } from "./engine/feed.ts";

const lexicon = parseLexicon(
  JSON.stringify({
    groups: [
      { id: "gender.female", label: "women", terms: ["she"] },
      { id: "gender.male", label: "men", terms: ["he"] },
    ],
  }),
  "small.json",
);

const count = (texts: readonly string[]): Counts => countTexts(createPlainEngine(lexicon), texts);
const numbered = (times: number, text: (index: number) => string): string[] =>
  Array.from({ length: times }, (_, index) => text(index));

function find(counts: Counts, kind: DataProblemKind): DataProblem | undefined {
  return dataProblems(counts, lexicon).find((problem) => problem.kind === kind);
}

const figure = (problem: DataProblem | undefined, name: string): number | undefined =>
  problem?.figures.find((candidate) => candidate.name === name)?.value;

/** Fifty different words, so that a document is long enough for its near-duplicates to be looked for. */
const longText = (start: number): string => numbered(50, (index) => `word${start + index}`).join(" ");

test("an empty corpus and one of different sentences have no problem", () => {
  expect(dataProblems(count([]), lexicon)).toEqual([]);
  const kinds = dataProblems(
    count(numbered(60, (index) => `${index % 2 === 0 ? "She" : "He"} met number ${index}`)),
    lexicon,
  ).map(({ kind }) => kind);
  expect(kinds).toEqual([]);
});

describe("copies", () => {
  test("are the documents beyond the first of each text, with the place of the first", () => {
    const texts = [...numbered(6, (index) => `Number ${index}`), "Number 1", "Number 1", "Number 3"];
    const problem = find(count(texts), "duplicates");
    expect(figure(problem, "share")).toBeCloseTo(3 / 9, 12);
    expect(problem?.sentence).toContain("33.3% of the 9 documents are exact copies");
    expect(problem?.examples.map(({ count: times }) => times)).toEqual([3, 2]);
    expect(problem?.examples[0]?.file).toBe("texts");
  });

  test("of the same words in other documents are near-duplicates, exact copies left out", () => {
    const original = longText(0);
    const problem = find(count([original, original, `${original} and more`, longText(1000)]), "near-duplicates");
    // Sixteen fingerprints. The third document differs by two word triples; its four may all repeat, three or two or one.
    const share = figure(problem, "share") ?? 0;
    expect([1, 2, 3, 4].map((repeated) => repeated / 16)).toContain(share);
    expect(figure(problem, "n")).toBe(4);
    expect(problem?.sentence).toContain("without being exact copies");
    expect(problem?.examples.length).toBe(1);
  });

  test("that are exact are no near-duplicates", () => {
    expect(find(count([longText(0), longText(0), longText(500)]), "near-duplicates")).toBeUndefined();
  });

  test("beyond what the sample holds are estimated, with an interval, exact copies included", () => {
    const counts = count(["Some text"]);
    // A hundred hashes up to a tenth of their range were kept: about 1,000 different bands of 4,000 in all.
    const entries = Array.from({ length: 100 }, (_, index) => ({
      hash: (BigInt(index + 1) << 64n) / 1000n,
      count: 2,
      file: "a.txt",
      byte: index,
    }));
    const sample = { limit: 100, entries, total: 4000 };
    const sampled = { ...counts, observations: { ...counts.observations, nearDocuments: sample } };
    const problem = find(sampled, "near-duplicates");
    expect(figure(problem, "share")).toBeCloseTo(1 - 990 / 4000, 3); // 99 · 10 different ones
    expect(figure(problem, "shareLow")).toBeLessThan(0.74);
    expect(figure(problem, "shareHigh")).toBeGreaterThan(0.76);
    expect(problem?.sentence).toMatch(/^At least about 75\.\d% \(95% interval .*exact copies included\.$/);
  });

  test("of sentences are boilerplate", () => {
    const texts = numbered(10, (index) => `We use cookies on this site. Story number ${index} begins right here`);
    const problem = find(count(texts), "boilerplate");
    expect(figure(problem, "share")).toBeCloseTo(9 / 20, 12); // ten notices, nine of them repeats, and ten stories
    expect(problem?.sentence).toContain("one comes 10 times");
  });

  test("below one in a hundred sentences are not told", () => {
    const texts = ["It is so here and now", ...numbered(200, (index) => `Story number ${index} begins right here`)];
    expect(find(count([...texts, "It is so here and now"]), "boilerplate")).toBeUndefined();
  });
});

describe("encoding damage", () => {
  test("is told from broken bytes", () => {
    const engine = createPlainEngine(lexicon);
    const bytes = Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a, 0x6f, 0x6b, 0x0a]); // caf\xe9, ok
    engine.beginPart({ file: 0, byteStart: 0 });
    engine.input(bytes.length).set(bytes);
    engine.textLines(bytes.length);
    const problem = find(engine.takeCounts(["latin1.txt"]), "encoding");
    expect(problem?.sentence).toContain("1 of 2 documents (50.0%) have bytes that are not UTF-8");
  });

  test("is told from words that wrong decoding leaves", () => {
    const damaged = ["It donâ€™t matter", "cafÃ© and rÃ©sumÃ©", "20Â°C in the StraÃŸe"];
    const problem = find(count(damaged), "encoding");
    expect(figure(problem, "damagedTokens")).toBe(6); // donâ, cafã, rã, sumã, 20â, straãÿe
    expect(problem?.sentence).toContain("“cafã”");
  });

  test("is not seen in words that are written that way", () => {
    expect(find(count(["château, naïve, señor, Über, smörgås, ação, bâtir, são, garçon"]), "encoding")).toBeUndefined();
    expect(find(count(["não e irmã e manhã e amanhã e maçã e lã"]), "encoding")).toBeUndefined();
    expect(["naïve", "pâte", "straße", "mañana", "ação"].filter(looksDamaged)).toEqual([]);
  });
});

describe("languages", () => {
  /** A text with exactly the share of function words that the list is known to have. */
  const textIn = (language: string, words: number): string[] => {
    const list = functionWords.languages.find((candidate) => candidate.language === language);
    if (list === undefined) throw new Error(language);
    return numbered(words, (index) =>
      index % 100 < 100 * list.coverage
        ? (list.words[index % list.words.length] as string)
        : `${language.slice(0, 3)}x${index}`,
    );
  };

  test("are not told of an English text", () => {
    expect(find(count([textIn("English", 3000).join(" ")]), "languages")).toBeUndefined();
  });

  test("are estimated from function words of their own", () => {
    const counts = count([
      textIn("English", 6000).join(" "),
      textIn("German", 2000).join(" "),
      textIn("Spanish", 2000).join(" "),
    ]);
    const { shares, tokens } = languageShares(counts);
    expect(tokens).toBe(10_000);
    expect(shares.map(({ name }) => name)).toEqual(["English", "German", "Spanish"]);
    for (const [index, wanted] of [0.6, 0.2, 0.2].entries()) {
      expect(Math.abs((shares[index]?.share ?? 0) - wanted)).toBeLessThan(0.03);
    }
    expect(find(counts, "languages")?.sentence).toMatch(/^By their most frequent words .* German, .* of 10,000 words/);
  });

  test("are told by script where letters are not Latin", () => {
    const russian = numbered(500, (index) => `слово${index}`).join(" ");
    const { shares } = languageShares(count([textIn("English", 1500).join(" "), russian, "漢字漢字"]));
    expect(shares.map(({ name }) => name)).toEqual(["English", "Cyrillic script"]);
    expect(shares[1]?.share).toBeCloseTo(500 / 2004, 12);
  });

  test("are unknown where no list is at home", () => {
    const { shares } = languageShares(count([numbered(2000, (index) => `w${index}x`).join(" ")]));
    expect(shares).toEqual([{ name: "unknown language", share: 1 }]);
  });

  test("are not guessed from a few words, or from few different ones", () => {
    expect(find(count(["Guten Morgen und auf Wiedersehen"]), "languages")).toBeUndefined();
    const template = numbered(1000, (index) => `She is nurse ${index}`);
    expect(find(count(template), "languages")).toBeUndefined();
  });

  test("of the lists share no word", () => {
    const words = functionWords.languages.flatMap((list) => list.words);
    expect(words.length).toBe(new Set(words).size);
  });
});

describe("imbalance", () => {
  test("is told of an axis most of whose sentences name one group", () => {
    const texts = [
      ...numbered(30, (index) => `He met number ${index}`),
      ...numbered(5, (index) => `She met number ${index}`),
    ];
    const counts = count(texts);
    const problem = find(counts, "dominance");
    expect(figure(problem, "share")).toBeCloseTo(30 / 35, 12);
    expect(problem?.sentence).toContain(
      "85.7% of the 35 sentences that name a group of the axis gender name men; the next group, women, is in 5.",
    );
    expect(find(counts, "tiny-groups")?.sentence).toContain("in fewer than 20 sentences: women (5)");
  });

  test("is none where two groups stand in the same sentences", () => {
    const both = count(numbered(30, (index) => `He or she met number ${index}`));
    expect(find(both, "dominance")).toBeUndefined();
  });

  test("names groups that are never mentioned", () => {
    const problem = find(count(numbered(30, (index) => `He met number ${index}`)), "tiny-groups");
    expect(problem?.sentence).toContain("never mentioned: women");
  });
});
