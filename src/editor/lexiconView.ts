import * as vscode from "vscode";
import { viewIds } from "./commandIds.ts";
import type { LexiconNode } from "./lexiconItems.ts";
import type { LexiconWorkbench, WorkbenchParts } from "./lexiconWorkbench.ts";
import { Owner } from "./owner.ts";
import type { RecordAnalysis } from "./recordAnalysis.ts";

/** The terms that the last scan found, with samples of their mentions to label. What it shows is loaded when it is opened. */
export class LexiconView extends Owner implements vscode.TreeDataProvider<LexiconNode> {
  readonly #parts: WorkbenchParts;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  #workbench: Promise<LexiconWorkbench> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;
  readonly refresh = (): void => this.#changed.fire();

  /** @param analysis tells when the team's lexicon changes on disk */
  constructor(parts: WorkbenchParts, analysis: RecordAnalysis) {
    super();
    this.#parts = parts;
    this.own(vscode.window.createTreeView(viewIds.lexicon, { treeDataProvider: this, showCollapseAll: true }));
    this.own(parts.scans.onDidChange(this.refresh));
    this.own(analysis.onDidChange(this.refresh));
  }

  /** Shows the view, which is hidden until it is asked for. */
  async open(): Promise<void> {
    await vscode.commands.executeCommand(`${viewIds.lexicon}.focus`);
  }

  workbench(): Promise<LexiconWorkbench> {
    this.#workbench ??= import("./lexiconWorkbench.ts").then(
      ({ LexiconWorkbench: Workbench }) => new Workbench(this.#parts),
    );
    return this.#workbench;
  }

  async getChildren(node?: LexiconNode): Promise<LexiconNode[]> {
    const workbench = await this.workbench();
    return node === undefined ? await workbench.roots() : await workbench.below(node);
  }

  async getTreeItem(node: LexiconNode): Promise<vscode.TreeItem> {
    return (await this.workbench()).item(node);
  }
}
