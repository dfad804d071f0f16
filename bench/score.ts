import type { BenchRow } from "./benchRow.ts";
import { inTurns } from "./inTurns.ts";
import { writeBenchmarkPairs, writePairs } from "./modelInputs.ts";

/**
 * How long do 2,000 minimal pairs take at distilGPT2's shape? Beside transformers. Random ones of lengths as CrowS-Pairs has them;
 * with `EVENHAND_MINIMAL_PAIRS=crows-pairs=PATH,winobias=PATH` those of the user's copies, in this order.
 */
export async function* benchScore({ isFull }: { readonly isFull: boolean }): AsyncGenerator<BenchRow> {
  const most = isFull ? 2000 : 200;
  const copies = process.env["EVENHAND_MINIMAL_PAIRS"];
  const { rows, count, of } =
    copies === undefined
      ? { rows: await writePairs(most), count: most, of: "minimal pairs" }
      : await writeBenchmarkPairs(copies.split(","), most);
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
