import type { SkipCount } from "../corpus/document.ts";
import type { MembershipComparison } from "../evaluation/membership/compareMembership.ts";
import type { CanaryResult } from "../evaluation/membership/exposure.ts";
import type { MembershipResult } from "../evaluation/membership/membershipInference.ts";
import type { Estimate } from "../evaluation/estimate.ts";
import type { KeptGenerations } from "../evaluation/generations/keptGenerations.ts";
import type { ItemTexts } from "../evaluation/itemTexts.ts";
import type { Interval, MetricComparison, MetricResult } from "../evaluation/metricResult.ts";
import type { Axis } from "../lexicon/axis.ts";
import type { ClippingTreatment } from "../evaluation/clipping/groupTreatment.ts";
import type { Convergence } from "../evaluation/convergence.ts";
import type { ProbeSentence } from "../evaluation/clipping/probeSentences.ts";
import type { GroupDynamics } from "../training/groupProbe.ts";
import type { ClippingSection } from "./clippingSection.ts";
import type { SensitivityShares } from "../training/past/sensitivityShares.ts";
import type { CounterfactualSection } from "./counterfactualSection.ts";
import type { RobustnessSection, TradeOffSection } from "./studySections.ts";
import type {
  AttributeSection,
  AxisCount,
  ContrastSection,
  DataProblem,
  EmbeddingSection,
  ScanReading,
  SilencedFinding,
  StrataSection,
  TermPrecision,
  WordPlaces,
} from "./scanFindings.ts";

export type { CounterfactualSection } from "./counterfactualSection.ts";

/** Raised when a reader of an older version could misread the report. */
export const biasReportSchemaVersion = 1;

/** Everything that is rendered: plain data, unrounded, no functions, no dates but ISO strings. */
export interface BiasReport {
  readonly schemaVersion: typeof biasReportSchemaVersion;
  readonly generator: { readonly name: "evenhand"; readonly version: string };
  /** ISO 8601. */
  readonly createdAt: string;
  readonly title: string;
  readonly corpus?: CorpusSummary;
  readonly scan?: ScanSection;
  readonly counterfactuals?: CounterfactualSection;
  /** Of `evenhand study tradeoff` alone, as the next one is of `evenhand study robustness`. */
  readonly tradeOff?: TradeOffSection;
  readonly robustness?: RobustnessSection;
  /** In the order base, plain, dp, dp+cda. */
  readonly arms?: readonly ArmSection[];
  readonly comparisons?: readonly MetricComparison[];
  /** What the arms were measured on: the texts behind the keys of their metrics' items. */
  readonly itemTexts?: readonly ItemTexts[];
  /** Slurs in what the arms were measured on and wrote, lower case, which a reader sees masked; those of the scan are in the scan. */
  readonly slurs?: readonly string[];
  /** Arms that differ in nothing but how they clip, where there are such. */
  readonly clipping?: ClippingSection;
  /** How far trainings lowered the loss of public sentences about each group; absent in reports of the first version. */
  readonly convergence?: Convergence;
  /** Attacks on two arms, on the same texts. */
  readonly membershipComparisons?: readonly MembershipComparison[];
  /** Sentences that a reader must see before the figures. */
  readonly warnings: readonly string[];
  /** How the figures were made: seeds, versions, settings, what epsilon does not cover. */
  readonly method: MethodSection;
}

export interface CorpusSummary {
  readonly name: string;
  readonly files: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
    /** The field that this file's text was read from; said where the files of the corpus differ in it. */
    readonly textField?: string;
  }[];
  /** The field that the text was read from; all of them with commas between where the files differ. */
  readonly textField?: string;
  readonly records: number;
  readonly skipped: readonly SkipCount[];
}

export interface ScanSection {
  readonly rule: "scan-rule-1";
  readonly lexiconHash: string;
  readonly totals: {
    readonly documents: number;
    readonly sentences: number;
    readonly tokens: number;
    readonly types: number;
  };
  readonly groups: readonly GroupCount[];
  /** Ranked within each group, strongest first; cut to what the scan was asked to keep. */
  readonly associations: readonly AssociationRow[];
  /** Of other pairs of a word and a group that have a figure below. */
  readonly wordPlaces?: readonly WordPlaces[];
  /** Tests in the Benjamini-Hochberg list that the q values come from. */
  readonly tests: number;
  readonly axes?: readonly AxisCount[];
  readonly contrasts?: readonly ContrastSection[];
  readonly attributes?: AttributeSection;
  readonly embedding?: EmbeddingSection;
  /** An empty list: looked for, none found. */
  readonly dataProblems?: readonly DataProblem[];
  readonly strata?: StrataSection;
  /** Of the ambiguous terms. */
  readonly termPrecision?: readonly TermPrecision[];
  /** Above 0: rare words were let go for lack of memory, and counts of words are too low by at most this. */
  readonly undercountAtMost?: number;
  readonly reading?: ScanReading;
  /** Absent where the scan was made without an evenhand.json, or where it silences nothing of this. */
  readonly silenced?: readonly SilencedFinding[];
}

export interface GroupCount {
  readonly group: string;
  readonly axis: Axis;
  readonly label: string;
  readonly mentions: number;
  readonly sentences: number;
  readonly documents: number;
  readonly ambiguousMentions: number;
  /** Most frequent first. */
  readonly terms: readonly TermCount[];
  /** Words that were ranked below those in `associations`; absent where there are none, and in older reports. */
  readonly further?: FurtherWords;
}

/** What is known of a group's ranked words that a report does not list. */
export interface FurtherWords {
  readonly words: number;
  /** The largest z among them. */
  readonly z: number;
  /** The largest nPMI among them, with its 95% interval. */
  readonly npmi: number;
  readonly npmiLow: number;
  readonly npmiHigh: number;
}

export interface TermCount {
  readonly term: string;
  readonly mentions: number;
  readonly slur: boolean;
  readonly sentences?: number;
  readonly documents?: number;
  /** What else the term means; present for ambiguous terms that have such a note. */
  readonly sense?: string;
}

/** One context word of one group, against the rest of the corpus's sentences. */
export interface AssociationRow {
  readonly group: string;
  readonly word: string;
  /** Sentences with both. */
  readonly together: number;
  /** Sentences with the word. */
  readonly wordSentences: number;
  /** Normalised pointwise mutual information, -1..1, with its 95% interval. */
  readonly npmi: number;
  readonly npmiLow: number;
  readonly npmiHigh: number;
  /** Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008) and its z score. */
  readonly logOdds: number;
  readonly z: number;
  /** Benjamini-Hochberg q of the G-squared test, or of Fisher's exact test where a cell is small. */
  readonly q: number;
  /** Pointwise mutual information in nats, with its 95% interval. */
  readonly pmi?: number;
  readonly pmiLow?: number;
  readonly pmiHigh?: number;
  /** Log odds ratio of the sentence table (half a sentence added to each cell), with its 95% interval. */
  readonly logOddsRatio?: number;
  readonly logOddsRatioLow?: number;
  readonly logOddsRatioHigh?: number;
  /** The G-squared statistic, one degree of freedom. */
  readonly g2?: number;
  /** Fisher's exact test, two-sided; only where a cell of the table is small. */
  readonly fisherP?: number;
  /** nPMI in either random half of the documents; agreement: the halves differ no more than chance would have it. */
  readonly npmiHalves?: readonly [number, number];
  readonly sameDirectionInHalves?: boolean;
  readonly agreesInHalves?: boolean;
  /** The group's terms that share most sentences with the word. */
  readonly drivingTerms?: readonly { readonly term: string; readonly together: number }[];
  /** At most a few places where both meet. */
  readonly places: readonly KeywordInContext[];
}

export interface KeywordInContext {
  /** Path from the folder of evenhand.json or of the workspace, or the end of it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** UTF-16 column of the group's term in the raw line, from 0. */
  readonly column: number;
  /** First byte of the term in the file. */
  readonly byte: number;
  /** Text around the term; absent in a report made without text. */
  readonly text?: string;
}

/** The arms of the four-way comparison, in reading order; `evaluate` names its arms after the checkpoints' folders. */
export const standardArms = ["base", "plain", "dp", "dp+cda"] as const;

/** `plain+past` goes on from `plain`, where it is asked for; its control does so with the penalty in other places. */
export type StandardArm = (typeof standardArms)[number] | "plain+past" | "plain+past-control";

export interface ArmSection {
  /** Unique in the report: what was done and what varies between arms ("dp", "dp ε3", "dp+cda ε8 soft"), or a checkpoint's name. */
  readonly arm: string;
  /** What was done to the model; absent for a checkpoint that was only evaluated. */
  readonly kind?: StandardArm;
  /** For people: "DP, epsilon 8". */
  readonly label: string;
  readonly model: { readonly name: string; readonly parameters: number; readonly sha256: string };
  readonly training?: TrainingSection;
  readonly privacy?: PrivacySection;
  readonly metrics: readonly MetricResult[];
  /** What the model wrote, as far as it is kept; of the first model where there are several. */
  readonly generations?: KeptGenerations;
  /** Attacks on training records; looks at them without noise, so epsilon does not cover it. */
  readonly membership?: MembershipResult;
  /** Made-up texts that were planted in the training, and what the model remembers of them. */
  readonly canaries?: CanaryResult;
  /**
   * One entry a model, where the arm was trained several times. `metrics` then are of the mean of each item over these models;
   * the curves of `training`, `membership` and `canaries` are means over them, `privacy` is the weakest. `model` and
   * `generations` are those of the first.
   */
  readonly seeds?: readonly SeedResult[];
}

/** One of several trainings of an arm that differ by chance alone: lots, noise, first values of an adapter. */
export interface SeedResult {
  readonly seed: number;
  readonly model: ArmSection["model"];
  readonly values: readonly Pick<MetricResult, "metric" | "axis" | "value">[];
  /** What this training alone spent. */
  readonly epsilon?: number;
  readonly membership?: MembershipResult;
}

export interface TrainingSection {
  readonly steps: number;
  readonly expectedLotSize: number;
  /** N, the units of privacy. */
  readonly records: number;
  /** Mean number of views of a unit: its blocks of text, each with its counterfactual. */
  readonly viewsPerRecord: number;
  readonly maximumTokens: number;
  readonly learningRate: number;
  readonly optimizer: string;
  /** "all parameters", or what else was trained; everything else stayed as it was. */
  readonly trained?: string;
  /** How many numbers that is. */
  readonly trainedParameters?: number;
  readonly durationMs: number;
  /** Mean training loss by step in nats per token; only for arms without privacy, where showing it costs nothing. */
  readonly lossByStep?: readonly number[];
  /** Loss on the public probe set after a step. */
  readonly probeLoss?: readonly { readonly step: number; readonly loss: number }[];
  /** How some steps treated each group, on the public probe set. */
  readonly dynamics?: readonly {
    readonly step: number;
    readonly groups: readonly Omit<GroupDynamics, "sentences">[];
  }[];
  /** What clipping left of each group's gradients over the training, on the public probe set; only of an arm that clips. */
  readonly treatment?: ClippingTreatment;
  /** The public sentences behind both, each over all looks. */
  readonly probeSentences?: readonly ProbeSentence[];
  /** Only of an arm that was tuned against membership inference. */
  readonly past?: PastSection;
  readonly skipped: readonly SkipCount[];
}

/** Privacy-aware sparsity tuning of a model that was trained without privacy. */
export interface PastSection {
  readonly claim: "empirical, not a guarantee";
  readonly epochs: number;
  /** lambda */
  readonly strength: number;
  /** Where the penalty fell: by sensitivity, or one of the controls. */
  readonly target: "sensitivity" | "shuffled" | "top" | "random";
  /** Records that the gap was measured on: of those trained on, and of those set aside for this alone. */
  readonly members: number;
  readonly nonMembers: number;
  /** Mean losses in nats per token before tuning and after each epoch; the interval is of their difference, others less members. */
  readonly gapByEpoch: readonly {
    readonly memberLoss: number;
    readonly nonMemberLoss: number;
    readonly interval?: Interval;
  }[];
  /** How much the gap of the very same records has changed at the end; absent in reports of the first version. */
  readonly change?: Estimate;
  /** Share of the trained parameters that is exactly 0. */
  readonly zeroShare: number;
  /** Where the gap came from before tuning. */
  readonly sensitivity?: SensitivitySection;
}

/** Intervals are the jackknife's over blocks of records; reports of the first version have none. */
export interface SensitivitySection {
  readonly modules: readonly (SensitivityShares["modules"][number] & { readonly interval?: Interval })[];
  readonly top: readonly (SensitivityShares["top"][number] & { readonly interval?: Interval })[];
}

export interface PrivacySection {
  readonly epsilon: number;
  readonly delta: number;
  /** For example "record, with all its counterfactual views". */
  readonly unit: string;
  readonly adjacency: "add or remove one unit";
  readonly sampling: "Poisson";
  readonly accountant: string;
  readonly noiseMultiplier: number;
  readonly clipNorm: number;
  readonly clipMode: string;
  readonly samplingRate: number;
  readonly steps: number;
  readonly noiseSource: "operating system" | "seeded, not private";
  /** How the noise is kept from giving itself away in last bits; absent in reports of the first version. */
  readonly noiseMechanism?: string;
  /**
   * mu of Gaussian differential privacy: telling whether a unit was in the corpus is no easier than telling N(mu, 1) from
   * N(0, 1), but for events of probability delta. Absent where epsilon was counted by Rényi privacy.
   */
  readonly gdpMu?: number;
  /** The most units that a membership test finds when it wrongly accuses 1% of the others, 0..1. */
  readonly truePositivesAt1Percent?: number;
  /** The same when it wrongly accuses 0.1%. */
  readonly truePositivesAtTenthPercent?: number;
  /** Epsilon spent after each step. */
  readonly epsilonByStep?: readonly number[];
  /** How the clipping bound moved; only where it does. `clipNorm` is then the first step's. */
  readonly adaptiveClip?: {
    /** Share of records whose gradient should be no longer than the bound. */
    readonly quantile: number;
    readonly rate: number;
    readonly lowerBound: number;
    readonly upperBound: number;
    /** Noise on the count of short gradients; `noiseMultiplier` is the price of count and gradients together. */
    readonly countDeviation: number;
    /** Noise on the sum of gradients, in units of the bound. */
    readonly gradientNoiseMultiplier: number;
  };
  /** The clipping bound of each step. It follows noisy counts, so that epsilon covers it. */
  readonly clipBoundByStep?: readonly number[];
  /** What the figure does not cover: hyper-parameters, the tokenizer, the scan shown beside it. */
  readonly notCovered: readonly string[];
}

export interface MethodSection {
  readonly seed?: number;
  /** Hash of the paths that the report was made from, by which a report of the same source is known again. */
  readonly source?: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly durationMs?: number;
}
