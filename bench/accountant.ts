import { calibrateNoise } from "../src/training/privacy/calibrateNoise.ts";
import { epsilonSpent } from "../src/training/privacy/epsilonSpent.ts";
import { gaussianNoise } from "../src/training/privacy/gaussianNoise.ts";
import { secureStreams } from "../src/training/privacy/randomStream.ts";
import { StandardNormal } from "../src/training/privacy/standardNormal.ts";
import type { BenchRow } from "./benchRow.ts";

/** How long does counting privacy take, and how fast is the noise? */
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

  const count = 4_000_000;
  const single = new StandardNormal(secureStreams().open("noise", 0));
  const singleMs = millisecondsOf(() => {
    for (let index = 0; index < count; index += 1) single.next();
  });
  const noise = gaussianNoise(secureStreams().open("noise", 1));
  const target = new Float64Array(count);
  const guardedMs = millisecondsOf(() => noise.draw(target));
  return [
    { question: "noise calibrated (PLD) for epsilon 8, delta 1e-5, 60 steps", figure: calibrationMs, unit: "ms" },
    { question: "epsilon (PLD) of a ledger of 10,000 steps", figure: ledgerMs, unit: "ms" },
    { question: "epsilon (PLD) of 100,000 steps", figure: longMs, unit: "ms", atMost: 1000 },
    { question: "standard normal numbers from the secure source", figure: count / singleMs / 1000, unit: "M/s" },
    {
      question: "noise values, guarded against floating-point attacks",
      figure: count / guardedMs / 1000,
      unit: "M/s",
      comparedWith: "unguarded",
      ratio: singleMs / guardedMs,
    },
  ];
}

/** The second of two runs, because the first one compiles. */
function millisecondsOf(work: () => void): number {
  work();
  const start = performance.now();
  work();
  return performance.now() - start;
}
