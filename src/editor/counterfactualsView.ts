import * as vscode from "vscode";
import { viewIds } from "./commandIds.ts";
import { baseName, generatedCorpora } from "./corpusFiles.ts";
import { planDocument } from "./documentPlan.ts";
import type { DocumentPlan } from "./documentPlan.ts";
import { Owner } from "./owner.ts";
import type { RecordAnalysis } from "./recordAnalysis.ts";
import { causeChain } from "./showError.ts";

type Node =
  | { readonly kind: "document"; readonly name: string; readonly plan: DocumentPlan }
  | { readonly kind: "count"; readonly label: string; readonly count: number }
  | { readonly kind: "skipped"; readonly reasons: DocumentPlan["skippedByReason"] }
  | { readonly kind: "corpora"; readonly files: readonly vscode.Uri[] }
  | { readonly kind: "corpus"; readonly file: vscode.Uri };

/** Wait after the last keystroke before planning the document anew. */
const debounceMs = 500;

/** What the active document's counterfactuals would be, rule by rule, and the corpora generated so far. */
export class CounterfactualsView extends Owner implements vscode.TreeDataProvider<Node> {
  readonly #analysis: RecordAnalysis;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly #view: vscode.TreeView<Node>;
  #document: vscode.TextDocument | undefined;
  /** What is shown while the document is planned anew. */
  #last: Extract<Node, { kind: "document" }> | undefined;
  #planning = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(analysis: RecordAnalysis, log: vscode.LogOutputChannel) {
    super();
    this.#analysis = analysis;
    this.#log = log;
    this.#document = vscode.window.activeTextEditor?.document;
    this.#view = this.own(vscode.window.createTreeView(viewIds.counterfactuals, { treeDataProvider: this }));
    this.own({ dispose: () => this.#stop() });
    this.own(analysis.onDidChange(() => this.#schedule()));
    this.own(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        // The report panel or the output taking the focus is no reason to forget the corpus.
        if (editor === undefined || !this.#analysis.isCorpus(editor.document)) return;
        if (editor.document !== this.#document) this.#last = undefined;
        this.#document = editor.document;
        this.#schedule();
      }),
    );
    this.own(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === this.#document) this.#schedule();
      }),
    );
    this.own(
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document !== this.#document) return;
        this.#document = undefined;
        this.#last = undefined;
        this.#schedule();
      }),
    );
    const watcher = this.own(vscode.workspace.createFileSystemWatcher(generatedCorpora, false, true, false));
    this.own(watcher.onDidCreate(() => this.#schedule()));
    this.own(watcher.onDidDelete(() => this.#schedule()));
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node !== undefined) return childrenOf(node);
    const [document, files] = await Promise.all([
      this.#planned(),
      vscode.workspace.findFiles(generatedCorpora, "**/{node_modules,.evenhand}/**", 200),
    ]);
    const swaps = document?.plan.swaps ?? 0;
    this.#view.description = document === undefined ? "" : vscode.l10n.t("{0} planned", swaps.toLocaleString("en"));
    const corpora: Node[] = files.length === 0 ? [] : [{ kind: "corpora", files: files.toSorted(byPath) }];
    return document === undefined ? corpora : [document, ...corpora];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case "document":
        return documentItem(node);
      case "count": {
        const item = new vscode.TreeItem(node.label, vscode.TreeItemCollapsibleState.None);
        item.description = node.count.toLocaleString("en");
        return item;
      }
      case "skipped": {
        const item = new vscode.TreeItem(vscode.l10n.t("not swapped"), vscode.TreeItemCollapsibleState.Collapsed);
        item.description = node.reasons.reduce((sum, [, count]) => sum + count, 0).toLocaleString("en");
        return item;
      }
      case "corpora": {
        const item = new vscode.TreeItem(vscode.l10n.t("generated"), vscode.TreeItemCollapsibleState.Expanded);
        item.description = node.files.length.toLocaleString("en");
        return item;
      }
      case "corpus": {
        const item = new vscode.TreeItem(node.file, vscode.TreeItemCollapsibleState.None);
        item.iconPath = vscode.ThemeIcon.File;
        item.command = { command: "vscode.open", title: vscode.l10n.t("Open"), arguments: [node.file] };
        return item;
      }
    }
  }

  async #planned(): Promise<Extract<Node, { kind: "document" }> | undefined> {
    const document = this.#document;
    if (document === undefined || !this.#analysis.isCorpus(document)) return undefined;
    this.#planning.abort();
    this.#planning = new AbortController();
    const { signal } = this.#planning;
    try {
      const plan = await planDocument(document, await this.#analysis.analyser(document.uri), signal);
      if (plan === undefined) return this.#last;
      this.#last = { kind: "document", name: baseName(document.uri), plan };
      return this.#last;
    } catch (error) {
      this.#log.warn(causeChain(error));
      return undefined;
    }
  }

  #schedule(): void {
    this.#stop();
    this.#timer = setTimeout(() => this.#changed.fire(), debounceMs);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#planning.abort();
  }
}

function childrenOf(node: Node): Node[] {
  switch (node.kind) {
    case "document": {
      const rules = node.plan.byRule.map(([label, count]): Node => ({ kind: "count", label, count }));
      const reasons = node.plan.skippedByReason;
      return reasons.length === 0 ? rules : [...rules, { kind: "skipped", reasons }];
    }
    case "skipped":
      return node.reasons.map(([label, count]): Node => ({ kind: "count", label, count }));
    case "corpora":
      return node.files.map((file): Node => ({ kind: "corpus", file }));
    case "count":
    case "corpus":
      return [];
  }
}

function documentItem({ name, plan }: Extract<Node, { kind: "document" }>): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  const swaps =
    plan.swaps === 1 ? vscode.l10n.t("1 swap") : vscode.l10n.t("{0} swaps", plan.swaps.toLocaleString("en"));
  const changed = plan.changed.toLocaleString("en");
  const records = plan.records.toLocaleString("en");
  item.description = vscode.l10n.t("{0} in {1} of {2} records", swaps, changed, records);
  item.iconPath = vscode.ThemeIcon.File;
  if (plan.isPartial) {
    item.tooltip = vscode.l10n.t("The first {0} records only; generating a corpus counts all of them.", records);
  }
  return item;
}

function byPath(a: vscode.Uri, b: vscode.Uri): number {
  return a.path < b.path ? -1 : 1;
}
