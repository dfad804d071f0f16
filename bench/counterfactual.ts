import { existsSync, readFileSync, rmSync, statSync, mkdtempSync, writeFileSync, appendFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planSwaps, readSwap } from "../src/cda/planSwaps.ts";
import type { PlanOptions } from "../src/cda/planSwaps.ts";
import { planNeutral } from "../src/cda/neutralise/planNeutral.ts";
import { seededRandom } from "../src/base/random.ts";
import { measureAugment } from "./augmentMeasurement.ts";
import type { AugmentMeasurement } from "./augmentMeasurement.ts";
import type { BenchRow } from "./benchRow.ts";

const natural = join(process.env["EVENHAND_ROOT"] ?? ".", "..", "shared", "cda-dev", "wikitext_natural.jsonl");

/**
 * How fast are counterfactuals planned, shown and written? Planning beside a plain regular-expression word split of the
 * same text, two workers beside one, a large corpus beside a small one. With `isFull` the large one gives more than 500 MB.
 */
export async function* benchCounterfactual({
  isFull = false,
}: { readonly isFull?: boolean } = {}): AsyncGenerator<BenchRow> {
  const hasNatural = existsSync(natural);
  const dense = hasNatural ? naturalSentences() : invented(1000, 1);
  const sparse = invented(4000, 0.02);
  const denseName = hasNatural
    ? "encyclopaedic records, each with a demographic term"
    : "invented records, each with a gendered word";
  yield planning("invented sentences, 2% with a gendered word", sparse, "sentences/s", 20_000, (text) =>
    planSwaps(text),
  );
  yield planning(denseName, dense, "records/s", 4000, (text) => planSwaps(text));
  const every = everyAxis();
  yield planning(`${denseName}; three axes and names at once`, dense, "records/s", 4000, (text) =>
    planSwaps(text, every),
  );
  yield planning(`${denseName}; neutral words`, dense, "records/s", 4000, (text) => planNeutral(text));
  yield preview(dense.slice(0, 200));
  yield* await generation(dense, isFull ? 200 : 60);
}

function naturalSentences(): string[] {
  return readFileSync(natural, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { text: string }).text);
}

function everyAxis(): PlanOptions {
  const swaps = [
    readSwap("gender", "swap"),
    readSwap("race", "black<->white"),
    readSwap("religion", "Muslim<->Christian"),
  ];
  return { swaps, names: "swap" };
}

function planning(
  name: string,
  texts: readonly string[],
  unit: string,
  wanted: number,
  plan: (text: string) => { readonly edits: readonly unknown[] },
): BenchRow {
  const planned = textsPerSecond(texts, (text) => plan(text).edits.length);
  const split = textsPerSecond(texts, (text) => text.match(/[\p{L}\p{M}\p{Nd}]+/gu)?.length ?? 0);
  return {
    question: `How fast are counterfactuals planned on one core? ${name}`,
    figure: planned,
    unit,
    comparedWith: `word split by a regular expression, ${split.toPrecision(3)} ${unit}`,
    ratio: planned / split,
    wanted: `at least ${wanted.toLocaleString("en")} ${unit}`,
  };
}

/** The best of five rounds, after one to warm up: other work on the machine only ever makes a round slower. */
function textsPerSecond(texts: readonly string[], work: (text: string) => number): number {
  let best = 0;
  let total = 0;
  for (let round = 0; round < 6; round += 1) {
    const started = performance.now();
    for (const text of texts) total += work(text);
    const rate = texts.length / ((performance.now() - started) / 1000);
    if (round > 0) best = Math.max(best, rate);
  }
  if (!Number.isFinite(total)) throw new RangeError("unreachable: keeps the work from being optimised away");
  return best;
}

/** Every line of a page planned anew, in a planner that is warm; the editor plans only the lines that changed. */
function preview(page: readonly string[]): BenchRow {
  const plan = (): number => {
    const started = performance.now();
    for (const text of page) planSwaps(text);
    return performance.now() - started;
  };
  const rounds = Array.from({ length: 12 }, plan).slice(2);
  const warm = [...rounds].sort((a, b) => a - b)[rounds.length >> 1] as number;
  return {
    question: `How long does the preview of a page of ${page.length} lines take, each with a demographic term?`,
    figure: warm,
    unit: "ms",
    atMost: 20,
  };
}

/** Writes corpora of copies, and generates from each in processes of their own. */
async function generation(texts: readonly string[], largeMegabytes: number): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "evenhand-bench-"));
  try {
    const small = corpusOf(texts, 20, join(folder, "small.jsonl"));
    const large = corpusOf(texts, largeMegabytes, join(folder, "large.jsonl"));
    const rounds: (readonly [AugmentMeasurement, AugmentMeasurement])[] = [];
    for (let round = 0; round < 2; round += 1) {
      rounds.push([await measureAugment(small, 1), await measureAugment(small, 2)]);
    }
    const one = fastest(rounds.map(([first]) => first));
    const two = fastest(rounds.map(([, second]) => second));
    const many = await measureAugment(large, 2);
    const isSame = one.digest === two.digest;
    return [
      {
        question: `How fast is a corpus generated, round trips measured? ${shown(one)}, one worker`,
        figure: rate(one),
        unit: "MB/s of source",
      },
      {
        question: `the same, two workers, output ${isSame ? "byte-identical" : "NOT THE SAME"}`,
        figure: rate(two),
        unit: "MB/s of source",
        comparedWith: `one worker, ${rate(one).toPrecision(3)} MB/s; processor time ${(two.processorSeconds / one.processorSeconds).toFixed(2)} of its`,
        ratio: rate(two) / rate(one),
        wanted: "all cores",
      },
      {
        question: `How much memory does it take? ${shown(many)}, two workers`,
        figure: many.peakBytes / 1e6,
        unit: "MB at most",
        comparedWith: `${shown(two)}, ${(two.peakBytes / 1e6).toPrecision(3)} MB`,
        ratio: many.peakBytes / two.peakBytes,
        wanted: "does not grow with the corpus",
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Other work on the machine only ever makes a round slower; both kinds of round took turns. */
function fastest(rounds: readonly AugmentMeasurement[]): AugmentMeasurement {
  return rounds.reduce((best, round) => (round.wallSeconds < best.wallSeconds ? round : best));
}

function rate({ sourceBytes, wallSeconds }: AugmentMeasurement): number {
  return sourceBytes / 1e6 / wallSeconds;
}

function shown({ sourceBytes, outputBytes }: AugmentMeasurement): string {
  return `${(sourceBytes / 1e6).toFixed(0)} MB in, ${(outputBytes / 1e6).toFixed(0)} MB out`;
}

function corpusOf(texts: readonly string[], megabytes: number, path: string): string {
  const lines = texts.map((text, id) => `${JSON.stringify({ id, text })}\n`).join("");
  writeFileSync(path, "");
  while (statSync(path).size < megabytes * 1e6) appendFileSync(path, lines);
  return path;
}

/** @param share of sentences with a gendered word */
function invented(count: number, share: number): string[] {
  const random = seededRandom(3);
  const pick = (words: readonly string[]): string => words[random.integer(words.length)] ?? "";
  const things = "report bridge garden engine letter valley harbour market lesson river theory window".split(" ");
  const verbs = "describes follows replaces supports contains crosses explains measures".split(" ");
  return Array.from({ length: count }, () => {
    const noun = pick(things);
    const gendered = random.next() < share;
    const end = gendered
      ? `, and ${pick(["she", "he"])} showed ${pick(["her", "his"])} sister the ${pick(things)}`
      : "";
    return `The ${noun} near the old ${pick(things)} ${pick(verbs)} every ${pick(things)} of the northern ${pick(things)}${end}.`;
  });
}
