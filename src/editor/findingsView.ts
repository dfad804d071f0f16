import * as vscode from "vscode";
import { internalCommandIds, viewIds } from "./commandIds.ts";
import type { AssociationRow } from "../report/biasReport.ts";
import { problemName, shownWord } from "../report/scanWords.ts";
import type { SilencedFinding } from "../report/scanFindings.ts";
import { isStrong, silencedProblem, silencedRow, strongFindings } from "../report/strongAssociations.ts";
import { maskSlurs, slursOf } from "../report/wording.ts";
import { associationText, exampleName, findingTree, groupName } from "./findingsModel.ts";
import type { FindingNode } from "./findingsModel.ts";
import { Owner } from "./owner.ts";
import type { ScanStore } from "./scanStore.ts";
import { causeChain } from "./showError.ts";

/** The tree of findings: axis, group, associated words; data problems. Loads the last scan when it is first shown. */
export class FindingsView extends Owner implements vscode.TreeDataProvider<FindingNode> {
  readonly #scans: ScanStore;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly #view: vscode.TreeView<FindingNode>;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(scans: ScanStore, log: vscode.LogOutputChannel) {
    super();
    this.#scans = scans;
    this.#log = log;
    this.#view = this.own(vscode.window.createTreeView(viewIds.findings, { treeDataProvider: this }));
    this.own(scans.onDidChange(() => this.#refresh()));
  }

  async getChildren(node?: FindingNode): Promise<FindingNode[]> {
    if (node !== undefined) return [...childrenOf(node)];
    try {
      await this.#scans.load();
    } catch (error) {
      // A stored scan of another version is no failure of the user's: the view asks for a new one.
      this.#log.warn(causeChain(error));
    }
    return this.#scans.report === undefined ? [] : findingTree(this.#scans.report);
  }

  getTreeItem(node: FindingNode): vscode.TreeItem {
    switch (node.kind) {
      case "axis":
        return axisItem(node);
      case "group":
        return groupItem(node);
      case "association":
        return this.#associationItem(node);
      case "problems":
        return problemsItem(node);
      case "problem":
        return problemItem(node, silencedProblem(this.#scans.report?.scan, node.problem));
      case "example":
        return this.#exampleItem(node);
    }
  }

  #associationItem({ row }: Extract<FindingNode, { kind: "association" }>): vscode.TreeItem {
    const { report } = this.#scans;
    const word = report === undefined ? row.word : shownWord(row.word, slursOf(report));
    const item = new vscode.TreeItem(word, vscode.TreeItemCollapsibleState.None);
    const group = groupName(row.group, report?.scan);
    item.description = associationText(row);
    const silenced = silencedRow(report?.scan, row);
    item.iconPath = new vscode.ThemeIcon(
      silenced !== undefined ? "mute" : isStrong(row) ? "circle-filled" : "circle-outline",
    );
    item.contextValue = silenced === undefined ? "finding" : "silencedFinding";
    if (silenced !== undefined) item.description = `${silencedWords(silenced)} · ${item.description}`;
    const figures = vscode.l10n.t(
      "{0} with {1}: {2} sentences together, nPMI {3} (95% interval {4} to {5}), z {6}, q {7}",
      word,
      group,
      row.together,
      row.npmi.toFixed(3),
      row.npmiLow.toFixed(3),
      row.npmiHigh.toFixed(3),
      row.z.toFixed(1),
      row.q.toPrecision(2),
    );
    const all = row.agreesInHalves === undefined ? figures : `${figures}; ${halvesWords(row)}`;
    item.tooltip = silenced === undefined ? all : `${silencedWords(silenced)}; ${all}`;
    item.accessibilityInformation = { label: item.tooltip };
    item.command = {
      command: internalCommandIds.openFinding,
      title: vscode.l10n.t("Open the first place"),
      arguments: [row],
    };
    return item;
  }

  #exampleItem({ example }: Extract<FindingNode, { kind: "example" }>): vscode.TreeItem {
    const { report } = this.#scans;
    const item = new vscode.TreeItem(exampleName(example), vscode.TreeItemCollapsibleState.None);
    const text = report === undefined ? example.text : maskSlurs(example.text ?? "", slursOf(report));
    const times = example.count === undefined ? "" : vscode.l10n.t("{0} times", example.count.toLocaleString("en"));
    item.description = [times, text ?? ""].filter((part) => part !== "").join(" · ");
    item.accessibilityInformation = { label: `${exampleName(example)}, ${item.description}` };
    if (example.line !== undefined) {
      item.command = {
        command: internalCommandIds.openExample,
        title: vscode.l10n.t("Open the place"),
        arguments: [{ file: example.file, line: example.line, column: 0 }],
      };
    }
    return item;
  }

  #refresh(): void {
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
}

function childrenOf(node: FindingNode): readonly FindingNode[] {
  switch (node.kind) {
    case "axis":
      return node.groups;
    case "group":
      return node.associations;
    case "problems":
      return node.problems;
    case "problem":
      return node.examples;
    case "association":
    case "example":
      return [];
  }
}

function halvesWords({ agreesInHalves, npmiHalves }: AssociationRow): string {
  const [first, second] = (npmiHalves ?? []).map((value) => value.toFixed(3));
  return agreesInHalves === true
    ? vscode.l10n.t("two random halves agree: nPMI {0} and {1}", first ?? "", second ?? "")
    : vscode.l10n.t("two random halves differ: nPMI {0} and {1}", first ?? "", second ?? "");
}

function problemsItem({ problems }: Extract<FindingNode, { kind: "problems" }>): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t("Data problems"), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = "problems";
  item.description = problems.length.toLocaleString("en");
  item.tooltip = vscode.l10n.t("What in the data would mislead who reads the figures: {0}", problems.length);
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}

function problemItem(
  { problem, examples }: Extract<FindingNode, { kind: "problem" }>,
  silenced: SilencedFinding | undefined,
): vscode.TreeItem {
  const state = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(problemName(problem.kind), examples.length === 0 ? state.None : state.Collapsed);
  item.description = silenced === undefined ? problem.sentence : `${silencedWords(silenced)} · ${problem.sentence}`;
  item.iconPath = new vscode.ThemeIcon(silenced === undefined ? "info" : "mute");
  item.contextValue = silenced === undefined ? "finding" : "silencedFinding";
  item.tooltip = `${problem.sentence} ${problem.hint}`;
  item.accessibilityInformation = { label: `${problemName(problem.kind)}: ${item.tooltip}` };
  return item;
}

/** `silenced: a fact`. */
function silencedWords({ reason }: SilencedFinding): string {
  return reason === undefined ? vscode.l10n.t("silenced") : vscode.l10n.t("silenced: {0}", reason);
}

function axisItem({ axis, groups }: Extract<FindingNode, { kind: "axis" }>): vscode.TreeItem {
  const item = new vscode.TreeItem(axis, vscode.TreeItemCollapsibleState.Expanded);
  item.description = groups.length === 1 ? vscode.l10n.t("1 group") : vscode.l10n.t("{0} groups", groups.length);
  item.id = axis;
  return item;
}

function groupItem({ group, associations }: Extract<FindingNode, { kind: "group" }>): vscode.TreeItem {
  const state = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(group.label, associations.length === 0 ? state.None : state.Collapsed);
  item.id = group.group;
  item.description = group.mentions.toLocaleString("en");
  item.tooltip = vscode.l10n.t(
    "{0}: {1} mentions in {2} sentences of {3} records",
    group.label,
    group.mentions.toLocaleString("en"),
    group.sentences.toLocaleString("en"),
    group.documents.toLocaleString("en"),
  );
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}
