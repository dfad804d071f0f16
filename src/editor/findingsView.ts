import * as vscode from "vscode";
import { messageOf } from "../base/errors.ts";
import type { AssociationRow, BiasReport, KeywordInContext } from "../report/biasReport.ts";
import { strongFindings } from "../report/strongAssociations.ts";
import { contextKeys, viewIds } from "./commandIds.ts";
import { findingItem } from "./findingsItems.ts";
import { fileNodes, findingTree, wordsIn } from "./findingsModel.ts";
import type { FindingNode } from "./findingsModel.ts";
import { everything, isFiltered, restoreQuery } from "./findingsQuery.ts";
import type { FindingsQuery } from "./findingsQuery.ts";
import { mostOccurrences } from "./findingsSource.ts";
import type { FindingsSource } from "./findingsSource.ts";
import { Owner } from "./owner.ts";
import type { ScanStore } from "./scanStore.ts";
import { causeChain } from "./showError.ts";

/** Where the query is kept between sessions. */
const queryKey = "findings";

/**
 * The tree of findings: axis, group, associated words and terms, their occurrences; by file where that is wanted; data problems. Loads
 * the last scan when it is first shown.
 */
export class FindingsView extends Owner implements vscode.TreeDataProvider<FindingNode> {
  readonly #scans: ScanStore;
  readonly #source: FindingsSource;
  readonly #memory: vscode.Memento;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly #view: vscode.TreeView<FindingNode>;
  readonly #parents = new WeakMap<FindingNode, FindingNode>();
  /** The nodes of the words that are in the tree now. */
  #words = new Map<AssociationRow, FindingNode>();
  /** The scans of the files that were opened, by the files' names: something may be silenced in one file alone. */
  readonly #ofFiles = new Map<string, BiasReport>();
  #query: FindingsQuery;

  readonly onDidChangeTreeData = this.#changed.event;

  /** @param memory of the workspace, for what is shown and how it is sorted */
  constructor(scans: ScanStore, source: FindingsSource, memory: vscode.Memento, log: vscode.LogOutputChannel) {
    super();
    this.#scans = scans;
    this.#source = source;
    this.#memory = memory;
    this.#log = log;
    this.#query = restoreQuery(memory.get(queryKey));
    this.#view = this.own(
      vscode.window.createTreeView(viewIds.findings, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.own(scans.onDidChange(() => this.#refresh()));
    this.own(
      source.onDidChange(() => {
        if (this.#query.by === "file") this.#changed.fire();
      }),
    );
    this.#tellContext();
  }

  get query(): FindingsQuery {
    return this.#query;
  }

  /** Changes what is shown; nothing when the user left the question. */
  async show(query: FindingsQuery | undefined): Promise<void> {
    if (query === undefined) return;
    this.#query = query;
    await this.#memory.update(queryKey, query);
    this.#refresh();
  }

  /** Shows all findings; how they are sorted and put together stays. */
  clearFilter(): Promise<void> {
    const { sort, by } = this.#query;
    return this.show({ ...everything, sort, by });
  }

  /** Lists the occurrences of a word in the tree, and gives the first; undefined where none can be listed. */
  async unfold(row: AssociationRow): Promise<KeywordInContext | undefined> {
    const node = this.#words.get(row);
    if (node?.kind !== "association") return undefined;
    await this.#view.reveal(node, { select: true, focus: false, expand: true });
    const [first] = await this.#occurrences(node);
    return first?.kind === "place" ? first.place : undefined;
  }

  async getChildren(node?: FindingNode): Promise<FindingNode[]> {
    const children = node === undefined ? await this.#roots() : await this.#below(node);
    for (const child of children) {
      if (node !== undefined) this.#parents.set(child, node);
      if (child.kind === "association") this.#words.set(child.row, child);
    }
    return children;
  }

  getParent(node: FindingNode): FindingNode | undefined {
    return this.#parents.get(node);
  }

  getTreeItem(node: FindingNode): vscode.TreeItem {
    const ofFile = "file" in node && node.file !== undefined ? this.#ofFiles.get(node.file) : undefined;
    return findingItem(node, ofFile ?? this.#scans.report);
  }

  async #roots(): Promise<FindingNode[]> {
    try {
      await this.#scans.load();
    } catch (error) {
      // A stored scan of another version is no failure of the user's: the view asks for a new one.
      this.#log.warn(causeChain(error));
    }
    const { report } = this.#scans;
    if (report === undefined) return [];
    this.#words = new Map();
    if (this.#query.by === "file") {
      this.#view.message = this.#filterWords() ?? "";
      return fileNodes(report);
    }
    const tree = findingTree(report, this.#query);
    this.#view.message = messageOfTree(report, tree, this.#filterWords()) ?? "";
    return tree;
  }

  async #below(node: FindingNode): Promise<FindingNode[]> {
    switch (node.kind) {
      case "file":
        return await this.#ofFile(node.file);
      case "axis":
        return [...node.groups];
      case "group":
        return [...node.associations, ...node.terms];
      case "terms":
        return [...node.terms];
      case "term":
        return await this.#mentions(node);
      case "association":
        return await this.#occurrences(node);
      case "problems":
        return [...node.problems];
      case "problem":
        return [...node.examples];
      case "place":
      case "note":
      case "example":
        return [];
    }
  }

  async #ofFile(file: string): Promise<FindingNode[]> {
    const { report } = this.#scans;
    if (report === undefined) return [];
    try {
      const ofFile = await this.#source.scanOf(report, file);
      this.#ofFiles.set(file, ofFile);
      const tree = findingTree(ofFile, this.#query, file);
      return tree.length === 0 ? [{ kind: "note", text: vscode.l10n.t("No finding in this file by itself.") }] : tree;
    } catch (error) {
      return this.#noteOf(error);
    }
  }

  async #occurrences({ row, file }: Extract<FindingNode, { kind: "association" }>): Promise<FindingNode[]> {
    const { report } = this.#scans;
    if (report === undefined) return [];
    try {
      const scan = file === undefined ? report : await this.#source.scanOf(report, file);
      const places = await this.#source.occurrences(scan, row);
      const nodes = places.map((place): FindingNode => ({ kind: "place", place }));
      const more = row.together - places.length;
      if (more <= 0) return nodes;
      const count = more.toLocaleString("en");
      const text =
        places.length < mostOccurrences
          ? vscode.l10n.t("{0} more; scan again to list them", count)
          : vscode.l10n.t("{0} more; evenhand kwic lists them all", count);
      return [...nodes, { kind: "note", text }];
    } catch (error) {
      return this.#noteOf(error);
    }
  }

  async #mentions({ group, term, file }: Extract<FindingNode, { kind: "term" }>): Promise<FindingNode[]> {
    const { report } = this.#scans;
    if (report === undefined) return [];
    try {
      const scan = file === undefined ? report : await this.#source.scanOf(report, file);
      const places = await this.#source.mentions(scan, group.group, term);
      const nodes = places.map((place): FindingNode => ({ kind: "place", place }));
      if (term.mentions <= places.length) return nodes;
      const count = term.mentions.toLocaleString("en");
      return [
        ...nodes,
        { kind: "note", text: vscode.l10n.t("{0} of {1} mentions, chosen at random", places.length, count) },
      ];
    } catch (error) {
      return this.#noteOf(error);
    }
  }

  /** What went wrong stands where the answer would. */
  #noteOf(error: unknown): FindingNode[] {
    this.#log.warn(causeChain(error));
    return [{ kind: "note", text: messageOf(error) }];
  }

  #refresh(): void {
    this.#tellContext();
    const { report } = this.#scans;
    const strong = report === undefined ? 0 : strongFindings(report);
    const files = report?.corpus?.files.length ?? 0;
    const filesText = files === 1 ? vscode.l10n.t("1 file") : vscode.l10n.t("{0} files", files);
    const strongText = vscode.l10n.t("{0} strong", strong);
    const silenced = report?.scan?.silenced?.length ?? 0;
    const silencedText = silenced === 0 ? "" : ` · ${vscode.l10n.t("{0} silenced", silenced)}`;
    this.#view.description = report === undefined ? "" : `${filesText} · ${strongText}${silencedText}`;
    this.#view.badge =
      strong === 0 ? undefined : { value: strong, tooltip: vscode.l10n.t("Strong associations: {0}", strong) };
    this.#changed.fire();
  }

  #tellContext(): void {
    const tell = (key: string, value: unknown): void => void vscode.commands.executeCommand("setContext", key, value);
    // Without a scan there is nothing to filter, and the view says how to make one.
    tell(contextKeys.findingsFiltered, this.#scans.report !== undefined && isFiltered(this.#query));
    tell(contextKeys.findingsBy, this.#query.by);
  }

  /** `Shown: “nurse”, gender, z from 5 on, strong`; nothing when all are shown. */
  #filterWords(): string | undefined {
    const { text, axis, leastZ, onlyStrong } = this.#query;
    const parts = [
      ...(text === "" ? [] : [`“${text}”`]),
      ...(axis === undefined ? [] : [axis]),
      ...(leastZ > 0 ? [vscode.l10n.t("z from {0} on", leastZ)] : []),
      ...(onlyStrong ? [vscode.l10n.t("strong")] : []),
    ];
    return parts.length === 0 ? undefined : vscode.l10n.t("Shown: {0}", parts.join(", "));
  }
}

/** What is said above the tree: what is left out, or why it is empty. */
function messageOfTree(
  report: BiasReport,
  tree: readonly FindingNode[],
  filter: string | undefined,
): string | undefined {
  if (filter !== undefined) {
    const all = wordsIn(findingTree(report));
    return `${filter} · ${vscode.l10n.t("{0} of {1} words", wordsIn(tree), all)}`;
  }
  if (tree.some(({ kind }) => kind === "axis")) return undefined;
  const records = (report.corpus?.records ?? 0).toLocaleString("en");
  return vscode.l10n.t("The last scan found no word of any group in {0} records.", records);
}
