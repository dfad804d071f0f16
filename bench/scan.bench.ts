import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchRow } from "./benchRow.ts";
import { writeFilmRecords, writeFilmTexts, writeGrowingText, writeWikiText } from "./corpora.ts";
import { measureEngine, measureRanking, measureScan, median, timeOfWordCount } from "./scanMeasurement.ts";
import type { ScanMeasurement } from "./scanMeasurement.ts";

const megabyte = 1e6;
const corpusBytes = 100 * megabyte;
const rounds = 3;
/** Types of the ranking that is timed. */
const rankedTypes = 1_000_000;

/**
 * How fast is a scan? Everything counted, every position kept, against `wc -w` on the same file, which takes turns with
 * it. Megabytes per processor second, so that other programs on the machine change less. With `isFull`, also corpora of
 * 1 and 10 GB.
 */
export async function* benchScan({ isFull = false }: { readonly isFull?: boolean } = {}): AsyncGenerator<BenchRow> {
  const folder = await mkdtemp(join(tmpdir(), "evenhand-bench-"));
  try {
    yield* plainText(folder);
    yield* await jsonLines(folder);
    yield* await memory(folder);
    yield ranking();
    if (isFull) yield* large(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function* plainText(folder: string): AsyncGenerator<BenchRow> {
  for (const { name, make, atLeast } of [
    { name: "WikiText-like text", make: writeWikiText, atLeast: 1.0 },
    { name: "text with a growing vocabulary", make: writeGrowingText, atLeast: 0.7 },
  ]) {
    const file = join(folder, "text.txt");
    if (!(await make(file, corpusBytes))) return;
    const one: ScanMeasurement[] = [];
    const two: ScanMeasurement[] = [];
    const words: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const time = timeOfWordCount(file);
      if (time !== undefined) words.push(time.processorSeconds);
      one.push(measureScan(file, 1));
      two.push(measureScan(file, 2));
    }
    const { bytes, types } = one[0] as ScanMeasurement;
    const seconds = median(one.map((it) => it.processorSeconds)) as number;
    const wordSeconds = median(words);
    yield {
      question: `scan with positions, one worker: ${name}, ${inMegabytes(bytes)}, ${types.toLocaleString("en")} types`,
      figure: bytes / megabyte / seconds,
      unit: "MB per processor second",
      ...(wordSeconds === undefined ? {} : against("wc -w", bytes / wordSeconds, bytes / seconds, atLeast)),
    };
    const wallOne = median(one.map((it) => it.wallSeconds)) as number;
    const wallTwo = median(two.map((it) => it.wallSeconds)) as number;
    const isSame = new Set([...one, ...two].map((it) => it.digest)).size === 1;
    yield {
      question: `the same, two workers, merge included, counts ${isSame ? "bit-identical" : "NOT THE SAME"}`,
      figure: bytes / megabyte / wallTwo,
      unit: "MB/s by the clock",
      comparedWith: `one worker ${(bytes / megabyte / wallOne).toPrecision(3)} MB/s`,
      ratio: wallOne / wallTwo,
      atLeast: 1.8,
    };
    await rm(file);
  }
}

async function jsonLines(folder: string): Promise<BenchRow[]> {
  const records = join(folder, "films.jsonl");
  const texts = join(folder, "films.txt");
  if (!(await writeFilmRecords(records, corpusBytes)) || !(await writeFilmTexts(texts, corpusBytes))) return [];
  const seconds = { records: [] as number[], texts: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    seconds.records.push(measureScan(records, 1).processorSeconds);
    seconds.texts.push(measureScan(texts, 1).processorSeconds);
  }
  const recordRate = (await stat(records)).size / (median(seconds.records) as number);
  const textRate = (await stat(texts)).size / (median(seconds.texts) as number);
  await rm(records);
  await rm(texts);
  return [
    {
      question: "scan with positions, one worker: film reviews as JSON lines",
      figure: recordRate / megabyte,
      unit: "MB per processor second",
      ...against("the same reviews as plain text", textRate, recordRate, 0.8),
    },
  ];
}

/**
 * What memory grows with: spellings. Two corpora with a growing vocabulary tell what a spelling takes from what a scan takes
 * whatever it reads.
 */
async function memory(folder: string): Promise<BenchRow[]> {
  const file = join(folder, "growing.txt");
  const points: { readonly peak: number; readonly spellings: number }[] = [];
  for (const bytes of [corpusBytes, 3 * corpusBytes]) {
    if (!(await writeGrowingText(file, bytes))) return [];
    const peaks = Array.from({ length: rounds }, () => measureScan(file, 1).peakBytes);
    points.push({ peak: median(peaks) as number, spellings: measureEngine(file, 1).spellings });
    await rm(file);
  }
  const [few, many] = points as [(typeof points)[0], (typeof points)[0]];
  const each = (many.peak - few.peak) / (many.spellings - few.spellings);
  const numbers = points.map(({ spellings }) => spellings.toLocaleString("en")).join(" and ");
  return [
    { question: `peak memory, one worker, ${numbers} spellings: each`, figure: each, unit: "bytes", atMost: 200 },
    {
      question: "and what does not depend on them",
      figure: (few.peak - each * few.spellings) / megabyte,
      unit: "MB",
      atMost: 150,
    },
  ];
}

function ranking(): BenchRow {
  const { seconds, tests, types } = measureRanking(rankedTypes);
  return {
    question: `counts to ranked associations, ${types.toLocaleString("en")} types, ${tests.toLocaleString("en")} tests`,
    figure: seconds,
    unit: "s",
    atMost: 2,
  };
}

async function* large(folder: string): AsyncGenerator<BenchRow> {
  for (const { name, make, bytes } of [
    { name: "WikiText-like text", make: writeWikiText, bytes: 1e9 },
    { name: "text with a growing vocabulary", make: writeGrowingText, bytes: 1e9 },
    { name: "WikiText-like text", make: writeWikiText, bytes: 1e10 },
  ]) {
    const file = join(folder, "large.txt");
    if (!(await make(file, bytes))) return;
    const two = measureScan(file, 2);
    yield {
      question: `scan with positions, two workers: ${name}, ${inMegabytes(two.bytes)}, ${two.types.toLocaleString("en")} types, peak memory ${inMegabytes(two.peakBytes)}`,
      figure: two.wallSeconds,
      unit: "s by the clock",
      comparedWith: `${two.processorSeconds.toPrecision(3)} s of processor`,
    };
    await rm(file);
  }
}

function against(
  name: string,
  theirs: number,
  ours: number,
  atLeast: number,
): Pick<BenchRow, "comparedWith" | "ratio" | "atLeast"> {
  return { comparedWith: `${name} ${(theirs / megabyte).toPrecision(3)} MB/s`, ratio: ours / theirs, atLeast };
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / megabyte).toLocaleString("en")} MB`;
}
