import * as vscode from "vscode";
import type { SwapDecision } from "../cda/decisions/swapDecision.ts";
import { viewIds } from "./commandIds.ts";
import { baseName, generatedCorpora } from "./corpusFiles.ts";
import { findWorkspaceFiles } from "./findWorkspaceFiles.ts";
import { counterfactualChildren, counterfactualItem } from "./counterfactualsItems.ts";
import type { CounterfactualNode } from "./counterfactualsItems.ts";
import { planDocument } from "./documentPlan.ts";
import type { DecisionStore } from "./decisionStore.ts";
import type { ShownForecast } from "./forecastFlow.ts";
import { Owner } from "./owner.ts";
import type { RecordAnalysis } from "./recordAnalysis.ts";
import { causeChain, showError } from "./showError.ts";

type DocumentNode = Extract<CounterfactualNode, { kind: "document" }>;
type ForecastNode = Extract<CounterfactualNode, { kind: "forecast" }>;

/** Wait after the last keystroke before planning the document anew. */
const debounceMs = 500;

/** What the active document's counterfactuals would be, rule by rule, and the corpora generated so far. */
export class CounterfactualsView extends Owner implements vscode.TreeDataProvider<CounterfactualNode> {
  readonly #analysis: RecordAnalysis;
  readonly #decisions: DecisionStore;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly #view: vscode.TreeView<CounterfactualNode>;
  #document: vscode.TextDocument | undefined;
  /** What is shown while the document is planned anew. */
  #last: DocumentNode | undefined;
  #forecast: ForecastNode | undefined;
  #planning = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(analysis: RecordAnalysis, decisions: DecisionStore, log: vscode.LogOutputChannel) {
    super();
    this.#analysis = analysis;
    this.#decisions = decisions;
    this.#log = log;
    this.#document = vscode.window.activeTextEditor?.document;
    this.#view = this.own(
      vscode.window.createTreeView(viewIds.counterfactuals, {
        treeDataProvider: this,
        // A rule's box is about the rule, whatever the row above it says.
        manageCheckboxStateManually: true,
      }),
    );
    this.own(
      this.#view.onDidChangeCheckboxState(({ items }) => {
        this.#checked(items).catch((error: unknown) => {
          this.#changed.fire(); // the box goes back to what is written down
          return showError(log, error);
        });
      }),
    );
    this.own({ dispose: () => this.#stop() });
    this.own(
      analysis.onDidChange(() => {
        this.#outdate();
        this.#schedule();
      }),
    );
    this.own(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        // The report panel or the output taking the focus is no reason to forget the corpus.
        if (editor !== undefined) this.#show(editor.document);
      }),
    );
    // A change of the language closes the active document and opens it again.
    this.own(
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (document === vscode.window.activeTextEditor?.document) this.#show(document);
      }),
    );
    this.own(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document !== this.#document) return;
        this.#outdate();
        this.#schedule();
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

  async getChildren(node?: CounterfactualNode): Promise<CounterfactualNode[]> {
    const decisions = await this.#decisions.known();
    const off = decisions.filter((one) => "rule" in one && one.decision === "reject") as readonly { rule: string }[];
    if (node !== undefined) return counterfactualChildren(node, new Set(off.map(({ rule }) => rule)));
    const [document, files] = await Promise.all([
      this.#planned(),
      findWorkspaceFiles(generatedCorpora, "**/{node_modules,.evenhand}/**", 200),
    ]);
    const swaps = document?.plan.swaps ?? 0;
    this.#view.description = document === undefined ? "" : vscode.l10n.t("{0} planned", swaps.toLocaleString("en"));
    const rows: (CounterfactualNode | undefined)[] = [
      document,
      document === undefined ? undefined : this.#forecastOf(this.#document),
      decisions.length === 0 ? undefined : { kind: "decisions", decisions },
      files.length === 0 ? undefined : { kind: "corpora", files: files.toSorted(byPath) },
    ];
    return rows.filter((row) => row !== undefined);
  }

  getTreeItem(node: CounterfactualNode): vscode.TreeItem {
    return counterfactualItem(node);
  }

  /** The corpus that is shown: what the view's buttons are about. */
  get file(): vscode.Uri | undefined {
    return this.#document?.uri;
  }

  /** Shows what generating would do to the corpus. */
  showForecast(shown: ShownForecast): void {
    this.#forecast = { kind: "forecast", shown, isOutdated: false };
    this.#changed.fire();
  }

  #show(document: vscode.TextDocument): void {
    if (!this.#analysis.isCorpus(document)) return;
    if (document !== this.#document) this.#last = undefined;
    this.#document = document;
    this.#schedule();
  }

  /** A rule that is unchecked is decided against; checking it again takes that back. */
  async #checked(items: readonly (readonly [CounterfactualNode, vscode.TreeItemCheckboxState])[]): Promise<void> {
    const off: SwapDecision[] = [];
    const on: SwapDecision[] = [];
    for (const [node, state] of items) {
      if (node.kind !== "rule") continue;
      const list = state === vscode.TreeItemCheckboxState.Unchecked ? off : on;
      list.push({ decision: "reject", rule: node.count.rule });
    }
    if (off.length > 0) await this.#decisions.decide(off);
    if (on.length > 0) await this.#decisions.withdraw(on);
  }

  async #planned(): Promise<DocumentNode | undefined> {
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

  #forecastOf(document: vscode.TextDocument | undefined): ForecastNode | undefined {
    return this.#forecast?.shown.uri.toString() === document?.uri.toString() ? this.#forecast : undefined;
  }

  /** A forecast stays on show, and says that things have changed since. */
  #outdate(): void {
    if (this.#forecast !== undefined) this.#forecast = { ...this.#forecast, isOutdated: true };
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

function byPath(a: vscode.Uri, b: vscode.Uri): number {
  return a.path < b.path ? -1 : 1;
}
