import * as vscode from "vscode";
import type { FoundMention } from "../jobs/findMentions.ts";
import type { LabelledPrecision, MentionLabel } from "../policy/mentionLabels.ts";
import type { GroupCount, TermCount } from "../report/biasReport.ts";
import type { TermPrecision } from "../report/scanFindings.ts";
import { precisionText, shareText, shownWord } from "../report/scanWords.ts";
import { maskSlurs } from "../report/wording.ts";
import { internalCommandIds } from "./commandIds.ts";

/** A term of the last scan, with what is known of its uses. */
export interface TermNode {
  readonly kind: "term";
  readonly group: GroupCount;
  readonly term: TermCount;
  /** By rules on the words around it; of ambiguous terms. */
  readonly estimate: TermPrecision | undefined;
  /** Of the labels of its sample; absent before the sample was opened. */
  readonly labelled: LabelledPrecision | undefined;
  /** The team's lexicon does not look for it any more. */
  readonly isOff: boolean;
}

/** A mention of the sample of a term. */
export interface MentionNode {
  readonly kind: "mention";
  readonly parent: TermNode;
  readonly mention: FoundMention;
  readonly label: MentionLabel | undefined;
}

/** The terms that matched, by group; below each a random sample of its mentions. */
export type LexiconNode =
  | { readonly kind: "group"; readonly group: GroupCount; readonly terms: readonly TermCount[] }
  | TermNode
  | MentionNode
  /** What is not shown, in words. */
  | { readonly kind: "note"; readonly text: string };

const states = vscode.TreeItemCollapsibleState;

export function lexiconItem(node: LexiconNode, slurs: ReadonlySet<string>): vscode.TreeItem {
  switch (node.kind) {
    case "group": {
      const item = new vscode.TreeItem(node.group.label, states.Collapsed);
      item.id = node.group.group;
      item.description = node.group.mentions.toLocaleString("en");
      item.tooltip = vscode.l10n.t(
        "{0}: {1} mentions of {2} terms, {3} of them by ambiguous terms",
        node.group.label,
        node.group.mentions.toLocaleString("en"),
        node.terms.length,
        node.group.ambiguousMentions.toLocaleString("en"),
      );
      item.accessibilityInformation = { label: item.tooltip };
      return item;
    }
    case "term":
      return termItem(node, slurs);
    case "mention":
      return mentionItem(node, slurs);
    case "note":
      return new vscode.TreeItem(node.text, states.None);
  }
}

/** `90% (68% to 99%)` of what was labelled; nothing where nothing could be said. */
function labelledText({ precision, low, high }: LabelledPrecision): string | undefined {
  if (precision === undefined) return undefined;
  return vscode.l10n.t("{0} ({1} to {2})", shareText(precision), shareText(low), shareText(high));
}

/** `18 of 20 labelled mentions name women and girls: 90% (exact 95% interval 68% to 99%)`. */
export function labelledSentence(labelled: LabelledPrecision, group: string): string {
  const { people, other, unsure, precision, low, high } = labelled;
  const left = unsure === 0 ? "" : vscode.l10n.t("Unsure, and left out: {0}.", unsure);
  if (precision === undefined) return left === "" ? vscode.l10n.t("No mention is labelled yet.") : left;
  const told = vscode.l10n.t(
    "{0} of {1} labelled mentions, chosen at random, name {2}: {3} (exact 95% interval {4} to {5}).",
    people,
    people + other,
    group,
    shareText(precision),
    shareText(low),
    shareText(high),
  );
  return [told, left].filter((part) => part !== "").join(" ");
}

function termItem({ group, term, estimate, labelled, isOff }: TermNode, slurs: ReadonlySet<string>): vscode.TreeItem {
  const word = shownWord(term.term, slurs);
  const isAmbiguous = estimate !== undefined || term.sense !== undefined;
  const item = new vscode.TreeItem(word, states.Collapsed);
  item.id = JSON.stringify([group.group, term.term]);
  const share = labelled === undefined ? undefined : labelledText(labelled);
  const shown =
    share !== undefined
      ? vscode.l10n.t("labelled {0}", share)
      : estimate?.precision !== undefined
        ? vscode.l10n.t("estimated {0}", precisionText(estimate))
        : undefined;
  const parts = [isOff ? vscode.l10n.t("off") : undefined, term.mentions.toLocaleString("en"), shown];
  item.description = parts.filter((part) => part !== undefined).join(" · ");
  item.iconPath = new vscode.ThemeIcon(isOff ? "circle-slash" : isAmbiguous ? "question" : "symbol-string");
  item.contextValue = isOff ? "offTerm" : "term";
  item.tooltip = [
    vscode.l10n.t("{0} counts as {1}: {2} mentions.", word, group.label, term.mentions.toLocaleString("en")),
    ...(term.sense === undefined ? [] : [vscode.l10n.t("Other uses: {0}", term.sense)]),
    ...(estimate === undefined ? [] : estimateLines(estimate)),
    ...(labelled === undefined ? [] : [labelledSentence(labelled, group.label)]),
    ...(isOff
      ? [vscode.l10n.t("The team's lexicon does not look for it any more; scan again for figures without it.")]
      : []),
  ].join("\n");
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}

function estimateLines(estimate: TermPrecision): string[] {
  const { decided, undecided, senses } = estimate;
  const meant = senses.map(({ sense, mentions }) => `${sense} ${mentions}`).join(", ");
  return [
    vscode.l10n.t(
      "By rules on the words around it, {0} of the mentions that they decide name people ({1} decided, {2} left open).",
      precisionText(estimate),
      decided,
      undecided,
    ),
    ...(meant === "" ? [] : [vscode.l10n.t("What they meant: {0}", meant)]),
  ];
}

function mentionItem({ mention, label, parent }: MentionNode, slurs: ReadonlySet<string>): vscode.TreeItem {
  const { text, span, file, line, column, byte } = mention;
  const item = new vscode.TreeItem("", states.None);
  // The words before the mention are cut so that it can be seen in a narrow side bar.
  const shown = shortBefore(maskSlurs(text, slurs), span.start);
  const shift = text.length - shown.length;
  item.label = { label: shown, highlights: [[span.start - shift, span.end - shift]] };
  item.id = JSON.stringify([parent.group.group, parent.term.term, mention.record, mention.start, file, line]);
  item.description = `${file}:${line}`;
  item.iconPath = new vscode.ThemeIcon(labelIcons[label ?? "none"]);
  item.contextValue = label === undefined ? "mention" : "labelledMention";
  item.tooltip = `${labelName(label, parent.group.label)}\n${maskSlurs(text, slurs)}\n${item.description}`;
  item.accessibilityInformation = { label: item.tooltip };
  item.command = {
    command: internalCommandIds.openExample,
    title: vscode.l10n.t("Open the place"),
    arguments: [{ file, line, column, byte }],
  };
  return item;
}

const labelIcons: Readonly<Record<MentionLabel | "none", string>> = {
  people: "pass-filled",
  other: "error",
  unsure: "question",
  none: "circle-outline",
};

/** What a label says. */
export function labelName(label: MentionLabel | undefined, group: string): string {
  switch (label) {
    case "people":
      return vscode.l10n.t("Names {0}", group);
    case "other":
      return vscode.l10n.t("Names something else");
    case "unsure":
      return vscode.l10n.t("Unsure");
    case undefined:
      return vscode.l10n.t("Not labelled");
  }
}

/** The text with at most `most` UTF-16 units before `start`, cut between words. */
export function shortBefore(text: string, start: number, most = 24): string {
  const from = start - most;
  if (from <= 0) return text;
  const space = text.slice(from, start).search(/\s/u);
  return `…${text.slice(space === -1 ? from : from + space + 1)}`;
}
