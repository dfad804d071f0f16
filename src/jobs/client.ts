import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { EvenhandError, messageOf, throwIfCancelled } from "../base/errors.ts";
import { biasReportSchemaVersion } from "../report/biasReport.ts";
import type { JobContext } from "./context.ts";
import { parseJobEvent } from "./protocol.ts";
import type { Job, JobName, JobOptions } from "./jobOptions.ts";
import type { JobEvent, JobRequest, JobResults } from "./protocol.ts";

export interface JobClientSettings {
  /** The bundled `job-child.mjs`. */
  readonly childPath: string;
  /** A Node program to run it with; the program that runs the shell when undefined. Read anew for every job. */
  readonly nodePath?: () => string | undefined;
  /** Where the job's relative paths start; the shell's folder when undefined. */
  readonly workingFolder?: () => string | undefined;
  /** What the child has to say beside its result: notices, stacks, lines on stderr. Never corpus text. */
  readonly onNotice?: (message: string) => void;
  /** How long a cancelled job may take to stop before its process is killed; when absent 10,000, and 120,000 for a training. */
  readonly graceMs?: number;
}

export interface ClientContext extends JobContext {
  /** Told the number of the process that does the job. */
  readonly onStarted?: (pid: number) => void;
}

/**
 * Runs jobs, each in a process of its own. Disposing it lets go of those that still run: as when the shell ends, each stops by
 * itself between two steps, so that a training loses nothing.
 */
export class JobClient {
  readonly #settings: JobClientSettings;
  /** What lets go of each job that runs. */
  readonly #running = new Set<() => void>();
  #lastJobId = 0;

  constructor(settings: JobClientSettings) {
    this.#settings = settings;
  }

  /**
   * Runs one job to its end.
   *
   * @throws EvenhandError what the job threw; `cancelled` after an abort; `job.crashed` when the process ended without an
   * answer or could not be started
   */
  async run<Name extends JobName>(
    name: Name,
    options: JobOptions[Name],
    context: ClientContext,
  ): Promise<JobResults[Name]> {
    throwIfCancelled(context.signal);
    this.#lastJobId += 1;
    const result = await this.#converse({ name, options } as Job, this.#lastJobId, context);
    return checkResult(name, result);
  }

  dispose(): void {
    for (const letGo of this.#running) letGo();
  }

  #converse(job: Job, jobId: number, context: ClientContext): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const child = this.#fork();
      if (child.pid !== undefined) context.onStarted?.(child.pid);
      let answer: Extract<JobEvent, { kind: "finished" | "failed" }> | undefined;
      let grace: NodeJS.Timeout | undefined;
      const cancel = (): void => {
        send(child, { kind: "cancel", jobId });
        grace = setTimeout(() => child.kill("SIGKILL"), this.#settings.graceMs ?? usualGraceMs(job));
      };
      context.signal.addEventListener("abort", cancel, { once: true });
      const settle = (outcome: () => void): void => {
        clearTimeout(grace);
        context.signal.removeEventListener("abort", cancel);
        this.#running.delete(letGo);
        outcome();
      };
      const letGo = (): void => {
        if (child.connected) child.disconnect();
        settle(() => reject(cancelled()));
      };
      this.#running.add(letGo);

      child.on("message", (message: unknown) => {
        let event: JobEvent;
        try {
          event = parseJobEvent(message);
        } catch (error) {
          this.#notice(`job ${jobId}: a message that could not be read: ${messageOf(error)}`);
          child.kill("SIGKILL");
          return;
        }
        switch (event.kind) {
          case "progress":
            context.onProgress(event.progress);
            break;
          case "notice":
            this.#notice(event.message);
            break;
          case "failed":
            if (event.detail !== undefined) this.#notice(event.detail);
            answer = event;
            break;
          case "finished":
            answer = event;
            break;
        }
      });
      child.on("error", (cause) => settle(() => reject(notStarted(child, cause))));
      // "close", not "exit": the last messages and lines may still be on their way at "exit".
      child.on("close", (code, signal) =>
        settle(() => {
          if (answer?.kind === "finished") resolve(answer.result);
          else if (answer !== undefined) reject(new EvenhandError(answer.code, answer.message, { hint: answer.hint }));
          else if (context.signal.aborted) reject(cancelled());
          else reject(crashed(job.name, code, signal));
        }),
      );
      send(child, { kind: "start", jobId, job });
    });
  }

  #fork(): ChildProcess {
    const nodePath = this.#settings.nodePath?.();
    const folder = this.#settings.workingFolder?.();
    const child = fork(this.#settings.childPath, [], {
      // Inspector flags of the shell would make the child wait for a debugger on the same port.
      execArgv: [],
      // Makes the editor's own program behave as Node; a real Node ignores it.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      ...(nodePath === undefined ? {} : { execPath: nodePath }),
      ...(folder === undefined ? {} : { cwd: folder }),
    });
    child.stderr?.setEncoding("utf8");
    child.stderr?.on("data", (text: string) => this.#notice(text.trimEnd()));
    return child;
  }

  #notice(message: string): void {
    this.#settings.onNotice?.(message);
  }
}

/** A training stores its state first, which takes a while for a large model. */
function usualGraceMs({ name }: Job): number {
  return name === "train" ? 120_000 : 10_000;
}

function send(child: ChildProcess, request: JobRequest): void {
  // A child that is already gone is reported by its "close" or "error", with more to say than a failed send.
  child.send(request, () => {});
}

function notStarted(child: ChildProcess, cause: Error): EvenhandError {
  return new EvenhandError("job.crashed", `The program ${child.spawnfile} could not be started: ${cause.message}`, {
    hint: "Check the setting evenhand.training.nodePath, or leave it empty.",
    cause,
  });
}

function crashed(name: JobName, code: number | null, signal: NodeJS.Signals | null): EvenhandError {
  const how = signal === null ? `with exit code ${code}` : `on signal ${signal}`;
  const hint =
    signal === "SIGKILL"
      ? "The system may have run out of memory: close other programs, or train with smaller lots."
      : "Look at the log. If it is the editor's own Node, set evenhand.training.nodePath to a Node 20 or newer.";
  return new EvenhandError("job.crashed", `The process of the ${name} job ended ${how} before it was done.`, { hint });
}

function cancelled(): EvenhandError {
  return new EvenhandError("cancelled", "Cancelled.", { hint: "Start again when you want to go on." });
}

/** The child is the same version as the shell, so this looks for a broken package rather than for malice. */
function checkResult<Name extends JobName>(name: Name, result: unknown): JobResults[Name] {
  const isObject = typeof result === "object" && result !== null;
  const isReport = isObject && "schemaVersion" in result && result.schemaVersion === biasReportSchemaVersion;
  const hasText = (key: string): boolean => isObject && typeof (result as Record<string, unknown>)[key] === "string";
  const isWhole: Readonly<Record<JobName, boolean>> = {
    scan: isReport,
    train: isReport,
    study: isReport,
    planTraining: isObject && "units" in result && typeof result.units === "number",
    augment: hasText("outPath"),
    forecast: isObject && "associations" in result && Array.isArray(result.associations),
    planDownload: hasText("host"),
    download: hasText("folder"),
    budget: hasText("ledgerPath"),
    contexts: isObject && "places" in result && Array.isArray(result.places),
    mentions: isObject && "mentions" in result && Array.isArray(result.mentions),
    compare: hasText("title"),
  };
  if (!isWhole[name]) {
    throw new EvenhandError("job.crashed", `The ${name} job answered with something else than its result.`, {
      hint: "The installation seems to be mixed from two versions: install Evenhand again.",
    });
  }
  return result as JobResults[Name];
}
