import { setPriority } from "node:os";
import { EvenhandError, messageOf } from "../base/errors.ts";
import { throttleProgress } from "../base/progress.ts";
import type { JobContext } from "./context.ts";
import { parseJobRequest } from "./protocol.ts";
import type { Job } from "./jobOptions.ts";
import type { JobEvent, JobRequest } from "./protocol.ts";

/**
 * The process that runs one job for a shell: native code can take its process down, and that must not be the editor's.
 * Each journey is loaded when it is asked for, so that a scan never loads the training runtime.
 */
async function run(job: Job, context: JobContext): Promise<unknown> {
  switch (job.name) {
    case "scan":
      return (await import("./scan.ts")).scan(job.options, context);
    case "augment":
      return (await import("./augment.ts")).augment(job.options, context);
    case "forecast":
      return (await import("./forecast.ts")).forecast(job.options, context);
    case "planDownload":
      return (await import("./download.ts")).planDownload(job.options, context);
    case "download":
      return (await import("./download.ts")).download(job.options, context);
    case "train":
      return (await import("./train.ts")).train(job.options, context);
    case "planTraining":
      return (await import("./planTraining.ts")).planTraining(job.options, context);
    case "study":
      return (await import("./studies/runNamedStudy.ts")).runNamedStudy(job.options, context);
    case "contexts":
      return (await import("./findContexts.ts")).findContexts(job.options, context);
    case "mentions":
      return (await import("./findMentions.ts")).findMentions(job.options, context);
    case "budget":
      return (await import("./budget.ts")).budget(job.options, context);
    case "compare":
      return (await import("./compare.ts")).compare(job.options);
  }
}

/**
 * Where all cores are busy the editor comes first: a third of the share that each other program of usual priority gets. Less, and
 * a training would stand still beside other work.
 */
const behindTheEditor = 5;

// Before there are other threads, which take it over.
try {
  setPriority(behindTheEditor);
} catch {
  // Some systems do not let a process change it; then it works at the usual one.
}

const abort = new AbortController();
let running: Job["name"] | undefined;

function send(event: JobEvent): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(event, undefined, undefined, () => resolve());
  });
}

async function start(request: Extract<JobRequest, { kind: "start" }>): Promise<void> {
  const { jobId, job } = request;
  const onProgress = throttleProgress((progress) => void send({ kind: "progress", jobId, progress }), 100);
  const onNotice = (message: string): void => void send({ kind: "notice", jobId, message });
  try {
    await send({ kind: "finished", jobId, result: await run(job, { signal: abort.signal, onProgress, onNotice }) });
  } catch (error) {
    await send(failureOf(error, jobId));
  }
  // The runtime's threads would keep the process alive.
  process.exit(0);
}

function failureOf(error: unknown, jobId: number): JobEvent {
  const detail = error instanceof Error ? { detail: stackOf(error) } : {};
  if (error instanceof EvenhandError) {
    return { kind: "failed", jobId, code: error.code, message: error.message, hint: error.hint, ...detail };
  }
  if (abort.signal.aborted) return { kind: "failed", jobId, code: "cancelled", message: "Cancelled.", hint: "" };
  return {
    kind: "failed",
    jobId,
    code: "job.crashed",
    message: `The work stopped on an unexpected error: ${messageOf(error)}`,
    hint: "Look at the log; if it makes no sense, please report it with the log.",
    ...detail,
  };
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by: ${stackOf(error.cause)}` : own;
}

process.on("message", (message: unknown) => {
  const request = parseJobRequest(message);
  if (request.kind === "cancel") {
    abort.abort();
  } else if (running === undefined) {
    running = request.job.name;
    void start(request);
  }
});

/** How long another job than a training may take to stop when nobody waits for it any more. */
const graceMs = 10_000;

// The shell is gone: stop between two steps, so that the last checkpoint stays whole, and leave. A step may take minutes.
process.on("disconnect", () => {
  abort.abort();
  if (running === undefined) process.exit(0);
  if (running !== "train") setTimeout(() => process.exit(1), graceMs).unref();
});

// Nobody reads on, but what writes a warning must not end a training by it.
process.stderr.on("error", () => {});
