import * as vscode from "vscode";
import type { Progress } from "../base/progress.ts";
import type { JobClient } from "../jobs/client.ts";
import type { JobName, JobOptions, JobResults } from "../jobs/protocol.ts";
import { Owner } from "./owner.ts";
import { progressText, TimeLeft } from "./progressText.ts";

/** A job that is running now, for views and the status bar. */
export interface RunningJob {
  readonly name: JobName;
  readonly title: string;
  /** The last progress line; empty before the first. */
  readonly text: string;
}

/** Starts jobs in the child process with a cancellable notification, and says what is running. */
export class JobRunner extends Owner {
  readonly #client: JobClient;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly #running = new Map<number, RunningJob>();
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
  quietly<Name extends JobName>(name: Name, options: JobOptions[Name]): Promise<JobResults[Name]> {
    return this.#client.run(name, options, { signal: new AbortController().signal, onProgress: () => {} });
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
    const key = this.#lastKey;
    const location = vscode.ProgressLocation.Notification;
    this.#set(key, { name, title, text: "" });
    try {
      return await vscode.window.withProgress({ location, title, cancellable: true }, async (notification, token) => {
        const abort = new AbortController();
        const cancelling = token.onCancellationRequested(() => {
          notification.report({ message: vscode.l10n.t("stopping after this step …") });
          abort.abort();
        });
        const either = signal === undefined ? abort.signal : AbortSignal.any([abort.signal, signal]);
        const timeLeft = new TimeLeft();
        let percent = 0;
        let stage = "";
        const onProgress = (progress: Progress): void => {
          if (either.aborted) return;
          const message = progressText(progress, timeLeft.seconds(progress, performance.now()));
          // A notification's bar only grows; a job of several stages would fill it in the first one.
          const share = stage === "" || stage === progress.stage ? shareOf(progress) : undefined;
          stage ||= progress.stage;
          const increment = share === undefined ? 0 : Math.max(0, 100 * share - percent);
          percent += increment;
          notification.report({ message, increment });
          this.#set(key, { name, title, text: message });
        };
        try {
          return await this.#client.run(name, options, { signal: either, onProgress });
        } finally {
          cancelling.dispose();
        }
      });
    } finally {
      this.#running.delete(key);
      this.#changed.fire();
    }
  }

  #set(key: number, job: RunningJob): void {
    this.#running.set(key, job);
    this.#changed.fire();
  }
}

function shareOf({ done, total }: Progress): number | undefined {
  return total === undefined || total <= 0 ? undefined : Math.min(1, done / total);
}
