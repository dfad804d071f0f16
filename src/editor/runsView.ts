import * as vscode from "vscode";
import { viewIds } from "./commandIds.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { JobRunner, RunningJob } from "./jobRunner.ts";
import { Owner } from "./owner.ts";
import { runningItem, storedItem } from "./runItem.ts";
import { lookAgainMs, runOutcome, storedRuns } from "./storedRun.ts";
import type { StoredRun } from "./storedRun.ts";

/** A row: a stored run, one that this window waits for, or both. */
export interface RunNode {
  readonly run?: StoredRun;
  readonly job?: RunningJob;
}

const drawMs = 1000;

/** The runs in `.evenhand/runs`, newest first, each with how it stands; above them one that has no folder yet. */
export class RunsView extends Owner implements vscode.TreeDataProvider<RunNode> {
  readonly #folder: DataFolder;
  readonly #jobs: JobRunner;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  /** Read when a folder changed, not at each line of progress. */
  #stored: Promise<StoredRun[]> | undefined;
  #lookAgain: NodeJS.Timeout | undefined;
  #drawSoon: NodeJS.Timeout | undefined;
  #shownJobs = "";

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(folder: DataFolder, jobs: JobRunner) {
    super();
    this.#folder = folder;
    this.#jobs = jobs;
    this.own(vscode.window.createTreeView(viewIds.runs, { treeDataProvider: this, canSelectMany: true }));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
    for (const pattern of ["**/.evenhand/reports/*.json", "**/.evenhand/runs/*/{run,state}.json"]) {
      const watcher = this.own(vscode.workspace.createFileSystemWatcher(pattern));
      const refresh = (): void => this.refresh();
      this.own(watcher.onDidCreate(refresh));
      this.own(watcher.onDidChange(refresh));
      this.own(watcher.onDidDelete(refresh));
    }
    this.own(jobs.onDidChange(() => this.#followJobs()));
    this.own(
      new vscode.Disposable(() => {
        clearTimeout(this.#lookAgain);
        clearTimeout(this.#drawSoon);
      }),
    );
  }

  /** Reads the folders again. */
  refresh(): void {
    this.#stored = undefined;
    this.#changed.fire();
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node !== undefined) return [];
    this.#stored ??= storedRuns(this.#folder);
    const stored = await this.#stored;
    const jobs = trainings(this.#jobs);
    const jobOf = (run: StoredRun): RunningJob | undefined =>
      run.state?.state === "running" ? jobs.find(({ pid }) => pid === run.state?.pid) : undefined;
    const rows = stored.map((run): RunNode => {
      const job = jobOf(run);
      return job === undefined ? { run } : { run, job };
    });
    this.#watchOthers(rows);
    const withoutFolder = jobs.filter((job) => !rows.some((row) => row.job?.id === job.id));
    return [...withoutFolder.map((job): RunNode => ({ job })), ...rows];
  }

  getTreeItem({ run, job }: RunNode): vscode.TreeItem {
    if (job !== undefined) return runningItem(job, run);
    if (run === undefined) throw new RangeError("a row is a run or a job");
    return storedItem(run);
  }

  /** A job that begins or ends is shown at once, its progress every second: rows that change under the pointer cannot be clicked. */
  #followJobs(): void {
    const now = trainings(this.#jobs)
      .map(({ id, pid, isStopping }) => `${id} ${pid ?? ""} ${isStopping}`)
      .join();
    if (now !== this.#shownJobs) {
      this.#shownJobs = now;
      this.refresh();
    } else {
      this.#drawSoon ??= setTimeout(() => {
        this.#drawSoon = undefined;
        this.#changed.fire();
      }, drawMs);
    }
  }

  #watchOthers(rows: readonly RunNode[]): void {
    clearTimeout(this.#lookAgain);
    const isElsewhere = ({ run, job }: RunNode): boolean =>
      run !== undefined && job === undefined && runOutcome(run) === "running";
    if (rows.some(isElsewhere)) this.#lookAgain = setTimeout(() => this.refresh(), lookAgainMs);
  }
}

function trainings(jobs: JobRunner): readonly RunningJob[] {
  return jobs.running.filter(({ name }) => name === "train");
}
