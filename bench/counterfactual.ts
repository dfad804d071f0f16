import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { planSwaps } from "../src/cda/planSwaps.ts";
import { seededRandom } from "../src/base/random.ts";
import type { BenchRow } from "./benchRow.ts";

const natural = join(process.env["EVENHAND_ROOT"] ?? ".", "..", "shared", "cda-dev", "wikitext_natural.jsonl");

/** How many sentences a second does the planner read, beside a plain regular-expression word split of the same text? */
export async function benchCounterfactual(): Promise<readonly BenchRow[]> {
  const dense = existsSync(natural) ? naturalSentences() : invented(1000, 1);
  const sparse = invented(4000, 0.02);
  const denseName = existsSync(natural)
    ? "encyclopaedic sentences, each with a demographic term"
    : "invented sentences, each with a gendered word";
  return [measured("invented sentences, 2% with a gendered word", sparse), measured(denseName, dense)];
}

function naturalSentences(): string[] {
  return readFileSync(natural, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { text: string }).text);
}

function measured(name: string, sentences: readonly string[]): BenchRow {
  const planned = sentencesPerSecond(sentences, (text) => planSwaps(text).edits.length);
  const split = sentencesPerSecond(sentences, (text) => text.match(/[\p{L}\p{M}\p{Nd}]+/gu)?.length ?? 0);
  return {
    question: `How fast are counterfactuals planned? ${name}`,
    figure: planned,
    unit: "sentences/s",
    comparedWith: `word split by a regular expression, ${split.toPrecision(3)} sentences/s`,
    ratio: planned / split,
  };
}

/** The best of five rounds, after one to warm up: other work on the machine only ever makes a round slower. */
function sentencesPerSecond(sentences: readonly string[], work: (text: string) => number): number {
  let best = 0;
  let total = 0;
  for (let round = 0; round < 6; round += 1) {
    const started = performance.now();
    for (const text of sentences) total += work(text);
    const rate = sentences.length / ((performance.now() - started) / 1000);
    if (round > 0) best = Math.max(best, rate);
  }
  if (!Number.isFinite(total)) throw new RangeError("unreachable: keeps the work from being optimised away");
  return best;
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
