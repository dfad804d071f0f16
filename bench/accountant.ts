import { calibrateNoise } from "../src/training/privacy/calibrateNoise.ts";
import { epsilonSpent } from "../src/training/privacy/epsilonSpent.ts";
import type { BenchRow } from "./benchRow.ts";

/** How long does counting privacy take? */
export function benchAccountant(): BenchRow[] {
  let samplingRate = 0.07; // a new one every time, because the accountant remembers its curves
  const calibrationMs = millisecondsOf(() => {
    samplingRate += 1e-5;
    calibrateNoise({ targetEpsilon: 8, delta: 1e-5, samplingRate, steps: 60 });
  });
  const entry = { samplingRate: 0.0713, noiseMultiplier: 0.98, steps: 1 };
  const ledger = Array.from({ length: 10_000 }, () => entry);
  const ledgerMs = millisecondsOf(() => epsilonSpent(ledger, 1e-5));
  const longMs = millisecondsOf(() =>
    epsilonSpent([{ samplingRate: 0.001, noiseMultiplier: 0.8, steps: 100_000 }], 1e-6),
  );
  return [
    { question: "noise calibrated (PLD) for epsilon 8, delta 1e-5, 60 steps", figure: calibrationMs, unit: "ms" },
    { question: "epsilon (PLD) of a ledger of 10,000 steps", figure: ledgerMs, unit: "ms" },
    { question: "epsilon (PLD) of 100,000 steps", figure: longMs, unit: "ms", atMost: 1000 },
  ];
}

/** The second of two runs, because the first one compiles. */
function millisecondsOf(work: () => void): number {
  work();
  const start = performance.now();
  work();
  return performance.now() - start;
}
