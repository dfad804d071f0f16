import { seededRandom } from "../../src/base/random.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import type { AttributeRow, ContrastRow, ContrastSection } from "../../src/report/scanFindings.ts";
import { scanReport } from "./sampleReport.ts";

/** An invented scan with everything that a deeper scan adds. */
export function deepScanReport(): BiasReport {
  const report = scanReport();
  const { scan } = report;
  if (scan === undefined) throw new RangeError("the sample has no scan");
  const random = seededRandom(5);
  const share = (group: string): number => (group === "gender.female" ? 0.61 : 0.4);
  return {
    ...report,
    warnings: ["212 of 4,000 records (5.3%) are copies of another record."],
    scan: {
      ...scan,
      groups: scan.groups.map((group) => ({
        ...group,
        terms: group.terms.map((term) => ({
          ...term,
          sentences: Math.round(term.mentions * 0.9),
          documents: Math.round(term.mentions * 0.3),
          ...(group.group === "race.white" && { sense: "a colour; a surname" }),
        })),
      })),
      associations: scan.associations.map((row, index) => ({
        ...row,
        pmi: row.npmi * 5,
        pmiLow: row.npmiLow * 5,
        pmiHigh: row.npmiHigh * 5,
        logOddsRatio: row.npmi * 8,
        logOddsRatioLow: row.npmiLow * 8,
        logOddsRatioHigh: row.npmiHigh * 8,
        g2: row.z ** 2,
        ...(index % 7 === 6 && { fisherP: 0.0004 }),
        npmiHalves: [row.npmi + 0.01, row.npmi - (index % 9 === 8 ? 0.2 : 0.02)] as const,
        agreesInHalves: index % 9 !== 8,
        drivingTerms: [
          { term: row.group === "race.asian" && index % 2 === 0 ? "grobbler" : "she", together: row.together - 2 },
          { term: "her", together: 2 },
        ],
      })),
      wordPlaces: [
        {
          group: "gender.male",
          word: "war",
          places: [
            {
              file: "demo.jsonl",
              line: 31,
              column: 9,
              byte: 3100,
              text: "He came back from the war and said nothing.",
            },
          ],
        },
      ],
      axes: [
        { axis: "gender", mentions: 28_633, ambiguousMentions: 0, sentences: 9_102, documents: 3_511 },
        { axis: "race", mentions: 3_927, ambiguousMentions: 864, sentences: 2_100, documents: 702 },
      ],
      contrasts: [
        contrast("gender.female", "gender.male", "nurse gentle kitchen", "engineer captain war", random),
        contrast("race.asian", undefined, "grobbler mathematics silk", "jazz farm", random),
        contrast("race.black", "race", "jazz athlete", "silk", random),
      ],
      attributes: {
        lists: [
          {
            list: "agency",
            label: "agency",
            masked: false,
            words: 120,
            wordsFound: 88,
            removed: [],
            origin: "written for Evenhand",
            licence: "Apache-2.0",
          },
          {
            list: "sentiment-negative",
            label: "negative sentiment",
            masked: false,
            words: 4_100,
            wordsFound: 950,
            removed: ["black", "miss"],
            origin: "Opinion Lexicon (Hu and Liu 2004)",
            licence: "CC BY 4.0",
          },
          {
            list: "insults",
            label: "insults",
            masked: true,
            words: 40,
            wordsFound: 2,
            removed: ["grobblerish"],
            origin: "an invented list",
            licence: "CC0-1.0",
          },
        ],
        rows: scan.groups.flatMap(({ group }, index) => [
          attribute(group, "agency", 0.5 - index * 0.16, 0.12 + index * 0.05),
          attribute(group, "sentiment-negative", -0.3 + index * 0.09, 0.2),
          ...(index === 0 ? [attribute(group, "insults", 0.6, 0.5)] : []),
        ]),
        tests: 19,
        occupations: {
          group: "gender.female",
          against: "gender.male",
          source: "an invented survey, 2024",
          baseShare: 0.36,
          tooRare: 41,
          correlation: { value: 0.81, low: 0.7, high: 0.88, n: 61 },
          rows: [
            {
              word: "nurse",
              together: 60,
              againstTogether: 12,
              share: 0.833,
              shareLow: 0.73,
              shareHigh: 0.9,
              labourShare: 0.87,
            },
            {
              word: "engineer",
              together: 4,
              againstTogether: 51,
              share: 0.073,
              shareLow: 0.029,
              shareHigh: 0.173,
              labourShare: 0.16,
              year: 2023,
            },
            { word: "ferryman", together: 1, againstTogether: 6, share: 0.143, shareLow: 0.026, shareHigh: 0.513 },
          ],
        },
      },
      embedding: {
        words: 8_200,
        dimensions: 100,
        rows: [
          {
            group: "gender.female",
            against: "gender.male",
            list: "family",
            againstList: "career",
            effectSize: 1.12,
            pValue: 0.0021,
            permutations: 10_000,
            q: 0.0042,
            groupWords: 14,
            againstWords: 13,
            listWords: 20,
            againstListWords: 18,
          },
          {
            group: "gender.female",
            against: "gender.male",
            list: "science",
            effectSize: -0.21,
            pValue: 0.44,
            permutations: 10_000,
            q: 0.44,
            groupWords: 14,
            againstWords: 13,
            listWords: 9,
            againstListWords: 0,
          },
        ],
        notMeasured: 3,
      },
      dataProblems: [
        {
          kind: "duplicates",
          sentence: "212 of 4,000 records (5.3%) are copies of another record.",
          figures: [
            { name: "records that are copies", value: 212 },
            { name: "share of records", value: 0.053 },
          ],
          examples: [
            { file: "demo.jsonl", byte: 1344, line: 12, count: 9, text: "The nurse said she would call her grobbler." },
            { file: "demo.jsonl", byte: 90_112, count: 4 },
          ],
          hint: "Remove copies and scan again: a copied record counts as often as it is there.",
        },
        {
          kind: "encoding",
          sentence: "3 records hold bytes that are not UTF-8.",
          figures: [{ name: "records", value: 3 }],
          examples: [],
          hint: "Convert the file to UTF-8.",
        },
      ],
      strata: {
        field: "source",
        values: [
          { value: "news", documents: 2_500, sentences: 7_900, tokens: 140_000, groups: stratumOf(0.7) },
          { value: "letters", documents: 1_400, sentences: 3_800, tokens: 62_000, groups: stratumOf(0.28) },
          { value: "", documents: 100, sentences: 173, tokens: 1_114, groups: stratumOf(0.02) },
        ],
      },
      termPrecision: [
        {
          group: "race.white",
          term: "white",
          mentions: 784,
          decided: 512,
          undecided: 272,
          precision: share("race.white"),
          precisionLow: 0.358,
          precisionHigh: 0.443,
          senses: [
            { sense: "people", mentions: 205 },
            { sense: "colour", mentions: 290 },
            { sense: "surname", mentions: 17 },
          ],
        },
        { group: "race.black", term: "black", mentions: 3, decided: 0, undecided: 3, senses: [] },
      ],
      undercountAtMost: 3,
      reading: { filesFromMemory: 1, workers: 2, bytes: 1_204_331, durationMs: 12, fieldGuessed: true },
    },
  };

  function stratumOf(part: number) {
    return (scan?.groups ?? []).map(({ group, mentions, sentences, documents }) => ({
      group,
      mentions: Math.round(mentions * part),
      sentences: Math.round(sentences * part),
      documents: Math.round(documents * part),
    }));
  }
}

function contrast(
  group: string,
  against: string | undefined,
  here: string,
  there: string,
  random: ReturnType<typeof seededRandom>,
): ContrastSection {
  const row = (word: string, rank: number, sign: 1 | -1): ContrastRow => {
    const delta = sign * (1.4 - rank * 0.3 + random.normal() * 0.02);
    const error = 0.12 + rank * 0.2;
    return {
      word,
      count: sign > 0 ? 90 - rank * 20 : 12,
      againstCount: sign > 0 ? 14 : 80 - rank * 20,
      delta,
      deltaLow: delta - 1.959963984540054 * error,
      deltaHigh: delta + 1.959963984540054 * error,
      z: delta / error,
      q: [1e-9, 0.002, 0.08][rank] ?? 0.2,
    };
  };
  return {
    group,
    ...(against !== undefined && { against }),
    sentences: 5_100,
    againstSentences: 6_300,
    tokens: 90_100,
    againstTokens: 110_200,
    tests: 3_120,
    rows: [
      ...here.split(" ").map((word, rank) => row(word, rank, 1)),
      ...there.split(" ").map((word, rank) => row(word, rank, -1)),
    ],
  };
}

function attribute(group: string, list: string, logOddsRatio: number, half: number): AttributeRow {
  return {
    group,
    list,
    tokens: 410,
    groupTokens: 50_000,
    ratePerThousand: 8.2,
    elsewherePerThousand: 8.2 / Math.exp(logOddsRatio),
    logOddsRatio,
    logOddsRatioLow: logOddsRatio - half,
    logOddsRatioHigh: logOddsRatio + half,
    q: Math.abs(logOddsRatio) > half ? 0.001 : 0.3,
    topWords: [
      { word: list === "insults" ? "snorkelwit" : "lead", tokens: 31, expected: 20.4 },
      { word: "grobbler", tokens: 12, expected: 11 },
    ],
  };
}
