import * as vscode from "vscode";
import { commandIds } from "./commandIds.ts";
import type { RunningJob } from "./jobRunner.ts";
import { progressText } from "./progressText.ts";
import { runOutcome } from "./storedRun.ts";
import type { RunOutcome, StoredRun } from "./storedRun.ts";

/** A training that this window waits for: `demo.jsonl · ε 8` with its progress, to be cancelled. */
export function runningItem(job: RunningJob, run: StoredRun | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(run === undefined ? job.title : runLabel(run));
  item.description = job.text;
  item.iconPath = new vscode.ThemeIcon(job.isStopping ? "loading~spin" : "sync~spin");
  item.contextValue = job.isStopping ? "stoppingRun" : "runningRun";
  item.tooltip = run === undefined ? job.title : `${job.title}\n${run.id}`;
  item.accessibilityInformation = { label: vscode.l10n.t("{0}, running: {1}", labelText(item), job.text) };
  return item;
}

/** A run that nobody here waits for; a click opens the report where there is one. */
export function storedItem(run: StoredRun): vscode.TreeItem {
  const outcome = runOutcome(run);
  const item = new vscode.TreeItem(runLabel(run));
  item.id = run.id;
  item.description = descriptionOf(run, outcome);
  item.iconPath = new vscode.ThemeIcon(icons[outcome]);
  item.contextValue = outcome === "running" ? "runningElsewhere" : `${outcome}Run`;
  item.tooltip = tooltipOf(run, item.description);
  item.accessibilityInformation = { label: `${labelText(item)}, ${item.description}` };
  if (run.report !== undefined) {
    item.command = { command: commandIds.openReport, title: vscode.l10n.t("Open Report"), arguments: [run.report] };
  }
  return item;
}

/** `demo.jsonl · ε 1, 8`; the id where `run.json` says nothing. */
export function runLabel({ id, corpus, epsilons }: StoredRun): string {
  const name = corpus === "" ? id : corpus;
  return epsilons.length === 0 ? name : `${name} · ε ${epsilons.join(", ")}`;
}

const icons: Readonly<Record<RunOutcome, string>> = {
  running: "sync",
  stopped: "debug-pause",
  lost: "debug-disconnect",
  failed: "error",
  finished: "check",
};

function descriptionOf(run: StoredRun, outcome: RunOutcome): string {
  const { state, report } = run;
  switch (outcome) {
    case "running":
      return vscode.l10n.t("going on in another process: {0}", placeOf(run));
    case "stopped":
      return vscode.l10n.t("stopped: {0}", placeOf(run));
    case "lost":
      return vscode.l10n.t("its process ended: {0}", placeOf(run));
    case "failed":
      return vscode.l10n.t("failed: {0}", state?.problem?.message ?? "");
    case "finished":
      return report === undefined ? vscode.l10n.t("its report was deleted") : vscode.l10n.t("report");
  }
}

/** How far a run came: `2 of 4 models made · 1 diverged · dp: fine-tuning 12 of 40 steps`. */
function placeOf({ state, finishedModels, brokenModels }: StoredRun): string {
  const done = finishedModels.length;
  const models =
    state?.models === undefined
      ? vscode.l10n.t("{0} models made", done)
      : vscode.l10n.t("{0} of {1} models made", done, state.models);
  return [
    models,
    ...(brokenModels.length === 0 ? [] : [vscode.l10n.t("{0} diverged", brokenModels.length)]),
    ...(state?.progress === undefined ? [] : [progressText(state.progress, undefined)]),
  ].join(" · ");
}

function tooltipOf(run: StoredRun, description: string): string {
  const { id, finishedModels, brokenModels, state } = run;
  return [
    id,
    description,
    ...(state?.problem === undefined ? [] : [state.problem.hint]),
    ...(finishedModels.length === 0 ? [] : [finishedModels.join(", ")]),
    ...(brokenModels.length === 0 ? [] : [vscode.l10n.t("diverged: {0}", brokenModels.join(", "))]),
  ].join("\n");
}

function labelText({ label }: vscode.TreeItem): string {
  return typeof label === "string" ? label : (label?.label ?? "");
}
