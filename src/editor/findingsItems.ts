import * as vscode from "vscode";
import type { AssociationRow, BiasReport } from "../report/biasReport.ts";
import type { SilencedFinding } from "../report/scanFindings.ts";
import { problemName, shownWord } from "../report/scanWords.ts";
import { isStrong, silencedProblem, silencedRow } from "../report/strongAssociations.ts";
import { maskSlurs, slursOf } from "../report/wording.ts";
import { internalCommandIds } from "./commandIds.ts";
import { associationText, exampleName, groupName } from "./findingsModel.ts";
import type { FindingNode } from "./findingsModel.ts";

type Node<Kind extends FindingNode["kind"]> = Extract<FindingNode, { readonly kind: Kind }>;

const states = vscode.TreeItemCollapsibleState;

/** A node of the findings as the tree shows it. */
export function findingItem(node: FindingNode, report: BiasReport | undefined): vscode.TreeItem {
  switch (node.kind) {
    case "file":
      return fileItem(node);
    case "axis":
      return axisItem(node);
    case "group":
      return groupItem(node);
    case "association":
      return associationItem(node, report);
    case "terms":
      return termsItem(node);
    case "term":
      return termItem(node, report);
    case "place":
      return placeItem(node, report);
    case "note":
      return new vscode.TreeItem(node.text, states.None);
    case "problems":
      return problemsItem(node);
    case "problem":
      return problemItem(node, silencedProblem(report?.scan, node.problem));
    case "example":
      return exampleItem(node, report);
  }
}

function fileItem({ file, bytes }: Node<"file">): vscode.TreeItem {
  const item = new vscode.TreeItem(file, states.Collapsed);
  item.id = JSON.stringify([file]);
  item.iconPath = vscode.ThemeIcon.File;
  item.description = vscode.l10n.t("{0} MB", (bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1 }));
  item.tooltip = vscode.l10n.t("What {0} shows by itself", file);
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}

function axisItem({ axis, groups, file }: Node<"axis">): vscode.TreeItem {
  const item = new vscode.TreeItem(axis, states.Expanded);
  item.description = groups.length === 1 ? vscode.l10n.t("1 group") : vscode.l10n.t("{0} groups", groups.length);
  item.id = JSON.stringify([file, axis]);
  return item;
}

function groupItem({ group, associations, terms, file }: Node<"group">): vscode.TreeItem {
  const isEmpty = associations.length === 0 && terms.length === 0;
  const item = new vscode.TreeItem(group.label, isEmpty ? states.None : states.Collapsed);
  item.id = JSON.stringify([file, group.group]);
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

function associationItem({ row, file }: Node<"association">, report: BiasReport | undefined): vscode.TreeItem {
  const word = report === undefined ? row.word : shownWord(row.word, slursOf(report));
  const item = new vscode.TreeItem(word, states.Collapsed);
  item.id = JSON.stringify([file, row.group, row.word]);
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
    title: vscode.l10n.t("List the places and open the first"),
    arguments: [row],
  };
  return item;
}

function termsItem({ group, terms, file }: Node<"terms">): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t("Terms"), states.Collapsed);
  // A word may be "terms": ids of words have one part less.
  item.id = JSON.stringify([file, group.group, "", "terms"]);
  item.description = terms.length.toLocaleString("en");
  item.tooltip = vscode.l10n.t("Terms of {0} that matched: {1}", group.label, item.description);
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}

function termItem({ group, term, file }: Node<"term">, report: BiasReport | undefined): vscode.TreeItem {
  const word = report === undefined ? term.term : shownWord(term.term, slursOf(report));
  const item = new vscode.TreeItem(word, states.Collapsed);
  item.id = JSON.stringify([file, group.group, "", "terms", term.term]);
  item.description = term.mentions.toLocaleString("en");
  item.iconPath = new vscode.ThemeIcon("symbol-string");
  item.tooltip = vscode.l10n.t("{0} counts as {1}: {2} mentions.", word, group.label, item.description);
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}

function placeItem({ place }: Node<"place">, report: BiasReport | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(`${place.file}:${place.line}`, states.None);
  item.description = report === undefined ? (place.text ?? "") : maskSlurs(place.text ?? "", slursOf(report));
  item.tooltip = item.description;
  item.accessibilityInformation = {
    label: `${item.description}, ${place.file}, ${vscode.l10n.t("line {0}", place.line)}`,
  };
  item.command = {
    command: internalCommandIds.openExample,
    title: vscode.l10n.t("Open the place"),
    arguments: [place],
  };
  return item;
}

function problemsItem({ problems }: Node<"problems">): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t("Data problems"), states.Collapsed);
  item.id = "problems";
  item.description = problems.length.toLocaleString("en");
  item.tooltip = vscode.l10n.t("What in the data would mislead who reads the figures: {0}", problems.length);
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}

function problemItem({ problem, examples }: Node<"problem">, silenced: SilencedFinding | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(problemName(problem.kind), examples.length === 0 ? states.None : states.Collapsed);
  item.description = silenced === undefined ? problem.sentence : `${silencedWords(silenced)} · ${problem.sentence}`;
  item.iconPath = new vscode.ThemeIcon(silenced === undefined ? "info" : "mute");
  item.contextValue = silenced === undefined ? "finding" : "silencedFinding";
  item.tooltip = `${problem.sentence} ${problem.hint}`;
  item.accessibilityInformation = { label: `${problemName(problem.kind)}: ${item.tooltip}` };
  return item;
}

function exampleItem({ example }: Node<"example">, report: BiasReport | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(exampleName(example), states.None);
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

function halvesWords({ agreesInHalves, npmiHalves }: AssociationRow): string {
  const [first, second] = (npmiHalves ?? []).map((value) => value.toFixed(3));
  return agreesInHalves === true
    ? vscode.l10n.t("two random halves agree: nPMI {0} and {1}", first ?? "", second ?? "")
    : vscode.l10n.t("two random halves differ: nPMI {0} and {1}", first ?? "", second ?? "");
}

/** `silenced: a fact`. */
function silencedWords({ reason }: SilencedFinding): string {
  return reason === undefined ? vscode.l10n.t("silenced") : vscode.l10n.t("silenced: {0}", reason);
}
