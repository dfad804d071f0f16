import type { ErrorCode } from "../base/errors.ts";
import type { Progress, ProgressUnit } from "../base/progress.ts";
import type { BiasReport } from "../report/biasReport.ts";
import type { ReportComparison } from "../report/comparison/reportComparison.ts";
import type { AugmentSummary } from "./augment.ts";
import type { BudgetReport } from "./budget.ts";
import type { DownloadPlan, DownloadResult } from "./download.ts";
import type { Forecast } from "./forecast.ts";
import type { ContextOptions, FoundContexts } from "./findContexts.ts";
import type { FoundMentions, MentionOptions } from "./findMentions.ts";
import type {
  AugmentOptions,
  BudgetOptions,
  CompareOptions,
  DownloadOptions,
  PlanOptions,
  ForecastOptions,
  ScanOptions,
  TrainOptions,
} from "./options.ts";
import type { TrainingPlan } from "./planTraining.ts";
import type { StudyJobOptions } from "./studies/studyOptions.ts";

/** What each journey is asked with. */
export interface JobOptions {
  readonly scan: ScanOptions;
  readonly augment: AugmentOptions;
  readonly forecast: ForecastOptions;
  readonly train: TrainOptions;
  readonly study: StudyJobOptions;
  readonly planTraining: PlanOptions;
  readonly planDownload: DownloadOptions;
  readonly download: DownloadOptions;
  readonly budget: BudgetOptions;
  readonly contexts: ContextOptions;
  readonly mentions: MentionOptions;
  readonly compare: CompareOptions;
}

/** What each journey gives back; plain data, so that it crosses a process as JSON. */
export interface JobResults {
  readonly scan: BiasReport;
  readonly augment: AugmentSummary;
  readonly forecast: Forecast;
  readonly train: BiasReport;
  readonly study: BiasReport;
  readonly planTraining: TrainingPlan;
  readonly planDownload: DownloadPlan;
  readonly download: DownloadResult;
  readonly budget: BudgetReport;
  readonly contexts: FoundContexts;
  readonly mentions: FoundMentions;
  readonly compare: ReportComparison;
}

export type JobName = keyof JobOptions;

/** One job with its options. */
export type Job = { readonly [Name in JobName]: { readonly name: Name; readonly options: JobOptions[Name] } }[JobName];

/** From the shell to the child. */
export type JobRequest =
  | { readonly kind: "start"; readonly jobId: number; readonly job: Job }
  | { readonly kind: "cancel"; readonly jobId: number };

/** From the child to the shell. `finished` and `failed` end a job; nothing follows them. */
export type JobEvent =
  | { readonly kind: "progress"; readonly jobId: number; readonly progress: Progress }
  | { readonly kind: "notice"; readonly jobId: number; readonly message: string }
  | { readonly kind: "finished"; readonly jobId: number; readonly result: unknown }
  | {
      readonly kind: "failed";
      readonly jobId: number;
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string;
      /** The stack, for the log. */
      readonly detail?: string;
    };

/** Reads a message that came from the shell; a `TypeError` says what is wrong with it. */
export function parseJobRequest(message: unknown): JobRequest {
  const { kind, jobId, job } = asRecord(message, "a request");
  if (!isJobId(jobId)) throw new TypeError("a request needs a jobId");
  if (kind === "cancel") return { kind, jobId };
  if (kind === "start") return { kind, jobId, job: parseJob(job) };
  throw new TypeError(`a request of an unknown kind: ${String(kind)}`);
}

/** Reads a message that came from the child; a `TypeError` says what is wrong with it. */
export function parseJobEvent(message: unknown): JobEvent {
  const event = asRecord(message, "an event");
  const { kind, jobId } = event;
  if (!isJobId(jobId)) throw new TypeError("an event needs a jobId");
  switch (kind) {
    case "progress":
      return { kind, jobId, progress: parseProgress(event["progress"]) };
    case "notice":
      return { kind, jobId, message: asText(event["message"], "message") };
    case "finished":
      return { kind, jobId, result: event["result"] };
    case "failed": {
      const code = event["code"];
      if (!isErrorCode(code)) throw new TypeError(`a failure with an unknown code: ${String(code)}`);
      const failure = { message: asText(event["message"], "message"), hint: asText(event["hint"], "hint") };
      const detail = event["detail"];
      return { kind, jobId, code, ...failure, ...(typeof detail === "string" ? { detail } : {}) };
    }
    default:
      throw new TypeError(`an event of an unknown kind: ${String(kind)}`);
  }
}

type FieldKind = "text" | "texts" | "textOrTexts" | "number" | "numbers" | "numberOrNumbers" | "flag";

const downloadFields = { model: "text", revision: "text", to: "text" } as const;

/** Of every job that makes counterfactuals of a corpus. */
const swapFields = {
  paths: "texts",
  field: "text",
  swaps: "texts",
  names: "text",
  lexiconFile: "text",
  decisionsFile: "text",
  sensitive: "text",
  mode: "text",
  workers: "number",
} as const;

const trainFields = {
  paths: "texts",
  namesFrom: "texts",
  field: "text",
  model: "text",
  arms: "texts",
  swaps: "texts",
  names: "text",
  sensitive: "text",
  lexiconFile: "text",
  decisionsFile: "text",
  epsilon: "numberOrNumbers",
  delta: "number",
  clip: "textOrTexts",
  accountant: "text",
  clipNorm: "number",
  clipQuantile: "number",
  clipLowerBound: "number",
  optimizer: "text",
  momentum: "number",
  weightDecay: "number",
  warmUpSteps: "number",
  decay: "text",
  past: "flag",
  pastEpochs: "number",
  pastStrength: "number",
  pastTarget: "text",
  canaries: "number",
  canaryRepeats: "number",
  steps: "number",
  lotSize: "number",
  learningRate: "number",
  maximumTokens: "number",
  benchmarks: "texts",
  continuations: "number",
  classifier: "text",
  classifierLabel: "text",
  classifierThreshold: "number",
  heldOut: "number",
  outDirectory: "text",
  seed: "number",
  seeds: "number",
  seededNoiseNotPrivate: "flag",
  threads: "number",
  strict: "flag",
  noText: "flag",
  title: "text",
  engine: "text",
  trainable: "text",
  loraRank: "number",
  loraAlpha: "number",
  loraTargets: "texts",
  resume: "text",
  unit: "text",
  blocksPerUnit: "number",
  noiseMultiplier: "number",
  acceptLargeDelta: "flag",
} as const satisfies { readonly [Key in keyof TrainOptions]-?: FieldKind };

/** The option without which a job has nothing to do. */
const neededOption = {
  scan: "paths",
  augment: "paths",
  forecast: "paths",
  train: "paths",
  study: "paths",
  planTraining: "paths",
  planDownload: "model",
  download: "model",
  budget: "paths",
  contexts: "word",
  mentions: "term",
  compare: "paths",
} as const;

/** Every option of every job, complete by type, so that a new option cannot be lost on its way. */
const optionFields: { readonly [Name in JobName]: { readonly [Key in keyof JobOptions[Name]]-?: FieldKind } } = {
  scan: {
    paths: "texts",
    namesFrom: "texts",
    field: "text",
    by: "text",
    format: "text",
    exclude: "texts",
    axes: "texts",
    lexiconFile: "text",
    attributesFile: "text",
    hyphens: "text",
    top: "number",
    strict: "flag",
    noText: "flag",
    workers: "number",
    memoryMb: "number",
    partsFolder: "text",
    countsFile: "text",
    force: "flag",
    fresh: "flag",
  },
  augment: {
    ...swapFields,
    out: "text",
    force: "flag",
    strict: "flag",
    seed: "number",
    report: "flag",
    reportFile: "text",
  },
  train: trainFields,
  study: {
    study: "text",
    paths: "texts",
    field: "text",
    model: "text",
    steps: "number",
    lotSize: "number",
    learningRate: "number",
    maximumTokens: "number",
    heldOut: "number",
    maximumTexts: "number",
    outDirectory: "text",
    seed: "number",
    seeds: "number",
    resume: "text",
    threads: "number",
    engine: "text",
    strict: "flag",
    title: "text",
    guard: "text",
    reference: "text",
    lambdas: "numbers",
    radii: "numbers",
    shares: "numbers",
    swaps: "texts",
    epsilon: "number",
    delta: "number",
    clipNorm: "number",
    seededNoiseNotPrivate: "flag",
    noText: "flag",
  },
  planTraining: {
    ...trainFields,
    stepSeconds: "number",
    probePassSeconds: "number",
    measuringSeconds: "number",
    onceSeconds: "number",
    memoryBytes: "number",
  },
  forecast: { ...swapFields, records: "number" },
  planDownload: downloadFields,
  download: downloadFields,
  contexts: { partsFolder: "text", scanId: "text", group: "text", word: "text", limit: "number" },
  mentions: { partsFolder: "text", scanId: "text", group: "text", term: "text", limit: "number" },
  budget: {
    paths: "texts",
    outDirectory: "text",
    setEpsilon: "number",
    delta: "number",
    remove: "flag",
    acceptLedger: "flag",
  },
  compare: { paths: "texts" },
};

const isText = (value: unknown): boolean => typeof value === "string";
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);

const isOfKind: Readonly<Record<FieldKind, (value: unknown) => boolean>> = {
  text: isText,
  texts: (value) => Array.isArray(value) && value.every(isText),
  textOrTexts: (value) => (Array.isArray(value) ? value.every(isText) : isText(value)),
  number: isNumber,
  numbers: (value) => Array.isArray(value) && value.every(isNumber),
  numberOrNumbers: (value) => (Array.isArray(value) ? value.every(isNumber) : isNumber(value)),
  flag: (value) => typeof value === "boolean",
};

function parseJob(value: unknown): Job {
  const { name, options } = asRecord(value, "a job");
  if (!isJobName(name)) throw new TypeError(`no job named ${String(name)}`);
  const fields: Readonly<Record<string, FieldKind>> = optionFields[name];
  const given = asRecord(options, `the options of ${name}`);
  if (given[neededOption[name]] === undefined) throw new TypeError(`${name} needs ${neededOption[name]}`);
  for (const [key, option] of Object.entries(given)) {
    const kind = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (kind === undefined) throw new TypeError(`${name} has no option ${key}`);
    if (!isOfKind[kind](option)) throw new TypeError(`the option ${key} of ${name} must be of kind ${kind}`);
  }
  // Shapes are checked above; which values make sense (an epsilon, an axis) is checked by the job itself.
  return { name, options: given } as unknown as Job;
}

function isJobName(name: unknown): name is JobName {
  return typeof name === "string" && Object.hasOwn(neededOption, name);
}

const units: Readonly<Record<ProgressUnit, true>> = {
  bytes: true,
  documents: true,
  records: true,
  steps: true,
  items: true,
};

function parseProgress(value: unknown): Progress {
  const { stage, done, total, unit, figures, secondsLeft } = asRecord(value, "progress");
  if (typeof done !== "number") throw new TypeError("progress without a count");
  if (typeof unit !== "string" || !Object.hasOwn(units, unit)) throw new TypeError("progress in an unknown unit");
  return {
    stage: asText(stage, "stage"),
    done,
    unit: unit as ProgressUnit,
    ...(typeof total === "number" ? { total } : {}),
    ...(figures === undefined ? {} : { figures: numbersOf(figures) }),
    ...(typeof secondsLeft === "number" ? { secondsLeft } : {}),
  };
}

function numbersOf(value: unknown): Record<string, number> {
  const entries = Object.entries(asRecord(value, "figures"));
  // JSON has no NaN or Infinity: such a figure arrives as null and is left out.
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
}

/** Complete by type: a code that is missing here does not compile. */
const errorCodes: Readonly<Record<ErrorCode, true>> = {
  "arguments.invalid": true,
  cancelled: true,
  "checkpoint.invalid": true,
  "checkpoint.unreadable": true,
  "configuration.invalid": true,
  "corpus.empty": true,
  "corpus.malformed": true,
  "corpus.missingField": true,
  "corpus.unreadable": true,
  "counterfactuals.failed": true,
  "download.failed": true,
  "download.refused": true,
  "evaluation.invalid": true,
  "job.crashed": true,
  "lexicon.invalid": true,
  "model.missing": true,
  "output.exists": true,
  "output.unwritable": true,
  "privacy.budgetExceeded": true,
  "privacy.contradicted": true,
  "privacy.ledgerEdited": true,
  "privacy.unreachable": true,
  "report.invalid": true,
  "runtime.failed": true,
  "tokenizer.invalid": true,
  "training.diverged": true,
  "training.invalid": true,
  "workspace.untrusted": true,
  "workspace.virtual": true,
};

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(errorCodes, value);
}

function isJobId(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function asRecord(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError(`${what} is an object`);
  return value as Readonly<Record<string, unknown>>;
}

function asText(value: unknown, what: string): string {
  if (typeof value !== "string") throw new TypeError(`${what} must be text`);
  return value;
}
