import * as vscode from "vscode";
import type { SwapDecision } from "../cda/decisions/swapDecision.ts";
import type { AssociationShift } from "../report/counterfactualSection.ts";
import { measureText } from "../report/counterfactualWords.ts";
import { formatDecimal } from "../report/numberFormat.ts";
import { internalCommandIds } from "./commandIds.ts";
import type { DocumentPlan, RuleCount } from "./documentPlan.ts";
import type { ShownForecast } from "./forecastFlow.ts";
import { groupName } from "./findingsModel.ts";

/** A row of the Counterfactuals view. */
export type CounterfactualNode =
  | { readonly kind: "document"; readonly name: string; readonly plan: DocumentPlan }
  | { readonly kind: "rule"; readonly count: RuleCount; readonly isOff: boolean }
  | { readonly kind: "count"; readonly label: string; readonly count: number }
  | { readonly kind: "skipped"; readonly reasons: DocumentPlan["skippedByReason"] }
  | { readonly kind: "decisions"; readonly decisions: readonly SwapDecision[] }
  | { readonly kind: "decision"; readonly decision: SwapDecision }
  | { readonly kind: "forecast"; readonly shown: ShownForecast; readonly isOutdated: boolean }
  | { readonly kind: "shift"; readonly shift: AssociationShift }
  | { readonly kind: "corpora"; readonly files: readonly vscode.Uri[] }
  | { readonly kind: "corpus"; readonly file: vscode.Uri };

/** `contextValue` of a row that can be forgotten. */
const decisionContext = "swapDecision";

/** The row as the editor draws it. */
export function counterfactualItem(node: CounterfactualNode): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  switch (node.kind) {
    case "document":
      return documentItem(node);
    case "rule":
      return ruleItem(node);
    case "count":
      return row(node.label, None, node.count.toLocaleString("en"));
    case "skipped": {
      const count = node.reasons.reduce((sum, [, times]) => sum + times, 0);
      return row(vscode.l10n.t("not swapped"), Collapsed, count.toLocaleString("en"));
    }
    case "decisions":
      return row(vscode.l10n.t("decisions"), Collapsed, node.decisions.length.toLocaleString("en"));
    case "decision":
      return decisionItem(node.decision);
    case "forecast":
      return forecastItem(node);
    case "shift":
      return shiftItem(node.shift);
    case "corpora":
      return row(vscode.l10n.t("generated"), Expanded, node.files.length.toLocaleString("en"));
    case "corpus": {
      const item = new vscode.TreeItem(node.file, None);
      item.iconPath = vscode.ThemeIcon.File;
      item.command = {
        command: internalCommandIds.openCorpus,
        title: vscode.l10n.t("Open"),
        arguments: [node.file],
      };
      return item;
    }
  }
}

/** What is below a row. */
export function counterfactualChildren(node: CounterfactualNode, offRules: ReadonlySet<string>): CounterfactualNode[] {
  switch (node.kind) {
    case "document": {
      const rules = node.plan.byRule.map((count): CounterfactualNode => {
        return { kind: "rule", count, isOff: offRules.has(count.rule) };
      });
      const reasons = node.plan.skippedByReason;
      return reasons.length === 0 ? rules : [...rules, { kind: "skipped", reasons }];
    }
    case "skipped":
      return node.reasons.map(([label, count]): CounterfactualNode => ({ kind: "count", label, count }));
    case "decisions":
      return node.decisions.map((decision): CounterfactualNode => ({ kind: "decision", decision }));
    case "forecast":
      return node.shown.forecast.associations.map((shift): CounterfactualNode => ({ kind: "shift", shift }));
    case "corpora":
      return node.files.map((file): CounterfactualNode => ({ kind: "corpus", file }));
    case "rule":
    case "count":
    case "decision":
    case "shift":
    case "corpus":
      return [];
  }
}

function row(label: string, state: vscode.TreeItemCollapsibleState, description: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, state);
  item.description = description;
  item.accessibilityInformation = { label: `${label}, ${description}` };
  return item;
}

function documentItem({ name, plan }: Extract<CounterfactualNode, { kind: "document" }>): vscode.TreeItem {
  const swaps =
    plan.swaps === 1 ? vscode.l10n.t("1 swap") : vscode.l10n.t("{0} swaps", plan.swaps.toLocaleString("en"));
  const changed = plan.changed.toLocaleString("en");
  const records = plan.records.toLocaleString("en");
  const description = vscode.l10n.t("{0} in {1} of {2} records", swaps, changed, records);
  const item = row(name, vscode.TreeItemCollapsibleState.Expanded, description);
  item.iconPath = vscode.ThemeIcon.File;
  if (plan.isPartial) {
    item.tooltip = vscode.l10n.t("The first {0} records only; generating a corpus counts all of them.", records);
  }
  return item;
}

function ruleItem({ count, isOff }: Extract<CounterfactualNode, { kind: "rule" }>): vscode.TreeItem {
  const { rule, planned, proposed, isDecidable } = count;
  const some = vscode.l10n.t("{0} of {1}", planned.toLocaleString("en"), proposed.toLocaleString("en"));
  const item = row(
    rule,
    vscode.TreeItemCollapsibleState.None,
    planned === proposed ? planned.toLocaleString("en") : some,
  );
  item.id = `rule ${rule}`;
  if (!isDecidable) {
    item.tooltip = vscode.l10n.t("These changes only agree with swaps, and go with them.");
    return item;
  }
  const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
  item.checkboxState = {
    state: isOff ? Unchecked : Checked,
    tooltip: isOff ? vscode.l10n.t("Swap by this rule again") : vscode.l10n.t("Do not swap by this rule"),
    accessibilityInformation: { label: vscode.l10n.t("Swap by the rule {0}", rule), role: "checkbox" },
  };
  return item;
}

function decisionItem(decision: SwapDecision): vscode.TreeItem {
  const isAccepted = decision.decision === "accept";
  const verdict = isAccepted ? vscode.l10n.t("accepted") : vscode.l10n.t("rejected");
  const { None } = vscode.TreeItemCollapsibleState;
  let item: vscode.TreeItem;
  if ("swap" in decision) item = row(`${decision.word} → ${decision.after}`, None, verdict);
  else if ("rule" in decision) item = row(decision.rule, None, vscode.l10n.t("{0}, the whole rule", verdict));
  else item = row(decision.word, None, vscode.l10n.t("{0}, wherever it stands", verdict));
  item.iconPath = new vscode.ThemeIcon(isAccepted ? "check" : "circle-slash");
  item.contextValue = decisionContext;
  return item;
}

function forecastItem({ shown, isOutdated }: Extract<CounterfactualNode, { kind: "forecast" }>): vscode.TreeItem {
  const { forecast } = shown;
  const { sampled, records, share, changed } = forecast;
  const percent = (value: number): string => formatDecimal(100 * value, 1);
  const isWhole = sampled === records;
  const of = isWhole
    ? vscode.l10n.t("{0}% of records change", percent(changed / sampled))
    : vscode.l10n.t("{0}% to {1}% of records change", percent(share.low), percent(share.high));
  const description = isOutdated ? vscode.l10n.t("{0}; before your last change", of) : of;
  const item = row(vscode.l10n.t("forecast"), vscode.TreeItemCollapsibleState.Expanded, description);
  item.iconPath = new vscode.ThemeIcon("graph-line");
  const all = records.toLocaleString("en");
  item.tooltip = isWhole
    ? vscode.l10n.t("From all {0} records. Nothing was written.", all)
    : vscode.l10n.t(
        "From {0} of {1} records, drawn by chance; intervals are of 95%. Nothing was written.",
        sampled.toLocaleString("en"),
        all,
      );
  return item;
}

function shiftItem({ group, word, before, after }: AssociationShift): vscode.TreeItem {
  const short = (value: number | undefined): string =>
    value === undefined ? vscode.l10n.t("never together") : formatDecimal(value, 2);
  const label = `${word} · ${groupName(group, undefined)}`;
  const item = row(
    label,
    vscode.TreeItemCollapsibleState.None,
    vscode.l10n.t("{0} → {1}", short(before.npmi), short(after.npmi)),
  );
  item.tooltip = vscode.l10n.t(
    "Association (NPMI) now {0}, in the generated corpus {1}",
    measureText(before),
    measureText(after),
  );
  item.accessibilityInformation = { label: `${label}: ${item.tooltip}` };
  return item;
}
