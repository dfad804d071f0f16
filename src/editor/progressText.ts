import type { Progress } from "../base/progress.ts";
import { formatEpsilon } from "../report/numberFormat.ts";

/** How the figures of a progress report are put in words; the order is the order on screen. */
const figureTexts: readonly (readonly [name: string, text: (value: number) => string])[] = [
  ["loss", (loss) => `loss ${loss.toFixed(2)}`],
  ["epsilon", (epsilon) => `ε ${formatEpsilon(epsilon)} so far`],
];

/** One line for a notification or a tree: `dp: fine-tuning 12 of 60 steps · loss 3.21 · ε 2.1 so far · 3 min left`. */
export function progressText(progress: Progress, secondsLeft: number | undefined): string {
  const { stage, done, total, unit, figures } = progress;
  const count =
    unit === "bytes" && total !== undefined && total > 0
      ? `${Math.floor((100 * done) / total)}%`
      : `${done.toLocaleString("en")}${total === undefined ? "" : ` of ${total.toLocaleString("en")}`} ${unit}`;
  const parts = [`${stage} ${count}`];
  for (const [name, text] of figureTexts) {
    const value = figures?.[name];
    if (value !== undefined) parts.push(text(value));
  }
  if (secondsLeft !== undefined) parts.push(`${durationText(secondsLeft)} left`);
  return parts.join(" · ");
}

/** `8 s`, `3 min`, `1 h 05 min`. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** Estimates the time left of a stage from its mean rate so far; says nothing before two seconds have passed. */
export class TimeLeft {
  #stage = "";
  #startMs = 0;
  #startDone = 0;

  /** @param nowMs the time of the report, from any clock that does not go back */
  seconds(progress: Progress, nowMs: number): number | undefined {
    if (progress.stage !== this.#stage) {
      this.#stage = progress.stage;
      this.#startMs = nowMs;
      this.#startDone = progress.done;
    }
    const elapsedMs = nowMs - this.#startMs;
    const done = progress.done - this.#startDone;
    if (progress.total === undefined || elapsedMs < 2000 || done <= 0) return undefined;
    return ((progress.total - progress.done) * elapsedMs) / done / 1000;
  }
}
