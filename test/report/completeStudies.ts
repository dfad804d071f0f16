const interval = { low: 0.1, high: 0.2, level: 0.95, method: "bootstrap" } as const;
const estimate = { value: 0.15, interval } as const;
const lossGap = { train: 1.9, test: 2, gap: estimate, lossAttack: estimate, ratioAttack: estimate } as const;

/** The studies' part of `completeReport`. */
export const completeStudies = {
  tradeOff: {
    guard: { name: "guard.txt", isBundled: false, trainingTexts: 50, heldOutTexts: 40, heldOutUnits: 40 },
    task: { records: 800, heldOutTexts: 200 },
    base: { guardLoss: estimate, taskLoss: estimate },
    runs: [
      {
        strategy: "loss",
        strength: 1,
        distance: 4.2,
        guard: { ...estimate, pValue: 0.01, adjustedP: 0.02 },
        task: { ...estimate, pValue: 0.01, adjustedP: 0.02 },
        againstNone: {
          guard: { ...estimate, pValue: 0.01, adjustedP: 0.02 },
          task: { ...estimate, pValue: 0.01, adjustedP: 0.02 },
        },
        ball: { guard: estimate, task: estimate },
        bySeed: [
          { seed: 1, guard: 0.14, task: -0.3 },
          { seed: 2, guard: 0.16, task: -0.2 },
        ],
      },
    ],
    ball: { radius: 2.1, draws: 5, base: { guard: estimate, task: estimate } },
    lines: [{ strategy: "parameters", strength: 0.5, points: [{ t: 0.25, guard: estimate, task: estimate }] }],
    similarity: [
      {
        to: "task",
        name: "training records",
        figures: {
          unigrams: estimate,
          bigrams: estimate,
          centroids: estimate,
          perplexities: estimate,
          contexts: estimate,
          "contexts shared": estimate,
        },
      },
    ],
  },
  robustness: {
    perturbations: [
      { name: "typing errors", changed: 9, texts: 10, examples: [{ before: "She reads.", after: "She raeds." }] },
    ],
    leftOut: ["synonyms: no source"],
    runs: [
      {
        arm: "private",
        share: 0.5,
        records: 400,
        passes: 6.4,
        trainTexts: 200,
        testTexts: 200,
        clean: lossGap,
        perturbed: lossGap,
        againstStandard: { clean: estimate, perturbed: estimate },
        bySeed: [
          { seed: 1, clean: 0.12, perturbed: 0.2 },
          { seed: 2, clean: 0.18, perturbed: 0.3 },
        ],
        privacy: { epsilon: 8, delta: 1e-4, noiseMultiplier: 0.9, noiseSource: "operating system" },
      },
    ],
  },
} as const;
