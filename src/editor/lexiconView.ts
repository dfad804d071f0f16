import * as vscode from "vscode";
import { viewIds } from "./commandIds.ts";
import type { LexiconNode } from "./lexiconItems.ts";
import type { LexiconWorkbench, WorkbenchParts } from "./lexiconWorkbench.ts";
import { Owner } from "./owner.ts";
import type { RecordAnalysis } from "./recordAnalysis.ts";

/** A change of the team's lexicon is told several times; while the view is drawn again, the menu of a row has lost its row. */
const debounceMs = 300;

/** The terms that the last scan found, with samples of their mentions to label. What it shows is loaded when it is opened. */
export class LexiconView extends Owner implements vscode.TreeDataProvider<LexiconNode> {
  readonly #parts: WorkbenchParts;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  #timer: NodeJS.Timeout | undefined;
  #workbench: Promise<LexiconWorkbench> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;
  readonly refresh = (): void => {
    clearTimeout(this.#timer);
    this.#changed.fire();
  };

  /** @param analysis tells when the team's lexicon changes on disk */
  constructor(parts: WorkbenchParts, analysis: RecordAnalysis) {
    super();
    this.#parts = parts;
    this.own(vscode.window.createTreeView(viewIds.lexicon, { treeDataProvider: this, showCollapseAll: true }));
    const soon = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.refresh, debounceMs);
    };
    this.own(parts.scans.onDidChange(soon));
    this.own(analysis.onDidChange(soon));
    this.own({ dispose: () => clearTimeout(this.#timer) });
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
