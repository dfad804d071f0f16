import { readCheckpoint } from "../lm/checkpoint.ts";
import type { Checkpoint } from "../lm/checkpoint.ts";
import { createTokenizer } from "../lm/tokenizer.ts";
import type { Tokenizer } from "../lm/tokenizer.ts";
import { EvenhandError } from "../base/errors.ts";
import type { SwapLexicon } from "../lexicon/swapLexicon.ts";
import type { ToxicityScorer } from "../evaluation/generations/toxicity.ts";
import type { StepEngine } from "../training/gradientSteps.ts";
import { openEngine } from "../training/runtime/openEngine.ts";
import { askedBenchmarks } from "./askedBenchmarks.ts";
import type { AskedBenchmarks } from "./askedBenchmarks.ts";
import { readSwaps } from "./augment/swapSelection.ts";
import { canaryUnits, drawCanaries } from "./canaries.ts";
import type { Canaries } from "./canaries.ts";
import type { JobContext } from "./context.ts";
import type { TrainOptions } from "./options.ts";
import { readSwapLexicon } from "./ownLexicon.ts";
import { packageFile } from "./packageFiles.ts";
import { referenceUnits, withReference } from "./pastArm.ts";
import { toxicityScorer } from "./toxicityScorer.ts";
import { preparedRecords } from "./trainModels.ts";
import type { PreparedRecords } from "./trainModels.ts";
import { readDecisionsFile } from "./swapDecisions.ts";
import type { DecisionsFile } from "./swapDecisions.ts";
import { checkTargets } from "./trainedPart.ts";
import { readTrainingCorpus } from "./trainingCorpus.ts";
import type { TrainingCorpus } from "./trainingCorpus.ts";
import { trainingDefaults } from "./trainingDefaults.ts";
import { cappedTo, trainingSettings } from "./trainingSettings.ts";
import type { TrainingSettings } from "./trainingSettings.ts";
import { trainingUnits } from "./trainingUnits.ts";
import type { TrainingUnits } from "./trainingUnits.ts";

/** The model that a run begins with, who computes and judges, and what it is measured by beside the corpus. */
export interface OpenedModel {
  /** As asked for; `settings` has them cut to what the model reads. */
  readonly chosen: TrainingSettings;
  readonly settings: TrainingSettings;
  readonly modelDirectory: string;
  readonly base: Checkpoint;
  readonly engine: StepEngine;
  readonly toxicity: ToxicityScorer;
  readonly benchmarks: AskedBenchmarks;
  /** What second views are swapped by. */
  readonly lexicon: SwapLexicon;
}

/** What a run trains on. */
export interface PreparedCorpus {
  readonly corpus: TrainingCorpus;
  /** Which decisions of a review the second views heed. */
  readonly decisions: DecisionsFile | undefined;
  readonly tokenizer: Tokenizer;
  readonly canaries: Canaries | undefined;
  readonly units: TrainingUnits;
  /** N */
  readonly count: number;
  readonly records: PreparedRecords;
}

/** @throws EvenhandError for settings that make no sense, and for benchmarks, before anything else is read */
export async function openModel(options: TrainOptions): Promise<OpenedModel> {
  const chosen = trainingSettings(options);
  const lexicon = await readSwapLexicon(options.lexiconFile);
  readSwaps(options.swaps, lexicon); // a mistake there is told before anything else is read
  const benchmarks = await askedBenchmarks(options.benchmarks, chosen);
  const { threads } = options;
  const engine = await openEngine(chosen.engine, {
    folder: process.cwd(),
    ...(threads === undefined ? {} : { threads }),
  });
  const toxicity = await toxicityScorer(options, threads);
  const modelDirectory = options.model ?? packageFile(...trainingDefaults.model);
  const base = await readCheckpoint(modelDirectory);
  const settings = cappedTo(base.config.positions, chosen);
  checkTargets(settings.trainable, base.config);
  return { chosen, settings, modelDirectory, base, engine, toxicity, benchmarks, lexicon };
}

/** @throws EvenhandError `training.invalid` where dp+cda would be dp once more; what reading throws */
export async function prepareCorpus(
  options: TrainOptions,
  { settings, base, lexicon }: OpenedModel,
  context: JobContext,
): Promise<PreparedCorpus> {
  const read = await readTrainingCorpus(options, settings, context);
  const { corpus, reference } =
    settings.past === undefined ? { corpus: read, reference: [] } : withReference(read, settings.seed);
  const tokenizer = createTokenizer(base.tokenizerJson, base.tokenizerConfigJson);
  const canaries = settings.canaries === undefined ? undefined : drawCanaries(settings.canaries, settings.seed);
  const training = [...corpus.training, ...(canaries === undefined ? [] : canaryUnits(canaries))];
  const decided = await readDecisionsFile(settings.arms.includes("dp+cda") ? options.decisionsFile : undefined);
  const units = trainingUnits({ training }, settings, tokenizer, options, { lexicon, decisions: decided.decisions });
  if (units.section?.changed === 0) throw nothingSwapped();
  const records = preparedRecords(units, tokenizer, settings, () =>
    referenceUnits(reference, settings, tokenizer, options),
  );
  return { corpus, decisions: decided.file, tokenizer, canaries, units, count: units.originals.length, records };
}

/** Without a counterfactual dp+cda is dp once more, and its epsilon would be spent for nothing. */
function nothingSwapped(): EvenhandError {
  return new EvenhandError("training.invalid", "No record has a counterfactual: dp+cda would be the same as dp.", {
    hint: "Choose another --swap, or leave dp+cda out of --arms.",
  });
}
