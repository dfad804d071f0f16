import * as vscode from "vscode";
import { outcomeOf, parseRunState, runStateFile } from "../jobs/runState.ts";
import type { RunState } from "../jobs/runState.ts";
import { exists } from "./dataFolder.ts";
import type { DataFolder } from "./dataFolder.ts";

/** A run as its folder tells it. */
export interface StoredRun {
  readonly id: string;
  readonly folder: vscode.Uri;
  /** Undefined for a run without one: it is not done, or its report was deleted. */
  readonly report: vscode.Uri | undefined;
  /** File name of the corpus; empty when `run.json` cannot be read. */
  readonly corpus: string;
  readonly epsilons: readonly number[];
  readonly finishedModels: readonly string[];
  /** Trainings that lost their numbers: they leave no model, and are not begun again. */
  readonly brokenModels: readonly string[];
  /** Undefined for a run of an older version. */
  readonly state: RunState | undefined;
}

/** While a run goes on in another process, its folder is looked at this often: its end is no change of a file here. */
export const lookAgainMs = 3000;

/** `lost` ended without a word: its process was killed, or the machine went down. */
export type RunOutcome = ReturnType<typeof outcomeOf>;

/** The runs in `.evenhand/runs`, newest first. */
export async function storedRuns(folder: DataFolder): Promise<StoredRun[]> {
  const folders = (await folder.list("runs")).filter(([, type]) => type === vscode.FileType.Directory);
  return (await Promise.all(folders.map(([id]) => readStoredRun(folder, id)))).toReversed();
}

export async function readStoredRun(folder: DataFolder, id: string): Promise<StoredRun> {
  const directory = vscode.Uri.joinPath(folder.uri, "runs", id);
  const report = vscode.Uri.joinPath(folder.uri, "reports", `${id}.json`);
  const [summary, state, hasReport] = await Promise.all([
    textOf(vscode.Uri.joinPath(directory, "run.json")).then(readSummary),
    textOf(vscode.Uri.joinPath(directory, runStateFile)).then(parseRunState),
    exists(report),
  ]);
  return { id, folder: directory, report: hasReport ? report : undefined, state, ...summary };
}

/** How a run stands, whoever works on it. */
export function runOutcome({ state, report }: StoredRun): RunOutcome {
  // Runs of before there were states: with a report, or stopped.
  if (state === undefined) return report === undefined ? "stopped" : "finished";
  return outcomeOf(state);
}

/** The run of an item that a menu hands to its command; undefined for anything else. */
export function runOf(item: unknown): StoredRun | undefined {
  if (typeof item !== "object" || item === null || !("run" in item)) return undefined;
  const { run } = item;
  const isRun = typeof run === "object" && run !== null && "id" in run && typeof run.id === "string";
  return isRun ? (run as StoredRun) : undefined;
}

/** The reports of items of the view that have one. */
export function runReportsOf(items: readonly unknown[]): readonly vscode.Uri[] {
  return items.flatMap((item) => {
    const report = runOf(item)?.report;
    return report === undefined ? [] : [report];
  });
}

/** What a list needs of `run.json`; what is missing or damaged in it stays empty. */
function readSummary(text: string): Pick<StoredRun, "corpus" | "epsilons" | "finishedModels" | "brokenModels"> {
  let record: RunSummary = {};
  try {
    record = JSON.parse(text) as RunSummary;
  } catch {
    // A run that was stopped before it wrote anything: shown by its id.
  }
  const [path] = Array.isArray(record.options?.paths) ? record.options.paths : [];
  const epsilon = record.options?.epsilon;
  return {
    corpus: typeof path === "string" ? path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1) : "",
    epsilons: [epsilon].flat().filter((value) => typeof value === "number"),
    finishedModels: Object.keys(record.finishedArms ?? {}),
    brokenModels: Object.keys(record.brokenArms ?? {}),
  };
}

interface RunSummary {
  readonly options?: { readonly paths?: readonly unknown[]; readonly epsilon?: unknown };
  readonly finishedArms?: Readonly<Record<string, unknown>>;
  readonly brokenArms?: Readonly<Record<string, unknown>>;
}

async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return "";
  }
}
