/** Every failure that a user can act on has a code; tests, logs and the job protocol use it. */
export type ErrorCode =
  | "arguments.invalid"
  | "cancelled"
  | "checkpoint.invalid"
  | "checkpoint.unreadable"
  | "configuration.invalid"
  | "corpus.empty"
  | "corpus.malformed"
  | "corpus.missingField"
  | "corpus.unreadable"
  | "counterfactuals.failed"
  | "download.failed"
  | "download.refused"
  | "evaluation.invalid"
  | "job.crashed"
  | "lexicon.invalid"
  | "model.missing"
  | "output.exists"
  | "output.unwritable"
  | "privacy.budgetExceeded"
  | "privacy.contradicted"
  | "privacy.ledgerEdited"
  | "privacy.unreachable"
  | "report.invalid"
  | "runtime.failed"
  | "tokenizer.invalid"
  | "training.diverged"
  | "training.invalid"
  | "workspace.untrusted"
  | "workspace.virtual";

export interface EvenhandErrorOptions {
  /** What to do next, one sentence. */
  readonly hint: string;
  readonly cause?: unknown;
}

/**
 * A failure that a user can act on: the message says what happened and to which input, the hint what to do next.
 * A caller's mistake is a `RangeError` or `TypeError` instead.
 */
export class EvenhandError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, options: EvenhandErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "EvenhandError";
    this.code = code;
    this.hint = options.hint;
  }
}

/** True for the error that stops cancelled work; shells end quietly on it, because nobody is told what they just did. */
export function isCancelled(error: unknown): boolean {
  return (
    (error instanceof EvenhandError && error.code === "cancelled") ||
    (error instanceof Error && error.name === "AbortError")
  );
}

/** Throws when `signal` is aborted. Long loops call it between two pieces of work. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new EvenhandError("cancelled", "Cancelled.", { hint: "Start again when you want to go on." });
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's code of a failed call, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "no space left on the disk",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file or folder",
  ENOSPC: "no space left on the disk",
  ENOTDIR: "a file is in the way",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
};

/** Why reading or writing failed, in words for people: never the name of a system call where we know better. */
export function reasonOf(error: unknown): string {
  return reasons[codeOf(error) ?? ""] ?? messageOf(error);
}
