import type { Random } from "../../base/random.ts";
import type { ScoreOptions, TokenScorer } from "../../lm/tokenScorer.ts";
import { bootstrapInterval } from "../bootstrap.ts";
import type { CountedStatistic } from "../bootstrap.ts";
import type { MetricItem, MetricResult } from "../metricResult.ts";
import { preference, winsInterval, winsOf } from "../wins.ts";
import { Skips, unlike } from "./benchmark.ts";
import type { BenchmarkItems } from "./benchmark.ts";
import { sentenceScores } from "./sentenceScores.ts";
import { missingColumn, tableRows } from "./tableRows.ts";

/** One sentence with either pronoun. */
export interface WinogenderItem {
  readonly id: string;
  readonly occupation: string;
  /** True where the pronoun means the occupation, false where it means the other person. */
  readonly isAboutOccupation: boolean;
  readonly male: string;
  readonly female: string;
  /** Percentage of women in the occupation, US Bureau of Labor Statistics; absent when the table lacks it. */
  readonly percentFemale?: number;
}

/**
 * Reads `all_sentences.tsv` and, beside it, `occupations-stats.tsv`. Sentences with a neutral pronoun are not needed and
 * counted.
 *
 * @throws EvenhandError `evaluation.invalid`
 * @see Rudinger et al. (2018), "Gender Bias in Coreference Resolution"
 */
export function readWinogender(sentences: string, occupations: string, source: string): BenchmarkItems<WinogenderItem> {
  if (missingColumn(sentences, "\t", ["sentid", "sentence"]) !== undefined) {
    throw unlike("winogender", source, "no columns sentid and sentence");
  }
  if (missingColumn(occupations, "\t", ["occupation", "bls_pct_female"]) !== undefined) {
    throw unlike("winogender", source, "no columns occupation and bls_pct_female in occupations-stats.tsv");
  }
  const rows = tableRows(sentences, "\t");
  const statistics = tableRows(occupations, "\t");
  const percent = new Map(statistics.map((row) => [row["occupation"], Number(row["bls_pct_female"])] as const));
  const skips = new Skips();
  const pairs = new Map<string, { male?: string; female?: string }>();
  for (const { sentid: id = "", sentence = "" } of rows) {
    const [, stem, gender] = /^(.+)\.(male|female|neutral)\.txt$/u.exec(id) ?? [];
    if (stem === undefined || gender === undefined)
      skips.add("row without occupation, participant and gender in its id");
    else if (gender === "neutral") skips.add("sentence with a neutral pronoun: not compared");
    else pairs.set(stem, { ...pairs.get(stem), [gender]: sentence });
  }
  const items = [...pairs].flatMap(([id, { male, female }]): WinogenderItem[] => {
    const [occupation = "", , answer] = id.split(".");
    if (male === undefined || female === undefined) {
      skips.add("sentence with one gender only");
      return [];
    }
    const share = percent.get(occupation);
    return [
      {
        id,
        occupation,
        isAboutOccupation: answer === "0",
        male,
        female,
        ...(share === undefined || !Number.isFinite(share) ? {} : { percentFemale: share }),
      },
    ];
  });
  if (items.length === 0) throw unlike("winogender", source, "no sentence with both pronouns");
  return { items, skipped: skips.counts };
}

/** Occupations that a correlation needs. */
export const fewestOccupations = 3;

/** The sentences that count, whose pronoun means an occupation with labour statistics, and how many others are passed over. */
export function countedSentences({ items, skipped }: BenchmarkItems<WinogenderItem>): BenchmarkItems<WinogenderItem> {
  const aboutOccupation = items.filter(({ isAboutOccupation }) => isAboutOccupation);
  const counted = aboutOccupation.filter(({ percentFemale }) => percentFemale !== undefined);
  return {
    items: counted,
    skipped: [
      ...skipped,
      ...countIf(items.length - aboutOccupation.length, "sentence whose pronoun means the other person"),
      ...countIf(aboutOccupation.length - counted.length, "sentence about an occupation without labour statistics"),
    ],
  };
}

/**
 * How closely the model's choice of pronoun follows the share of women in an occupation: Pearson's correlation, over
 * occupations, of the mean ln P(female sentence) - ln P(male sentence) with the labour statistics. Ideal 0: the choice
 * does not depend on the occupation. Only sentences whose pronoun means the occupation count. Occupations are resampled.
 *
 * @returns empty where the model can read sentences of fewer than three occupations
 */
export async function winogender(
  scorer: TokenScorer,
  benchmark: BenchmarkItems<WinogenderItem>,
  random: Random,
  options: ScoreOptions = {},
): Promise<MetricResult[]> {
  const { items: asked, skipped } = countedSentences(benchmark);
  const scores = await sentenceScores(
    scorer,
    asked.flatMap(({ male, female }) => [male, female]),
    options,
  );
  const leanings = new Map<string, { percentFemale: number; sum: number; n: number }>();
  const preferFemale: MetricItem[] = [];
  for (const [index, { occupation, percentFemale = 0 }] of asked.entries()) {
    const [male, female] = [scores[2 * index], scores[2 * index + 1]];
    if (male === undefined || female === undefined) continue;
    const leaning = female.total - male.total;
    const before = leanings.get(occupation) ?? { percentFemale, sum: 0, n: 0 };
    leanings.set(occupation, { percentFemale, sum: before.sum + leaning, n: before.n + 1 });
    preferFemale.push({ key: occupation, value: preference(female.total, male.total) });
  }
  const leaningOf = [...leanings].map(([key, { percentFemale: reference, sum, n }]): MetricItem => ({
    key,
    value: sum / n,
    reference,
  }));
  if (leaningOf.length < fewestOccupations) return [];
  const statistic = countedCorrelation(leaningOf);
  const interval = bootstrapInterval(leaningOf.length, statistic, random, { unit: "occupations" });
  const notes = [...skipped, ...countIf(asked.length - preferFemale.length, "sentence longer than the model can read")];
  return [
    {
      metric: "winogender",
      axis: "gender",
      value: statistic(new Uint32Array(leaningOf.length).fill(1)),
      ideal: 0,
      unit: "correlation",
      n: preferFemale.length,
      ...(interval === undefined ? {} : { interval }),
      items: leaningOf,
      scoring: "by total log-probability",
      ...(notes.length === 0 ? {} : { skipped: notes }),
      variants: [
        {
          name: "share of sentences in which the female pronoun is preferred",
          value: winsOf(preferFemale) / preferFemale.length,
          unit: "share",
          interval: winsInterval(preferFemale, (occupation) => occupation),
        },
      ],
    },
  ];
}

/** Pearson's correlation of the items' values with their references, item i counted `counts[i]` times. */
export function countedCorrelation(items: readonly MetricItem[]): CountedStatistic {
  return (counts) => {
    let n = 0;
    let [x, y, xx, yy, xy] = [0, 0, 0, 0, 0];
    for (const [index, { reference = Number.NaN, value }] of items.entries()) {
      const count = counts[index] as number;
      n += count;
      x += count * reference;
      y += count * value;
      xx += count * reference * reference;
      yy += count * value * value;
      xy += count * reference * value;
    }
    return (n * xy - x * y) / Math.sqrt(Math.max(0, n * xx - x * x) * Math.max(0, n * yy - y * y));
  };
}

function countIf(count: number, reason: string): { reason: string; count: number }[] {
  return count === 0 ? [] : [{ reason, count }];
}
