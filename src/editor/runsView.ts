import * as vscode from "vscode";
import { commandIds, viewIds } from "./commandIds.ts";
import { exists } from "./dataFolder.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { JobRunner, RunningJob } from "./jobRunner.ts";
import { Owner } from "./owner.ts";

type Node = { readonly kind: "running"; readonly job: RunningJob } | { readonly kind: "run"; readonly run: StoredRun };

/** The runs in `.evenhand/runs`, newest first, and above them the one that is going on. */
export class RunsView extends Owner implements vscode.TreeDataProvider<Node> {
  readonly #folder: DataFolder;
  readonly #jobs: JobRunner;
  readonly #changed = this.own(new vscode.EventEmitter<void>());

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(folder: DataFolder, jobs: JobRunner) {
    super();
    this.#folder = folder;
    this.#jobs = jobs;
    this.own(vscode.window.createTreeView(viewIds.runs, { treeDataProvider: this, canSelectMany: true }));
    this.own(jobs.onDidChange(() => this.#changed.fire()));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
    const watcher = this.own(vscode.workspace.createFileSystemWatcher("**/.evenhand/reports/*.json"));
    this.own(watcher.onDidCreate(() => this.#changed.fire()));
    this.own(watcher.onDidDelete(() => this.#changed.fire()));
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node !== undefined) return [];
    const running = this.#jobs.running.filter((job) => job.name === "train");
    const folders = (await this.#folder.list("runs")).filter(([, type]) => type === vscode.FileType.Directory);
    // While a run goes on, its own folder is shown by its progress.
    const runs = (await Promise.all(folders.map(([id]) => this.#read(id)))).toReversed();
    const shown = running.length > 0 && runs[0]?.report === undefined ? runs.slice(1) : runs;
    return [
      ...running.map((job): Node => ({ kind: "running", job })),
      ...shown.map((run): Node => ({ kind: "run", run })),
    ];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === "running") {
      const item = new vscode.TreeItem(node.job.title);
      item.description = node.job.text;
      item.iconPath = new vscode.ThemeIcon("sync~spin");
      return item;
    }
    return runItem(node.run);
  }

  async #read(id: string): Promise<StoredRun> {
    const [summary, report] = await Promise.all([
      readSummary(vscode.Uri.joinPath(this.#folder.uri, "runs", id, "run.json")),
      existing(vscode.Uri.joinPath(this.#folder.uri, "reports", `${id}.json`)),
    ]);
    return { id, report, ...summary };
  }
}

/** The id of a run's item, which menus hand to their commands; undefined for anything else. */
export function runIdOf(item: unknown): string | undefined {
  if (typeof item !== "object" || item === null || !("run" in item)) return undefined;
  const { run } = item;
  if (typeof run !== "object" || run === null || !("id" in run)) return undefined;
  return typeof run.id === "string" ? run.id : undefined;
}

/** The reports of items of this view that have one. */
export function runReportsOf(items: readonly unknown[]): readonly vscode.Uri[] {
  return items.flatMap((item) => {
    if (typeof item !== "object" || item === null || !("run" in item)) return [];
    const { run } = item;
    const hasReport = typeof run === "object" && run !== null && "report" in run && run.report instanceof vscode.Uri;
    return hasReport ? [run.report as vscode.Uri] : [];
  });
}

interface StoredRun {
  readonly id: string;
  /** Undefined for a run that stopped before its end. */
  readonly report: vscode.Uri | undefined;
  /** File name of the corpus; empty when `run.json` cannot be read. */
  readonly corpus: string;
  readonly epsilon: number | undefined;
  readonly finishedArms: readonly string[];
}

/** `demo.jsonl · ε 8` with the arms that are done; a click opens the report. */
function runItem({ id, report, corpus, epsilon, finishedArms }: StoredRun): vscode.TreeItem {
  const name = corpus === "" ? id : corpus;
  const item = new vscode.TreeItem(epsilon === undefined ? name : `${name} · ε ${epsilon}`);
  item.id = id;
  item.tooltip = finishedArms.length === 0 ? id : `${id}: ${finishedArms.join(", ")}`;
  if (report === undefined) {
    item.description = vscode.l10n.t("stopped after {0} arms", finishedArms.length);
    item.iconPath = new vscode.ThemeIcon("debug-pause");
    item.contextValue = "stoppedRun";
  } else {
    item.description = vscode.l10n.t("report");
    item.iconPath = new vscode.ThemeIcon("check");
    item.contextValue = "finishedRun";
    item.command = { command: commandIds.openReport, title: vscode.l10n.t("Open Report"), arguments: [report] };
  }
  return item;
}

/** What a list needs of `run.json`; what is missing or damaged in it stays empty. */
async function readSummary(file: vscode.Uri): Promise<Pick<StoredRun, "corpus" | "epsilon" | "finishedArms">> {
  let record: RunSummary = {};
  try {
    record = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file))) as RunSummary;
  } catch {
    // A run that was stopped before it wrote anything: shown by its id.
  }
  const [path] = Array.isArray(record.options?.paths) ? record.options.paths : [];
  const epsilon = record.options?.epsilon;
  return {
    corpus: typeof path === "string" ? path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1) : "",
    epsilon: typeof epsilon === "number" ? epsilon : undefined,
    finishedArms: Object.keys(record.finishedArms ?? {}),
  };
}

interface RunSummary {
  readonly options?: { readonly paths?: readonly unknown[]; readonly epsilon?: unknown };
  readonly finishedArms?: Readonly<Record<string, unknown>>;
}

async function existing(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  return (await exists(uri)) ? uri : undefined;
}
