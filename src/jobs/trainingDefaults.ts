import type { OptimizerName } from "../training/optimizer/chosenOptimizer.ts";
import type { Decay } from "../training/optimizer/learningRate.ts";
import type { ClipMode } from "../training/privacy/clipModes.ts";

/**
 * What `train` does when it is not told otherwise. Chosen on the bundled sample corpus (3,300 short records) and base
 * model so that four arms finish in a few minutes on two cores; a search on the corpus itself would cost privacy.
 */
export const trainingDefaults = {
  /** Folder inside the package. */
  model: ["models", "evenhand-tiny"],
  /** Privacy budget of each private arm. */
  epsilon: 8,
  /** delta = 1 / (deltaDivisor N): well below one over the number of records. */
  deltaDivisor: 10,
  clip: "hard" satisfies ClipMode as ClipMode,
  /** C. Most gradients are longer, so that nearly all records count alike. */
  clipNorm: 0.5,
  /** An adaptive bound stays above this share of the clipping norm, so that many small gradients cannot silence few large ones. */
  clipLowerBoundShare: 0.1,
  /** And below this multiple of it. */
  clipUpperBoundFactor: 1000,
  /** Expected records in a lot; at most all of them. Larger lots drown the noise and take longer. */
  lotSize: 128,
  steps: 40,
  optimizer: "adam" satisfies OptimizerName as OptimizerName,
  /** For every arm. SGD moves by the gradient itself, which clipping makes short. */
  learningRate: { adam: 4e-3, adamw: 4e-3, sgd: 0.5 } satisfies Record<OptimizerName, number>,
  momentum: 0.9,
  /** AdamW's, as in PyTorch. */
  weightDecay: 0.01,
  /** Steps over which the rate climbs. */
  warmUpSteps: 5,
  /** Then the rate falls in a line. */
  decay: "linear" satisfies Decay as Decay,
  /** Passes over the records in which PAST tunes. */
  pastEpochs: 3,
  /** Weight of its penalty: on the sample corpus enough to narrow the gap where shuffled weights are not. */
  pastStrength: 0.1,
  /** Longer records are cut and counted. */
  maximumTokens: 64,
  /** Share of records that no arm sees, for evaluation. */
  heldOut: 0.1,
  /** Continuations of each beginning, for toxicity and sentiment. */
  continuations: 4,
  seed: 1,
  /** Steps between two checkpoints of a running arm, at most; and the share of its time that they may take. */
  saveEvery: 25,
  saveShare: 0.1,
  /** Of low-rank adapters; alpha is `alphaPerRank` times the rank, so that another rank needs no other learning rate. */
  lora: { rank: 8, alphaPerRank: 2 },
} as const;
