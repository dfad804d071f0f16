import { measure } from "./inTurns.ts";
import type { BenchRow } from "./benchRow.ts";

/** How long do the studies take on the sample corpus with the bundled model, everything else left as it is? Two threads. */
export async function* benchStudy(): AsyncGenerator<BenchRow> {
  for (const [study, epsilon, words] of [
    ["tradeoff", 0, "study tradeoff, 7 trainings"],
    ["robustness", 0, "study robustness, 8 trainings"],
    ["robustness", 8, "study robustness --epsilon 8, 12 trainings"],
  ] as const) {
    const root = process.env["EVENHAND_ROOT"] ?? process.cwd();
    const args = ["scripts/run.mjs", "bench/studyChild.ts", study, String(epsilon), "2"];
    const { seconds, processorSeconds, peakBytes } = measure(process.execPath, args, root, 2);
    const [clock = Number.NaN] = seconds;
    const [used = Number.NaN] = processorSeconds;
    yield { question: `${words}, time`, figure: clock, unit: "s", wanted: "a few minutes" };
    yield { question: `${words}, processor time`, figure: used, unit: "s" };
    yield { question: `${words}, peak memory`, figure: peakBytes / 1e6, unit: "MB" };
  }
}
