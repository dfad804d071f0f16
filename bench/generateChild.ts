import { readFile } from "node:fs/promises";
import { seededRandom } from "../src/base/random.ts";
import type { TokenChoice } from "../src/lm/textGenerator.ts";
import { createTextGenerator } from "../src/training/runtime/createTextGenerator.ts";
import { randomDistilGpt2 } from "./distilGpt2.ts";
import { printRuns } from "./printRuns.ts";

// One measurement in a process of its own: `generateChild.ts THREADS PROMPTS.json NEW_TOKENS RUNS greedy|nucleus`, JSON on stdout.
const [threads, file = "", maximumNewTokens, runs, kind] = process.argv.slice(2);
const prompts = JSON.parse(await readFile(file, "utf8")) as number[][];
const generator = await createTextGenerator(randomDistilGpt2(seededRandom(1)), { threads: Number(threads) });
const choice: TokenChoice =
  kind === "nucleus"
    ? {
        kind: "sample",
        rule: { temperature: 1, topK: 0, topP: 0.9 },
        uniformOf(prompt) {
          const random = seededRandom(prompt);
          return () => random.next();
        },
      }
    : { kind: "greedy" };
const generate = (some: number[][]): Promise<unknown> =>
  generator.generate(some, {
    maximumNewTokens: Number(maximumNewTokens),
    choice,
    stopsAtEndOfText: false,
  });
await generate(prompts.slice(0, 32)); // compiles, and the runtime's memory grows
await printRuns(Number(runs), () => generate(prompts));
await generator.dispose();
