import * as vscode from "vscode";
import type { Progress } from "../base/progress.ts";
import { formatEpsilon } from "../report/numberFormat.ts";

/** How the figures of a progress report are put in words; the order is the order on screen. */
const figureTexts: readonly (readonly [name: string, text: (value: number) => string])[] = [
  ["loss", (loss) => vscode.l10n.t("loss {0}", loss.toFixed(2))],
  ["epsilon", (epsilon) => vscode.l10n.t("ε {0} so far", formatEpsilon(epsilon))],
];

/** One line for a notification or a tree: `dp: fine-tuning 12 of 60 steps · loss 3.21 · ε 2.1 so far · 3 min left`. */
export function progressText(progress: Progress, secondsLeft: number | undefined): string {
  const { stage, figures } = progress;
  const parts = [`${stage} ${countText(progress)}`];
  for (const [name, text] of figureTexts) {
    const value = figures?.[name];
    if (value !== undefined) parts.push(text(value));
  }
  if (secondsLeft !== undefined) parts.push(vscode.l10n.t("{0} left", durationText(secondsLeft)));
  return parts.join(" · ");
}

/** The same in little space, without the stage: `12/60 · ε 2.1 · 3 min`. */
export function shortProgressText({ done, total, unit, figures }: Progress, secondsLeft: number | undefined): string {
  const epsilon = figures?.["epsilon"];
  const parts = [
    ...(total === undefined || total <= 0 ? [] : [unit === "steps" ? `${done}/${total}` : percent(done, total)]),
    ...(epsilon === undefined ? [] : [`ε ${formatEpsilon(epsilon)}`]),
    ...(secondsLeft === undefined ? [] : [durationText(secondsLeft)]),
  ];
  return parts.join(" · ");
}

function countText({ done, total, unit }: Progress): string {
  if (unit === "bytes" && total !== undefined && total > 0) return percent(done, total);
  const count = done.toLocaleString("en");
  const all = total?.toLocaleString("en");
  switch (unit) {
    case "steps":
      return all === undefined ? vscode.l10n.t("{0} steps", count) : vscode.l10n.t("{0} of {1} steps", count, all);
    case "bytes":
      return all === undefined ? vscode.l10n.t("{0} bytes", count) : vscode.l10n.t("{0} of {1} bytes", count, all);
    case "documents":
      return all === undefined
        ? vscode.l10n.t("{0} documents", count)
        : vscode.l10n.t("{0} of {1} documents", count, all);
    case "records":
      return all === undefined ? vscode.l10n.t("{0} records", count) : vscode.l10n.t("{0} of {1} records", count, all);
    case "items":
      return all === undefined ? vscode.l10n.t("{0} items", count) : vscode.l10n.t("{0} of {1} items", count, all);
  }
}

function percent(done: number, total: number): string {
  return `${Math.floor((100 * done) / total)}%`;
}

/** `8 s`, `3 min`, `1 h 05 min`. */
export function durationText(seconds: number): string {
  if (seconds < 60) return vscode.l10n.t("{0} s", Math.max(1, Math.round(seconds)));
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return vscode.l10n.t("{0} min", minutes);
  return vscode.l10n.t("{0} h {1} min", Math.floor(minutes / 60), String(minutes % 60).padStart(2, "0"));
}

/**
 * The time left: what the job tells of all its stages, else an estimate for its stage from the mean rate so far, which says
 * nothing before two seconds have passed.
 */
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
    if (progress.secondsLeft !== undefined) return progress.secondsLeft;
    const elapsedMs = nowMs - this.#startMs;
    const done = progress.done - this.#startDone;
    if (progress.total === undefined || elapsedMs < 2000 || done <= 0) return undefined;
    return ((progress.total - progress.done) * elapsedMs) / done / 1000;
  }
}
