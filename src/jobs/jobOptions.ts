import type { ContextOptions } from "./findContexts.ts";
import type { MentionOptions } from "./findMentions.ts";
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

export type JobName = keyof JobOptions;

/** One job with its options. */
export type Job = { readonly [Name in JobName]: { readonly name: Name; readonly options: JobOptions[Name] } }[JobName];

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

/** @throws TypeError for what is no job, or has an option that its job does not have or of another kind */
export function parseJob(value: unknown): Job {
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

/** @throws TypeError for what is no object */
export function asRecord(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError(`${what} is an object`);
  return value as Readonly<Record<string, unknown>>;
}
