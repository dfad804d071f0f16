import type { EngineName } from "../training/engineNames.ts";
import type { OptimizerName } from "../training/optimizer/chosenOptimizer.ts";
import type { Decay } from "../training/optimizer/learningRate.ts";
import type { PastTarget } from "../training/past/pastWeights.ts";
import type { ClipMode } from "../training/privacy/clipModes.ts";
import type { Accountant } from "../training/privacy/epsilonSpent.ts";
import type { CorpusFormat } from "../corpus/corpusFormat.ts";
import type { Axis } from "../lexicon/axis.ts";
import type { HyphenMode } from "../text/words.ts";
import type { AugmentMode } from "./augment/swapSettings.ts";

/** Plain data, so that a job can be started here or in a child process. Paths are absolute or relative to the working folder. */
export interface ScanOptions {
  readonly paths: readonly string[];
  /**
   * Folders: a file is called by its path from the first of these that it is below. Otherwise, and when absent, by its path below
   * the folder that was given, or by its name alone.
   */
  readonly namesFrom?: readonly string[];
  /** Field that holds the text, or a path such as `meta.text`; guessed and reported when absent. */
  readonly field?: string;
  /** Count documents by the values of this field as well. */
  readonly by?: string;
  /** Reads named files as this format whatever their name says. */
  readonly format?: CorpusFormat;
  /** Patterns of files to leave out, such as `*.md` or `drafts/**`. */
  readonly exclude?: readonly string[];
  readonly axes?: readonly Axis[];
  /** A team's lexicon file; the bundled lexicon when absent. */
  readonly lexiconFile?: string;
  /** A team's attribute lists, beside the bundled ones. */
  readonly attributesFile?: string;
  /** `split` when absent. */
  readonly hyphens?: HyphenMode;
  /** Associations kept per group; 30 when absent. */
  readonly top?: number;
  /** Stop at the first malformed record instead of counting it. */
  readonly strict?: boolean;
  /** Leave corpus text out of the report. */
  readonly noText?: boolean;
  /** Threads that count; as many as there are cores when absent. */
  readonly workers?: number;
  /** Memory for words, in MB: beyond it rare words are let go, and the report says so. Half of the machine's when absent. */
  readonly memoryMb?: number;
  /** Where parts are kept, so that unchanged files need not be read again; nothing is kept when absent. */
  readonly partsFolder?: string;
  /** Where the counts go as an Arrow file, for merging; nowhere when absent. */
  readonly countsFile?: string;
  /** Replace what is at `countsFile` although it is no file of counts. */
  readonly force?: boolean;
  /** Count everything again, whatever is remembered. */
  readonly fresh?: boolean;
}

export interface AugmentOptions {
  readonly paths: readonly string[];
  readonly field?: string;
  /** `AXIS:DIRECTION` each, one an axis: `gender:swap` (what is done when absent), `religion:Muslim->Christian`. */
  readonly swaps?: readonly string[];
  /** First names: `keep` when absent. */
  readonly names?: "keep" | "swap";
  /** A team's lexicon file, whose `swaps` change pairs, slots, phrases and names. */
  readonly lexiconFile?: string;
  /** What people decided about single swaps, words and rules; nothing when absent. */
  readonly decisionsFile?: string;
  /** Sentences of biology and named public figures: leave the record, keep the term (when absent), or swap. */
  readonly sensitive?: "skip" | "keep" | "swap";
  /**
   * `augment` (original and counterfactual; when absent), `substitute` (each record swapped with probability one half),
   * `counterfactual-only`, or `neutralise` (neutral words for gendered ones).
   */
  readonly mode?: AugmentMode;
  /** Default: beside the source, `NAME.cda.jsonl`. Its ending decides the format. */
  readonly out?: string;
  /** Replace an existing output file. */
  readonly force?: boolean;
  readonly strict?: boolean;
  /** For `substitute`. */
  readonly seed?: number;
  /** Write a quality report too: scans source and output. */
  readonly report?: boolean;
  /** Where the report goes; beside the output, `NAME.cda.report.json`, when absent. */
  readonly reportFile?: string;
  /** Threads that plan; as many as there are cores when absent. */
  readonly workers?: number;
}

/** What would be generated; the sample's place and form are the job's own affair. */
export interface ForecastOptions extends Pick<
  AugmentOptions,
  "paths" | "field" | "swaps" | "names" | "lexiconFile" | "decisionsFile" | "sensitive" | "mode" | "workers"
> {
  /** Records to look at; 2,000 when absent. */
  readonly records?: number;
}

/** What a run trains: everything, everything but the embeddings (and a head tied to them), or low-rank adapters. */
export const trainableParts = ["all", "no-embeddings", "lora"] as const;

export type TrainablePart = (typeof trainableParts)[number];

/** Who judges the toxicity of what models write. */
export interface ClassifierOptions {
  /** Folder of a text classifier in Hugging Face layout with an ONNX network; the bundled lexicon when absent. */
  readonly classifier?: string;
  /** The label whose probability is the toxicity; the one called toxic or toxicity when absent. */
  readonly classifierLabel?: string;
  /** At or above this probability a text counts as toxic; 0.5 when absent. */
  readonly classifierThreshold?: number;
}

export interface TrainOptions extends ClassifierOptions {
  readonly paths: readonly string[];
  /** Folders that the report names files from, as in `ScanOptions`. */
  readonly namesFrom?: readonly string[];
  readonly field?: string;
  /** Hugging Face folder, or the name of a model that was downloaded; the bundled base model when absent. */
  readonly model?: string;
  /** Any of base, plain, dp, dp+cda; all four when absent. */
  readonly arms?: readonly string[];
  /** What the second views of dp+cda swap, as in `AugmentOptions`; several axes make one view together. */
  readonly swaps?: readonly string[];
  readonly names?: "keep" | "swap";
  readonly sensitive?: "skip" | "keep" | "swap";
  /** A team's lexicon file, for the scan and the second views of dp+cda; measures of models keep to the bundled one. */
  readonly lexiconFile?: string;
  /** Swaps that were accepted or rejected in review; the second views of dp+cda heed them. */
  readonly decisionsFile?: string;
  /** Of the private arms; for several, each private arm is made for each. */
  readonly epsilon?: number | readonly number[];
  /** `1 / (10 N)` when absent, N units. */
  readonly delta?: number;
  /** Of the private arms; for several, each private arm is made with each. */
  readonly clip?: ClipMode | readonly ClipMode[];
  /** Who counts epsilon; `pld` when absent. */
  readonly accountant?: Accountant;
  /** The bound; with an adaptive mode that of the first step. */
  readonly clipNorm?: number;
  /** Of the adaptive modes: share of records whose gradient should be no longer than the bound; 0.5 when absent. */
  readonly clipQuantile?: number;
  /** Of the adaptive modes: the bound never falls below it; a tenth of `clipNorm` when absent. */
  readonly clipLowerBound?: number;
  readonly optimizer?: OptimizerName;
  /** Of `sgd`. */
  readonly momentum?: number;
  /** Of `adamw`. */
  readonly weightDecay?: number;
  /** Steps over which the learning rate climbs. */
  readonly warmUpSteps?: number;
  readonly decay?: Decay;
  /** Adds the arm `plain+past`: `plain` tuned further against membership inference, without any guarantee. */
  readonly past?: boolean;
  readonly pastEpochs?: number;
  /** lambda, the weight of its penalty. */
  readonly pastStrength?: number;
  /** `sensitivity`, the method, when absent; the others are its controls. */
  readonly pastTarget?: PastTarget;
  /** Made-up records that are planted in the training, to see what models remember of them; none when absent. */
  readonly canaries?: number;
  /** Records that each of them is; 1 when absent. */
  readonly canaryRepeats?: number;
  readonly steps?: number;
  readonly lotSize?: number;
  readonly learningRate?: number;
  readonly maximumTokens?: number;
  /** Share of records held out for evaluation, 0.1 when absent. */
  readonly heldOut?: number;
  /** `NAME=PATH` each: public benchmarks in the user's own copy, by which every arm is measured. */
  readonly benchmarks?: readonly string[];
  /** Continuations of each beginning, for toxicity and sentiment; 4 when absent, 0 for none. */
  readonly continuations?: number;
  /** Where runs and reports go; `.evenhand` in the working folder when absent. */
  readonly outDirectory?: string;
  readonly seed?: number;
  /** Trainings of each arm, with this seed and the ones after it, on the same split; 1 when absent. */
  readonly seeds?: number;
  /** Seeded noise for tests; the report says that the result is not private. */
  readonly seededNoiseNotPrivate?: boolean;
  readonly threads?: number;
  readonly strict?: boolean;
  readonly noText?: boolean;
  /** Title of the report. */
  readonly title?: string;
  /** Who computes the clipped gradients; `compiled` when absent. */
  readonly engine?: EngineName;
  /** `all` when absent. */
  readonly trainable?: TrainablePart;
  /** With `lora`: r, 8 when absent. */
  readonly loraRank?: number;
  /** With `lora`: twice the rank when absent. */
  readonly loraAlpha?: number;
  /** With `lora`: last names of linear layers, or `all-linear`; PEFT's choice for the architecture when absent. */
  readonly loraTargets?: readonly string[];
  /** Goes on with the run of that id; everything but `outDirectory` and `threads` then comes from its `run.json`. */
  readonly resume?: string;
  /** What epsilon protects: `record` (when absent), `block` or `field:NAME`. */
  readonly unit?: string;
  /** Blocks of `maximumTokens` tokens that a record or a value of the field takes part with; 1 or 16 when absent. */
  readonly blocksPerUnit?: number;
  /** This noise instead of a target epsilon. */
  readonly noiseMultiplier?: number;
  /** Private arms also with a delta of 1/N or more. */
  readonly acceptLargeDelta?: boolean;
}

/** A run that is only planned; what an earlier plan for the same corpus, model and lots has measured is not measured again. */
export interface PlanOptions extends TrainOptions {
  /** Of one step with one view of each record. */
  readonly stepSeconds?: number;
  /** Of one pass over the probe's texts. */
  readonly probePassSeconds?: number;
  /** Of measuring a model. */
  readonly measuringSeconds?: number;
  /** Of what is done once in a run. */
  readonly onceSeconds?: number;
  readonly memoryBytes?: number;
}

export interface CompareOptions {
  /** Two report files: A and B; differences are B less A. */
  readonly paths: readonly string[];
}

export interface BudgetOptions {
  /** The files of one corpus; all corpora of the ledger when empty. */
  readonly paths: readonly string[];
  /** `.evenhand` in the working folder when absent. */
  readonly outDirectory?: string;
  /** Sets the most that all private runs on the corpus may spend together. */
  readonly setEpsilon?: number;
  /** For the budget, and to tell what was spent; that of the budget or of the runs when absent. */
  readonly delta?: number;
  /** Takes the budget back. */
  readonly remove?: boolean;
  /** Goes on with a ledger that was changed by hand, and writes that into it. */
  readonly acceptLedger?: boolean;
}

export interface MergeAdapterOptions {
  /** Folder of a LoRA adapter in PEFT's layout. */
  readonly adapter: string;
  /** Its base model: a Hugging Face folder, or the name of a downloaded model. */
  readonly model: string;
  /** Where the merged model goes; empty or not there yet. */
  readonly out: string;
}

export interface EvaluateOptions extends ClassifierOptions {
  /** Hugging Face folders, or names of models that were downloaded. */
  readonly checkpoints: readonly string[];
  /** `NAME=PATH` each: public benchmarks in the user's own copy. */
  readonly benchmarks?: readonly string[];
  /** Continuations of each beginning, for toxicity and sentiment; 4 when absent, 0 for none. */
  readonly continuations?: number;
  /** Held-out text for perplexity and loss per group. */
  readonly texts?: readonly string[];
  /** Folders that the report names files from, as in `ScanOptions`. */
  readonly namesFrom?: readonly string[];
  readonly field?: string;
  /** Texts drawn with the seed when there are more; 2,000 when absent. */
  readonly maximumTexts?: number;
  readonly seed?: number;
  readonly threads?: number;
  readonly noText?: boolean;
}

export interface DownloadOptions {
  /** A name on the hub, `distilgpt2` or `owner/name`, with or without `@REVISION`. */
  readonly model: string;
  /** A branch, tag or commit; `main` when absent. */
  readonly revision?: string;
  /** A folder for the model, instead of Evenhand's own. */
  readonly to?: string;
}

export interface GenerateOptions {
  /** A Hugging Face folder, or the name of a model that was downloaded. */
  readonly model: string;
  /** Texts to continue. */
  readonly prompts?: readonly string[];
  /** Files of them, one a line or record. */
  readonly promptFiles?: readonly string[];
  readonly field?: string;
  readonly maximumNewTokens?: number;
  /** The likeliest tokens are taken where this, `topK`, `topP` and `seed` are all absent. */
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed?: number;
  readonly threads?: number;
}
