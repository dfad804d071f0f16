import * as vscode from "vscode";
import { commandIds, viewIds } from "./commandIds.ts";
import { exists } from "./dataFolder.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { JobRunner, RunningJob } from "./jobRunner.ts";
import { Owner } from "./owner.ts";

type Node =
  | { readonly kind: "running"; readonly job: RunningJob }
  | { readonly kind: "run"; readonly id: string; readonly report: vscode.Uri | undefined };

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
    this.own(vscode.window.createTreeView(viewIds.runs, { treeDataProvider: this }));
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
    const runs = await Promise.all(folders.map(([id]) => this.#run(id)));
    return [...running.map((job): Node => ({ kind: "running", job })), ...runs.toReversed()];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === "running") {
      const item = new vscode.TreeItem(node.job.title);
      item.description = node.job.text;
      item.iconPath = new vscode.ThemeIcon("sync~spin");
      return item;
    }
    const { id, report } = node;
    const item = new vscode.TreeItem(id);
    item.id = id;
    if (report === undefined) {
      item.description = vscode.l10n.t("stopped before its report");
      item.iconPath = new vscode.ThemeIcon("circle-slash");
    } else {
      item.description = vscode.l10n.t("report");
      item.iconPath = new vscode.ThemeIcon("check");
      item.command = { command: commandIds.openReport, title: vscode.l10n.t("Open Report"), arguments: [report] };
    }
    return item;
  }

  async #run(id: string): Promise<Node> {
    const report = vscode.Uri.joinPath(this.#folder.uri, "reports", `${id}.json`);
    return { kind: "run", id, report: (await exists(report)) ? report : undefined };
  }
}
