import { EvenhandError, isCancelled } from "../base/errors.ts";
import type { JobContext } from "../jobs/context.ts";
import type { Terminal } from "./command.ts";
import { progressLine } from "./progressLine.ts";

/**
 * Runs a job with its progress and notices on stderr; the progress line is gone when this ends.
 *
 * @param resumable the job can be gone on with: the one who pressed Ctrl-C is told how
 */
export async function runWithProgress<Result>(
  terminal: Terminal,
  job: (context: JobContext) => Promise<Result>,
  { resumable = false }: { readonly resumable?: boolean } = {},
): Promise<Result> {
  const progress = progressLine(terminal);
  const tell = (text: string): void => {
    progress.finish();
    terminal.error(`${text}\n`);
  };
  try {
    return await job({ signal: terminal.signal, onProgress: progress.onProgress, onNotice: tell });
  } catch (error) {
    if (resumable && error instanceof EvenhandError && isCancelled(error)) tell(`${error.message}\n${error.hint}`);
    throw error;
  } finally {
    progress.finish();
  }
}
