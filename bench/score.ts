import type { BenchRow } from "./benchRow.ts";
import { inTurns } from "./inTurns.ts";
import { writePairs } from "./modelInputs.ts";

/** How long do 2,000 minimal pairs take, of lengths as CrowS-Pairs has them, at distilGPT2's shape? Beside transformers. */
export async function* benchScore({ isFull }: { readonly isFull: boolean }): AsyncGenerator<BenchRow> {
  const count = isFull ? 2000 : 200;
  const pairs = await writePairs(count);
  yield* inTurns({
    question: `${count} minimal pairs, 2 threads`,
    ours: "scoreChild.ts",
    theirs: "score.py",
    peer: "transformers",
    args: ["2", pairs, "1"],
    threads: 2,
    turns: isFull ? 2 : 3,
    wanted: "at most half",
  });
}
