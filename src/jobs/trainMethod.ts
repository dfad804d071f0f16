import { basename } from "node:path";
import { comparisonFamily } from "../evaluation/adjustComparisons.ts";
import { benchmarkMethod } from "./askedBenchmarks.ts";
import { generationMethod } from "./generations.ts";
import { unitWords } from "./privacyUnit.ts";
import type { RunInputs } from "./trainArm.ts";
import type { TrainingCorpus } from "./trainingCorpus.ts";
import type { PrivacySetting } from "./trainingSettings.ts";

/** How a run was made, for the report. */
export function trainMethod(
  { folder, settings, recordName, units, expectedLotSize: lotSize, delta, engine, toxicity, benchmarks }: RunInputs,
  modelDirectory: string,
  { training, heldOut }: TrainingCorpus,
): Record<string, string | number | boolean> {
  const adaptive = settings.clips.find(({ adaptiveClip }) => adaptiveClip !== undefined)?.adaptiveClip;
  return {
    run: folder.id,
    model: basename(modelDirectory),
    arms: settings.arms.join(","),
    ...(settings.seeds.length === 1 ? {} : { trainingSeeds: settings.seeds.join(", ") }),
    trainingRecords: training.flat().length,
    units,
    heldOutRecords: heldOut.flat().length,
    unit: unitWords(settings.unit, recordName, settings.maximumTokens),
    blocksPerUnit: settings.blocksPerUnit,
    ...privacyWords(settings.privacies),
    delta,
    clip: settings.clips.map(({ clip }) => clip).join(", "),
    clipNorm: settings.clipNorm,
    ...(adaptive === undefined ? {} : { clipQuantile: adaptive.quantile, clipLowerBound: adaptive.lowerBound }),
    steps: settings.steps,
    lotSize,
    learningRate: settings.learningRate,
    optimizer: settings.optimizer.name,
    ...(settings.optimizer.name === "sgd" ? { momentum: settings.optimizer.momentum } : {}),
    ...(settings.optimizer.name === "adamw" ? { weightDecay: settings.optimizer.weightDecay } : {}),
    warmUpSteps: settings.warmUpSteps,
    decay: settings.decay,
    ...(settings.past === undefined
      ? {}
      : {
          pastEpochs: settings.past.epochs,
          pastStrength: settings.past.strength,
          pastTarget: settings.past.target,
        }),
    ...(settings.canaries === undefined
      ? {}
      : { canaries: settings.canaries.count, canaryRepeats: settings.canaries.repeats }),
    maximumTokens: settings.maximumTokens,
    correction: comparisonFamily,
    ...generationMethod({ prompts: benchmarks.beginnings, continuations: settings.continuations, toxicity }),
    ...benchmarkMethod(benchmarks),
    seededNoise: settings.seededNoise,
    trainable: settings.trainable.kind,
    engine: engine.description,
  };
}

/** One value as itself, several as a list. */
function privacyWords(privacies: readonly PrivacySetting[]): Record<string, string | number> {
  const [first, ...others] = privacies;
  if (first === undefined || others.length === 0) return { ...first };
  return { epsilon: privacies.map((privacy) => ("epsilon" in privacy ? privacy.epsilon : "")).join(", ") };
}
