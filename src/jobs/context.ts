import type { OnProgress } from "../base/progress.ts";

/** What every journey is handed: it never calls back into a shell in any other way. */
export interface JobContext {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Something that the user should read before the work goes on: the privacy budget. */
  readonly onNotice?: (message: string) => void;
}
