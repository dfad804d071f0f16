import { readFile } from "node:fs/promises";
import { seededRandom } from "../src/base/random.ts";
import { scoreSequences } from "../src/evaluation/scoreSequences.ts";
import { createTokenScorer } from "../src/training/runtime/createTokenScorer.ts";
import { randomDistilGpt2 } from "./distilGpt2.ts";
import { printRuns } from "./printRuns.ts";

// One measurement in a process of its own: `scoreChild.ts THREADS SENTENCES.json RUNS`, JSON on stdout.
const [threads, file = "", runs] = process.argv.slice(2);
const sentences = JSON.parse(await readFile(file, "utf8")) as number[][];
const scorer = await createTokenScorer(randomDistilGpt2(seededRandom(1)), { threads: Number(threads) });
await scoreSequences(scorer, sentences.slice(0, 64)); // the first shapes are compiled
await printRuns(Number(runs), () => scoreSequences(scorer, sentences));
await scorer.dispose();
