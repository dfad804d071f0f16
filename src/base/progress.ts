/** What `done` and `total` count. */
export type ProgressUnit = "bytes" | "documents" | "records" | "steps" | "items";

/** One report of how far a long piece of work has come. */
export interface Progress {
  /** A short name for what is being done now, for example `scan` or `dp: fine-tuning`. */
  readonly stage: string;
  readonly done: number;
  /** Absent while it is unknown. */
  readonly total?: number;
  readonly unit: ProgressUnit;
  /** Figures worth watching, such as the loss or the epsilon spent so far. */
  readonly figures?: Readonly<Record<string, number>>;
  /** Until the whole job is done, not only this stage; absent where the job cannot tell. */
  readonly secondsLeft?: number;
}

export type OnProgress = (progress: Progress) => void;

/** Passes on at most one report per `intervalMs` and stage, and always the last one (`done === total`). */
export function throttleProgress(onProgress: OnProgress, intervalMs: number, now: () => number = Date.now): OnProgress {
  let lastStage = "";
  let lastTime = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const time = now();
    if (progress.stage === lastStage && progress.done !== progress.total && time - lastTime < intervalMs) return;
    lastStage = progress.stage;
    lastTime = time;
    onProgress(progress);
  };
}
