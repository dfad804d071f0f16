import type { ErrorCode } from "../base/errors.ts";
import type { Progress, ProgressUnit } from "../base/progress.ts";
import type { BiasReport } from "../report/biasReport.ts";
import type { ReportComparison } from "../report/comparison/reportComparison.ts";
import type { AugmentSummary } from "./augment.ts";
import type { BudgetReport } from "./budget.ts";
import type { DownloadPlan, DownloadResult } from "./download.ts";
import type { Forecast } from "./forecast.ts";
import type { FoundContexts } from "./findContexts.ts";
import type { FoundMentions } from "./findMentions.ts";
import { asRecord, parseJob } from "./jobOptions.ts";
import type { Job } from "./jobOptions.ts";
import type { TrainingPlan } from "./planTraining.ts";

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

function asText(value: unknown, what: string): string {
  if (typeof value !== "string") throw new TypeError(`${what} must be text`);
  return value;
}
