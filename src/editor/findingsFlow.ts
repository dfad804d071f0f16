import * as vscode from "vscode";
import { axes } from "../lexicon/axis.ts";
import type { Axis } from "../lexicon/axis.ts";
import { findingsSorts } from "./findingsQuery.ts";
import type { FindingsQuery, FindingsSort } from "./findingsQuery.ts";

type Change = (query: FindingsQuery) => Promise<FindingsQuery | undefined> | FindingsQuery;

interface ChangeItem extends vscode.QuickPickItem {
  readonly change: Change;
}

/** Asks which findings to show; undefined when the user leaves. */
export async function askForFilter(query: FindingsQuery): Promise<FindingsQuery | undefined> {
  const { text, axis, leastZ, onlyStrong } = query;
  const items: ChangeItem[] = [
    {
      label: vscode.l10n.t("Words or groups with …"),
      description: text === "" ? vscode.l10n.t("any") : text,
      change: askForText,
    },
    { label: vscode.l10n.t("Axis …"), description: axis ?? vscode.l10n.t("all"), change: askForAxis },
    { label: vscode.l10n.t("Least z …"), description: String(leastZ), change: askForLeastZ },
    {
      label: onlyStrong ? vscode.l10n.t("Weak findings as well") : vscode.l10n.t("Only strong findings"),
      description: vscode.l10n.t("q at most 0.05 and the whole interval above chance"),
      change: (before) => ({ ...before, onlyStrong: !before.onlyStrong }),
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Show which findings?") });
  return chosen === undefined ? undefined : await chosen.change(query);
}

/** Asks for the order of the words; undefined when the user leaves. */
export async function askForSort(query: FindingsQuery): Promise<FindingsQuery | undefined> {
  const names: Readonly<Record<FindingsSort, string>> = {
    z: vscode.l10n.t("Surest first (z)"),
    npmi: vscode.l10n.t("Strongest first (nPMI)"),
    together: vscode.l10n.t("Most sentences first"),
    word: vscode.l10n.t("By the alphabet"),
  };
  const items = findingsSorts.map((sort) => ({
    label: names[sort],
    description: sort === query.sort ? vscode.l10n.t("now") : "",
    sort,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Sort words how?") });
  return chosen === undefined ? undefined : { ...query, sort: chosen.sort };
}

async function askForText(query: FindingsQuery): Promise<FindingsQuery | undefined> {
  const prompt = vscode.l10n.t("Letters of a word or a group; empty for all");
  const text = await vscode.window.showInputBox({ prompt, value: query.text });
  return text === undefined ? undefined : { ...query, text: text.trim() };
}

async function askForAxis({ axis: _before, ...query }: FindingsQuery): Promise<FindingsQuery | undefined> {
  const all: { label: string; axis?: Axis } = { label: vscode.l10n.t("all") };
  const items = [all, ...axes.map((axis) => ({ label: axis, axis }))];
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Which axis?") });
  if (chosen === undefined) return undefined;
  return chosen.axis === undefined ? query : { ...query, axis: chosen.axis };
}

async function askForLeastZ(query: FindingsQuery): Promise<FindingsQuery | undefined> {
  const answer = await vscode.window.showInputBox({
    prompt: vscode.l10n.t("The least z of a word, 0 for all; about 2 is chance among few words, 4 is hardly ever"),
    value: String(query.leastZ),
    validateInput: (value) => (isZ(value) ? undefined : vscode.l10n.t("A number from 0 on")),
  });
  return answer === undefined || !isZ(answer) ? undefined : { ...query, leastZ: Number(answer) };
}

function isZ(text: string): boolean {
  return text.trim() !== "" && Number(text) >= 0 && Number.isFinite(Number(text));
}
