import * as vscode from "vscode";
import type { Progress } from "../base/progress.ts";
import type { JobClient } from "../jobs/client.ts";
import type { JobContext } from "../jobs/context.ts";
import type { JobName, JobOptions } from "../jobs/jobOptions.ts";
import type { JobResults } from "../jobs/protocol.ts";
import { Owner } from "./owner.ts";
import { progressText, shortProgressText, TimeLeft } from "./progressText.ts";

/** A job that is running now, for views and the status bar. */
export interface RunningJob {
  readonly id: number;
  readonly name: JobName;
  readonly title: string;
  /** Of the process that does it; undefined until it has one. */
  readonly pid?: number;
  /** The last progress line; empty before the first. */
  readonly text: string;
  /** The same in little space. */
  readonly shortText: string;
  readonly isStopping: boolean;
}

/** Starts jobs in the child process with a cancellable notification, and says what is running. */
export class JobRunner extends Owner {
  readonly #client: JobClient;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly #running = new Map<number, RunningJob>();
  readonly #aborts = new Map<number, AbortController>();
  #lastKey = 0;

  /** Fires when a job starts, comes further or ends. */
  readonly onDidChange = this.#changed.event;

  constructor(client: JobClient) {
    super();
    this.#client = this.own(client);
  }

  get running(): readonly RunningJob[] {
    return [...this.#running.values()];
  }

  /** Runs a short job without a notification: whoever waits shows that itself. @throws as `run` */
  quietly<Name extends JobName>(
    name: Name,
    options: JobOptions[Name],
    { signal = new AbortController().signal, onProgress = () => {} }: Partial<JobContext> = {},
  ): Promise<JobResults[Name]> {
    return this.#client.run(name, options, { signal, onProgress });
  }

  /** Stops a job that was started by `run`; one that is over is left alone. */
  cancel(id: number): void {
    this.#aborts.get(id)?.abort();
  }

  /**
   * @param signal cancels as well, for who started the job in the user's stead
   * @throws what `JobClient.run` throws; `cancelled` when the user cancels
   */
  async run<Name extends JobName>(
    name: Name,
    title: string,
    options: JobOptions[Name],
    signal?: AbortSignal,
  ): Promise<JobResults[Name]> {
    this.#lastKey += 1;
    const id = this.#lastKey;
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    let job: RunningJob = { id, name, title, text: "", shortText: "", isStopping: false };
    const change = (changes: Partial<RunningJob>): void => {
      job = { ...job, ...changes };
      this.#running.set(id, job);
      this.#changed.fire();
    };
    change({});
    const location = vscode.ProgressLocation.Notification;
    try {
      return await vscode.window.withProgress({ location, title, cancellable: true }, async (notification, token) => {
        const cancelling = token.onCancellationRequested(() => abort.abort());
        const either = signal === undefined ? abort.signal : AbortSignal.any([abort.signal, signal]);
        const onAbort = (): void => {
          const message = vscode.l10n.t("stopping after this step …");
          notification.report({ message });
          change({ isStopping: true, text: message });
        };
        either.addEventListener("abort", onAbort, { once: true });
        const timeLeft = new TimeLeft();
        const bar = new GrowingBar();
        const onProgress = (progress: Progress): void => {
          if (either.aborted) return;
          const seconds = timeLeft.seconds(progress, performance.now());
          const message = progressText(progress, seconds);
          notification.report({ message, increment: bar.increment(progress, performance.now()) });
          change({ text: message, shortText: shortProgressText(progress, seconds) });
        };
        const onStarted = (pid: number): void => change({ pid });
        try {
          return await this.#client.run(name, options, { signal: either, onProgress, onStarted });
        } finally {
          either.removeEventListener("abort", onAbort);
          cancelling.dispose();
        }
      });
    } finally {
      this.#aborts.delete(id);
      this.#running.delete(id);
      this.#changed.fire();
    }
  }
}

/** How much a notification's bar grows: by the whole job where it tells its time left, else by its first stage. It never shrinks. */
class GrowingBar {
  #percent = 0;
  #stage = "";
  #startMs: number | undefined;

  increment(progress: Progress, nowMs: number): number {
    this.#startMs ??= nowMs;
    const { stage, secondsLeft } = progress;
    const elapsed = (nowMs - this.#startMs) / 1000;
    const share =
      secondsLeft !== undefined
        ? elapsed / Math.max(1e-3, elapsed + secondsLeft)
        : this.#stage === "" || this.#stage === stage
          ? shareOf(progress)
          : undefined;
    this.#stage ||= stage;
    const grown = share === undefined ? 0 : Math.max(0, 100 * share - this.#percent);
    this.#percent += grown;
    return grown;
  }
}

function shareOf({ done, total }: Progress): number | undefined {
  return total === undefined || total <= 0 ? undefined : Math.min(1, done / total);
}
