import type { OnProgress, Progress, ProgressUnit } from "../base/progress.ts";
import { formatBytes, formatCount, formatEpsilon } from "../report/numberFormat.ts";
import type { Terminal } from "./command.ts";

export interface ProgressLine {
  readonly onProgress: OnProgress;
  /** Removes the line from a terminal. Call it before anything else is printed. */
  finish(): void;
}

const rewriteMs = 100;
const quietMs = 5000;
/** A rate over less time than this says little. */
const steadyMs = 500;

/**
 * Shows progress on stderr: `scan  412 MB of 1.0 GB  148 MB/s  4 s left`. A terminal has one line that is rewritten; a
 * log gets a line every five seconds, and none for work that ends sooner.
 */
export function progressLine(terminal: Terminal, now: () => number = Date.now): ProgressLine {
  let stage: string | undefined;
  let stageStart = 0;
  let stageDone = 0;
  let lastShown = now();
  let width = 0;
  return {
    onProgress(progress) {
      const time = now();
      const isNext = stage !== undefined && progress.stage !== stage;
      if (progress.stage !== stage) {
        stage = progress.stage;
        stageStart = time;
        stageDone = progress.done;
      }
      // The next stage may keep the thread for seconds without another word.
      const isDue = time - lastShown >= (terminal.interactive ? rewriteMs : quietMs);
      if (!isDue && !(isNext && terminal.interactive)) return;
      lastShown = time;
      const text = progressText(progress, progress.done - stageDone, time - stageStart);
      if (terminal.interactive) {
        terminal.error(`\r${text.padEnd(width)}`);
        width = text.length;
      } else {
        terminal.error(`${text}\n`);
      }
    },
    finish() {
      if (width > 0) terminal.error(`\r${" ".repeat(width)}\r`);
      width = 0;
    },
  };
}

/**
 * One line of progress.
 *
 * @param doneHere what was done since the stage began to be watched, over `elapsedMs`
 */
export function progressText(progress: Progress, doneHere: number, elapsedMs: number): string {
  const { stage, done, total, unit, figures, secondsLeft } = progress;
  const parts = [stage, `${amount(done, unit)}${total === undefined ? "" : ` of ${amount(total, unit)}`}`];
  if (unit !== "bytes") parts[1] += ` ${unit}`;
  if (elapsedMs >= steadyMs && doneHere > 0) {
    const perSecond = (doneHere / elapsedMs) * 1000;
    parts.push(rate(perSecond, unit));
    if (total !== undefined && total > done) parts.push(`${duration((total - done) / perSecond)} left`);
  }
  for (const [name, value] of Object.entries(figures ?? {}))
    parts.push(`${name} ${name === "epsilon" ? formatEpsilon(value) : Number(value.toPrecision(3))}`);
  if (secondsLeft !== undefined) parts.push(`${duration(secondsLeft)} left in all`);
  return parts.join("  ");
}

function amount(value: number, unit: ProgressUnit): string {
  return unit === "bytes" ? formatBytes(value) : formatCount(value);
}

function rate(perSecond: number, unit: ProgressUnit): string {
  if (unit === "bytes") return `${formatBytes(perSecond)}/s`;
  if (perSecond >= 1) return `${formatCount(perSecond)} ${unit}/s`;
  return `${duration(1 / perSecond)} a ${unit.replace(/s$/, "")}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}
