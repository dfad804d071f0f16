import type { Estimate } from "../../src/evaluation/estimate.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import type { RobustnessRun, TradeOffRun } from "../../src/report/studySections.ts";
import { scanReport } from "./sampleReport.ts";

function around(value: number, reach = 0.05): Estimate {
  return { value, interval: { low: value - reach, high: value + reach, level: 0.95, method: "bootstrap" } };
}

function run(strategy: TradeOffRun["strategy"], strength: number, guard: number, task: number): TradeOffRun {
  return {
    strategy,
    strength,
    distance: 15.3,
    guard: { ...around(guard), pValue: 0.002 },
    task: { ...around(task), pValue: 0.0001 },
    ...(strategy === "none"
      ? {}
      : {
          againstNone: {
            guard: { ...around(guard - 0.4), pValue: 0.008, adjustedP: 0.016 },
            task: { ...around(task + 1.6), pValue: 0.0001, adjustedP: 0.0006 },
          },
        }),
    ball: { guard: around(0.05, 0.02), task: around(0.04, 0.01) },
  };
}

const line = (strategy: TradeOffRun["strategy"], strength: number, end: number) => ({
  strategy,
  strength,
  points: [-0.25, 0, 0.5, 1, 1.25].map((t) => ({ t, guard: around(4 + end * t), task: around(5 - 1.5 * t) })),
});

const method: BiasReport["method"] = { seed: 1, settings: { run: "id" }, versions: { evenhand: "0.1.0" } };

/** What `evenhand study tradeoff` writes; invented figures. */
export function tradeOffReport(): BiasReport {
  const { scan: _scan, ...report } = scanReport();
  return {
    ...report,
    title: "What constraints keep and cost: fine-tuning on letters.jsonl",
    method,
    tradeOff: {
      guard: {
        name: "bundled neutral sentences",
        isBundled: true,
        trainingTexts: 220,
        heldOutTexts: 220,
        heldOutUnits: 10,
      },
      task: { records: 2800, heldOutTexts: 400 },
      base: { guardLoss: around(5.03), taskLoss: around(5.38) },
      runs: [
        run("none", 0, 0.4, -1.6),
        run("loss", 0.25, 0.2, -1.5),
        run("loss", 4, -0.1, -1.1),
        run("parameters", 0.75, 0.25, -1.4),
        run("parameters", 0.25, 0.05, -0.6),
      ],
      ball: { radius: 7.64, draws: 5, base: { guard: around(0.05, 0.02), task: around(0.03, 0.01) } },
      lines: [line("none", 0, 0.4), line("loss", 4, -0.1), line("parameters", 0.25, 0.05)],
      similarity: [
        {
          to: "task",
          name: "training records",
          figures: { unigrams: around(0.52), bigrams: around(0.88), perplexities: around(0.77), contexts: around(0.1) },
        },
        { to: "reference", name: "base.txt", figures: { unigrams: around(0.31), "contexts shared": around(0.4) } },
      ],
    },
  };
}

function trained(arm: RobustnessRun["arm"], share: number, gap: number): RobustnessRun {
  const of = (more: number) => ({
    train: 3 + more,
    test: 3 + more + gap,
    gap: around(gap),
    lossAttack: around(0.5 + gap / 3),
    ratioAttack: around(0.5 + gap / 2),
  });
  return {
    arm,
    share,
    records: 2800 * share,
    passes: 0.9 / share,
    trainTexts: 350,
    testTexts: 400,
    clean: of(0),
    perturbed: of(1),
    ...(arm === "standard"
      ? {}
      : { againstStandard: { clean: around(gap - 0.8 + share / 2), perturbed: around(-0.1) } }),
    ...(arm === "private"
      ? { privacy: { epsilon: 8, delta: 3.6e-5, noiseMultiplier: 0.6, noiseSource: "operating system" } }
      : {}),
  };
}

/** What `evenhand study robustness` writes; invented figures. */
export function robustnessReport(): BiasReport {
  const { scan: _scan, ...report } = scanReport();
  return {
    ...report,
    title: "Private against robust: fine-tuning on letters.jsonl",
    method,
    robustness: {
      perturbations: [
        { name: "typing errors", changed: 748, texts: 750, examples: [{ before: "She reads.", after: "She raeds." }] },
        { name: "lower case", changed: 750, texts: 750, examples: [{ before: "She reads.", after: "she reads." }] },
        { name: "identity swap", changed: 512, texts: 750, examples: [{ before: "She reads.", after: "He reads." }] },
      ],
      leftOut: ["synonyms: no sound source"],
      runs: [0.125, 0.25, 0.5, 1].flatMap((share) => [
        trained("standard", share, 0.8 - share / 2),
        trained("robust", share, 0.7 - share / 2),
        trained("private", share, 0.1 - share / 20),
      ]),
    },
  };
}
