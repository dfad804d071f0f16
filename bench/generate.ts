import type { BenchRow } from "./benchRow.ts";
import { inTurns } from "./inTurns.ts";
import { writePrompts } from "./modelInputs.ts";

/**
 * How long do prompts take for 20 more tokens each, at distilGPT2's shape? 16 prompts of 8 tokens at once, and a thousand of
 * lengths as BOLD has them, beside transformers.
 */
export async function* benchGenerate({ isFull }: { readonly isFull: boolean }): AsyncGenerator<BenchRow> {
  const contest = {
    ours: "generateChild.ts",
    theirs: "generate.py",
    peer: "transformers",
    wanted: "at most half",
  };
  const few = await writePrompts({ count: 16, lengths: [8] });
  for (const threads of [2, 1]) {
    const question = `16 x 20 tokens, ${threads} ${threads === 1 ? "thread" : "threads"}`;
    yield* inTurns({ ...contest, question, args: [String(threads), few, "20", "3", "greedy"], threads, turns: 3 });
  }
  const count = isFull ? 1000 : 128;
  const many = await writePrompts({ count, lengths: [6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 12, 14] });
  // The likeliest token each, and as toxicity and sentiment are measured.
  for (const choice of ["greedy", "nucleus"]) {
    const question = `${count} prompts of 6 to 14 tokens x 20 tokens, ${choice}, 2 threads`;
    yield* inTurns({ ...contest, question, args: ["2", many, "20", "1", choice], threads: 2, turns: 2 });
  }
}
