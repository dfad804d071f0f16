import type { BenchRow } from "./benchRow.ts";
import { inTurns } from "./inTurns.ts";
import { writeCrowsPairs, writePairs } from "./modelInputs.ts";

/**
 * How long do 2,000 minimal pairs take, of lengths as CrowS-Pairs has them, at distilGPT2's shape? Beside transformers. With
 * `EVENHAND_CROWS_PAIRS`, the user's copy of the file, its own pairs, as the bundled model's tokenizer cuts them.
 */
export async function* benchScore({ isFull }: { readonly isFull: boolean }): AsyncGenerator<BenchRow> {
  const most = isFull ? 2000 : 200;
  const file = process.env["EVENHAND_CROWS_PAIRS"];
  const { rows, count, of } =
    file === undefined
      ? { rows: await writePairs(most), count: most, of: "minimal pairs" }
      : { ...(await writeCrowsPairs(file, most)), of: "pairs of CrowS-Pairs" };
  yield* inTurns({
    question: `${count} ${of}, 2 threads`,
    ours: "scoreChild.ts",
    theirs: "score.py",
    peer: "transformers",
    args: ["2", rows, "1"],
    threads: 2,
    turns: isFull ? 2 : 3,
    wanted: "at most half",
  });
}
